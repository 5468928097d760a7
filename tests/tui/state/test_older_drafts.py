"""Drafts and snapshots written by released versions open unchanged."""

import shutil
from pathlib import Path

import pytest

from checklists.model.checklist import Status
from checklists.model.draft import Origin
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

WRITTEN_BY_0_1_0 = Path(__file__).parents[2] / "data" / "drafts"


@pytest.fixture
def drafts_service() -> DraftsService:
    shutil.copytree(WRITTEN_BY_0_1_0, paths().drafts)
    return DraftsService(paths(), offline=True)


def test_typed_answers_and_the_snapshot_are_all_there(drafts_service: DraftsService) -> None:
    session = drafts_service.open("nebula-kubernetes-4-2")
    state = session.state
    draft = state.draft
    assert (draft.name, draft.checklist, str(draft.merged)) == ("Nebula Kubernetes 4.2", "1.36", "2026-03-14")
    assert draft.metadata["contactEmailAddress"] == "conformance@nebula.example"
    assert draft.eligibility == {"product": "own", "base": "yes"}
    drivers = draft.response("driver_runtime_management")
    assert (drivers.status, drivers.origin) == (Status.IMPLEMENTED, Origin.TYPED)
    assert drivers.notes == "Two devices, two pods: é 漢字\n  indented line"
    assert draft.response("secure_accelerator_access").evidence == ("isolation.md",)
    assert state.snapshot_error is None
    assert state.snapshot is not None
    assert state.finding("gang_scheduling") is not None
    session.close()


def test_carried_answers_still_wait_for_confirmation(drafts_service: DraftsService) -> None:
    session = drafts_service.open("nebula-renewal")
    answers = [response for response in session.state.draft.responses.values() if not response.empty]
    assert len(answers) == 15
    assert all(response.carried for response in answers)
    session.close()


def test_opening_and_closing_changes_no_file(drafts_service: DraftsService) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in paths().drafts.rglob("*") if path.is_file()}

    before = files()
    for name in ("nebula-kubernetes-4-2", "nebula-renewal"):
        drafts_service.open(name).close()
    assert files() == before
