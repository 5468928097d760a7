"""Styles without colors keep everything else, and what a background marked."""

import pytest
from rich.style import Style
from textual.color import Color

from tui.text.colorless import colorless_style

DARK = Color.parse("#121212")


@pytest.mark.parametrize(
    ("style", "marked"),
    [
        ("bold #ff0000 on #121212", False),
        ("#e0e0e0 on #242f38", False),
        ("#e0e0e0 on #0178d4", True),
        ("reverse #0178d4 on #121212", True),
        ("reverse #121212 on #e0e0e0", True),
        ("black on white", True),
        ("default on default", False),
    ],
)
def test_a_background_that_marks_its_text_becomes_reverse_video(style: str, marked: bool) -> None:
    plain = colorless_style(Style.parse(style), DARK)
    assert (plain.color, plain.bgcolor, bool(plain.reverse)) == (None, None, marked)


def test_attributes_and_click_targets_stay() -> None:
    style = Style.parse("bold underline dim #ff0000 on #00ff00") + Style.from_meta({"key": "f1"})
    plain = colorless_style(style, DARK)
    assert plain.bold and plain.underline and plain.dim
    assert plain.meta == {"key": "f1"}
