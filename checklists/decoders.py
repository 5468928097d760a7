"""Thread-safe decoding of JSON and plain values into types; the only module in which msgspec analyzes types.

msgspec stores its analysis of a struct on the struct itself before the analysis is complete. Another thread that
decodes the struct meanwhile follows null pointers, and the process crashes. So one lock covers every analysis, and
only completely analyzed types are used.
"""

import threading
from typing import Any, TypeVar, cast

import msgspec

Decoded = TypeVar("Decoded")

_LOCK = threading.Lock()
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
"""Decoders by type; each is complete, including the types of its fields."""


def decode(data: bytes | bytearray | msgspec.Raw, kind: type[Decoded]) -> Decoded:
    """Decode a JSON document.

    Raises:
        msgspec.MsgspecError: The document is not JSON, or not of that type.
        UnicodeError, RecursionError: The document is hostile.
    """
    return cast(Decoded, _decoder(kind).decode(data))


def convert(value: object, kind: type[Decoded], *, strict: bool = True) -> Decoded:
    """Convert plain dicts, lists, text and numbers.

    Args:
        value: A parser's result.
        kind: The type.
        strict: False accepts numbers as text, as in msgspec.

    Raises:
        msgspec.ValidationError: The value is not of that type.
    """
    known: type[Decoded] = _decoder(kind).type  # An equal but different alias has not been analyzed.
    return msgspec.convert(value, known, strict=strict)


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    found = _DECODERS.get(kind)
    if found is None:
        with _LOCK:
            found = _DECODERS.get(kind)
            if found is None:
                found = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return found
