"""Upper bound of the number of values in a JSON text, found without decoding, to limit the memory of decoding."""

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.limits import MAX_DOCUMENT_VALUES


def values_in(text: ResponseBody | msgspec.Raw) -> int:
    """Return an upper bound of the number of keys and values in a JSON text."""
    data = bytes(text) if isinstance(text, msgspec.Raw) else text
    return sum(map(data.count, (b",", b":", b"[", b"{")))


def limit_values(body: ResponseBody, most: int = MAX_DOCUMENT_VALUES) -> ResponseBody:
    """Return the response if it is small enough to decode as a whole.

    Raises:
        ReadFailure: it holds more than `most` values.
    """
    if values_in(body) > most:
        raise ReadFailure(FailureKind.TOO_LARGE, f"The response holds more than {most:,} values.")
    return body
