"""Attaching test results to a draft: all files of a run, each requirement's own test, and renamed files."""

from pathlib import Path

import pytest

from checklists.drafts.attach_results import ResultsByRequirement, copy_results, name_results, rename_evidence
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from tests.checklists.good_submission import RUN

FILES = tuple(RUN / name for name in ("junit.xml", "results.json", "e2e.log"))
GANG, SECURE = "gang_scheduling", "secure_accelerator_access"
CHOICE: ResultsByRequirement = {GANG: ("TestGangScheduling", FILES[:2]), SECURE: ("", FILES[2:])}


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def begun(**evidence: tuple[str, ...]) -> Draft:
    draft = Draft(name="Nebula", checklist="1.37", folder="nebula")
    for requirement, values in evidence.items():
        draft = draft.with_response(requirement, Response(status=Status.NOT_IMPLEMENTED, evidence=values))
    return draft


def attached(draft: Draft, folder: EvidenceFolder, choice: ResultsByRequirement, **instead_of: str) -> Draft:
    return name_results(draft, copy_results(folder, choice), choice, instead_of=instead_of)


def test_every_requirement_gets_its_files_and_its_test(folder: EvidenceFolder) -> None:
    before = begun(gang_scheduling=("https://nebula.example", "/tmp/run", "gang.md"))
    draft = attached(before, folder, CHOICE, gang_scheduling="/tmp/run")
    assert draft.response(GANG).evidence == (
        "https://nebula.example",
        "junit.xml#TestGangScheduling",
        "results.json#TestGangScheduling",
        "gang.md",
    )
    assert draft.response(SECURE).evidence == ("e2e.log",)
    assert [draft.response(r).status for r in (GANG, SECURE)] == [Status.NOT_IMPLEMENTED, None]
    assert list(folder.files()) == ["e2e.log", "junit.xml", "results.json"]
    assert attached(draft, folder, CHOICE) == draft


def test_a_second_run_gets_its_own_folder(folder: EvidenceFolder, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text("--- PASS: TestGangScheduling (0s)\n")
    folder.attach(tmp_path / "e2e.log")
    draft = attached(begun(), folder, {GANG: ("TestGangScheduling", FILES)})
    assert draft.response(GANG).evidence == tuple(f"run-2/{path.name}#TestGangScheduling" for path in FILES)
    held = [folder.files()[f"run-2/{path.name}"] for path in FILES]
    assert attached(draft, folder, {GANG: ("TestGangScheduling", held)}) == draft


def test_a_renamed_file_is_renamed_in_all_evidence() -> None:
    before = begun(
        gang_scheduling=("e2e.log#TestX", "./e2e.log", "run-2/e2e.log", "https://nebula.example/e2e.log"),
        gpu_sharing=("file://v1.37/nebula/e2e.log", "E2E.log"),
        ai_inference=("gang.md",),
    )
    draft = rename_evidence(before, "e2e.log", "e2e-ginkgo.log")
    assert draft.response(GANG).evidence == ("e2e-ginkgo.log", "run-2/e2e.log", "https://nebula.example/e2e.log")
    assert draft.response("gpu_sharing").evidence == ("e2e-ginkgo.log", "E2E.log")
    assert draft.response("ai_inference") == before.response("ai_inference")
    assert rename_evidence(before, "absent.log", "x.log") == before
