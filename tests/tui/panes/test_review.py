"""The review: the verdict, problems that link to their fields, answer counts, and every file before it is written."""

from dataclasses import replace
from pathlib import Path

import msgspec
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem, Severity
from checklists.program.members import Members
from tests.tui.wizard_driver import (
    HOSTILE,
    NARROW,
    SIZES,
    WIDE,
    opened,
    press,
    screen_text,
    settle,
    type_text,
    visit,
    wizard,
)
from tui.app import WizardApp
from tui.panes.review import ReviewPane
from tui.screens.dialogs.text_dialogs import TextDialog
from tui.state.drafts_service import DraftsService
from tui.state.issues import issues
from tui.state.session.file_work import attach
from tui.state.session.state import State
from tui.state.steps import StepField
from tui.text.review_text import links_text, status_counts, unchecked_texts, verdict_text
from tui.widgets.file_list import FileList
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.field import Field
from tui.widgets.problem_list import ProblemList


def state_of(drafts_service: DraftsService) -> State:
    session = drafts_service.open("Nebula")
    session.close()
    return session.state


def complete(drafts_service: DraftsService, *, vendor: str = "Nebula Works") -> None:
    """Create a draft that the program would accept."""
    drafts_service.create("Nebula", "1.36")
    session = drafts_service.open("Nebula")
    for field in FIELDS:
        session.type_metadata(
            field.key, f"https://{field.key.lower()}.example" if "Url" in field.key else field.example
        )
    session.type_metadata("k8sConformanceUrl", "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula")
    session.type_metadata("productLogoUrl", "https://logo.example/nebula.svg")
    session.type_metadata("vendorName", vendor)
    for requirement in session.state.checklist.requirements:
        answer = Response(status=Status.IMPLEMENTED, evidence=("https://a.example",), notes="Why.")
        session.set_response(requirement.id, answer)
    session.close()


async def review(pilot: Pilot[None]) -> ReviewPane:
    pane = await visit(pilot, "review")
    assert isinstance(pane, ReviewPane)
    return pane


def said(pane: ReviewPane, selector: str) -> str:
    part = pane.query_one(selector)
    return str(part.render()) if part.display else ""


def options(pane: ReviewPane, kind: type[ProblemList] | type[FileList]) -> list[str]:
    rows = pane.query_one(kind)
    return [str(rows.get_option_at_index(index).prompt) for index in range(rows.option_count)]


