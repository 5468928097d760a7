"""A requirement's answer, by keyboard: status, suggestion, notes, problems."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from checklists.model.checklist import Status
from checklists.model.draft import Origin, Response
from checklists.model.finding import Finding, Observation, Outcome
from tests.examples import slow
from tests.tui.requirement_page import (
    DETECTED,
    LINK,
    answer,
    answered,
    go_to,
    rows,
    show_finding,
    shown_page,
    text_of,
)
from tests.tui.wizard_driver import (
    HOSTILE,
    NARROW,
    SIZES,
    WIDE,
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
from tui.widgets.disclosure import Disclosure
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice


async def test_the_page_opens_at_the_top_where_stray_keys_change_nothing(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=(60, 20)) as (app, pilot):
        pane = shown_page(app)
        before = wizard(app).shown.draft
        assert (app.focused, pane.scroll_y) == (pane, 0)
        await press(pilot, "space", "h", "l", "j", "x", "delete", "right", "down", "end")
        assert wizard(app).shown.draft is before
        assert pane.scroll_y == pane.max_scroll_y > 0, "space and end scroll"
        await press(pilot, "home", "enter")
        assert isinstance(app.focused, StatusChoice)
        assert "( ) Partially" in screen_text(app), "enter moves to the status and shows it"


async def test_a_status_out_of_view_is_shown_before_a_key_changes_it(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(evidence=tuple(f"https://docs.nebula.example/{n}" for n in range(30))))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        pane.scroll_end(animate=False)
        await settle(pilot)
        assert "( ) Implemented" not in screen_text(app)
        await press(pilot, "space")
        assert answer(app).status is None
        assert "( ) Implemented" in screen_text(app)
        await press(pilot, "space")
        assert answer(app).status is Status.IMPLEMENTED


async def test_an_evidence_value_out_of_view_is_shown_before_a_key_removes_it(nebula: DraftsService) -> None:
    links = tuple(f"https://docs.nebula.example/{n}" for n in range(30))
    answered(nebula, DETECTED, Response(evidence=links))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "tab")
        pane.scroll_end(animate=False)
        await settle(pilot)
        await press(pilot, "x")
        assert answer(app).evidence == links
        await press(pilot, "x")
        assert answer(app).evidence == links[1:]


async def test_a_sentence_typed_into_the_status_by_mistake_keeps_it(nebula: DraftsService) -> None:
    answered(nebula, DETECTED, Response(status=Status.PARTIALLY_IMPLEMENTED, notes="Half of it."))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status")) as (app, pilot):
        await press(pilot, *"shall", "space", *"jkl", "space", *"hl")
        assert isinstance(app.focused, StatusChoice) and answer(app).status is Status.PARTIALLY_IMPLEMENTED


async def test_down_moves_line_by_line_and_then_to_the_next_field(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=(60, 20)) as (app, pilot):
        pane = shown_page(app)
        choice = pane.query_one(StatusChoice)
        await press(pilot, "down")
        assert (app.focused, choice.cursor) == (choice, 3)
        await press(pilot, "down")
        assert isinstance(app.focused, EvidenceInput) and answer(app).status is None


@pytest.mark.parametrize("requirement", ["ai_inference", slow("gang_scheduling"), slow("robust_controller")])
async def test_the_answer_is_visible_with_many_observations(nebula: DraftsService, requirement: str) -> None:
    facts = tuple(
        Observation("Node", f"node-{n}", "A long sentence about it. " * 5, doubtful=n > 30) for n in range(40)
    )
    finding = Finding(
        requirement,
        Outcome.PARTLY,
        "The sentence that comes first. " * 30,
        facts,
        tuple(f"That point {n} holds, which takes a while to explain. " * 3 for n in range(9)),
        to_detected="Something that is missing. " * 20,
    )
    async with opened(nebula, "Nebula", at=StepField(requirement), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        await show_finding(app, pilot, finding)
        for words in (
            "MUST",
            "The sentence that comes first.",
            "40 facts",
            "( ) Implemented",
            "Evidence",
            "paste a link",
        ):
            assert words in screen_text(app)
        assert pane.region.contains_region(pane.query_one(Notes).region)
        assert pane.max_scroll_y == 0


@pytest.mark.parametrize("requirement", ["ai_inference", slow("gang_scheduling"), slow("secure_accelerator_access")])
async def test_the_answer_is_one_scroll_away_on_a_small_terminal(nebula: DraftsService, requirement: str) -> None:
    async with opened(nebula, "Nebula", at=StepField(requirement), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "space")
        for field in (StatusChoice, EvidenceInput, Notes):
            assert pane.region.contains_region(pane.query_one(field).region)


@SIZES
async def test_the_whole_answer_by_keyboard(nebula: DraftsService, size: tuple[int, int]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        await press(pilot, "enter", "right", "enter", "tab")
        assert isinstance(app.focused, EvidenceInput)
        await paste(pilot, LINK)
        await press(pilot, "enter")
        await type_text(pilot, "https://b.example")
        await press(pilot, "tab")
        assert isinstance(app.focused, Notes)
        await type_text(pilot, "First line")
        await press(pilot, "enter")
        await type_text(pilot, "second")
        assert "second" in screen_text(app)
        await press(pilot, "ctrl+q")
    kept = nebula.store.load("Nebula").response(DETECTED)
    assert kept == Response(
        status=Status.PARTIALLY_IMPLEMENTED, evidence=(LINK, "https://b.example"), notes="First line\nsecond"
    )


async def test_a_status_can_be_cleared(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        await press(pilot, "enter", "enter")
        assert answer(app).status is Status.IMPLEMENTED
        await press(pilot, "delete")
        assert answer(app).status is None
        assert "✗ no answer yet" in text_of(pane, "#problems-status")
        choice = pane.query_one(StatusChoice)
        await pilot.click(StatusChoice, offset=(5, 0))
        assert answer(app).status is Status.IMPLEMENTED
        await pilot.click(StatusChoice, offset=(5, 0))
        await settle(pilot)
        assert (answer(app).status, choice.value) == (None, None)


@SIZES
async def test_an_accepted_suggestion_is_marked(nebula: DraftsService, size: tuple[int, int]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=size) as (app, pilot):
        pane = shown_page(app)
        assert str(pane.query_one(Notes).placeholder).startswith("ctrl+t enters: Gateway API")
        await press(pilot, "ctrl+t")
        assert (answer(app).status, answer(app).origin) == (Status.IMPLEMENTED, Origin.DETECTED)
        assert pane.query_one(Notes).text == answer(app).notes != ""
        assert text_of(pane, "#about-status") == "Accepted from the cluster's finding."
        assert "ctrl+t uses" not in text_of(pane, ".finding-head")
        await go_to(pilot, DETECTED, "status")
        await press(pilot, "right", "enter")
        assert answer(app).origin is Origin.TYPED
        assert "Suggested: Implemented" in text_of(pane, "#about-status")


async def test_an_accepted_suggestion_is_in_view_and_cannot_be_accepted_again(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        for opener in ("#open-counts", "#open-reviewer", "#open-facts"):
            pane.query_one(opener).focus()
            await press(pilot, "enter")
        assert "( ) Implemented" not in screen_text(app)
        assert wizard(app).check_action("accept", ()) is True
        await press(pilot, "ctrl+t")
        assert "(●) Implemented" in screen_text(app)
        assert wizard(app).check_action("accept", ()) is None


async def test_typed_notes_are_never_overwritten(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        await type_text(pilot, "Mine")
        await press(pilot, "ctrl+t")
        assert (answer(app).notes, answer(app).status) == ("Mine", Status.IMPLEMENTED)
        await type_text(pilot, " too")
        await settle(pilot)
        assert answer(app).notes == "Mine too"


async def test_accepted_notes_in_focus_can_be_edited(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+t")
        taken = answer(app).notes
        await type_text(pilot, " And more.")
        await settle(pilot)
        assert answer(app).notes == f"{taken} And more."


async def test_the_keys_of_the_notes_stay_after_the_editor(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        keys = text_of(pane, "#notes-keys")
        for message, shown in (("vi ended with code 1", "vi ended with code 1"), ("", keys)):
            pane.query_one(Notes).post_message(Notes.EditorEnded(message))
            await settle(pilot)
            assert text_of(pane, "#notes-keys") == shown != ""
        await press(pilot, "f1", "escape")
        assert text_of(pane, "#notes-keys") == keys, "the notes have the focus again"
        await press(pilot, "escape")
        assert text_of(pane, "#notes-keys") == "", "the list of steps has the focus"


async def test_an_editor_whose_command_is_malformed_changes_nothing(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "Mine"
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=NARROW) as (app, pilot):
        await type_text(pilot, typed)
        for visual, editor, fault in (
            ("", 'vim "', "EDITOR has an unclosed quote"),
            ("'my editor", "vim", "VISUAL has an unclosed quote"),
            ("", "vim\\", "EDITOR ends in a backslash"),
        ):
            monkeypatch.setenv("VISUAL", visual)
            monkeypatch.setenv("EDITOR", editor)
            await press(pilot, "f12")
            assert text_of(shown_page(app), "#notes-keys") == f"{fault}: correct it, then restart aiconform."
            assert answer(app).notes == typed, fault
            await type_text(pilot, " too")
            await settle(pilot)
            typed += " too"
            assert answer(app).notes == typed, fault


async def test_a_burst_of_keys_keeps_its_order(nebula: DraftsService) -> None:
    words = "The quick brown fox jumps over the lazy dog and back again. "
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "notes"), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        await type_text(pilot, words)
        await settle(pilot)
        assert answer(app).notes == words
        assert pane.query_one(Notes).text == words


async def test_problems_appear_below_their_field_on_leaving_it(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("pod_autoscaling"), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        assert text_of(pane, "#problems-status") == ""
        await press(pilot, "enter", "right", "right", "right", "enter")
        assert answer(app, "pod_autoscaling").status is Status.NOT_APPLICABLE
        assert "A MUST is answered" in text_of(pane, "#problems-status")
        assert "rejects N/A for this MUST, although" in text_of(pane, "#about-status")
        assert text_of(pane, "#problems-notes") == ""
        await press(pilot, "tab", "tab", "shift+tab")
        assert "the notes are empty" in text_of(pane, "#problems-notes")
        await press(pilot, "tab")
        await type_text(pilot, "Replicas")
        await settle(pilot)
        assert "too short" in text_of(pane, "#problems-notes")
        await paste(pilot, " belong to one tenant each, so their number is fixed by contract.")
        await settle(pilot)
        assert text_of(pane, "#problems-notes") == ""


async def test_an_optional_requirement_with_evidence_says_that_it_may_stay_open(nebula: DraftsService) -> None:
    answered(nebula, "gpu_sharing", Response(evidence=(LINK,)))
    async with opened(nebula, "Nebula", at=StepField("gpu_sharing", "status"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        below = " ".join(text_of(pane, "#problems-status").split())
        assert below.startswith("✗ no answer yet Choose one of") and "without evidence may stay open" in below
        await press(pilot, "tab", "x")
        assert text_of(pane, "#problems-status") == ""


async def test_a_problems_field_gets_the_focus_and_shows_the_problem(nebula: DraftsService) -> None:
    fields = (("status", StatusChoice), ("evidence", EvidenceInput), ("notes", Notes), ("other", StatusChoice))
    async with opened(nebula, "Nebula", at=StepField(DETECTED, "status"), size=NARROW) as (app, pilot):
        assert isinstance(app.focused, StatusChoice), "a place where the wizard opens"
        for field, widget in fields:
            wizard(app).set_focus(None)
            pane = await go_to(pilot, DETECTED, field)
            assert isinstance(app.focused, widget), field
            if field == "status":
                assert "✗ no answer yet" in screen_text(app)
            assert app.focused.region.intersection(pane.region), field


async def test_a_read_only_draft_is_shown_and_not_changed(nebula: DraftsService) -> None:
    given = Response(status=Status.IMPLEMENTED, evidence=(LINK, "https://b"), notes="Why.")
    answered(nebula, DETECTED, given)
    owner = nebula.open("Nebula")
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        for words in ("(●) Implemented", "Why."):
            assert words in str(pane.query_one(StatusChoice).render()) + pane.query_one(Notes).text
        assert rows(pane) == [LINK, "https://b"]
        for field in ("status", "evidence", "notes"):
            pane.focus_field(field)
            await settle(pilot)
            await press(pilot, "enter", "right", "delete", "x", "J", "y")
            await paste(pilot, "https://c\nhttps://d")
        await press(pilot, "ctrl+t")
        assert answer(app) == given
        assert pane.query_one(Notes).text == "Why."
        assert app.clipboard == LINK
        assert not pane.query_one(EvidenceInput).focusable
    owner.close()


@pytest.mark.parametrize("texts", [HOSTILE[1::4], slow(HOSTILE)], ids=["two", "all"])
async def test_hostile_text_is_shown_literally(nebula: DraftsService, texts: Sequence[str]) -> None:
    async with opened(nebula, "Nebula", at=StepField(DETECTED), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        pane.query_one("#open-facts", Disclosure).focus()
        await press(pilot, "enter")
        for hostile in texts:
            seen = (Observation(hostile, hostile, hostile, hostile), Observation("Node", hostile, "", doubtful=True))
            finding = Finding(DETECTED, Outcome.DETECTED, hostile, seen, (hostile,), Status.IMPLEMENTED, hostile)
            await show_finding(app, pilot, finding)
            assert app.focused is not None
            head = text_of(pane, ".finding-head") + text_of(pane, "#finding-seen") + text_of(pane, "#finding-tail")
            assert not hostile.isprintable() or head.count(hostile[:6]) >= 5
            doubt = replace(finding, outcome=Outcome.COULD_NOT_CHECK, reason=hostile, suggested_status=None)
            await show_finding(app, pilot, doubt)
            pane.focus_field("evidence")
            await settle(pilot)
            pane.query_one(EvidenceInput).focus()
            await paste(pilot, f"{hostile}\n{hostile}.md")
            assert not hostile.isprintable() or hostile in answer(app).evidence
            await press(pilot, "up", "y", "x", "u", "enter", "escape")
            pane.query_one(Notes).focus()
            await paste(pilot, hostile)
            await press(pilot, "shift+tab")
            response = answer(app)
            everything = {*screen_text(app), *pane.query_one(Notes).text, *response.notes, *"".join(response.evidence)}
            assert not {"\x1b", "\x07", "\u202e", "\u2066"} & everything
            assert not hostile.isprintable() or hostile in response.notes


async def test_a_layered_product_is_asked_once_for_the_provider(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        assert not pane.query_one("#row-provider").display
        app.change(lambda session: session.set_eligibility("product", "layered"))
        await settle(pilot)
        await press(pilot, "enter", "right", "enter", "down")
        assert wizard(app).shown.draft.eligibility["provider.gang_scheduling"] == "product"
        assert isinstance(app.focused, StatusChoice)
        await press(pilot, "ctrl+z")
        assert "Undid: provider of Gang scheduling" in screen_text(app)
        assert not wizard(app).shown.draft.eligibility.get("provider.gang_scheduling")
        assert app.focused is pane.query_one("#provider")


async def test_long_notes_show_their_beginning_until_they_are_edited(nebula: DraftsService) -> None:
    session = nebula.open("Nebula")
    words = [f"word{number}" for number in range(400)]
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED, notes=" ".join(words)))
    session.close()
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        pane = shown_page(app)
        for size in (WIDE, (90, 40), WIDE):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert "│ word0 " in screen_text(app) and "word399" not in screen_text(app)
        pane.query_one(Notes).focus()
        await settle(pilot)
        assert "word399" in screen_text(app)
        await type_text(pilot, "!")
        assert "word399!" in screen_text(app)
