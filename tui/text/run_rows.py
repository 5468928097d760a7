"""Rows of a test run: what can become evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.drafts.attach_results import ResultsByRequirement
from checklists.model.checklist import Checklist, Requirement
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RequirementResult, RunFile, TestRun
from tui.text.run_text import result_remark

SHOWN_TESTS = 200
"""Most rows for tests that belong to no requirement."""


@dataclass(frozen=True)
class PickedResults:
    """Choice of evidence from a test run."""

    choice: ResultsByRequirement
    """Evidence by requirement."""
    tested: tuple[RequirementResult, ...] = ()
    """Outcomes of the tests of those requirements."""
    renamed: tuple[RunFile, ...] = ()
    """Files without results, which are attached under another name."""


@dataclass(frozen=True)
class RunRow:
    """One test and its requirement."""

    title: str
    test: str
    outcome: CaseOutcome | None
    remark: str
    picked: PickedResults | None
    """The evidence to attach; None if the run has none."""
    requirement: str
    """The requirement that it would be evidence for."""
    newer: bool = False
    """Whether the program's check ignores this upstream test."""


def run_rows(run: TestRun, checklist: Checklist, requirement: Requirement) -> tuple[RunRow, ...]:
    """Return a row for every requirement with an upstream test, then for the other tests, offered for `requirement`."""
    return (*_of_requirements(run, checklist, requirement), *_others(run, checklist, requirement))


def all_passed(run: TestRun, checklist: Checklist) -> PickedResults:
    """Return the accepted files as evidence of every requirement whose test passed."""
    run = run.accepted
    tested = tuple(result for result in run.tested(checklist) if result.outcome is CaseOutcome.PASSED)
    return PickedResults(run.choice(checklist, run.passed(checklist)), tested)


def _of_requirements(run: TestRun, checklist: Checklist, requirement: Requirement) -> Iterator[RunRow]:
    tested = run.tested(checklist)
    checked_by_program = {result.requirement.id for result in tested if result.checked_by_program}
    with_result = {result.requirement.id for result in tested if result.outcome is not None}
    if requirement.id not in checked_by_program | with_result:
        remark = "no test of this requirement: the files are attached without a test name"
        choice = {requirement.id: ("", run.files_with(""))}
        yield RunRow(requirement.title, "", None, remark, PickedResults(choice), requirement.id)
    for result in tested:
        of = result.requirement
        picked = PickedResults(run.choice(checklist, [of.id]), (result,)) if result.outcome is not None else None
        yield RunRow(
            of.title,
            result.test,
            result.outcome,
            result_remark(result, run),
            picked,
            of.id,
            newer=not result.checked_by_program,
        )


def _others(run: TestRun, checklist: Checklist, requirement: Requirement) -> Iterator[RunRow]:
    for test, outcome in list(run.other_tests(checklist).items())[:SHOWN_TESTS]:
        remark = f"belongs to no requirement; attach it for {requirement.id}"
        picked = PickedResults({requirement.id: (test, run.files_with(test))})
        yield RunRow("", test, outcome, remark, picked, requirement.id)
