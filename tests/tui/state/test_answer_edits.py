"""Changes to an answer have their intended effect, also if the list changed in the meantime."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.model.checklist import Status
from checklists.model.draft import Origin, Response
from tui.state.answer_edits import (
    notes_typed,
    status_chosen,
    value_moved,
    value_put_back,
    value_removed,
    value_typed,
    values_entered,
)

ABC = ("a", "b", "c")


def listed(*values: str) -> Response:
    return Response(status=Status.IMPLEMENTED, evidence=values, notes="why", origin=Origin.DETECTED)


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (value_typed("", "h", 3), ("a", "b", "c", "h")),
        (value_typed("c", "ch", 2), ("a", "b", "ch")),
        (value_typed("a", "", 0), ("b", "c")),
        (value_typed("gone", "new", 0), ("a", "b", "c", "new")),
        (values_entered("", ["x", "y"], 3), ("a", "b", "c", "x", "y")),
        (values_entered("b", ["x", "y"], 1), ("a", "x", "y", "c")),
        (values_entered("b", ["a", "x"], 1), ("a", "x", "c")),
        (values_entered("b", ["b"], 1), ABC),
        (values_entered("", ["a"], 3), ABC),
        (value_removed("b", 1), ("a", "c")),
        (value_removed("b", 99), ("a", "c")),
        (value_removed("gone", 0), ABC),
        (value_put_back("x", 1), ("a", "x", "b", "c")),
        (value_put_back("x", 99), ("a", "b", "c", "x")),
        (value_put_back("a", 2), ABC),
        (value_moved("a", 0, 1), ("b", "a", "c")),
        (value_moved("c", 2, -1), ("a", "c", "b")),
        (value_moved("a", 0, -1), ABC),
        (value_moved("c", 2, 1), ABC),
        (value_moved("gone", 0, 1), ABC),
    ],
)
def test_an_evidence_edit_changes_only_evidence(edit: object, after: tuple[str, ...]) -> None:
    assert callable(edit)
    assert edit(listed(*ABC)) == listed(*after)


def test_of_two_equal_values_the_addressed_one_changes() -> None:
    assert value_removed("a", 2)(listed("a", "b", "a")).evidence == ("a", "b")
    assert value_typed("a", "x", 0)(listed("a", "b", "a")).evidence == ("x", "b", "a")


def test_another_status_is_no_longer_the_suggestion() -> None:
    assert status_chosen(Status.IMPLEMENTED)(listed()).origin is Origin.DETECTED
    chosen = status_chosen(Status.NOT_APPLICABLE)(listed("a"))
    assert (chosen.status, chosen.origin, chosen.evidence) == (Status.NOT_APPLICABLE, Origin.TYPED, ("a",))
    assert status_chosen(None)(listed()).status is None


def test_notes_are_cleaned_and_make_the_answer_typed() -> None:
    assert notes_typed("why")(listed()).origin is Origin.DETECTED
    assert notes_typed("w\x1b[31mhy")(listed()).origin is Origin.DETECTED, "removed characters change nothing"
    typed = notes_typed("a\u202eb\r\nc")(listed())
    assert (typed.notes, typed.origin) == ("ab\nc", Origin.TYPED)


@given(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), st.integers(0, 5), st.sampled_from([-1, 1]))
def test_moving_a_row_and_back_changes_nothing(values: list[str], at: int, by: int) -> None:
    before = listed(*values)
    if at < len(values) and 0 <= at + by < len(values):
        value = values[at]
        assert value_moved(value, at + by, -by)(value_moved(value, at, by)(before)) == before


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1, max_size=6), st.integers(0, 5))
def test_removed_values_can_be_restored(values: list[str], at: int) -> None:
    value = values[at % len(values)]
    place = values.index(value)
    assert value_put_back(value, place)(value_removed(value, place)(listed(*values))).evidence == tuple(values)
