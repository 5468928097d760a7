"""Commits an export on its own branch, in its own worktree: the user's checkout and index stay untouched."""

import contextlib
import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason
from exporters.bundle import Bundle
from exporters.disk.export_plan import Action, ExportPlan, Written, plan_export
from exporters.git.client import Git
from exporters.git.clone import Clone
from exporters.writer import apply_export

_EXACT = ("-c", "core.autocrlf=false", "-c", "core.safecrlf=false")
"""Options that keep git from converting line ends."""
_WORKTREES = "aiconform-worktrees"

Verify = Callable[[Path], None]
"""Raises if a checked-out `PRODUCT.yaml` does not validate like the draft."""


class BranchExists(ExportError):
    """The branch of the pull request exists, and was not to be updated."""


@dataclass(frozen=True)
class Commit:
    """The commit of an export."""

    id: str
    branch: str
    plan: ExportPlan
    previous: str | None
    """The branch's tip before; None for a new branch."""

    @property
    def unchanged(self) -> bool:
        """Whether the branch already contained the export."""
        return self.id == self.previous


def commit_export(
    clone: Clone, bundle: Bundle, written: Written, verify: Verify, *, replace: bool = False, update: bool = False
) -> Commit:
    """Commit a submission on the branch of its pull request, based on the upstream branch.

    Creates one signed-off commit with exactly the planned files; an update amends the branch's only commit, or adds a
    commit if the branch has several. The branch moves only after a checkout of the commit was verified.

    Args:
        clone: The clone.
        bundle: The submission.
        written: What earlier exports of the draft wrote.
        verify: Validates a checkout.
        replace: Also replace files of other origin.
        update: Update the branch if it exists.

    Raises:
        ExportError: One sentence about the failure; the clone is unchanged.
    """
    git, request = clone.git, bundle.pull_request
    tip = git.find("rev-parse", "-q", "--verify", f"refs/heads/{request.branch}") or None
    if tip is not None:
        _require_updatable(clone, request.branch, update=update)
    with _worktrees(git) as add_worktree:
        worktree = add_worktree(tip or clone.base)
        planned = plan_export(bundle, worktree, written)
        apply_export(planned, replace=replace)
        local = Git(worktree)
        _stage(local, planned)
        if tip is None or not local.succeeds("diff", "--cached", "--quiet"):
            alone = tip is not None and local.run("rev-list", "--count", f"{clone.base}..HEAD") == "1"
            local.run(*_EXACT, "commit", "-q", "-s", *(["--amend"] if alone else []), "-m", request.title)
        commit = local.run("rev-parse", "HEAD")
        _verify_commit(local, bundle, planned, tip or clone.base)
        verify(add_worktree(commit) / bundle.root / "PRODUCT.yaml")
        git.run("update-ref", "-m", "aiconform export", f"refs/heads/{request.branch}", commit, tip or "0" * 40)
    return Commit(commit, request.branch, planned, tip)


def _require_updatable(clone: Clone, branch: str, *, update: bool) -> None:
    if not update:
        raise BranchExists(
            f"The branch {branch} already exists in {clone.folder}.",
            f"Add --update to update it, or delete it with `git branch -D {branch}`.",
        )
    checkout = ""
    for line in clone.git.run("worktree", "list", "--porcelain").splitlines():
        key, _, value = line.partition(" ")
        checkout = value if key == "worktree" else checkout
        if line == f"branch refs/heads/{branch}":
            raise ExportError(
                f"The branch {branch} is checked out in {checkout}.",
                f"Switch to another branch there, for example `git switch {clone.branch}`, then export again.",
            )


def _stage(git: Git, planned: ExportPlan) -> None:
    present = [str(entry.path) for entry in planned.entries if entry.data is not None]
    removed = [str(entry.path) for entry in planned.of(Action.REMOVED)]
    git.run(*_EXACT, "add", "-f", "--", *present)
    if removed:
        git.run("rm", "-q", "--cached", "--ignore-unmatch", "--", *removed)


def _verify_commit(git: Git, bundle: Bundle, planned: ExportPlan, parent: str) -> None:
    """Compare the commit with the plan: exactly its files, byte for byte, and signed off."""
    changed = set(filter(None, git.run("diff", "-z", "--name-only", parent, "HEAD").split("\0")))
    expected = {str(entry.path) for entry in planned.entries if entry.action is not Action.FOREIGN}
    if not changed <= expected:
        raise _wrong(f"it also changes {sorted(changed - expected)[0]}")
    for entry in planned.entries:
        if entry.data is not None:
            blob = git.find("rev-parse", "-q", "--verify", f"HEAD:{entry.path}")
            if blob != _blob_id(git, entry.data):
                raise _wrong(f"the content of {entry.path} differs from the export")
    if git.run("log", "-1", "--format=%(trailers:key=Signed-off-by,valueonly)").strip() == "":
        raise _wrong("it is not signed off")
    if not any(git.find("rev-parse", "-q", "--verify", f"HEAD:{path}") for path in bundle.files):
        raise _wrong("it has none of the submission's files")


def _blob_id(git: Git, data: bytes) -> str:
    algorithm = git.find("rev-parse", "--show-object-format") or "sha1"
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data) + data)
    return digest.hexdigest()


def _wrong(reason: str) -> ExportError:
    return ExportError(
        f"The commit is not what was exported: {reason}. Nothing was changed.",
        "Check the clone's hooks and .gitattributes, then export again.",
    )


@contextlib.contextmanager
def _worktrees(git: Git) -> Iterator[Callable[[str], Path]]:
    """Yield a function that checks out a commit in a temporary worktree; removes the worktrees at the end."""
    root = Path(git.folder, git.run("rev-parse", "--git-common-dir")).resolve() / _WORKTREES
    _remove_worktrees(git, root)
    folder = root / secrets.token_hex(4)
    made: list[Path] = []

    def add(commit: str) -> Path:
        path = folder / str(len(made))
        made.append(path)
        git.run(*_EXACT, "worktree", "add", "-q", "--detach", str(path), commit)
        return path

    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield add
    except OSError as error:
        raise ExportError(
            f"The clone {git.folder} cannot be written: {os_error_reason(error)}.", "Nothing was changed."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            root.rmdir()
        git.succeeds("worktree", "prune")


def _remove_worktrees(git: Git, root: Path) -> None:
    """Remove worktrees of killed exports."""
    if root.exists():
        shutil.rmtree(root, ignore_errors=True)
        git.succeeds("worktree", "prune")
