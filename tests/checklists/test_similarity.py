from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from checklists.similarity import Similarity
from tests.examples import examples

_NAME = st.text("abcdeé字😀", max_size=90)


@settings(max_examples=examples(300))
@given(_NAME, _NAME)
def test_names_are_as_alike_as_rapidfuzz_finds(name: str, other: str) -> None:
    similarity = Similarity(name)
    assert similarity.to(other) == fuzz.ratio(name, other)
    assert similarity.upper_limit(other) >= similarity.to(other)