@SIZES
async def test_an_empty_draft_is_refused_and_every_problem_is_listed_with_its_hint(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        pane = await review(pilot)
        shown = wizard(app).shown
        rows = issues(shown.problems, shown.checklist)
        errors = sum(row.severity is Severity.ERROR for row in rows)
        assert f"The program's check would fail today: {errors} errors." in said(pane, "#review-verdict")
        text = " ".join(" ".join(options(pane, ProblemList)).split())
        for row in rows:
            assert row.title[:20] in text
            assert row.message in text
        assert rows[0].fix in " ".join(options(pane, ProblemList)[0].split()), "the selected problem shows its full fix"
        assert rows[1].fix not in text
        await press(pilot, "down")
        assert rows[1].fix in " ".join(options(pane, ProblemList)[1].split())
        missing = " ".join(said(pane, "#review-unchecked").split())
        for words in ("No official text on this machine", "No member list", "`aiconform program sync` fetches both"):
            assert words in missing
        assert "MUST    8 open" in said(pane, "#review-matrix")
        assert "SHOULD  7 open" in said(pane, "#review-matrix")


@SIZES
async def test_a_complete_draft_passes_and_shows_exactly_what_will_be_written(
    with_program: DraftsService, size: tuple[int, int], tmp_path: Path
) -> None:
    members = with_program.program.members()
    assert members is not None
    complete(with_program, vendor=min(members.names))
    (tmp_path / "log.md").write_text("Proof \x1b[31m[/] of it\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    session = with_program.open("Nebula")
    session.run(attach("gang_scheduling", tmp_path / "log.md"))
    session.run(attach("gang_scheduling", tmp_path / "picture.png"))
    session.close()
    async with opened(with_program, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        pane = await review(pilot)
        assert "✓ The program's check would pass today." in said(pane, "#review-verdict")
        assert "not checked: each counts as reachable" in said(pane, "#review-links")
        assert "Only answers differ from the official checklist" in said(pane, "#review-files-notes")
        assert [row.split()[0] for row in options(pane, FileList)] == [
            "PRODUCT.yaml",
            "README.md",
            "log.md",
            "picture.png",
        ]
        assert "v1.36/nebula-kubernetes-engine/   4 files, " in said(pane, "#review-files-title")
        pane.query_one(FileList).focus()
        await press(pilot, "down", "down", "v")
        assert isinstance(app.screen, TextDialog)
        assert shown_in_dialog(app) == "Proof [/] of it"
        await press(pilot, "escape")
        assert app.focused is pane.query_one(FileList)
        await press(pilot, "down", "enter")
        assert shown_in_dialog(app) == "Not a text file: 10 bytes."
        await press(pilot, "escape", "up", "up", "up", "v")
        assert 'vendorName: "' in shown_in_dialog(app)


def focus_is(app: WizardApp, kind: type[Widget]) -> bool:
    return isinstance(app.focused, kind)


def shown_in_dialog(app: WizardApp) -> str:
    return "\n".join(str(part.render()) for part in app.screen.query(Static).filter(".dialog-text")).strip()


@SIZES
async def test_enter_goes_to_the_field_of_a_problem(drafts_service: DraftsService, size: tuple[int, int]) -> None:
    complete(drafts_service)
    session = drafts_service.open("Nebula")
    session.set_response("gang_scheduling", Response(status=Status.NOT_IMPLEMENTED))
    session.type_metadata("platformVersion", "")
    session.close()
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        pane = await review(pilot)
        assert focus_is(app, ProblemList)
        assert options(pane, ProblemList)[0].split()[1:3] == ["Platform", "version"]
        await press(pilot, "enter")
        await settle(pilot)
        assert wizard(app).current == "platform"
        assert app.focused in [f.input for f in wizard(app).query(Field) if f.key == "platformVersion"]
        await type_text(pilot, "4.2")
        await review(pilot)
        assert len(options(pane, ProblemList)) == 1
        await press(pilot, "enter")
        await settle(pilot)
        assert wizard(app).current == "gang_scheduling"
        assert focus_is(app, Choice)
        assert "A MUST is answered" in screen_text(app)


async def test_changes_are_shown_at_the_next_visit(drafts_service: DraftsService) -> None:
    complete(drafts_service)
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=WIDE) as (app, pilot):
        pane = await review(pilot)
        assert options(pane, ProblemList) == []
        assert focus_is(app, FileList), "without problems, the files come first"
        assert "check would pass today" in said(pane, "#review-verdict")
        await press(pilot, "ctrl+g")
        await type_text(pilot, "gang")
        await press(pilot, "enter", "enter", "delete")
        pane = await review(pilot)
        assert "check would fail today: 1 error." in said(pane, "#review-verdict")
        assert "7 Implemented · 1 open" in said(pane, "#review-matrix")


async def test_a_missing_evidence_file_has_an_error_message(drafts_service: DraftsService, tmp_path: Path) -> None:
    complete(drafts_service)
    (tmp_path / "log.md").write_text("proof")
    session = drafts_service.open("Nebula")
    state = session.run(attach("gang_scheduling", tmp_path / "log.md"))
    session.close()
    async with opened(drafts_service, "Nebula", size=WIDE) as (_, pilot):
        state.evidence["log.md"].unlink()
        pane = await review(pilot)
        assert "cannot be read" in said(pane, "#review-files-title")
        assert "Attach the file again" in said(pane, "#review-files-title")
        assert not pane.query_one(FileList).display


async def test_a_read_only_draft_can_be_reviewed(drafts_service: DraftsService) -> None:
    complete(drafts_service)
    owner = drafts_service.open("Nebula")
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=NARROW) as (app, pilot):
        pane = await review(pilot)
        assert "check would pass today" in said(pane, "#review-verdict")
        await press(pilot, "v")
        assert isinstance(app.screen, TextDialog)
        assert options(pane, FileList)
    owner.close()


async def test_hostile_text_is_shown_literally(drafts_service: DraftsService) -> None:
    complete(drafts_service)
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=NARROW) as (app, pilot):
        pane = await review(pilot)
        for hostile in HOSTILE:
            assert app.session is not None
            kinds = enumerate((severity, subject) for severity in Severity for subject in (hostile, ""))
            problems = tuple(
                Problem(severity, "code", subject, f"spec.{hostile}.{n}", hostile, hostile)
                for n, (severity, subject) in kinds
            )
            app.session.state = replace(app.session.state, problems=problems)
            app.state = app.session.state
            await settle(pilot)
            assert len(options(pane, ProblemList)) == 8, "the advice and its group have headings"
            shown = screen_text(app)
            assert not {"\x1b", "\x07", "\u202e", "\u2066"} & set(shown)
            assert not hostile.isprintable() or hostile[:8] in shown
            pane.focus_field(None)
            await press(pilot, "enter")
            assert wizard(app).current == "review", "a problem without a page stays on the review"


def test_the_verdict_counts_errors_warnings_and_advice(drafts_service: DraftsService) -> None:
    complete(drafts_service)
    state = state_of(drafts_service)
    assert verdict_text(state) == "The program's check would pass today."

    def problem(severity: Severity) -> Problem:
        return Problem(severity, "code", "subject", "metadata.subject", "Message.")

    warned = replace(state, problems=(problem(Severity.WARNING), problem(Severity.ADVICE)))
    assert verdict_text(warned) == ("The program's check would pass today, with 1 warning. Advice on 1 point.")
    refused = replace(state, problems=(problem(Severity.ERROR), *[problem(Severity.ADVICE)] * 3))
    assert verdict_text(refused) == "The program's check would fail today: 1 error. Advice on 1 point."


def test_the_verdict_names_what_was_not_checked(with_program: DraftsService) -> None:
    with_program.create("Nebula", "1.37")
    state = state_of(with_program)
    assert list(unchecked_texts(state)) == []
    linked = replace(state, draft=state.draft.with_response("gang_scheduling", Response(evidence=("https://a", "b"))))
    assert links_text(state, with_program.now()) == ""
    assert links_text(linked, with_program.now()) == "1 link not checked: each counts as reachable."
    bare = replace(state, members=None, checklist=msgspec.structs.replace(state.checklist, template=None))
    assert len(list(unchecked_texts(bare))) == 3
    half = list(unchecked_texts(replace(bare, members=Members(frozenset(), "x", None))))
    assert half == [
        "No official text on this machine: the export stays incomplete.",
        "`aiconform program sync` fetches it.",
    ]


def test_answers_are_counted_by_level(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.33")
    state = state_of(drafts_service)
    answers = {
        "gang_scheduling": Response(status=Status.IMPLEMENTED),
        "cluster_autoscaling": Response(status=Status.NOT_APPLICABLE),
    }
    draft: Draft = state.draft.model_copy(update={"responses": answers})
    assert list(status_counts(replace(state, draft=draft))) == [
        ("MUST", ["1 Implemented", "1 N/A", "6 open"]),
        ("SHOULD", ["1 open"]),
    ]
