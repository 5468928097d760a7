"""Commits in real clones: exactly the planned files, on a separate branch, without other changes."""

import os
import stat
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from checklists.errors import ExportError
from checklists.files.digest import digest_of
from exporters.bundle import Bundle
from exporters.git.clone import Clone, open_clone, require_ready
from exporters.git.commit import Commit, commit_export
from exporters.request.pull_request import PullRequest
from tests.exporters.clones import commit_all, git, make_clone, state_of

ROOT = "v1.37/nebula"


pytestmark = [pytest.mark.usefixtures("git_home"), pytest.mark.process]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return open_clone(make_clone(tmp_path))


def bundle(**files: bytes) -> Bundle:
    names = {"PRODUCT.yaml": b"a: 1\n", "e2e.log": b"--- PASS: TestX\r\n"} | files
    return Bundle(
        root=PurePosixPath(ROOT),
        files={f"{ROOT}/{name}": data for name, data in names.items()},
        pull_request=PullRequest("AI conformance of Nebula for v1.37/nebula", "b", "nebula-1.37"),
        ready=True,
        notices=(),
    )


def log_of(*bundles: Bundle) -> dict[str, set[str]]:
    log: dict[str, set[str]] = {}
    for submission in bundles:
        for path, data in submission.files.items():
            log.setdefault(path, set()).add(digest_of(data))
    return log


def accept(product: Path) -> None:
    assert product.read_bytes().startswith(b"a: ")
    assert (product.parent / "e2e.log").exists(), "a checkout contains the ignored file too"


def committed(clone: Clone, submission: Bundle, **options: bool) -> Commit:
    return commit_export(clone, submission, log_of(submission), accept, **options)


def test_one_signed_off_commit_with_exactly_the_files(clone: Clone) -> None:
    git(clone.folder, "switch", "-q", "-c", "work")
    (clone.folder / "notes.txt").write_text("mine")
    (clone.folder / "docs/AIConformance-1.37.yaml").write_text("edited\n")
    before = state_of(clone.folder)
    commit = committed(clone, bundle())
    assert git(clone.folder, "show", "--format=%s%n%b", "--name-status", commit.id).split("\n") == [
        "AI conformance of Nebula for v1.37/nebula",
        "Signed-off-by: A Vendor <vendor@nebula.example>",
        "",
        "",
        f"A\t{ROOT}/PRODUCT.yaml",
        f"A\t{ROOT}/e2e.log",
    ]
    assert git(clone.folder, "rev-parse", "nebula-1.37^", "nebula-1.37") == "\n".join(
        [git(clone.folder, "rev-parse", "upstream/main"), commit.id]
    )
    assert git(clone.folder, "cat-file", "-s", f"nebula-1.37:{ROOT}/e2e.log") == str(len(b"--- PASS: TestX\r\n"))
    git(clone.folder, "update-ref", "-d", "refs/heads/nebula-1.37")
    assert state_of(clone.folder) == before


def _rebase(clone: Path) -> None:
    commit_all(clone, "empty") if git(clone, "status", "--porcelain") else None
    (clone / "x").write_text("1")
    commit_all(clone, "x is 1")
    git(clone, "switch", "-q", "-c", "other", "HEAD^")
    (clone / "x").write_text("2")
    commit_all(clone, "x is 2")
    with pytest.raises(Exception, match="rebase"):
        git(clone, "rebase", "main")


def _merge(clone: Path) -> None:
    (clone / ".git/MERGE_HEAD").write_text(git(clone, "rev-parse", "HEAD"))


def _no_identity(clone: Path) -> None:
    Path(os.environ["GIT_CONFIG_GLOBAL"]).write_text("")


def _staged(clone: Path) -> None:
    (clone / "docs/new.md").write_text("mine")
    git(clone, "add", "docs/new.md")


def _detached(clone: Path) -> None:
    git(clone, "switch", "-q", "--detach")


def _behind(clone: Path) -> None:
    (clone.parent / "upstream/new").write_text("new")
    commit_all(clone.parent / "upstream", "News")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_rebase, "has an unfinished rebase"),
        (_merge, "has an unfinished merge"),
        (_no_identity, "Git does not know your name and email"),
        (_staged, "has staged changes"),
        (_detached, "has a detached HEAD"),
        (_behind, "upstream/main is outdated: upstream has newer commits"),
    ],
)
def test_a_clone_that_is_not_ready_is_refused(clone: Clone, prepare: object, message: str) -> None:
    require_ready(clone, "1.37", offline=False)
    assert callable(prepare)
    prepare(clone.folder)
    with pytest.raises(ExportError, match=message) as error:
        require_ready(clone, "1.37", offline=False)
    assert error.value.hint


def test_a_base_without_the_checklist_is_outdated(tmp_path: Path) -> None:
    old = open_clone(make_clone(tmp_path, minors=("1.36",)))
    with pytest.raises(ExportError, match=r"upstream/main is outdated: it does not have the checklist 1\.37"):
        require_ready(old, "1.37", offline=True)


def test_a_remote_without_connection_is_not_an_obstacle(clone: Clone) -> None:
    git(clone.folder, "remote", "set-url", "upstream", str(clone.folder / "gone"))
    require_ready(clone, "1.37", offline=False)


