"""Memo of results that follow from the keys of a mapping: thousands of objects have the same keys."""

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")

_MOST = 128
"""Remembered results; when they are reached, all are forgotten."""
_LARGEST = 12_000
"""Bytes of all keys of an object above which the result for these keys is not remembered."""


class KeysMemo(dict[tuple[str, ...], R]):
    """Results of a function by the keys of an object, in their order; thread-safe.

    A lookup computes the result if it is not remembered.
    """

    def __init__(self, function: Callable[[tuple[str, ...]], R]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, keys: tuple[str, ...]) -> R:
        """Return the result for these keys, and remember it."""
        found = self._function(keys)
        if sum(map(len, keys)) + 50 * len(keys) <= _LARGEST:
            if len(self) >= _MOST:
                self.clear()
            self[keys] = found
        return found
