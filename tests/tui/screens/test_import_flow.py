"""A renewal in the wizard, by keyboard: from last year's folder to confirmed answers."""

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Static

from checklists.drafts.export_log import ExportRecord
from checklists.model.checklist import Level, Status
from checklists.model.draft import Carried, Response
from tests.tui.wizard_driver import (
    NARROW,
    SIZES,
    footer_keys,
    opened,
    paste,
    press,
    screen_text,
    settle,
    type_text,
    until,
    visit,
    wizard,
)
from tui.app import WizardApp
from tui.screens.dialogs.import_dialogs import ImportDialog, PathDialog, ReportDialog
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.progress import DoneCount, answered
from tui.state.steps import StepField

TEXT = """\
metadata:
  kubernetesVersion: v1.35
  platformName: "Nebula [/red]"
  platformVersion: 4.1.0
  website_url: https://nebula.example
  k8sConformanceUrl: https://github.com/cncf/k8s-conformance/tree/master/v1.35/nebula-base
spec:
  schedulingOrchestration:
    - id: gang_scheduling
      status: "yes"
      evidence: see gang.md
  observability:
    - id: accelerator_metrics
      status: Implemented
      evidence: [https://nebula.example/metrics]
      owner: team-a
"""


def screen_line(app: WizardApp) -> str:
    """Return the screen's text as a single line."""
    return " ".join(screen_text(app).replace("│", " ").split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "v1.35/nebula"
    folder.mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_text(TEXT)
    (folder / "gang.md").write_text("# Gang\n")
    return folder


@pytest.fixture
def renewed(drafts_service: DraftsService, folder: Path) -> str:
    drafts_service.import_submission(str(folder), "Nebula 4.2", "1.37", date(2025, 11, 30))
    return "Nebula 4.2"


@SIZES
async def test_a_submission_becomes_a_draft_and_its_report_opens_first(
    drafts_service: DraftsService, folder: Path, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, size=size) as (app, pilot):
        assert "Import a PRODUCT.yaml (renewal or handover)" in screen_text(app)
        await press(pilot, "i")
        await paste(pilot, str(folder))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))
        assert "Import Nebula [/red] 4.1.0, for Kubernetes 1.35" in screen_text(app)
        assert "Nebula [/red] 1.37" in screen_text(app)
        await press(pilot, "tab", "tab")
        await type_text(pilot, "2025-11-30")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportDialog) and "for checklist 1.37" in screen_line(app))
        words = screen_line(app)
        assert "line 11" in words
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        assert wizard(app).shown.draft.name == "Nebula [/red] 1.37"
        made = wizard(app).shown.draft.imported
        assert made is not None
        assert made.merged == date(2025, 11, 30)


async def test_the_report_is_complete_and_the_draft_can_be_opened_later(
    drafts_service: DraftsService, folder: Path
) -> None:
    async with opened(drafts_service, size=(120, 60)) as (app, pilot):
        await press(pilot, "i")
        await paste(pilot, str(folder / "PRODUCT.yaml"))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportDialog))
        words = screen_line(app)
        for expected in (
            "Carried 2 gang_scheduling, accelerator_metrics",
            "New 13",
            "Changed 1 accelerator_metrics (wording)",
            '"yes" -> "Implemented"',
            "1 file copied: gang.md",
            "owner: team-a",
            "2 answers and 3 fields",
        ):
            assert expected in words
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen.id == "home")
        await until(pilot, lambda: "2 of 15" in screen_text(app))


