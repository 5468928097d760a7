"""Memo of results that follow from the keys of a mapping: thousands of objects have the same keys."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

R = TypeVar("R")

_MOST = 128
"""Remembered results; when they are reached, all are forgotten."""
_LARGEST = 12_000
"""Bytes of all keys of an object above which the result for these keys is not remembered."""


class KeysMemo(Generic[R]):
    """Function of an object's keys that remembers its results; thread-safe."""

    def __init__(self, function: Callable[[tuple[str, ...]], R]) -> None:
        self._function = function
        self._known: dict[tuple[str, ...], R] = {}

    def __call__(self, keys: Iterable[str]) -> R:
        """Return the result for these keys, in this order."""
        keys = tuple(keys)
        found = self._known.get(keys)
        if found is None:
            found = self._function(keys)
            if sum(map(len, keys)) + 50 * len(keys) <= _LARGEST:
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[keys] = found
        return found
