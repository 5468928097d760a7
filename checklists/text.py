"""Text from outside made safe to show and to store."""

import os
import re
import unicodedata
from pathlib import Path

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\ufeff\u2028\u2029\ufff9-\ufffb"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_INVISIBLE}\ud800-\udfff]")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


TEXT_LIMIT, LINE_LIMIT = 20_000, 2_000
"""Characters of a stored text and of a stored line."""


def as_typed(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return text without control, escape and bidirectional characters, at most `limit` characters.

    Newlines and tabs stay; every line ends in a line feed. Combining characters stay as they were typed.
    """
    text = _ANSI.sub("", text[: 4 * limit]).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", text)[:limit]


def line_as_typed(text: str, *, limit: int = LINE_LIMIT) -> str:
    """Return `as_typed` on one line: every run of white space becomes one space, ends trimmed."""
    return " ".join(as_typed(text, limit=limit).split())


def clean(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Text without control, escape and bidirectional characters, NFC, at most `limit` characters.

    Newlines and tabs stay; every line ends in a line feed.
    """
    return unicodedata.normalize("NFC", as_typed(text, limit=limit))[:limit]


def clean_line(text: str, *, limit: int = LINE_LIMIT) -> str:
    """`clean` on one line: every run of white space becomes one space, ends trimmed."""
    return " ".join(clean(text, limit=limit).split())


_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def trim(text: str) -> str:
    """Text without white space at its ends, by the program's (Go's) idea of white space, which is not `str.strip`'s."""
    return text.strip(_WHITE_SPACE)


def typed_path(text: str | Path) -> Path:
    """The path that a person typed: `~` is the home folder, and stays as it is where nobody has such a home."""
    return Path(os.path.expanduser(text))  # noqa: PTH111  Path.expanduser() raises where this leaves the text alone


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
