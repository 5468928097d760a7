"""`aiconform demo --export`: the whole workflow without screens, on bundled data."""

import json
import tempfile
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.model.checklist import Level, Status
from checklists.model.finding import Outcome
from checklists.model.problem import failed
from checklists.program.program_data import SearchPath, load_program_data
from tui.cli import main
from tui.state.demo.demo_data import MINOR, demo_draft, demo_vendor
from tui.state.demo.demo_session import begin, complete
from tui.state.eligibility import QUESTIONS
from tui.state.paths import paths

ROOT = f"v{MINOR}/nebula-kubernetes"
FILES = [
    f"{ROOT}/{name}"
    for name in (
        "PRODUCT.yaml",
        "README.md",
        "ai_inference.md",
        "gang_scheduling.md",
        "robust_controller.md",
        "secure_accelerator_access.md",
    )
]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_demo_exports_a_complete_submission(
    program_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--program", str(program_dir)]
    assert main(["demo", "--export", str(tmp_path / "out"), *named]) == 0
    said = capsys.readouterr()
    assert files(tmp_path / "out") == FILES
    assert "10 detected, 2 partly detected, 2 not detected, 1 could not check." in said.out, "the wizard's order"
    assert f"Written to {tmp_path / 'out' / ROOT}" in said.out
    assert "Only answers differ from the official checklist" in said.out
    assert "is a placeholder" in said.err
    assert "is a copy of" not in said.err, "the demo's files have no source that could be missing"
    assert "- [x] `vendorName`" in said.out

    assert main(["validate", str(tmp_path / "out"), *named, "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert report["verdict"] == "pass"


def test_the_demo_needs_and_leaves_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--export", "out"]) == 0
    assert files(Path("out")) == FILES
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not paths().drafts.exists()


def test_a_file_as_destination_has_an_error_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("x")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    assert main(["demo", "--export", str(tmp_path / "out")]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "is a file" in said.err
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("minor", MINORS)
def test_the_demo_answers_every_checklist(program_dir: Path, tmp_path: Path, minor: str) -> None:
    program = load_program_data(SearchPath(program_dir, (), tmp_path / "cache", None))
    session = begin(tmp_path / "drafts", program, minor)
    complete(session)
    state = session.check()
    assert not failed(state.problems)
    for requirement in state.checklist.requirements:
        response = state.draft.response(requirement.id)
        assert response.notes
        if requirement.level is Level.MUST:
            assert response.status is Status.IMPLEMENTED
            assert response.evidence
    session.abandon()


def test_answers_match_what_the_demo_cluster_shows(program_dir: Path, tmp_path: Path) -> None:
    session = begin(tmp_path / "drafts", load_program_data(SearchPath(program_dir, (), tmp_path / "cache", None)))
    complete(session)
    given = {key: response.status for key, response in demo_draft().responses.items()}
    assert {key: session.state.draft.response(key).status for key in given} == given
    not_offered = (Status.NOT_IMPLEMENTED, Status.NOT_APPLICABLE)
    for requirement in session.state.checklist.requirements:
        finding = session.state.finding(requirement.id)
        status = session.state.draft.response(requirement.id).status
        assert finding is not None
        assert (finding.outcome is Outcome.NOT_DETECTED) == (status in not_offered), requirement.id
    session.abandon()


def test_the_wizards_demo_has_open_requirements() -> None:
    draft = demo_draft()
    known = {question.id: [answer.value for answer in question.answers] for question in QUESTIONS}
    assert known.keys() == draft.eligibility.keys()
    assert all(answer in known[question] for question, answer in draft.eligibility.items())
    assert draft.metadata["vendorName"] == demo_vendor()
    assert "gang_scheduling" not in draft.responses
    assert draft.response("pod_autoscaling").status is Status.IMPLEMENTED


def test_everything_in_the_demo_is_invented() -> None:
    for value in demo_draft().metadata.values():
        if value.startswith("http") and "cncf/k8s-conformance" not in value:
            assert value.split("/")[2].endswith(".example")
