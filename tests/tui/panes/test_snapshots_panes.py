"""Pictures of a requirement and of the review; check the difference before updating a picture."""

import pytest
from textual.pilot import Pilot

from auto_detect.collector.demo import demo_snapshot
from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.examples import slow
from tests.tui.screens.test_snapshots_frame import SnapCompare
from tests.tui.wizard_driver import NARROW, WIDE, make_app, press, settle, type_text
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import keep_snapshot

SIZES = pytest.mark.parametrize("size", [NARROW, slow(WIDE)], ids=["narrow", "wide"])


@pytest.fixture
def nebula(drafts_service: DraftsService) -> DraftsService:
    """Create a partly answered draft with its cluster."""
    drafts_service.create("Nebula 4.2", "1.37")
    session = drafts_service.open("Nebula 4.2")
    session.run(keep_snapshot(demo_snapshot(), merge=False))
    answer = Response(status=Status.IMPLEMENTED, evidence=("https://docs.nebula.example/4.2/proof",), notes="Shown.")
    for requirement in session.state.checklist.requirements[:9]:
        if requirement.id != "ai_inference":
            session.set_response(requirement.id, answer)
    session.close()
    return drafts_service


async def go_to(pilot: Pilot[None], step: str) -> None:
    await settle(pilot)
    await press(pilot, "ctrl+g")
    await type_text(pilot, step)
    await press(pilot, "enter")


async def detected(pilot: Pilot[None]) -> None:
    await go_to(pilot, "ai_inference")


async def review(pilot: Pilot[None]) -> None:
    await go_to(pilot, "review")


@SIZES
def test_detected(nebula: DraftsService, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(nebula, "Nebula 4.2"), terminal_size=size, run_before=detected)


@SIZES
def test_review(nebula: DraftsService, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(nebula, "Nebula 4.2"), terminal_size=size, run_before=review)
