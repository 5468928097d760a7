"""Pictures of the start page, the frame and the dialogs; check the difference before updating a picture."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.examples import slow
from tests.tui.wizard_driver import NARROW, WIDE, make_app, press, settle, type_text, wizard
from tui.app import WizardApp
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

LINK = ("https://docs.nebula.example/4.2/proof",)


class SnapCompare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[None],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


@pytest.fixture
def drafts(drafts_service: DraftsService) -> DraftsService:
    """Create three drafts: advanced, complete, damaged."""
    for name, minor, count in (("Broken", "1.37", 1), ("Nebula Air-gapped 4.2", "1.35", 12), ("Nebula 4.2", "1.37", 5)):
        drafts_service.create(name, minor)
        session = drafts_service.open(name)
        for requirement in session.state.checklist.requirements[:count]:
            session.set_response(requirement.id, Response(status=Status.IMPLEMENTED, evidence=LINK))
        session.type_metadata("platformName", name)
        session.close()
    (paths().drafts / "broken" / "draft.yaml").write_text("schema: 1\nname: [\n")
    return drafts_service


def keys(*pressed: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *pressed)

    return run


async def wrong_fields(pilot: Pilot[None]) -> None:
    """Create a draft with an invalid field, an empty one and one with a suggestion."""
    await settle(pilot)
    assert isinstance(pilot.app, WizardApp)
    pane = wizard(pilot.app).pane
    assert pane is not None
    for key, text in (("platformVersion", ""), ("k8sConformanceUrl", "https://nebula.example")):
        pane.focus_field(key)
        await settle(pilot)
        await type_text(pilot, text)
    await press(pilot, "tab", "shift+tab")


@pytest.mark.parametrize("size", [NARROW, slow(WIDE)], ids=["narrow", "wide"])
def test_start_page(drafts: DraftsService, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(drafts), terminal_size=size, run_before=keys("home"))


def test_start_page_in_ascii_without_colour(
    drafts: DraftsService, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(make_app(drafts, ascii_only=True), terminal_size=NARROW, run_before=keys("home"))


def test_new_draft(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    assert snap_compare(make_app(drafts), terminal_size=NARROW, run_before=keys("n", "enter"))


@pytest.mark.parametrize("size", [NARROW, slow(WIDE)], ids=["narrow", "wide"])
def test_platform(drafts: DraftsService, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(drafts, "Nebula 4.2"), terminal_size=size, run_before=wrong_fields)


def test_rail_and_help(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    assert snap_compare(make_app(drafts, "Nebula 4.2"), terminal_size=WIDE, run_before=keys("escape", "f1"))


def test_go_to(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    assert snap_compare(make_app(drafts, "Nebula 4.2"), terminal_size=NARROW, run_before=keys("ctrl+g"))


def test_matrix(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    assert snap_compare(make_app(drafts, "Nebula 4.2"), terminal_size=WIDE, run_before=keys("m", "p", "s"))


def test_matrix_in_ascii_without_color_in_a_light_theme(
    drafts: DraftsService, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(drafts, "Nebula 4.2", ascii_only=True)
    app.theme = "textual-light"
    assert snap_compare(app, terminal_size=NARROW, run_before=keys("m"))


def test_help_of_a_field_in_a_light_theme(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    app = make_app(drafts, "Nebula 4.2")
    app.theme = "textual-light"
    assert snap_compare(app, terminal_size=NARROW, run_before=keys("enter", "f1"))


def test_too_small(drafts: DraftsService, snap_compare: SnapCompare) -> None:
    assert snap_compare(make_app(drafts), terminal_size=(20, 5), run_before=keys())
