"""The question about the status after a result was attached."""

import pytest

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Status
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RequirementResult
from tui.text.run_text import status_question

P, F, S = CaseOutcome.PASSED, CaseOutcome.FAILED, CaseOutcome.SKIPPED


@pytest.mark.parametrize(
    ("outcome", "status", "asked"),
    [
        (P, None, ""),
        (P, Status.NOT_IMPLEMENTED, ""),
        (None, Status.IMPLEMENTED, ""),
        (S, None, "TestX was skipped, which proves nothing. The status is open."),
        (S, Status.IMPLEMENTED, 'TestX was skipped, which proves nothing. The status is "Implemented" now.'),
        (S, Status.NOT_APPLICABLE, ""),
        (F, Status.IMPLEMENTED, 'TestX failed. The status is "Implemented" now.'),
        (F, Status.PARTIALLY_IMPLEMENTED, ""),
    ],
)
def test_a_result_that_contradicts_the_status_is_asked_about(
    outcome: CaseOutcome | None, status: Status | None, asked: str
) -> None:
    requirement = checklist("1.37", None).requirements[0]
    assert status_question(RequirementResult(requirement, "TestX", True, outcome), status) == asked
