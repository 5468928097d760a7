"""The export step, by keyboard: the plan, obstacles, the folder, next steps."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.exporters.clones import git, make_clone
from tests.tui.wizard_driver import (
    NARROW,
    SIZES,
    WIDE,
    footer_keys,
    opened,
    paste,
    press,
    screen_text,
    settle,
    type_text,
    visit,
)
from tui.app import WizardApp
from tui.panes.base import Pane
from tui.panes.export import ExportPane
from tui.state.demo.demo_data import demo_draft
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField, steps
from tui.widgets.frame.rail import tail


@pytest.fixture
def complete(with_program: DraftsService) -> str:
    """Create a draft that the program would accept."""
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


def outcome(pane: Pane) -> str:
    """Return the result or the failure without line breaks."""
    return " ".join(str(pane.query_one("#export-outcome").render()).split())


async def go(app: WizardApp, pilot: Pilot[None], destination: Path) -> ExportPane:
    pane = await visit(pilot, "export")
    assert isinstance(pane, ExportPane)
    assert "Target" in footer_keys(app)
    await press(pilot, "enter")
    assert isinstance(app.focused, Input)
    await press(pilot, "ctrl+u")
    await paste(pilot, str(destination))
    await press(pilot, "tab")
    return pane


@SIZES
async def test_a_complete_draft_is_written_with_next_steps(
    complete: str, with_program: DraftsService, tmp_path: Path, size: tuple[int, int]
) -> None:
    out = tmp_path / "out"
    async with opened(with_program, complete, at=StepField("export"), size=size) as (app, pilot):
        pane = await go(app, pilot, out)
        assert "check would pass today, with 3 warnings." in str(pane.query_one("#export-verdict").render())
        planned = str(pane.query_one("#export-plan").render())
        assert "PRODUCT.yaml" in planned
        assert "new" in planned
        assert not out.exists(), "a plan writes no file"
        assert isinstance(app.focused, Button)
        await press(pilot, "enter")
        said = outcome(pane)
        assert "Only answers differ from the official checklist" in said
        assert "git commit -s" in said
        assert "(2 files, " in said
        assert "PRODUCT.yaml                     new" in str(pane.query_one("#export-outcome").render())
        assert said.index("Written to") < said.index("Next steps") < said.index("git commit -s") < said.index("Files")
        assert app.state is not None
        assert str(tail(app.state, steps(app.state.checklist)[-1])[1]) == "exported"
        assert app.state.exported is not None
        edited = app.state.draft.model_copy(update={"updated_at": app.state.exported.at + timedelta(minutes=1)})
        later = replace(app.state, draft=edited)
        assert str(tail(later, steps(later.checklist)[-1])[1]) == "out of date"
        await press(pilot, "y")
        assert "git switch -c" in app.clipboard
        assert "Copied: 4 git commands" in screen_text(app)
        await press(pilot, "t")
        assert app.clipboard.startswith("AI conformance of")
    assert sorted(p.name for p in (out / "v1.37").glob("*/*")) == ["PRODUCT.yaml", "README.md"]


async def test_one_key_exports_from_the_destination_input_too(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    async with opened(with_program, complete, at=StepField("export"), size=NARROW) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        await press(pilot, "shift+tab")
        assert isinstance(app.focused, Input)
        assert "Write" in footer_keys(app)
        await press(pilot, "f5")
        assert list((tmp_path / "out").rglob("PRODUCT.yaml"))
        assert "git commit -s" in outcome(pane)
        assert pane.scroll_y == 0, "the result is in view, not the target below it"
        await press(pilot, "ctrl+o", "ctrl+n")
        assert pane.scroll_y == 0, "also at the next visit"
        await press(pilot, "f5")
        said = outcome(pane)
        assert "git commit -s" in said, "the result stays"
        assert "unchanged" in said
        await press(pilot, "enter")
        await type_text(pilot, "2")
        await press(pilot, "tab")
        assert "new" in str(pane.query_one("#export-plan").render()), "another target has another plan"


async def test_an_export_waits_until_the_draft_is_saved(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    """The last typed text is exported and saved, and the outcome stays although saving ends later."""
    async with opened(with_program, complete, at=StepField("platform", "description"), size=WIDE) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        app.change(lambda session: session.type_metadata("description", "Typed last."))
        await settle(pilot)
        await press(pilot, "f5")
        assert "git commit -s" in outcome(pane)
    [written] = (tmp_path / "out").rglob("PRODUCT.yaml")
    assert "Typed last." in written.read_text()
    assert with_program.store.load(complete).metadata["description"] == "Typed last."


async def test_errors_block_the_export_unless_forced(with_program: DraftsService, tmp_path: Path) -> None:
    name = with_program.create("Nebula", "1.37")
    async with opened(with_program, name, at=StepField("export"), size=WIDE) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        shown = screen_text(app)
        assert "The program's check would fail today: " in shown
        assert "f8 goes to the first error" in shown
        assert pane.query_one("#export-write", Button).disabled
        force = pane.query_one("#export-force", Button)
        assert app.focused is force
        await press(pilot, "enter")
        said = outcome(pane)
        assert "Exported although the program's check would fail" in said
        assert "✗ The program's check would fail today: " in said.split("Next steps")[0]
    assert list((tmp_path / "out").rglob("PRODUCT.yaml"))


async def test_an_unwritable_destination_loses_no_data(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    async with opened(with_program, complete, at=StepField("export"), size=WIDE) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "file")
        assert "is a file" in outcome(pane)
        assert pane.query_one("#export-write", Button).disabled
        await press(pilot, "ctrl+q")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


async def test_an_unreleased_product_is_reminded_of_the_private_review(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    session = with_program.open(complete)
    session.set_eligibility("release", "private")
    session.close()
    reminder = "Not released yet, and a pull request is public: z writes the archive for a private review."
    async with opened(with_program, complete, at=StepField("export"), size=NARROW) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        assert reminder in " ".join(screen_text(app).split())
        await press(pilot, "f5")
        shown = outcome(pane)
        assert shown.index("Written to") < shown.index(reminder) < shown.index("Next steps")
        await press(pilot, "z")
        assert "Mail the archive" in outcome(pane) and "Not released" not in outcome(pane)


async def test_an_export_without_a_target_asks_for_it(complete: str, with_program: DraftsService) -> None:
    async with opened(with_program, complete, at=StepField("export"), size=NARROW) as (app, pilot):
        pane = await visit(pilot, "export")
        assert "✗ Name the folder" not in screen_text(app)
        for focused in (pane.query_one("#export-write", Button), pane.query_one(Input)):
            focused.focus()
            await press(pilot, "f5")
            assert "✗ Name the folder to export to" in screen_text(app)
            assert isinstance(app.focused, Input)
        await type_text(pilot, "out")
        assert "✗ Name the folder" not in screen_text(app), "a target is typed"


async def test_no_key_changes_the_target_until_enter_moves_to_it(
    complete: str, with_program: DraftsService, tmp_path: Path
) -> None:
    async with opened(with_program, complete, size=NARROW) as (app, pilot):
        pane = await go(app, pilot, tmp_path / "out")
        await press(pilot, "f5")
        target = pane.query_one(Input)
        for _ in range(2):
            assert app.focused is pane
            await press(pilot, "space", "x", "backspace")
            assert pane.scroll_y > 0, "a result is paged through, not written again"
            await press(pilot, "y")
            assert pane.scroll_y == 0, "what was copied is in view"
            await press(pilot, "ctrl+o", "ctrl+n")
        assert target.value == str(tmp_path / "out")
        await press(pilot, "enter")
        assert app.focused is target


async def test_without_a_clone_or_an_earlier_export_no_folder_is_the_default(
    complete: str, with_program: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(with_program, complete, at=StepField("export"), size=NARROW) as (app, pilot):
        pane = await visit(pilot, "export")
        assert "Name the folder to export to" in screen_text(app)
        assert pane.query_one(Input).value == ""
        await press(pilot, "tab", "f5")
    assert list(tmp_path.iterdir()) == [], "no file is written to the working directory"


@pytest.mark.usefixtures("git_home")
async def test_a_clone_gets_a_commit_and_a_branch_is_updated_by_decision(
    complete: str, with_program: DraftsService, tmp_path: Path, program_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = make_clone(tmp_path, minors=("1.37",), texts=program_dir / "docs")
    monkeypatch.chdir(clone)
    async with opened(with_program, complete, at=StepField("export"), size=WIDE) as (app, pilot):
        pane = await visit(pilot, "export")
        assert pane.query_one(Input).value == str(clone)
        await press(pilot, "c")
        await settle(pilot)
        assert "has the new commit" in outcome(pane)
        await press(pilot, "c")
        await settle(pilot)
        assert "already exists" in outcome(pane)
        await press(pilot, "a")
        await settle(pilot)
        assert "already contains the export" in outcome(pane)
        await press(pilot, "z")
        await settle(pilot)
        assert "Mail the archive" in screen_text(app)
    assert git(clone, "log", "--format=%s", "--all").count("AI conformance of") == 1
    assert [path.name for path in clone.glob("*.zip")]