def test_other_folders_than_clones_are_rejected(tmp_path: Path, clone: Clone) -> None:
    for folder, message in (
        (tmp_path / "none", "is not a git clone"),
        (tmp_path, "is not a git clone"),
        (clone.folder / "docs", "is not the top folder"),
    ):
        with pytest.raises(ExportError, match=message):
            open_clone(folder)
    git(tmp_path, "init", "-q", "-b", "main", "bare")
    with pytest.raises(ExportError, match="has no remote"):
        open_clone(tmp_path / "bare")
    git(tmp_path / "bare", "remote", "add", "upstream", str(tmp_path / "upstream"))
    with pytest.raises(ExportError, match="does not have the branch upstream/main") as error:
        open_clone(tmp_path / "bare")
    assert "git fetch upstream main" in error.value.hint


def test_without_git_there_is_an_error_message(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(clone.folder))
    with pytest.raises(ExportError, match="The command `git` is missing"):
        open_clone(clone.folder)


def test_an_existing_branch_is_updated_only_on_request(clone: Clone) -> None:
    first, second = bundle(**{"old.md": b"old"}), bundle(**{"PRODUCT.yaml": b"a: 2\n"})
    before = committed(clone, first)
    with pytest.raises(ExportError, match=r"The branch nebula-1\.37 already exists") as error:
        committed(clone, second)
    assert "--update" in error.value.hint
    commit = commit_export(clone, second, log_of(first, second), accept, update=True)
    assert commit.previous == before.id
    assert git(clone.folder, "rev-list", "--count", "upstream/main..nebula-1.37") == "1"
    assert git(clone.folder, "ls-tree", "-r", "--name-only", "nebula-1.37", ROOT).split() == [
        f"{ROOT}/PRODUCT.yaml",
        f"{ROOT}/e2e.log",
    ]
    again = commit_export(clone, second, log_of(first, second), accept, update=True)
    assert again.unchanged


def test_a_branch_with_more_commits_gets_another_commit(clone: Clone) -> None:
    first, second = bundle(), bundle(**{"PRODUCT.yaml": b"a: 2\n"})
    committed(clone, first)
    git(clone.folder, "switch", "-q", "nebula-1.37")
    (clone.folder / ROOT / "by-hand.md").write_text("mine")
    commit_all(clone.folder, "By hand")
    with pytest.raises(ExportError, match=r"The branch nebula-1\.37 is checked out in .*clone"):
        committed(clone, second, update=True)
    git(clone.folder, "switch", "-q", "main")
    commit_export(clone, second, log_of(first, second), accept, update=True)
    assert git(clone.folder, "rev-list", "--count", "upstream/main..nebula-1.37") == "3"
    assert git(clone.folder, "show", f"nebula-1.37:{ROOT}/by-hand.md") == "mine"


def test_another_vendors_submission_in_the_branch_is_not_replaced(clone: Clone) -> None:
    submission = replace(
        bundle(), root=PurePosixPath("v1.36/aks"), files={"v1.36/aks/PRODUCT.yaml": b"a: 1\n", "v1.36/aks/e2e.log": b""}
    )
    before = state_of(clone.folder)
    with pytest.raises(ExportError, match=r"^v1\.36/aks has 1 file that this draft did not write: PRODUCT\.yaml"):
        commit_export(clone, submission, {}, accept)
    assert state_of(clone.folder) == before
    commit_export(clone, submission, {}, accept, replace=True)


def _hook_fails(clone: Path) -> None:
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'the hook objects' >&2\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)


def _hook_is_silent(clone: Path) -> None:
    _hook_fails(clone)
    (clone / ".git/hooks/pre-commit").write_text("#!/bin/sh\nexit 1\n")


def _hook_adds(clone: Path) -> None:
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho x > stray && git add stray\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)


def _converts_line_ends(clone: Path) -> None:
    (clone / ".git/info/attributes").write_text("*.log text eol=lf\n")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_hook_fails, "the hook objects"),
        (_hook_is_silent, "`git commit` failed in .*: git gives no reason; a hook may have refused it"),
        (_hook_adds, "it also changes stray"),
        (_converts_line_ends, r"the content of v1\.37/nebula/e2e\.log differs from the export"),
    ],
)
def test_a_commit_that_is_not_the_export_is_undone(clone: Clone, prepare: object, message: str) -> None:
    assert callable(prepare)
    prepare(clone.folder)
    before = state_of(clone.folder)
    with pytest.raises(ExportError, match=message):
        committed(clone, bundle())
    assert state_of(clone.folder) == before


def test_a_checkout_with_another_verdict_is_undone(clone: Clone) -> None:
    def refuse(product: Path) -> None:
        raise ExportError(f"{product.name} does not validate.")

    before = state_of(clone.folder)
    with pytest.raises(ExportError, match="does not validate"):
        commit_export(clone, bundle(), {}, refuse)
    assert state_of(clone.folder) == before


def test_leftovers_of_a_killed_commit_are_removed(clone: Clone) -> None:
    left = clone.folder / ".git/aiconform-worktrees/dead/0"
    git(clone.folder, "worktree", "add", "-q", "--detach", str(left), "upstream/main")
    committed(clone, bundle())
    assert not left.exists()
    assert git(clone.folder, "worktree", "list").count("\n") == 0
