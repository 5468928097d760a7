from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from checklists.likeness import Likeness
from tests.examples import examples

_NAME = st.text("abcdeé字😀", max_size=90)


@settings(max_examples=examples(300))
@given(_NAME, _NAME)
def test_names_are_as_alike_as_rapidfuzz_finds(name: str, other: str) -> None:
    likeness = Likeness(name)
    assert likeness.to(other) == fuzz.ratio(name, other)
    assert likeness.most(other) >= likeness.to(other)
