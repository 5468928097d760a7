"""Glyphs of the wizard, and their ASCII forms.

Each ASCII form has the width of its glyph, so one filter over painted segments serves all widgets and borders.
A glyph always comes with a word of the same meaning.
"""

import locale
import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

DONE = "✓"
PARTLY = "~"
DETECTED = "●"
OPEN = "○"
NOT_APPLICABLE = "–"
PROBLEM = "▲"
ERROR = "✗"
ADVICE = "!"
CURRENT = "▸"
OPENED = "▾"
BUSY = "⟳"
CHOSEN = "(●)"
NOT_CHOSEN = "( )"
FULL = "▓"
EMPTY = "░"
BAR = "│"
DOT = "·"
MORE = "…"

_ASCII_FORMS = str.maketrans(
    {
        DONE: "x",
        DETECTED: "*",
        OPEN: ".",
        NOT_APPLICABLE: "-",
        PROBLEM: "!",
        ERROR: "#",
        CURRENT: ">",
        BUSY: "~",
        FULL: "#",
        EMPTY: ".",
        DOT: "-",
        MORE: ".",
        "—": "-",
        "•": "*",
        "×": "x",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "▼": "v",
        OPENED: "v",
        "▶": ">",
        "►": ">",
        "◀": "<",
        "→": ">",
        "←": "<",
        "↑": "^",
        "↓": "v",
        "⏎": ">",
        "▁": "_",
        "▔": "-",
        "■": "#",
        "🔎": "? ",
    }
)
_SIDES = "│┃║┆┇┊┋╎╏╵╷╹╻▌▐▍▋▊▉▎▏▕"
_RULES = "─━═┄┅┈┉╌╍╴╶╸╺╼╾"


@lru_cache(4096)
def ascii_form(text: str, *, strict: bool = False) -> str:
    """Return the text with ASCII in place of glyphs and borders, at the same width.

    Letters of other scripts stay, unless `strict`.
    """
    text = text.translate(_ASCII_FORMS)
    return text if text.isascii() else "".join(_ascii_character(character, strict) for character in text)


def _ascii_character(character: str, strict: bool) -> str:
    if character.isascii():
        return character
    if character in _SIDES:
        return "|"
    if character in _RULES:
        return "-"
    if "\u2500" <= character <= "\u257f":
        return "+"
    if "\u2580" <= character <= "\u259f":
        return " "
    if not strict and unicodedata.category(character)[0] in "LMN":
        return character
    return "?" * cell_len(character)


class AsciiFilter(LineFilter):
    """Filter that replaces glyphs in painted segments by their ASCII forms."""

    def __init__(self, *, strict: bool) -> None:
        super().__init__()
        self._strict = strict

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments in ASCII."""
        return [Segment(ascii_form(text, strict=self._strict), style, control) for text, style, control in segments]


def unicode_locale() -> bool:
    """Return whether the locale's encoding is UTF-8."""
    return locale.getencoding().lower().replace("-", "") in ("utf8", "cp65001")
