"""Decodes JSON and plain values into types, in any thread; the only module in which msgspec analyzes types.

msgspec keeps what it learns about a struct on the struct itself, and puts it there before it is complete. A second
thread that decodes the struct meanwhile reads pointers that are not set, and the process dies. So one lock covers
every analysis, and a type is used only after its analysis has returned.
"""

import threading
from typing import Any, TypeVar, cast

import msgspec

Decoded = TypeVar("Decoded")

_LOCK = threading.Lock()
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
"""By type; holds only decoders that are complete, with the types of their fields."""


def decode(data: bytes | bytearray | msgspec.Raw, kind: type[Decoded]) -> Decoded:
    """Decode a JSON document.

    Raises:
        msgspec.MsgspecError: it is no JSON, or not of that type.
        UnicodeError, RecursionError: it is hostile.
    """
    return cast(Decoded, _decoder(kind).decode(data))


def convert(value: object, kind: type[Decoded], *, strict: bool = True) -> Decoded:
    """Convert plain dicts, lists, text and numbers.

    Args:
        value: what a parser returned.
        kind: the type.
        strict: False lets numbers be spelled as text, as msgspec does.

    Raises:
        msgspec.ValidationError: it is not of that type.
    """
    known: type[Decoded] = _decoder(kind).type  # An alias that only equals it has not been analysed.
    return msgspec.convert(value, known, strict=strict)


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    found = _DECODERS.get(kind)
    if found is None:
        with _LOCK:
            found = _DECODERS.get(kind)
            if found is None:
                found = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return found
