"""What is removed from external text, and what remains."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.text import as_typed, clean, clean_line, line_as_typed

HIDDEN = [
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\u2061", "\u2064", "\ufeff", "\u180e", "\u00ad"),
    *("\u061c", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"),
    *("\x00", "\x07", "\x08", "\x1b", "\x7f", "\x9b", "\u2028", "\u2029", "\ufff9", "\udc80", "\U000e0041"),
]


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_invisible_characters_are_removed(hidden: str) -> None:
    assert as_typed(f"a{hidden}b{hidden}") == "ab"
    assert line_as_typed(f"{hidden}a{hidden}b") == "ab"
    assert clean_line(f"metadata.{hidden}name{hidden}") == "metadata.name"


@pytest.mark.parametrize(
    "written",
    [
        "Grüße, naïve, e\u0301, ä\u0323",
        "日本語 한국어 ไทย",
        "עברית العربية",
        "می\u200cخواهم",
        "क्\u200dष श्री\u200cमान",
        "ക്\u200d",
        "👩\u200d💻 👩🏽\u200d🚀 ❤️\u200d🔥 🏳️\u200d🌈 👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100",
        "line\n\tnext",
    ],
)
def test_ordinary_text_stays(written: str) -> None:
    assert as_typed(written) == written
    assert clean(written) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\u200d\u200cb", "ab"),
        ("\u200dक", "क"),
        ("م\u200c\u200c\u200cم", "م\u200cم"),
        ("👍\u200d", "👍"),
        ("👍\u200da", "👍a"),
        ("👍\u200c👍", "👍👍"),
        ("1\u200d2", "12"),
        ("🏴\U000e0067", "🏴"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
    ids=ascii,
)
def test_a_joiner_stays_only_where_it_joins(text: str, left: str) -> None:
    assert as_typed(text) == left


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert as_typed(as_typed(text)) == as_typed(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), max_size=300))
def test_letters_marks_numbers_and_signs_stay(text: str) -> None:
    assert as_typed(text) == text
