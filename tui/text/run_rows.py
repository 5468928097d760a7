"""What of a run can become evidence, row by row. No Textual here."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.drafts.attach_results import ResultsByRequirement
from checklists.model.checklist import Checklist, Requirement
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RequirementResult, RunFile, TestRun
from tui.text.run_text import result_remark

SHOWN_TESTS = 200
"""Tests of no requirement that get a row."""


@dataclass(frozen=True)
class PickedResults:
    """What is to become of a run."""

    choice: ResultsByRequirement
    """What becomes evidence of which requirement."""
    tested: tuple[RequirementResult, ...] = ()
    """How the tests of those requirements ended."""
    otherwise: tuple[RunFile, ...] = ()
    """Files that get another name, because they hold no results."""


@dataclass(frozen=True)
class RunRow:
    """One test and what it is for."""

    title: str
    test: str
    outcome: CaseOutcome | None
    remark: str
    picked: PickedResults | None
    """What attaching it means; None where there is nothing to attach."""
    requirement: str
    """Of whose evidence it would become a part."""
    newer: bool = False
    """An upstream test that the program's check does not look for."""


def run_rows(run: TestRun, checklist: Checklist, requirement: Requirement) -> tuple[RunRow, ...]:
    """Every requirement with an upstream test, then the other tests, which are for the requirement in hand."""
    return (*_of_requirements(run, checklist, requirement), *_others(run, checklist, requirement))


def all_passed(run: TestRun, checklist: Checklist) -> PickedResults:
    """What the program takes of the run as evidence of every requirement whose test passed."""
    run = run.accepted
    tested = tuple(result for result in run.tested(checklist) if result.outcome is CaseOutcome.PASSED)
    return PickedResults(run.choice(checklist, run.passed(checklist)), tested)


def _of_requirements(run: TestRun, checklist: Checklist, requirement: Requirement) -> Iterator[RunRow]:
    tested = run.tested(checklist)
    checked_by_program = {result.requirement.id for result in tested if result.checked_by_program}
    with_result = {result.requirement.id for result in tested if result.outcome is not None}
    if requirement.id not in checked_by_program | with_result:
        words = "no test of this requirement is in it: the files are attached without a test's name"
        choice = {requirement.id: ("", run.files_with(""))}
        yield RunRow(requirement.title, "", None, words, PickedResults(choice), requirement.id)
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
        words = f"a test of no requirement; attached, it stands for {requirement.id}"
        picked = PickedResults({requirement.id: (test, run.files_with(test))})
        yield RunRow("", test, outcome, words, picked, requirement.id)
