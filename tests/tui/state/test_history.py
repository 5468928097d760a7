"""The undo history of a draft: where an edit begins and ends, and that undo and redo restore its exact values."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Carried, Draft, Origin, Response
from checklists.model.match_decisions import Decision, MatchDecisions
from tui.state.history import LIMIT, PAUSE, History
from tui.state.steps import StepField
from tui.text.history_text import edit_place, edit_text

NOW = datetime(2026, 11, 30, tzinfo=UTC)
EMPTY = Draft(name="Nebula", checklist="1.37")
GANG = "gang_scheduling"


def typed(history: History, draft: Draft, *texts: str, seconds: float = 0.1) -> tuple[History, Draft]:
    """Type notes key by key."""
    for number, text in enumerate(texts):
        after = draft.with_response(GANG, draft.response(GANG).model_copy(update={"notes": text}))
        history = history.with_edit(draft, after, NOW + number * timedelta(seconds=seconds))
        draft = after
    return history, draft


def test_typing_without_a_pause_is_a_single_edit() -> None:
    history, draft = typed(History(), EMPTY, "a", "ab", "abc")
    assert len(history.done) == 1
    history, draft = history.undo(draft)
    assert draft.response(GANG).notes == "" and not history.done
    history, draft = history.redo(draft)
    assert draft.response(GANG).notes == "abc" and not history.undone


def test_a_pause_a_paste_and_another_field_begin_an_edit() -> None:
    pause = PAUSE.total_seconds() + 1
    assert len(typed(History(), EMPTY, "a", "ab", seconds=pause)[0].done) == 2
    assert len(typed(History(), EMPTY, "a", "a" + "pasted " * 9)[0].done) == 2
    history, draft = typed(History(), EMPTY, "a")
    assert len(history.with_edit(draft, draft.with_metadata("description", "x"), NOW).done) == 2


def test_text_typed_and_deleted_again_is_not_an_edit() -> None:
    assert typed(History(), EMPTY, "a", "ab", "a", "")[0].done == ()


def test_a_typed_evidence_value_is_a_single_edit_and_a_removed_value_another() -> None:
    history, draft = History(), EMPTY.with_evidence(GANG, ["https://a"])
    for values in (["https://a", "b"], ["https://a", "b."], ["https://a", "b.m"], ["b.m"]):
        after = draft.with_evidence(GANG, values)
        history, draft = history.with_edit(draft, after, NOW), after
    assert len(history.done) == 2
    history, draft = history.undo(draft)
    assert draft.response(GANG).evidence == ("https://a", "b.m")
    history, draft = history.undo(draft)
    assert draft.response(GANG).evidence == ("https://a",)


def test_undo_keeps_what_another_program_changed() -> None:
    after = EMPTY.with_metadata("description", "ours")
    history = History().with_edit(EMPTY, after, NOW)
    _, draft = history.undo(after.with_metadata("contactEmailAddress", "theirs@nebula.example"))
    assert draft.metadata == {"contactEmailAddress": "theirs@nebula.example"}


def test_undo_names_a_renamed_file_by_its_new_name() -> None:
    before = EMPTY.with_evidence(GANG, ["old.md#Test", "older.md"])
    after = before.with_evidence(GANG, ["older.md"])
    history = History().with_edit(before, after, NOW).with_renamed_file("old.md", "new.md")
    assert history.undo(after)[1].response(GANG).evidence == ("new.md#Test", "older.md")


def test_a_decision_about_matches_is_an_edit_that_is_named_and_undone() -> None:
    decided = EMPTY.with_match_decisions(MatchDecisions().with_kind("ipv4", Decision.REPLACE))
    history = History().with_edit(EMPTY, decided, NOW)
    checklist = Checklist("1.37", (), template=None, source="")
    assert edit_text(history.done[-1], checklist, undo=True) == "decision about secrets and identifiers"
    assert edit_place(history.done[-1], checklist) == StepField("export", "matches")
    history, draft = history.undo(decided)
    assert draft == EMPTY
    assert history.redo(draft)[1] == decided


def test_a_new_edit_clears_the_redo_history() -> None:
    history, draft = typed(History(), EMPTY, "a")
    history, draft = history.undo(draft)
    history = history.with_edit(draft, draft.with_folder("nebula"), NOW)
    assert not history.undone


def test_at_least_two_hundred_edits_can_be_undone() -> None:
    history, draft = History(), EMPTY
    for number in range(LIMIT + 10):
        after = draft.with_eligibility("base", f"{number}")
        history, draft = history.with_edit(draft, after, NOW), after
    assert len(history.done) == LIMIT >= 200
    for _ in range(LIMIT):
        history, draft = history.undo(draft)
    assert draft.eligibility == {"base": "9"}


CARRIED = Carried(minor="1.36")
responses = st.builds(
    Response,
    status=st.none() | st.sampled_from(Status),
    evidence=st.lists(st.sampled_from(["https://a", "b.md", "c"]), max_size=3).map(tuple),
    notes=st.sampled_from(["", "x", "xy", "other"]),
    origin=st.sampled_from(Origin),
    carried=st.none() | st.just(CARRIED),
)
decided = st.builds(
    lambda kinds: MatchDecisions(key="0" * 32, kinds=kinds),
    st.dictionaries(st.sampled_from(["ipv4", "gpu-uuid"]), st.sampled_from(Decision)),
)
drafts = st.builds(
    lambda metadata, responses, folder, unconfirmed, decisions: Draft(
        name="Nebula",
        checklist="1.37",
        metadata=metadata,
        responses=responses,
        folder=folder,
        fields_to_confirm=unconfirmed,
        match_decisions=decisions,
        created_at=NOW,
        updated_at=NOW,
    ),
    st.dictionaries(st.sampled_from(["description", "vendorName"]), st.sampled_from(["a", "ab"])),
    st.dictionaries(st.sampled_from([GANG, "gpu_sharing"]), responses),
    st.sampled_from(["", "nebula"]),
    st.sampled_from([(), ("description",)]),
    st.none() | decided,
)


def same(one: Draft, other: Draft) -> bool:
    """Return whether two drafts have the same answers; an empty answer counts as none."""
    ids = one.responses.keys() | other.responses.keys()
    return all(one.response(i) == other.response(i) for i in ids) and one.model_copy(
        update={"responses": {}}
    ) == other.model_copy(update={"responses": {}})


@given(st.lists(drafts, min_size=2, max_size=6), st.floats(0, 4))
def test_undo_leads_back_through_every_edit_and_redo_forward(steps: list[Draft], seconds: float) -> None:
    history = History()
    for number, (before, after) in enumerate(itertools.pairwise(steps)):
        history = history.with_edit(before, after, NOW + number * timedelta(seconds=seconds))
    edits, draft = len(history.done), steps[-1]
    for _ in range(edits):
        history, draft = history.undo(draft)
    assert same(draft, steps[0])
    for _ in range(edits):
        history, draft = history.redo(draft)
    assert same(draft, steps[-1])
    assert not history.undone


@pytest.mark.parametrize("size", [0, 1])
def test_an_edit_without_a_change_is_none(size: int) -> None:
    assert len(History().with_edit(EMPTY, EMPTY.with_folder("x" * size), NOW).done) == size
