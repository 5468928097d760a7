"""How a test ended, and what several make as one."""

from collections.abc import Set
from enum import StrEnum

from checklists.errors import AiconformError


class ResultsUnreadable(AiconformError):
    """A file that is called as test results are, and holds none."""

    def __init__(self, message: str, hint: str = "", *, ginkgo: bool = False) -> None:
        super().__init__(message, hint)
        self.ginkgo = ginkgo
        """It is what Ginkgo prints: nothing is wrong with it but its name."""


class CaseOutcome(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


def combine_outcomes(outcomes: Set[CaseOutcome]) -> CaseOutcome | None:
    """Failed if any failed, skipped if all were, else passed; None where there is none."""
    if not outcomes:
        return None
    if CaseOutcome.FAILED in outcomes:
        return CaseOutcome.FAILED
    return CaseOutcome.SKIPPED if outcomes == {CaseOutcome.SKIPPED} else CaseOutcome.PASSED
