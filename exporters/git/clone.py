"""A local clone of the program repository: its upstream branch, and whether a commit is possible now."""

from dataclasses import dataclass
from pathlib import Path

from checklists.errors import ExportError
from exporters.git.client import NETWORK_TIMEOUT, Git, GitFailure

REPOSITORY = "cncf/k8s-ai-conformance"

_UNFINISHED = {
    "rebase-merge": ("rebase", "git rebase --continue"),
    "rebase-apply": ("rebase", "git rebase --continue"),
    "MERGE_HEAD": ("merge", "git merge --continue"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue"),
    "REVERT_HEAD": ("revert", "git revert --continue"),
    "BISECT_LOG": ("bisect", "git bisect reset"),
}


@dataclass(frozen=True)
class Clone:
    """A clone and its upstream branch."""

    folder: Path
    remote: str
    branch: str
    """Upstream branch, normally `main`."""

    @property
    def git(self) -> Git:
        """The `git` command in the clone."""
        return Git(self.folder)

    @property
    def base(self) -> str:
        """The remote-tracking branch that submissions are based on, for example `upstream/main`."""
        return f"{self.remote}/{self.branch}"


def open_clone(folder: Path) -> Clone:
    """Return the clone whose top folder this is.

    Raises:
        ExportError: The folder is not the top folder of a clone, or the clone lacks the upstream branch.
    """
    git = Git(folder)
    if not folder.is_dir() or not git.find("rev-parse", "--show-toplevel"):
        reason = ""
        if folder.is_dir() and (folder / ".git").exists():
            git.run("rev-parse", "--show-toplevel")  # Raises with git's reason, such as another owner.
            reason = " with a working tree"
        raise ExportError(
            f"{folder} is not a git clone{reason}.",
            f"Name the top folder of a clone of your fork of {REPOSITORY}, or export without --commit.",
        )
    top = Path(git.run("rev-parse", "--show-toplevel"))
    if top.resolve() != folder.resolve():
        raise ExportError(f"{folder} is not the top folder of its clone.", f"Export to {top}.")
    remote = _upstream(git)
    branch = _upstream_branch(git, remote)
    if branch is None:
        raise ExportError(
            f"The clone {folder} does not have the branch {remote}/main.", f"Run `git fetch {remote} main` there."
        )
    return Clone(folder, remote, branch)


def require_ready(clone: Clone, minor: str, *, offline: bool) -> None:
    """Raise unless a commit based on the upstream branch is possible now.

    Args:
        clone: The clone.
        minor: The checklist that the upstream branch must have.
        offline: Do not compare the upstream branch with its remote.

    Raises:
        ExportError: One sentence about the first obstacle.
    """
    git = clone.git
    for name, (activity, way_out) in _UNFINISHED.items():
        if Path(clone.folder, git.run("rev-parse", "--git-path", name)).exists():
            raise ExportError(
                f"The clone {clone.folder} has an unfinished {activity}.",
                f"Finish it with `{way_out}` or abort it, then export again.",
            )
    if not git.succeeds("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"):
        raise ExportError(
            "Git does not know your name and email, which the sign-off needs.",
            "Run `git config --global user.name NAME` and `git config --global user.email EMAIL`.",
        )
    if not git.find("symbolic-ref", "-q", "HEAD"):
        raise ExportError(
            f"The clone {clone.folder} has a detached HEAD.",
            f"Check out a branch, for example `git switch {clone.branch}`, then export again.",
        )
    if not git.succeeds("diff", "--cached", "--quiet"):
        raise ExportError(
            f"The clone {clone.folder} has staged changes.",
            "Commit or unstage them (`git restore --staged .`), then export again.",
        )
    _require_current_base(clone, minor, offline=offline)


def _require_current_base(clone: Clone, minor: str, *, offline: bool) -> None:
    git = clone.git
    hint = f"Run `git fetch {clone.remote} {clone.branch}`, then export again."
    if not git.succeeds("cat-file", "-e", f"{clone.base}:docs/AIConformance-{minor}.yaml"):
        raise ExportError(f"{clone.base} is outdated: it does not have the checklist {minor}.", hint)
    if offline:
        return
    reference = f"refs/heads/{clone.branch}"
    try:
        latest = git.run("ls-remote", clone.remote, reference, timeout=NETWORK_TIMEOUT).split()
    except GitFailure:
        return  # Without a connection, the clone's own state counts.
    if latest and latest[0] != git.run("rev-parse", clone.base):
        raise ExportError(f"{clone.base} is outdated: {clone.remote} has newer commits.", hint)


def _upstream(git: Git) -> str:
    remotes = git.run("remote").split()
    if not remotes:
        raise ExportError(
            f"The clone {git.folder} has no remote.",
            f"Run `git remote add upstream https://github.com/{REPOSITORY}.git` and `git fetch upstream`.",
        )
    urls = {remote: git.find("remote", "get-url", remote) for remote in remotes}
    ranked = [remote for remote in remotes if REPOSITORY in urls[remote]]
    ranked += [remote for remote in ("upstream", "origin") if remote in remotes]
    return (ranked or remotes)[0]


def _upstream_branch(git: Git, remote: str) -> str | None:
    head = git.find("symbolic-ref", "-q", f"refs/remotes/{remote}/HEAD").removeprefix(f"refs/remotes/{remote}/")
    branches = [branch for branch in (head, "main", "master") if branch]
    return next(
        (b for b in branches if git.succeeds("rev-parse", "-q", "--verify", f"refs/remotes/{remote}/{b}")), None
    )
