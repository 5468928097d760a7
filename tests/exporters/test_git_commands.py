"""The printed git commands, run by a real shell in a real clone."""

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from checklists.files.digest import digest_of
from exporters.bundle import Bundle
from exporters.disk.export_plan import plan_export
from exporters.git.commands import with_commands
from exporters.request.pull_request import PullRequest
from exporters.writer import apply_export
from tests.exporters.clones import commit_all, git, make_clone

ROOT = "v1.37/nebula"


pytestmark = pytest.mark.usefixtures("git_home")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return make_clone(tmp_path)


def bundle(title: str = "Nebula", files: dict[str, bytes] | None = None) -> Bundle:
    names = {"PRODUCT.yaml": b"a: 1\n", "e2e.log": b"x"} | (files or {})
    return Bundle(
        PurePosixPath(ROOT),
        {f"{ROOT}/{name}": data for name, data in names.items()},
        PullRequest(title, "b", "nebula-1.37"),
        ready=True,
        notices=(),
    )


@pytest.mark.process
@pytest.mark.parametrize("title", ["Nebula", "it's $(touch evil) `touch evil`; touch evil", "--amend"])
def test_the_commands_commit_exactly_the_files(clone: Path, title: str) -> None:
    git(clone, "switch", "-q", "-c", "work")
    (clone / "staged").write_text("mine")
    git(clone, "add", "staged")
    (clone / ROOT).mkdir(parents=True)
    (clone / ROOT / "foreign.md").write_text("mine")
    plan = plan_export(bundle(title), clone)
    apply_export(plan)
    made, obstacle = with_commands(bundle(title), plan, "1.37")
    assert obstacle is not None
    assert "has staged changes" in obstacle.message
    for command in made.pull_request.commands:
        subprocess.run(["sh", "-c", command], cwd=clone, check=True, capture_output=True)
    assert git(clone, "branch", "--show-current") == "nebula-1.37"
    assert git(clone, "log", "-1", "--format=%s") == title
    assert "Signed-off-by: A Vendor <vendor@nebula.example>" in git(clone, "log", "-1", "--format=%b")
    assert git(clone, "diff", "--name-only", "upstream/main", "HEAD").split() == [
        f"{ROOT}/PRODUCT.yaml",
        f"{ROOT}/e2e.log",
    ]
    assert not (clone / "evil").exists()
    assert not any("push" in command for command in made.pull_request.commands)


@pytest.mark.process
def test_a_second_export_updates_the_branch_and_removes_files(clone: Path) -> None:
    first, second = bundle(files={"old.md": b"old"}), bundle()
    apply_export(plan_export(first, clone))
    git(clone, "switch", "-q", "-c", "nebula-1.37")
    git(clone, "add", "-f", "--", ROOT)
    commit_all(clone, "First")
    plan = plan_export(second, clone, {path: {digest_of(data)} for path, data in first.files.items()})
    apply_export(plan)
    made, _ = with_commands(second, plan, "1.37")
    for command in made.pull_request.commands:
        subprocess.run(["sh", "-c", command], cwd=clone, check=True, capture_output=True)
    assert git(clone, "show", "--format=", "--name-status") == f"D\t{ROOT}/old.md"


def test_without_a_clone_the_commands_start_from_github(tmp_path: Path) -> None:
    made, obstacle = with_commands(bundle(), plan_export(bundle(), tmp_path), "1.37")
    assert obstacle is None
    assert made.pull_request.commands[:2] == (
        "git fetch https://github.com/cncf/k8s-ai-conformance.git main",
        "git switch -c nebula-1.37 FETCH_HEAD",
    )
