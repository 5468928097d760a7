"""What a run of the upstream tests says, in sentences, for the wizard and for the command. No Textual here."""

from checklists.model.checklist import Status
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import RequirementResult, RunFile, TestRun
from checklists.text import clean_line, count

SHOWN = 3
"""Names of failed tests in a line."""


def file_text(file: RunFile) -> str:
    """How many tests are in it and how they ended, or why there are none."""
    if file.results is None:
        return f"no results: {file.fault.message if file.fault else ''}"
    number = file.results.number
    ended = [f"{number[outcome]} {outcome}" for outcome in CaseOutcome if number[outcome]]
    words = f"{count(number.total(), 'test')}: {', '.join(ended)}" if ended else "no test"
    failures = file.results.failures
    if not failures:
        return words
    more = f" and {file.results.failed - SHOWN} more" if file.results.failed > SHOWN else ""
    return clean_line(f"{words} ({', '.join(failures[:SHOWN])}{more} failed)")


def refused_text(run: TestRun) -> str:
    """What the program makes of failures, whichever test is named."""
    failing = [file.path.name for file in run.readable if file.results is not None and file.results.failed]
    if not failing:
        return ""
    names = " and ".join(map(clean_line, failing))
    return f"The program refuses {names} as evidence of anything: something in it failed."


def outcome_text(outcome: CaseOutcome | None) -> str:
    """How a test ended, or that the run does not have it."""
    return str(outcome) if outcome is not None else "not in it"


def result_remark(tested: RequirementResult, run: TestRun) -> str:
    """What else has to be known of the test of a requirement."""
    if run.differing(tested.test):
        return "the files disagree: they are not of one run"
    if tested.checked_by_program:
        return "the program would look for it" if tested.outcome is None else ""
    if tested.outcome is None:
        return "advice: there is a newer upstream test, and no result of it here"
    return "advice: a newer upstream test, which reviewers read and the program does not"


def status_question(tested: RequirementResult, status: Status | None) -> str:
    """What has to be asked once a result is attached that does not go with the status; empty for nothing."""
    if tested.outcome in (None, CaseOutcome.PASSED) or status not in (None, Status.IMPLEMENTED):
        return ""
    skipped = tested.outcome is CaseOutcome.SKIPPED
    ended = "was skipped, which shows nothing" if skipped else "failed"
    now = f'The status is "{status}" now.' if status else "There is no status yet."
    return f"{tested.test} {ended}. {now}"
