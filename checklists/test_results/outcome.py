"""How a test ended, and what several make as one."""

from collections.abc import Set
from enum import StrEnum

from checklists.errors import AiconformError


class TestResultsUnreadable(AiconformError):
    """A file that is called as test results are, and holds none."""

    def __init__(self, message: str, hint: str = "", *, ginkgo: bool = False) -> None:
        super().__init__(message, hint)
        self.ginkgo = ginkgo
        """It is what Ginkgo prints: nothing is wrong with it but its name."""


class TestOutcome(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


def combine_outcomes(outcomes: Set[TestOutcome]) -> TestOutcome | None:
    """Failed if any failed, skipped if all were, else passed; None where there is none."""
    if not outcomes:
        return None
    if TestOutcome.FAILED in outcomes:
        return TestOutcome.FAILED
    return TestOutcome.SKIPPED if outcomes == {TestOutcome.SKIPPED} else TestOutcome.PASSED
