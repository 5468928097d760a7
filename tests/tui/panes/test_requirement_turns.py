"""One page serves all requirements: what was typed or opened stays with the requirement it belongs to."""

from pathlib import Path

from textual import events

from checklists.model.checklist import Status
from tests.tui.requirement_page import DETECTED, LINK, answer, rows, shown_page, text_of
from tests.tui.wizard_driver import (
    NARROW,
    WIDE,
    footer_keys,
    opened,
    paste,
    press,
    screen_text,
    settle,
    type_text,
    wizard,
)
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice


async def test_typed_evidence_is_entered_for_the_requirement_that_is_left(
    nebula: DraftsService, tmp_path: Path
) -> None:
    proof = tmp_path / "gateway.log"
    proof.write_text("seen")
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        await paste(pilot, str(proof))
        await press(pilot, "ctrl+n")
        there = wizard(app).current
        assert there != DETECTED
        assert rows(shown_page(app)) == []
        await press(pilot, "ctrl+o")
        assert rows(shown_page(app)) == ["gateway.log"]
        assert answer(app).evidence == ("gateway.log",)
        assert answer(app, there).empty


async def test_keys_of_one_packet_belong_to_the_page_on_which_they_were_typed(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
        for key in ("a", "b", "ctrl+n", "enter", "space", "ctrl+o", "ctrl+n"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        there = wizard(app).current
        assert answer(app).notes == "ab"
        assert answer(app).status is None
        assert answer(app, there).status is Status.IMPLEMENTED
        assert answer(app, there).notes == ""


async def test_notes_are_typed_into_the_requirement_that_is_shown(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
        await type_text(pilot, "one")
        await press(pilot, "ctrl+n")
        there = wizard(app).current
        assert shown_page(app).query_one(Notes).text == ""
        shown_page(app).query_one(Notes).focus()
        await type_text(pilot, "two")
        await press(pilot, "ctrl+o")
        assert shown_page(app).query_one(Notes).text == "one"
        assert (answer(app).notes, answer(app, there).notes) == ("one", "two")


async def test_no_field_is_marked_on_the_page_after_the_notes(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        assert text_of(pane, "#notes-keys") and pane.query(".answer-row.-here")
        await press(pilot, "ctrl+n")
        assert not text_of(pane, "#notes-keys") and not pane.query(".answer-row.-here")


async def test_problems_show_on_the_requirement_whose_field_was_left(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+n")
        assert text_of(shown_page(app), "#problems-status") == ""
        await press(pilot, "ctrl+o")
        assert "no answer yet" in text_of(shown_page(app), "#problems-status")


async def test_each_requirement_keeps_its_open_sections_and_its_cursor(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        page = shown_page(app)
        closed = screen_text(app)
        page.query_one("#open-reviewer").focus()
        await press(pilot, "enter", "enter", "enter")
        opened_text = screen_text(app)
        assert opened_text != closed
        await press(pilot, "ctrl+n")
        assert page.query_one("#open-reviewer").opened is False  # type: ignore[attr-defined]
        choice = page.query_one(StatusChoice)
        choice.focus()
        await press(pilot, "right", "right")
        await press(pilot, "ctrl+o")
        assert choice.cursor == 0
        assert page.query_one("#open-reviewer").opened is True  # type: ignore[attr-defined]


async def test_links_typed_on_two_pages_do_not_mix(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "evidence"), size=NARROW) as (app, pilot):
        await type_text(pilot, LINK)
        await press(pilot, "enter", "ctrl+n")
        there = wizard(app).current
        assert rows(shown_page(app)) == []
        await press(pilot, "f8")
        await press(pilot, "ctrl+g", "escape")
        assert answer(app).evidence == (LINK,)
        assert answer(app, there).evidence == ()


async def test_the_footer_names_the_key_of_the_page_as_soon_as_the_page_has_the_focus(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, _):
        assert "Answer" not in footer_keys(app)
        wizard(app).set_focus(shown_page(app))
        assert "Answer" in footer_keys(app), "the keys are collected before the page handles the focus"
