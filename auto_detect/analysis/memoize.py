"""What several detectors work out of the same look is worked out once: for thousands of nodes it takes a while."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot

A = TypeVar("A")
R = TypeVar("R")


def once(*areas: Area[Any]) -> Callable[[Callable[[Snapshot], R]], Callable[[Snapshot], R]]:
    """Remember the last answer of a function that reads nothing but these areas."""

    def remembering(function: Callable[[Snapshot], R]) -> Callable[[Snapshot], R]:
        last: list[tuple[tuple[object, ...], R]] = []

        @wraps(function)
        def ask(snapshot: Snapshot) -> R:
            read = (*(snapshot.of(area) for area in areas), snapshot.denied)
            for known, answer in last:
                if all(a is b for a, b in zip(known, read, strict=True)):
                    return answer
            answer = function(snapshot)
            last[:] = [(read, answer)]
            return answer

        return ask

    return remembering


def for_the_same(function: Callable[[A], R]) -> Callable[[A], R]:
    """Remember the last answer to the very same argument; neither may be changed."""
    last: list[tuple[A, R]] = []

    @wraps(function)
    def ask(argument: A) -> R:
        for known, answer in last:
            if known is argument:
                return answer
        answer = function(argument)
        last[:] = [(argument, answer)]
        return answer

    return ask
