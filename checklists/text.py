"""Sanitizing of untrusted text for display and storage."""

import os
import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import AnyStr


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> Callable[[], re.Pattern[AnyStr]]:
    """Return a function that compiles a pattern when it is first called, for patterns that few texts need."""
    return cache(partial(re.compile, pattern, flags))


_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_UNSAFE = lazy_pattern(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_INVISIBLE}\ud800-\udfff]")
INVISIBLE = lazy_pattern(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_INVISIBLE}\u200c\u200d\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Invisible characters and characters that change how others are displayed, including joiners."""
_JOINED = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1a00-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefe"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
"""Letters and marks of scripts in which a joiner changes the preceding letter's shape: Arabic, Indic and others."""
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINER = f"(?<=[{_JOINED}])([\u200c\u200d])|(?<=[{_EMOJI}\ufe0f])(\u200d)(?=[{_EMOJI}])|[\u200c\u200d]"
_TAGS = "(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
"""Invisible tag characters; they are valid only in emoji flags of regions."""
_ANSI = lazy_pattern(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


TEXT_LIMIT, LINE_LIMIT = 20_000, 2_000
"""Maximum characters of a stored text and of a stored line."""


def as_typed(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return text without control, escape, bidirectional and zero-width characters, at most `limit` characters.

    Newlines and tabs stay; every line ends in a line feed. Combining characters stay as typed. The joiners U+200C and
    U+200D stay after letters of Arabic, Indic and similar scripts, and within emoji.
    """
    if text.isascii() and text.isprintable():
        return text[:limit]  # Nearly all texts.
    text = _ANSI().sub("", text[: 4 * limit]).replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSAFE().sub("", text)
    if not text.isascii():
        text = re.sub(_TAGS, r"\1", re.sub(_JOINER, r"\1\2", text))
    return text[:limit]


def line_as_typed(text: str, *, limit: int = LINE_LIMIT) -> str:
    """Return `as_typed` on one line: every run of white space becomes one space, ends trimmed."""
    return " ".join(as_typed(text, limit=limit).split())


def clean(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return `as_typed` in NFC: for text that is compared and shown."""
    return unicodedata.normalize("NFC", as_typed(text, limit=limit))[:limit]


def clean_line(text: str, *, limit: int = LINE_LIMIT) -> str:
    """Return `clean` on one line: every run of white space becomes one space, ends trimmed."""
    return " ".join(clean(text, limit=limit).split())


_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def trim(text: str) -> str:
    """Return the text without white space at its ends, as defined by Go, which differs from `str.strip`."""
    return text.strip(_WHITE_SPACE)


def typed_path(text: str | Path) -> Path:
    """Return a typed path with `~` expanded; `~name` stays if that user has no home folder."""
    return Path(os.path.expanduser(text))  # noqa: PTH111  Path.expanduser() raises where this leaves the text alone


def shown_path(path: str | Path) -> str:
    """Return a path for messages: one line of at most 300 characters."""
    return clean_line(str(path), limit=300)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
