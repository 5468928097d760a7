"""Results of cited test runs that contradict a status, or that belong to another requirement."""

import re
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.files.atomic_file import read_text_beginning
from checklists.model.checklist import Requirement, Status
from checklists.model.evidence import named_test, names_artifact
from checklists.model.problem import Problem
from checklists.rules.status import CONDITIONAL
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable, combine_outcomes
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults
from checklists.test_results.run import upstream_test

_Run = tuple[CitedEvidence, TestResults]
_DID = {CaseOutcome.PASSED: "passed", CaseOutcome.FAILED: "failed", CaseOutcome.SKIPPED: "skipped"}
_OUTCOMES = {
    "PASS": CaseOutcome.PASSED,
    "FAIL": CaseOutcome.FAILED,
    "SKIP": CaseOutcome.SKIPPED,
    "failure": CaseOutcome.FAILED,
    "error": CaseOutcome.FAILED,
    "skipped": CaseOutcome.SKIPPED,
}


def run_against_status(case: AdviceCase) -> Iterator[Problem]:
    """Report `run-contradicts-status`: in a run cited elsewhere, the outcome of the test contradicts the status."""
    runs = list(_runs(case))
    for requirement, answer in case.answers if runs else ():
        test = upstream_test(requirement)
        own = any(names_artifact(item.text, case.folder) for item in answer.evidence)
        if test is None or own:
            continue
        outcomes = [(cited, outcome) for cited, results in runs if (outcome := results.outcome(test)) is not None]
        against = next(((c, outcome) for c, outcome in outcomes if _contradicts(outcome, answer.status.text)), None)
        if against is not None:
            cited, outcome = against
            file = join_quoted([cited.text.partition("#")[0]])
            run = f"The run cited for {cited.requirement.id} ({file})"
            message = f"{run} {_DID[outcome]} {test}; the status is {answer.status.text}."
            hint = _hint(requirement, outcome)
            if outcome is not CaseOutcome.PASSED:
                hint += " Do not add this file here."
            line = answer.status.line or answer.line
            yield case.at_answer("run-contradicts-status", requirement, "status", message, hint, line)


def run_under_another_name(case: AdviceCase) -> Iterator[Problem]:
    """Report `run-contradicts-status`: the test failed in a file that the check does not parse."""
    statuses = {requirement.id: answer.status.text for requirement, answer in case.answers}
    for cited, path in case.attached:
        requirement, test = cited.requirement, upstream_test(cited.requirement)
        if test is None or statuses[requirement.id] != Status.IMPLEMENTED or names_artifact(cited.text, case.folder):
            continue
        outcome = combine_outcomes(_outcomes_in(path, test))
        if outcome is not None and outcome is not CaseOutcome.PASSED:
            message = f"{join_quoted([cited.text])} shows that {test} {_DID[outcome]}; the status is Implemented."
            yield case.at_evidence("run-contradicts-status", [cited], message, _hint(requirement, outcome))


def _outcomes_in(path: Path, test: str) -> set[CaseOutcome]:
    """Return the outcomes of a test in a file of any name: lines of `go test -v`, or JUnit XML."""
    try:
        text = read_text_beginning(path)
    except OSError:
        return set()
    if test not in text:
        return set()  # Nearly all files.
    name = rf'{test}(?:/[^\s"]{{1,200}})?'
    lines = re.findall(rf"--- (PASS|FAIL|SKIP): {name} \(", text)
    cases = re.findall(
        rf'<testcase\b[^>]{{0,500}}\bname="{name}"[^>]{{0,500}}>\s{{0,80}}<(failure|error|skipped)\b', text
    )
    return {_OUTCOMES[outcome] for outcome in (*lines, *cases)}


def test_of_another(case: AdviceCase) -> Iterator[Problem]:
    """Report `test-of-another-requirement`: the only test that the evidence names belongs to another requirement."""
    tests = {test: requirement for requirement in case.checklist.requirements if (test := upstream_test(requirement))}
    for cited in case.each_requirement(lambda text: names_artifact(text, case.folder)):
        named = [tests.get(named_test(item.text).partition("/")[0]) for item in cited]
        own = cited[0].requirement
        if upstream_test(own) is None or not all(named) or own in named:
            continue
        others = [
            f"{named_test(item.text)} tests {other.id}" for item, other in zip(cited, named, strict=True) if other
        ]
        message = f"The evidence names the test of another requirement: {', '.join(dict.fromkeys(others))}."
        hint = f"Cite {upstream_test(own)}, or explain in the notes what the test shows here."
        yield case.at_evidence("test-of-another-requirement", cited, message, hint)


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
            "-autoscaler-node-pool-label=KEY=VALUE, without which the test is skipped."
        )
    return "Is the status right? Cite a run in which the test passed, or explain in the notes."
