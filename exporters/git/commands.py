"""The git commands that commit an export by hand."""

import shlex
from collections.abc import Iterable
from dataclasses import replace

from checklists.errors import ExportError
from exporters.bundle import Bundle
from exporters.disk.export_plan import Action, ExportPlan
from exporters.git.clone import REPOSITORY, Clone, open_clone, require_ready
from exporters.request.pull_request import PullRequest


def with_commands(bundle: Bundle, plan: ExportPlan, minor: str) -> tuple[Bundle, ExportError | None]:
    """Return the bundle with the commands for its destination, and the obstacle that they would meet now, if any.

    Args:
        bundle: The submission.
        plan: Its export.
        minor: The checklist.
    """
    clone, obstacle = None, None
    if (plan.destination / ".git").exists():
        try:
            clone = open_clone(plan.destination)
            require_ready(clone, minor, offline=True)
        except ExportError as error:
            obstacle = error
    commands = git_commands(bundle.pull_request, _files(plan, clone), clone)
    return replace(bundle, pull_request=replace(bundle.pull_request, commands=commands)), obstacle


def git_commands(request: PullRequest, files: Iterable[str], clone: Clone | None = None) -> tuple[str, ...]:
    """Return the commands that commit exactly these files on a branch based on the upstream branch.

    Args:
        request: The pull request.
        files: The files, relative to the top folder of the clone.
        clone: The clone; without it, the commands fetch the upstream branch from GitHub.
    """
    paths = list(files)
    if clone is None:
        fetch = ["git", "fetch", f"https://github.com/{REPOSITORY}.git", "main"]
        switch = ["git", "switch", "-c", request.branch, "FETCH_HEAD"]
    else:
        fetch = ["git", "fetch", clone.remote, clone.branch]
        switch = ["git", "switch", "-c", request.branch, "--no-track", clone.base]
        if clone.git.succeeds("rev-parse", "-q", "--verify", f"refs/heads/{request.branch}"):
            switch = ["git", "switch", request.branch]
    add = ["git", "add", "-f", "-A", "--", *paths]
    commit = ["git", "commit", "-s", "-m", request.title, "--", *paths]
    return tuple(map(shlex.join, (fetch, switch, add, commit)))


def _files(plan: ExportPlan, clone: Clone | None) -> tuple[str, ...]:
    """Return the files to commit: the exported files, and tracked files that the export removed."""
    present = [str(entry.path) for entry in plan.entries if entry.data is not None]
    removed = [str(entry.path) for entry in plan.of(Action.REMOVED)]
    tracked = clone.git.find("ls-files", "-z", "--", *removed).split("\0") if clone and removed else []
    return (*present, *(path for path in removed if path in tracked))
