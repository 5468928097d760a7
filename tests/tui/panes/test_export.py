"""The export step, by keyboard: the plan, what stands in the way, the folder, what comes next."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.tui.wizard_driver import NARROW, WIDE, footer_keys, opened, press, screen_text, settle, type_text, visit
from tui.app import WizardApp
from tui.panes.export import ExportPane
from tui.state.demo.demo_data import demo_draft
from tui.state.drafts_service import DraftsService


@pytest.fixture
def complete(with_program: DraftsService) -> str:
    """A draft that the program would accept."""
    name = with_program.create("Nebula", "1.37")
    done = Response(status=Status.IMPLEMENTED, evidence=("https://docs.nebula.example/proof",))
    with with_program.store.open(name) as opened:
        draft = opened.draft
        for key, value in demo_draft().metadata.items():
            draft = draft.with_metadata(key, value)
        draft = draft.with_metadata("vendorName", "Red Hat")
        for requirement in with_program.program.checklist("1.37").requirements:
            draft = draft.with_response(requirement.id, done)
        opened.save(draft)
    return name


async def go(app: WizardApp, pilot: Pilot[None], destination: Path) -> ExportPane:
    pane = await visit(pilot, "export")
    assert isinstance(pane, ExportPane)
    assert isinstance(app.focused, Input)
    await press(pilot, "ctrl+u")
    await type_text(pilot, str(destination))
    await press(pilot, "tab")
    return pane


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_complete_draft_is_written_and_the_next_steps_are_said(
    complete: str, with_program: DraftsService, tmp_path: Path, size: tuple[int, int]
) -> None:
    out = tmp_path / "out"
    async with opened(with_program, complete, size=size) as (app, pilot):
        pane = await go(app, pilot, out)
        assert "The program would accept this today." in str(pane.query_one("#export-verdict").render())
        planned = str(pane.query_one("#export-plan").render())
        assert "PRODUCT.yaml" in planned
        assert "new" in planned
        assert not out.exists(), "a plan writes nothing"
        assert isinstance(app.focused, Button)
        await press(pilot, "enter")
        said = str(pane.query_one("#export-outcome").render())
        assert "Only answers differ from the official checklist" in said
        assert "git commit -s" in said
        await press(pilot, "y")
        assert "git switch -c" in app.clipboard
        await press(pilot, "t")
        assert app.clipboard.startswith("AI conformance of")
    assert sorted(p.name for p in (out / "v1.37").glob("*/*")) == ["PRODUCT.yaml", "README.md"]


async def test_one_key_writes_it_from_the_line_of_the_place_too(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    async with opened(with_program, complete, size=NARROW) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        await press(pilot, "shift+tab")
        assert isinstance(app.focused, Input)
        assert "Write" in footer_keys(app)
        await press(pilot, "f5")
        assert list((tmp_path / "out").rglob("PRODUCT.yaml"))
        assert "git commit -s" in str(pane.query_one("#export-outcome").render())
        await press(pilot, "f5")
        assert "unchanged" in str(pane.query_one("#export-plan").render())


async def test_an_export_waits_until_the_draft_is_saved(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    """What was typed last is exported and on disk, and the outcome stays although saving ends meanwhile."""
    async with opened(with_program, complete, size=WIDE) as (app, pilot):
        await visit(pilot, "platform", "description")
        pane = await go(app, pilot, tmp_path / "out")
        app.change(lambda session: session.type_metadata("description", "Typed last."))
        await settle(pilot)
        await press(pilot, "f5")
        assert "git commit -s" in str(pane.query_one("#export-outcome").render())
    [written] = (tmp_path / "out").rglob("PRODUCT.yaml")
    assert "Typed last." in written.read_text()
    assert with_program.store.load(complete).metadata["description"] == "Typed last."


async def test_errors_keep_it_from_being_written_unless_somebody_insists(
    with_program: DraftsService, tmp_path: Path
) -> None:
    name = with_program.create("Nebula", "1.37")
    async with opened(with_program, name, size=WIDE) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        shown = screen_text(app)
        assert "The program would refuse this today: " in shown
        assert "f8 goes to the first error" in shown
        assert pane.query_one("#export-write", Button).disabled
        force = pane.query_one("#export-force", Button)
        assert app.focused is force
        await press(pilot, "enter")
        assert "Exported although the program's check would fail" in str(pane.query_one("#export-outcome").render())
    assert list((tmp_path / "out").rglob("PRODUCT.yaml"))


async def test_a_place_that_cannot_be_written_costs_nothing(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    async with opened(with_program, complete, size=WIDE) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "file")
        assert "is a file" in str(pane.query_one("#export-outcome").render())
        assert pane.query_one("#export-write", Button).disabled
        await press(pilot, "ctrl+q")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
