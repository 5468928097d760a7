"""Which command or step the palette means by a few letters."""

import pytest

from tui.text.ranking import ranked

NAMES = [
    ("Go to High-performance network", "high_performance_network Networking"),
    ("Go to Gang scheduling", "gang_scheduling Scheduling"),
    ("Change the colors", "theme colour dark light"),
    ("Save now", "Save"),
    ("Go to Review", "review step"),
    ("Go to the next step", "Next"),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("theme", "Change the colors"),
        ("Save now", "Save now"),
        ("save", "Save now"),
        ("go to review", "Go to Review"),
        ("rev", "Go to Review"),
        ("gang", "Go to Gang scheduling"),
        ("gang_sch", "Go to Gang scheduling"),
        ("network", "Go to High-performance network"),
        ("next", "Go to the next step"),
        ("schedulign", "Go to Gang scheduling"),
    ],
)
def test_the_best_match_comes_first(typed: str, first: str) -> None:
    assert NAMES[ranked(typed, NAMES)[0]][0] == first


def test_without_letters_everything_stands_in_its_order() -> None:
    assert ranked("  ", NAMES) == list(range(len(NAMES)))


def test_what_resembles_nothing_finds_nothing() -> None:
    assert ranked("qqqq", NAMES) == []
