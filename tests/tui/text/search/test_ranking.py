"""Which command or place the palette finds for an abbreviation."""

import pytest

from tui.text.search.ranking import Searched, ranked

ENTRIES = [
    Searched("Save now", ("Save",)),
    Searched("Go to the next step", ("Next",)),
    Searched(
        "Go to High-performance network",
        ("high_performance_networking", "RDMA"),
        ("Networking", "SHOULD", "open", "not detected"),
    ),
    Searched(
        "Go to Gang scheduling", ("gang_scheduling", "Kueue", "queue API"), ("Scheduling", "MUST", "open", "detected")
    ),
    Searched("Go to GPU sharing", ("gpu_sharing", "time-slicing")),
    Searched("Go to Review", ("review",)),
    Searched("Change the theme", ("theme", "colors")),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("theme", "Change the theme"),
        ("Save now", "Save now"),
        ("save", "Save now"),
        ("go to review", "Go to Review"),
        ("rev", "Go to Review"),
        ("gang", "Go to Gang scheduling"),
        ("gang_sch", "Go to Gang scheduling"),
        ("kueue", "Go to Gang scheduling"),
        ("rdma", "Go to High-performance network"),
        ("network", "Go to High-performance network"),
        ("must open", "Go to Gang scheduling"),
        ("next", "Go to the next step"),
        ("schedulign", "Go to Gang scheduling"),
        ("gagn scheduling", "Go to Gang scheduling"),
        ("qeuue apis", "Go to Gang scheduling"),
        ("thmee", "Change the theme"),
        ("thee", "Change the theme"),
        ("tieme", "Change the theme"),
    ],
)
def test_the_best_match_comes_first(typed: str, first: str) -> None:
    assert ENTRIES[ranked(typed, ENTRIES)[0]].title == first


def test_words_of_an_entry_filter_it() -> None:
    assert [ENTRIES[n].title for n in ranked("should open", ENTRIES)] == ["Go to High-performance network"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("detected", ["Go to Gang scheduling"]),
        ("not detected", ["Go to High-performance network"]),
        ("not det", ["Go to High-performance network"]),
        ("not must", []),
        ("sched must detected", ["Go to Gang scheduling"]),
    ],
)
def test_a_phrase_is_not_found_by_its_other_words(typed: str, found: list[str]) -> None:
    assert [ENTRIES[n].title for n in ranked(typed, ENTRIES)] == found


def test_similar_titles_are_left_out_if_a_title_matches() -> None:
    entries = [Searched("Undo the last change", ("Undo",)), Searched("Go to Vendor", ("Vendor",))]
    assert ranked("undo", entries) == [0]
    assert ranked("vendro", entries) == [1]


def test_without_letters_everything_stays_in_order() -> None:
    assert ranked("  ", ENTRIES) == list(range(len(ENTRIES)))


def test_dissimilar_text_finds_nothing() -> None:
    assert ranked("qqqq", ENTRIES) == []


def test_a_pasted_text_finds_nothing() -> None:
    assert ranked("go " * 30, ENTRIES)
    assert ranked("go " * 5_000, ENTRIES) == []


@pytest.mark.parametrize("typed", ["exit", "todo", "overview", "thmee of"])
def test_another_word_is_not_a_typo(typed: str) -> None:
    assert ranked(typed, ENTRIES) == []
