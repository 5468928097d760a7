"""Sentences about a run of the upstream tests, for wizard and commands."""

from checklists.model.checklist import Status
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RequirementResult, RunFile, TestRun
from checklists.text import clean_line, count

SHOWN = 3
"""Most names of failed tests in a line."""


def file_text(file: RunFile) -> str:
    """Return the number of tests and their outcomes, or why the file has none."""
    if file.results is None:
        return f"no results: {file.fault.message if file.fault else ''}"
    number = file.results.number
    ended = [f"{number[outcome]} {outcome}" for outcome in CaseOutcome if number[outcome]]
    text = f"{count(number.total(), 'test')}: {', '.join(ended)}" if ended else "no test"
    failures = file.results.failures
    if not failures:
        return text
    more = f" and {file.results.failed - SHOWN} more" if file.results.failed > SHOWN else ""
    return clean_line(f"{text} ({', '.join(failures[:SHOWN])}{more} failed)")


def refused_text(run: TestRun) -> str:
    """Return why the program rejects files with failures; empty if none failed."""
    failing = [file.path.name for file in run.readable if file.results is not None and file.results.failed]
    if not failing:
        return ""
    names = " and ".join(map(clean_line, failing))
    return f"The program rejects {names} as evidence: a test in it failed."


def outcome_text(outcome: CaseOutcome | None) -> str:
    """Return the outcome of a test, or that the run lacks it."""
    return str(outcome) if outcome is not None else "missing"


def result_remark(tested: RequirementResult, run: TestRun) -> str:
    """Return a remark on the test of a requirement; empty if none applies."""
    if run.differing(tested.test):
        return "the files disagree: they are from different runs"
    if tested.checked_by_program:
        return "the program requires it" if tested.outcome is None else ""
    if tested.outcome is None:
        return "advice: a newer upstream test; the run has no result for it"
    return "advice: a newer upstream test; reviewers read it, the program does not"


def status_question(tested: RequirementResult, status: Status | None) -> str:
    """Return the question about a status that contradicts an attached result; empty if none does."""
    if tested.outcome in (None, CaseOutcome.PASSED) or status not in (None, Status.IMPLEMENTED):
        return ""
    skipped = tested.outcome is CaseOutcome.SKIPPED
    ended = "was skipped, which proves nothing" if skipped else "failed"
    now = f'The status is "{status}" now.' if status else "The status is open."
    return f"{tested.test} {ended}. {now}"
