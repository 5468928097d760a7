"""Types of YAML scalars as the program's check, which uses Go's yaml.v3, resolves them.

yaml.v3 mixes YAML 1.1 and 1.2 and uses Go's number and time parsers; these rules follow it, not the YAML specification.
"""

import base64
import binascii
import math
import re
from calendar import isleap
from enum import StrEnum


class ScalarKind(StrEnum):
    """The type of a scalar."""

    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    TIME = "time"
    NULL = "null"


class ScalarFault(Exception):
    """A scalar that does not match its tag."""


_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), ScalarKind.NULL),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), ScalarKind.BOOLEAN),
    **dict.fromkeys((sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")), ScalarKind.FLOAT),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ScalarKind.FLOAT),
}
_RADIX = {"b": 2, "o": 8, "x": 16}
_NUMERAL = re.compile(r"([-+]?)(?:0([bB])([01]+)|0([oO]?)([0-7]*)|0([xX])([0-9a-fA-F]+)|([1-9][0-9]*))")
_SIGN_AFTER_PREFIX = re.compile(r"0([bo])([-+])([0-7]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_POINT_FIRST = re.compile(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]| +)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?"
    r"(Z|[-+]([0-9]{2}):([0-9]{2}))?"
)
_LONG_TAG = "tag:yaml.org,2002:"


def plain_kind(text: str) -> ScalarKind:
    """Return the type of an unquoted scalar without a tag."""
    known = _WORDS.get(text)
    if known is not None:
        return known
    first = text[0]
    if first == ".":
        return (
            ScalarKind.FLOAT if _POINT_FIRST.fullmatch(text) and _finite(text.replace("_", "")) else ScalarKind.STRING
        )
    if first not in "+-0123456789":
        return ScalarKind.STRING
    if _is_time(text):
        return ScalarKind.TIME
    digits = text.replace("_", "")
    if _is_integer(digits):
        return ScalarKind.INTEGER
    if _FLOAT.fullmatch(digits) and _finite(digits):
        return ScalarKind.FLOAT
    return ScalarKind.STRING


def read_scalar(text: str, tag: str | None, *, plain: bool) -> tuple[ScalarKind, str]:
    """Return the type and text of a scalar, considering its tag.

    Raises:
        ScalarFault: The text does not have the type that the tag names.
    """
    if tag is None:
        return (plain_kind(text) if plain else ScalarKind.STRING), text
    wanted = tag.removeprefix(_LONG_TAG) if tag.startswith(_LONG_TAG) else ""
    if wanted == "binary":
        return ScalarKind.STRING, _decoded(text)
    expected = _TAGS.get(wanted)
    if expected is None:
        return ScalarKind.STRING, text
    found = plain_kind(text)
    if found is not expected and (expected, found) != (ScalarKind.FLOAT, ScalarKind.INTEGER):
        raise ScalarFault(f"the value has the tag !!{wanted}, but another type")
    return expected, text


_TAGS = {
    "bool": ScalarKind.BOOLEAN,
    "int": ScalarKind.INTEGER,
    "float": ScalarKind.FLOAT,
    "null": ScalarKind.NULL,
    "timestamp": ScalarKind.TIME,
}


def _is_integer(text: str) -> bool:
    """Return whether Go's `ParseInt` or `ParseUint`, as yaml.v3 calls them, accept the text."""
    match = _NUMERAL.fullmatch(text)
    if match:
        sign, binary, ones, octal, eights, hexadecimal, nibbles, decimal = match.groups()
        prefix = (binary or octal or hexadecimal or "").lower()
        if prefix == "o" and not eights:
            return False
        if decimal is not None:
            return len(decimal) <= 20 and _fits(int(decimal), sign)
        return _fits(int(ones or nibbles or eights or "0", _RADIX[prefix] if prefix else 8), sign)
    match = _SIGN_AFTER_PREFIX.fullmatch(text)
    if match is None or (match[1] == "b" and not set(match[3]) <= {"0", "1"}):
        return False
    return _fits(int(match[3], _RADIX[match[1]]), match[2])


def _fits(value: int, sign: str) -> bool:
    if sign == "-":
        return value <= 1 << 63
    return value < (1 << 63 if sign else 1 << 64)


def _finite(text: str) -> bool:
    return math.isfinite(float(text))


def _is_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    year, month, day, hour, minute, second, zone, zone_hour, zone_minute = match.groups()
    separator = text[match.end(3) : match.end(3) + 1]
    if (zone is not None) != (separator in ("T", "t")):
        return False
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= _days(int(year), int(month)):
        return False
    if hour is not None and (int(hour) > 23 or int(minute) > 59 or int(second) > 59):
        return False
    return zone_hour is None or (int(zone_hour) <= 24 and int(zone_minute) <= 60)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _decoded(text: str) -> str:
    compact = text.replace("\r", "").replace("\n", "")
    try:
        data = base64.b64decode(compact.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise ScalarFault("the value has the tag !!binary, but is not base64") from None
    return data.decode("utf-8", "surrogateescape")
