"""Results of cited test runs that contradict the statuses of other requirements."""

from collections.abc import Iterator

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.model.checklist import Requirement, Status
from checklists.model.evidence import names_artifact
from checklists.model.problem import Problem
from checklists.rules.status import CONDITIONAL
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults
from checklists.test_results.run import upstream_test

_Run = tuple[CitedEvidence, TestResults]


def run_against_status(case: AdviceCase) -> Iterator[Problem]:
    """Report `run-contradicts-status`: in a run cited elsewhere, the outcome of the test contradicts the status."""
    runs = list(_runs(case))
    for requirement, answer in case.answers if runs else ():
        test = upstream_test(requirement)
        own = any(names_artifact(item.text, case.folder) for item in answer.evidence)
        if test is None or own:
            continue
        told = [(cited, outcome) for cited, results in runs if (outcome := results.outcome(test)) is not None]
        against = next(((c, outcome) for c, outcome in told if _contradicts(outcome, answer.status.text)), None)
        if against is not None:
            cited, outcome = against
            did = {CaseOutcome.PASSED: "passed", CaseOutcome.FAILED: "failed", CaseOutcome.SKIPPED: "skipped"}[outcome]
            file = join_quoted([cited.text.partition("#")[0]])
            message = (
                f"The run cited for {cited.requirement.id} ({file}) {did} {test}; the status is {answer.status.text}."
            )
            hint = _hint(requirement, outcome)
            line = answer.status.line or answer.line
            yield case.at_answer("run-contradicts-status", requirement, "status", message, hint, line)


def _runs(case: AdviceCase) -> Iterator[_Run]:
    """Yield each readable test result file once, with the evidence that first cites it."""
    seen = set()
    for cited, path in case.attached:
        if path not in seen and names_artifact(cited.text, case.folder):
            seen.add(path)
            try:
                yield cited, read_results(path)
            except ResultsUnreadable:
                continue


def _contradicts(outcome: CaseOutcome, status: str) -> bool:
    if outcome is CaseOutcome.PASSED:
        return status in (Status.NOT_IMPLEMENTED, Status.NOT_APPLICABLE)
    return status == Status.IMPLEMENTED


def _hint(requirement: Requirement, outcome: CaseOutcome) -> str:
    if outcome is CaseOutcome.PASSED:
        return "Is the status right? A passed test supports Implemented."
    if requirement.id in CONDITIONAL:
        return (
            "Is the status right? Answer N/A with the reason if the condition cannot occur; else cite a run with "
            "-autoscaler-node-pool-label=KEY=VALUE, without which the test is skipped. Do not add this file here."
        )
    return (
        "Is the status right? Cite a run in which the test passed, or explain in the notes. Do not add this file here."
    )
