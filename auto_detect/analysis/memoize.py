"""Memoize analyses that several detectors share: with thousands of nodes they are slow."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot

A = TypeVar("A")
R = TypeVar("R")


def memoize_by_resources(*resources: Resource[Any]) -> Callable[[Callable[[Snapshot], R]], Callable[[Snapshot], R]]:
    """Remember the last result of a function that reads only these resources."""

    def decorate(function: Callable[[Snapshot], R]) -> Callable[[Snapshot], R]:
        last: list[tuple[tuple[object, ...], R]] = []

        @wraps(function)
        def memoized(snapshot: Snapshot) -> R:
            read = (*(snapshot.listing(resource) for resource in resources), snapshot.denied)
            for known, answer in last:
                if all(a is b for a, b in zip(known, read, strict=True)):
                    return answer
            answer = function(snapshot)
            last[:] = [(read, answer)]
            return answer

        return memoized

    return decorate


def memoize_last(function: Callable[[A], R]) -> Callable[[A], R]:
    """Remember the last result for the identical argument; both must stay unchanged."""
    last: list[tuple[A, R]] = []

    @wraps(function)
    def memoized(argument: A) -> R:
        for known, answer in last:
            if known is argument:
                return answer
        answer = function(argument)
        last[:] = [(argument, answer)]
        return answer

    return memoized