async def test_invalid_input_is_reported_at_its_field(drafts_service: DraftsService, folder: Path) -> None:
    drafts_service.create("Comet", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "i", "enter")
        assert "Enter the path of a PRODUCT.yaml or of its folder." in screen_text(app)
        await type_text(pilot, "/nowhere/PRODUCT.yaml")
        await press(pilot, "enter")
        await until(pilot, lambda: "cannot be read" in screen_line(app))
        assert isinstance(app.screen, PathDialog)
        assert "/nowhere/PRODUCT.yaml" in screen_text(app)
        await press(pilot, "ctrl+u")
        await paste(pilot, str(folder))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))
        await press(pilot, "ctrl+u")
        await type_text(pilot, "Comet")
        await press(pilot, "enter")
        assert 'The draft "Comet" already exists.' in screen_text(app)
        await type_text(pilot, " 2")
        await press(pilot, "tab", "tab")
        await type_text(pilot, "soon")
        await press(pilot, "enter")
        assert "Write the date as 2026-03-14" in screen_text(app)
        await press(pilot, "escape")
        assert app.screen.id == "home"
        assert [row.name for row in drafts_service.listings.listing().drafts] == ["Comet"]


@SIZES
async def test_one_key_confirms_a_carried_answer(
    drafts_service: DraftsService, renewed: str, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, renewed, at=StepField("accelerator_metrics", "status"), size=size) as (
        app,
        pilot,
    ):
        await visit(pilot, "accelerator_metrics", "status")
        words = screen_line(app)
        assert "Carried over from 1.35, merged 30 November 2025 (11 months ago)." in words
        assert "Changed since then: wording. Not confirmed." in words
        assert "Confirm" in footer_keys(app)
        await press(pilot, "f4")
        assert wizard(app).shown.draft.response("accelerator_metrics").carried is None
        assert not wizard(app).shown.unsaved
        assert "Carried over" not in screen_text(app)
        assert "Confirm" not in footer_keys(app)


async def test_only_a_real_change_confirms_a_carried_answer_besides_its_key(
    drafts_service: DraftsService, renewed: str
) -> None:
    async with opened(drafts_service, renewed, at=StepField("gang_scheduling", "status")) as (app, pilot):
        await press(pilot, "enter", "space")
        answer = wizard(app).shown.draft.response("gang_scheduling")
        assert answer.carried is not None and answer.status is Status.IMPLEMENTED
        await press(pilot, "right", "enter")
        assert wizard(app).shown.draft.response("gang_scheduling").carried is None
        await visit(pilot, "accelerator_metrics", "notes")
        await press(pilot, "enter", "space", "enter", "backspace")
        assert wizard(app).shown.draft.response("accelerator_metrics").carried is not None
        await type_text(pilot, "x")
        await settle(pilot)
        assert wizard(app).shown.draft.response("accelerator_metrics").carried is None


async def test_a_carried_field_is_confirmed_or_gets_the_new_minors_link(
    drafts_service: DraftsService, renewed: str
) -> None:
    async with opened(drafts_service, renewed, at=StepField("platform", "platformVersion")) as (app, pilot):
        words = screen_line(app)
        assert "Carried over from the submission for 1.35, merged on 30" in words
        assert "November 2025 and unconfirmed. Enter the product version" in words
        await press(pilot, "f4")
        assert "platformVersion" not in wizard(app).shown.draft.fields_to_confirm
        assert "websiteUrl" in wizard(app).shown.draft.fields_to_confirm
        await visit(pilot, "platform", "k8sConformanceUrl")
        await press(pilot, "ctrl+t")
        draft = wizard(app).shown.draft
        assert draft.metadata["k8sConformanceUrl"].endswith("/tree/master/v1.37/nebula-base")
        assert draft.fields_to_confirm == ("websiteUrl",)


@SIZES
async def test_the_review_counts_unconfirmed_answers_and_shows_repairs(
    drafts_service: DraftsService, renewed: str, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, renewed, at=StepField("review"), size=size) as (app, pilot):
        words = screen_line(app)
        assert "2 answers and 3 fields carried over are unconfirmed" in words
        await press(pilot, "i")
        shown = " ".join(str(row.render()) for row in app.screen.query(Static))
        assert "Import log" in shown
        assert '"yes" -> "Implemented"' in shown
        await press(pilot, "escape")
        await visit(pilot, "gang_scheduling")
        await press(pilot, "f4")
        await visit(pilot, "review")
        assert "1 answer and 3 fields carried over are unconfirmed" in screen_line(app)
        await visit(pilot, "export")
        assert "1 answer and 3 fields carried over are unconfirmed" in screen_line(app)


