"""Issues: every place of the wizard shows the same counts for the same draft."""

import random
import re
from pathlib import PurePosixPath

import pytest

from checklists.model.checklist import Level, Status
from checklists.model.draft import Carried, Response
from checklists.model.metadata import FIELDS
from checklists.model.problem import Severity, counts_text
from exporters.request.pull_request import pull_request
from tests.examples import seeds
from tests.tui.wizard_driver import NARROW, SIZES, opened, screen_text, visit
from tui.panes.export_rows import verdict_rows
from tui.reports.draft_report import problem_lines
from tui.state.drafts_service import DraftsService
from tui.state.eligibility import QUESTIONS
from tui.state.issues import count_issues, issues
from tui.state.progress import answered, errors, platform_done, to_confirm
from tui.state.session.session import Session
from tui.state.session.state import State
from tui.state.steps import StepField, steps
from tui.text.review_text import status_counts, verdict_text
from tui.widgets.frame.rail import tail

VALUES = ("", "Nebula", "nonsense", "https://nebula.example/x", "v1.37", "4.2.0", "a@nebula.example")
EVIDENCE = ("", "https://nebula.example/docs", "https://nebula.example/docs", "missing.md", "http://")


def random_state(session: Session, seed: int) -> State:
    """Fill in a draft with anything that people could type."""
    pick = random.Random(seed)
    for field in FIELDS:
        session.type_metadata(field.key, pick.choice(VALUES))
    for question in QUESTIONS:
        if pick.random() < 0.7:
            session.set_eligibility(question.id, pick.choice(question.answers).value)
    for requirement in session.state.checklist.requirements:
        response = Response(
            status=pick.choice((None, *Status)),
            evidence=tuple(filter(None, pick.choices(EVIDENCE, k=2))),
            notes=pick.choice(("", "why")),
            carried=Carried(minor="1.36") if pick.random() < 0.3 else None,
        )
        session.set_response(requirement.id, response)
    return session.check()


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def written_request(state: State) -> str:
    """Return the line about the validation in the pull request's text."""
    root = PurePosixPath("v1.37/nebula")
    body = pull_request(state.checklist, state.draft, state.problems, root=root, files=(), vendor_checked=False).body
    return next(row for row in body.splitlines() if "Validation with the program's rules" in row)


@pytest.mark.parametrize("seed", seeds(40, quick=8))
def test_every_place_shows_the_same_counts(drafts_service: DraftsService, seed: int) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    state = random_state(session, seed)
    refused = errors(state)
    rail = {step.id: str(tail(state, step)[1]) for step in steps(state.checklist)}
    assert number(r"(\d+) error", rail["review"]) == refused
    assert (rail["review"] == "passes") is (refused == 0)
    assert number(r"(\d+) error", verdict_text(state)) == refused
    assert number(r"(\d+) warning", verdict_text(state)) == count_issues(state, Severity.WARNING)
    assert number(r"(\d+) point", verdict_text(state)) == count_issues(state, Severity.ADVICE)
    for report in (counts_text(state.problems, zeros=True), written_request(state)):
        assert number(r"(\d+) error", report) == refused
        assert number(r"(\d+) warning", report) == count_issues(state, Severity.WARNING)
        assert number(r"(\d+) point", report) == count_issues(state, Severity.ADVICE)
    printed = list(problem_lines(state.problems, state.draft, state.checklist))
    assert sum(row.startswith("error: ") for row in printed) == refused
    shown = str(verdict_rows(state, 10_000))
    assert number(r"(\d+) error", shown) == refused
    if refused:
        listed = len(re.findall(r"^  (?!and \d|f8)", shown, re.M)) + number(r"and (\d+) more", shown)
        assert listed == refused
    rows = issues(state.problems, state.checklist)
    assert len({(row.severity, row.where) for row in rows}) == len(rows)
    assert sum(len(row.problems) for row in rows) == len(state.problems)
    for level, counts in status_counts(state):
        done = answered(state, level)
        assert done.total - number(r"(\d+) open", " ".join(counts)) == done.done
    assert to_confirm(state) == number(r"(\d+) answers?", verdict_unconfirmed(state))
    session.save()
    session.close()
    listed_draft = drafts_service.listings.listing().drafts[0]
    assert (listed_draft.answered, listed_draft.total) == (answered(state).done, answered(state).total)


def verdict_unconfirmed(state: State) -> str:
    from tui.text.review_text import unconfirmed_text

    return unconfirmed_text(state)


def test_the_platform_is_done_only_with_its_questions(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    before = platform_done(session.state)
    state = session.set_eligibility(QUESTIONS[0].id, QUESTIONS[0].answers[0].value)
    assert platform_done(state).done == before.done + 1
    assert before.total == len(QUESTIONS) + sum(field.required for field in FIELDS)


def test_an_empty_field_is_required_and_no_placeholder_that_the_vendor_entered(with_program: DraftsService) -> None:
    with_program.create("Nebula", "1.37")
    state = with_program.open("Nebula").state
    assert any(problem.code == "metadata-placeholder" for problem in state.problems), "the export keeps the template's"
    rows = [row for row in issues(state.problems, state.checklist) if row.where.startswith("metadata.")]
    assert {row.message for row in rows} == {"Required."}
    assert len(rows) == sum(field.required and not state.draft.metadata.get(field.key) for field in FIELDS)


def test_an_unanswered_must_is_one_issue_in_the_rails_words(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    state = drafts_service.open("Nebula").state
    titles = {step.title for step in steps(state.checklist)} | {field.label for field in FIELDS}
    rows = issues(state.problems, state.checklist)
    gang = [row for row in rows if row.title == "Gang scheduling"]
    assert [(row.message, row.fix) for row in gang] == [("No answer yet.", "A MUST has to be `Implemented`.")]
    assert {row.title for row in rows} <= titles
    assert all("\n" not in row.fix for row in rows)


@SIZES
async def test_the_screen_shows_one_number_of_errors(drafts_service: DraftsService, size: tuple[int, int]) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        for page in ("review", "export"):
            await visit(pilot, page)
            assert app.state is not None
            shown = set(re.findall(r"(\d+) errors?", screen_text(app)))
            assert shown == {str(errors(app.state))}, page
            assert f"MUST{'' if size == NARROW else '   '} " in screen_text(app)
            assert answered(app.state, Level.MUST).done == 0
