"""Evidence documents from wizard and command line: previewed, attached on request, never overwriting an edit."""

import shlex
from pathlib import Path

import pytest

from auto_detect.collector.demo import demo_snapshot
from auto_detect.snapshot.snapshot_file import save_snapshot
from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Response
from tests.tui.requirement_page import DETECTED, answer, rows, shown_page
from tests.tui.wizard_driver import NARROW, SIZES, opened, press, screen_text
from tui.cli import main
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField


@SIZES
async def test_a_document_is_previewed_before_it_is_attached(nebula: DraftsService, size: tuple[int, int]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "f3")
        shown = screen_text(app)
        assert "ai_inference.md" in shown and "# Inference gateway" in shown
        await press(pilot, "escape")
        assert answer(app).evidence == ()
        await press(pilot, "f3", "tab", "enter")
        assert rows(pane) == ["ai_inference.md"]
        assert (answer(app).status, answer(app).evidence) == (None, ("ai_inference.md",)), "attaching sets no status"
        await press(pilot, "ctrl+q")
    with nebula.store.open("Nebula") as kept:
        assert kept.evidence.files()["ai_inference.md"].read_text().startswith("# Inference gateway")


async def test_enter_leads_from_a_document_to_its_button(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        await press(pilot, "f3", "enter")
        assert "enter goes to the buttons" in screen_text(app)
        await press(pilot, "enter")
        assert answer(app).evidence == ("ai_inference.md",)


async def test_without_a_cluster_no_document_is_shown(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        screen = app.screen
        await press(pilot, "f3")
        assert app.screen is screen


@pytest.fixture
def seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> DraftStore:
    """Create a draft into which a command imported the demo cluster's snapshot."""
    save_snapshot(demo_snapshot(), tmp_path / "demo.json")
    assert main(["drafts", "new", "Nebula", "--checklist", "1.37", "--offline"]) == 0
    assert main(["detect", "--from", str(tmp_path / "demo.json"), "--draft", "Nebula", "--offline"]) == 0
    capsys.readouterr()
    return DraftStore(paths().drafts)


def test_the_command_prints_what_the_wizard_attaches(seen: DraftStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "Nebula", DETECTED, "--offline"]) == 0
    printed = capsys.readouterr().out
    for _ in range(2):
        assert main(["evidence", "Nebula", DETECTED, "--attach", "--offline"]) == 0
        assert capsys.readouterr().out == "ai_inference: ai_inference.md\n"
    viewed = seen.view("Nebula")
    assert viewed.evidence.files()["ai_inference.md"].read_text() == printed
    assert viewed.draft.response(DETECTED).evidence == ("ai_inference.md",)


def test_an_edited_document_is_not_overwritten(seen: DraftStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "Nebula", DETECTED, "--attach", "--offline"]) == 0
    path = seen.view("Nebula").evidence.files()["ai_inference.md"]
    path.write_text(path.read_text().replace("# Inference gateway", "# Our gateway"))
    assert main(["evidence", "Nebula", DETECTED, "--attach", "--offline"]) == 0
    assert capsys.readouterr().out.endswith("ai_inference: ai_inference-2.md\n")
    assert path.read_text().startswith("# Our gateway")


def test_documents_of_all_findings_are_written_to_a_folder(seen: DraftStore, tmp_path: Path) -> None:
    assert main(["evidence", "Nebula", "--to", str(tmp_path / "out"), "--offline"]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert "ai_inference.md" in names and all(name.endswith(".md") for name in names)
    assert main(["evidence", "Nebula", "--to", str(tmp_path / "out"), "--offline"]) == 3, "no file is overwritten"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["Nebula", "nope"], "no requirement 'nope'"), (["Bare"], "has no snapshot"), (["None"], "No draft is named")],
)
def test_errors_have_a_message(
    arguments: list[str], words: str, seen: DraftStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seen.list()
    assert main(["drafts", "new", "Bare", "--checklist", "1.37", "--offline"]) == 0
    assert main(["evidence", *arguments, "--offline"]) == 3
    assert words in capsys.readouterr().err


def test_names_are_anonymized_by_default(seen: DraftStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert seen.list() and demo_snapshot().names.kept
    assert main(["evidence", "Nebula", DETECTED, "--offline"]) == 0
    hidden = capsys.readouterr().out
    assert "serving/inference" not in hidden and "/inference | Programmed" in hidden
    assert "may be pseudonyms" in hidden
    assert main(["evidence", "Nebula", DETECTED, "--keep-names", "--offline"]) == 0
    kept = capsys.readouterr().out
    assert "serving/inference" in kept and "may be pseudonyms" not in kept


def test_attaching_all_causes_no_error_and_confirms_nothing(
    seen: DraftStore, capsys: pytest.CaptureFixture[str]
) -> None:
    with seen.open("Nebula") as opened_draft:
        carried = Response(status=Status.IMPLEMENTED, carried=Carried(minor="1.36"))
        opened_draft.save(opened_draft.draft.model_copy(update={"responses": {DETECTED: carried}}))
    assert main(["evidence", "Nebula", "--attach", "--offline"]) == 0
    printed = capsys.readouterr()
    assert "skipped, because evidence without a status is an error: driver_runtime_management" in printed.err
    draft = seen.view("Nebula").draft
    assert draft.response("driver_runtime_management").empty
    assert draft.response(DETECTED).evidence == ("ai_inference.md",)
    assert draft.to_confirm == (DETECTED,)


def test_the_hint_names_the_draft_for_a_shell(
    drafts_service: DraftsService, capsys: pytest.CaptureFixture[str]
) -> None:
    name = 'it\'s a "b" $c'
    drafts_service.create(name, "1.37")
    assert main(["evidence", name, "--offline"]) == 3
    printed = capsys.readouterr().err.partition("Read the cluster: ")[2]
    assert shlex.split(printed) == ["aiconform", "detect", "--draft", name]
