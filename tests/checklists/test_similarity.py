"""The similarity of names is that of RapidFuzz."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from checklists.similarity import ComparedName

NAMES = st.text("abcdé- ", max_size=80)


@given(first=NAMES, second=NAMES)
def test_it_is_that_of_rapidfuzz(first: str, second: str) -> None:
    assert ComparedName(first).similarity(second) == fuzz.ratio(first, second)


@given(name=NAMES)
def test_equal_names_are_fully_similar(name: str) -> None:
    assert ComparedName(name).similarity(name) == 100.0
