"""Findings stay short and free of control characters, whatever a cluster's names contain."""

import pytest

from auto_detect.analysis.wording import (
    bounded,
    count,
    first_few,
    join_names,
    name_in_sentence,
    observe,
    observe_object,
)
from auto_detect.objects.core import Meta
from auto_detect.resources import registry
from checklists.model.finding import Observation


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "a", "c"], "a, b and c"),
        (list("abcdefg"), "a, b, c, d and 3 more"),
        (["\\x1b[31ma\\u202e", "b\\n"], "a and b"),
        (["a", ""], "a and (no name)"),
    ],
)
def test_lists_read_like_sentences(words: list[str], text: str) -> None:
    assert join_names(word.encode().decode("unicode_escape") for word in words) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 classes"), (1, "1 class"), (2, "2 classes"), (12_000, "12,000 classes")]
)
def test_numbers_agree_with_their_nouns(number: int, text: str) -> None:
    assert count(number, "class", "classes") == text


@pytest.mark.parametrize(("name", "text"), [("", "(no name)"), ("\u200b\x07", "(no name)"), ("a\u200b b", "a b")])
def test_a_name_in_a_sentence_is_never_empty(name: str, text: str) -> None:
    assert name_in_sentence(name) == text


def test_cluster_text_is_cleaned_and_bounded() -> None:
    observation = observe_object(
        registry.GATEWAYS, Meta(name="a\x1b[31m\u202e" + "b" * 400, namespace="n\nm"), "x" * 999, version="v1"
    )
    assert observation.name.startswith("abbb")
    assert (len(observation.name), len(observation.detail)) == (253, 240)
    assert observation.namespace == "n m"
    assert observe("Node", "\x00", "d").name == "(no name)"


def named(number: int, *, doubtful: bool = False) -> list[Observation]:
    return [observe("Gateway", f"{doubtful}-{n}", "d", doubtful=doubtful) for n in range(number)]


@pytest.mark.parametrize(("counted", "doubtful"), [(40, 0), (0, 40), (40, 40), (40, 1), (5, 40), (11, 1), (12, 1)])
def test_a_finding_has_at_most_twelve_observations_and_counts_the_rest(counted: int, doubtful: int) -> None:
    everything = [*named(doubtful, doubtful=True), *named(counted)]
    kept = bounded(everything)
    assert len(kept) <= 12
    assert any(o.doubtful for o in kept) == bool(doubtful)
    assert any(not o.doubtful and o.kind == "Gateway" for o in kept) == bool(counted)
    shown = sum(o.kind == "Gateway" for o in kept)
    hidden = len(everything) - shown
    assert (kept[-1].name == f"and {hidden} more") == (hidden > 0)


@pytest.mark.parametrize(("counted", "doubtful"), [(0, 0), (3, 0), (4, 0), (9, 0), (9, 5), (0, 9)])
def test_only_the_first_observations_of_a_kind_are_shown(counted: int, doubtful: int) -> None:
    kept = first_few([*named(doubtful, doubtful=True), *named(counted)])
    assert len(kept) <= 5
    assert any(o.doubtful for o in kept) == bool(doubtful)
    hidden = counted + doubtful - sum("more" not in o.name for o in kept)
    assert hidden == 0 or kept[-1].name == f"and {hidden} more"
    assert any(not o.doubtful for o in kept) == bool(counted)
