"""Cache of results that depend only on the keys of a mapping: thousands of objects have the same keys."""

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")

_MOST = 128
"""Maximum number of cached results; a full cache is emptied."""
_LARGEST = 12_000
"""Maximum bytes of an object's keys for a cached result."""


class KeysMemo(dict[tuple[str, ...], R]):
    """Cached results of a function of an object's keys, in their order; thread-safe.

    A lookup computes a missing result.
    """

    def __init__(self, function: Callable[[tuple[str, ...]], R]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, keys: tuple[str, ...]) -> R:
        """Return the result for these keys, and cache it."""
        found = self._function(keys)
        if sum(map(len, keys)) + 50 * len(keys) <= _LARGEST:
            if len(self) >= _MOST:
                self.clear()
            self[keys] = found
        return found
