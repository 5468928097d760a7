"""How a test ended, and what several make as one."""

from collections.abc import Set
from enum import StrEnum


class Outcome(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


def together(outcomes: Set[Outcome]) -> Outcome | None:
    """Failed if any failed, skipped if all were, else passed; None where there is none."""
    if not outcomes:
        return None
    if Outcome.FAILED in outcomes:
        return Outcome.FAILED
    return Outcome.SKIPPED if outcomes == {Outcome.SKIPPED} else Outcome.PASSED
