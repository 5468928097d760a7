"""Test outcomes, and how several combine."""

from collections.abc import Set
from enum import StrEnum

from checklists.errors import AiconformError


class ResultsUnreadable(AiconformError):
    """Error for a file that has the name of a test result file but no readable results."""

    def __init__(self, message: str, hint: str = "", *, ginkgo: bool = False) -> None:
        super().__init__(message, hint)
        self.ginkgo = ginkgo
        """Whether the file is output of Ginkgo, in which case only its name is wrong."""


class CaseOutcome(StrEnum):
    """Outcome of a test."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


def combine_outcomes(outcomes: Set[CaseOutcome]) -> CaseOutcome | None:
    """Return failed if any failed, skipped if all were skipped, else passed; None for an empty set."""
    if not outcomes:
        return None
    if CaseOutcome.FAILED in outcomes:
        return CaseOutcome.FAILED
    return CaseOutcome.SKIPPED if outcomes == {CaseOutcome.SKIPPED} else CaseOutcome.PASSED