async def test_a_new_draft_shows_no_import_information(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("review")) as (app, _pilot):
        assert "carried over" not in screen_text(app)
        assert "Import" not in footer_keys(app)


async def test_the_sidebar_marks_unconfirmed_answers(drafts_service: DraftsService, renewed: str) -> None:
    async with opened(drafts_service, renewed) as (app, _):
        row = next(row for row in screen_text(app).splitlines() if "Gang scheduling" in row)
        assert "confirm" in row
        assert answered(wizard(app).shown, Level.MUST) == DoneCount(2, 8)


@SIZES
async def test_the_start_page_shows_the_renewal_date(
    drafts_service: DraftsService, renewed: str, size: tuple[int, int]
) -> None:
    drafts_service.create("Comet", "1.37")
    session = drafts_service.open("Comet")
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED))
    session.close()
    drafts_service.set_merged("Comet", date(2026, 3, 14))
    async with opened(drafts_service, size=size) as (app, _):
        rows = {name: row for row in screen_text(app).splitlines() for name in ("Comet", "Nebula 4.2") if name in row}
        assert "submitted" in rows["Comet"]
        assert "renew before 14 Mar (110 days)" in rows["Comet"]
        assert "2 of 15" in rows["Nebula 4.2"]
        assert "renew before 30 Nov (6 days)" in rows["Nebula 4.2"]


@SIZES
async def test_the_start_page_shows_reviews_and_exports(drafts_service: DraftsService, size: tuple[int, int]) -> None:
    now = drafts_service.now()
    for name in ("Comet", "Nebula"):
        drafts_service.create(name, "1.37")
    with drafts_service.store.open("Comet") as opened_draft:
        opened_draft.save(opened_draft.draft.with_submitted(date(2026, 11, 24)))
    with drafts_service.store.open("Nebula") as opened_draft:
        opened_draft.exports.add(ExportRecord(at=now, to="/clone", folder="v1.37/nebula", files={}))
        opened_draft.save(opened_draft.draft.model_copy(update={"updated_at": now}))
    async with opened(drafts_service, size=size) as (app, _):
        rows = {name: row for row in screen_text(app).splitlines() for name in ("Comet", "Nebula") if name in row}
        assert "review due 8 December 2026" in rows["Comet"]
        assert "exported just now" in rows["Nebula"]


async def test_the_merge_date_is_entered_on_the_start_page(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "m")
        await type_text(pilot, "tomorrow")
        await press(pilot, "enter")
        assert "Write the date as 2026-03-14" in screen_text(app)
        await press(pilot, "ctrl+u")
        await type_text(pilot, "2026-11-20")
        await press(pilot, "enter")
        await until(pilot, lambda: "submitted" in screen_text(app))
        assert "renew before 20 Nov (361 days)" in screen_text(app)
        assert drafts_service.store.load("Nebula").merged == date(2026, 11, 20)
        await press(pilot, "m")
        await press(pilot, "ctrl+u")
        await press(pilot, "enter")
        await until(pilot, lambda: "submitted" not in screen_text(app))


async def test_a_read_only_draft_offers_nothing_to_confirm(drafts_service: DraftsService, renewed: str) -> None:
    session = drafts_service.open(renewed)
    try:
        async with opened(drafts_service, renewed, at=StepField("gang_scheduling")) as (app, pilot):
            await press(pilot, "f4")
            assert wizard(app).shown.draft.response("gang_scheduling").carried == Carried(
                minor="1.35", merged=date(2025, 11, 30)
            )
            assert "Confirm" not in footer_keys(app)
    finally:
        session.abandon()
