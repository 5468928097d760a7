"""Outcomes of a test in the test runs that any requirement cites."""

from collections.abc import Iterator

import msgspec

from checklists.rules.context import AnswerCase, quote_text
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults

_ALIKE = 80.0
"""Minimum similarity, in percent, of two names that probably mean the same test."""
_COMPARED = 20_000
"""Maximum number of test names that are compared."""


class CitedRun(msgspec.Struct, frozen=True):
    """A readable test result file that some requirement cites."""

    relative: str
    requirement: str
    results: TestResults


def cited_runs(case: AnswerCase) -> Iterator[CitedRun]:
    """Yield every readable test result file of the submission once."""
    for relative, (requirement, _) in case.read_first.items():
        path = case.files.path(relative)
        if path is not None:
            try:
                yield CitedRun(relative, requirement, read_results(path))
            except ResultsUnreadable:
                continue


def recommendation(case: AnswerCase, test: str) -> str:
    """Return how to add a result of a test that the requirement does not cite; following it never fails the check."""
    runs = list(cited_runs(case))
    known = [(run, outcome) for run in runs if (outcome := run.results.outcome(test)) is not None]
    passed = next((r for r, outcome in known if outcome is CaseOutcome.PASSED and not r.results.failed), None)
    if passed is not None:
        return f"Add `file://{passed.relative}#{test}`: it passed in this file, which {passed.requirement} cites."
    if known:
        run, outcome = known[0]
        if outcome is CaseOutcome.PASSED:
            return (
                f"It passed in `{run.relative}`, which {run.requirement} cites, but the check rejects this file for "
                "its failures: add only a file without any."
            )
        ended = "was skipped" if outcome is CaseOutcome.SKIPPED else "did not pass"
        return f"It {ended} in `{run.relative}`, which {run.requirement} cites: add only a file in which it passed."
    if runs:
        return f"`{runs[0].relative}`, which {runs[0].requirement} cites, lacks it: add only a file in which it passed."
    return f"Add the file of a run in which it passed, for example `file://junit.xml#{test}`."


def meant_test(results: TestResults, name: str) -> str:
    """Return the question whether a similar test was meant; empty if the file has none."""
    from rapidfuzz import fuzz, process

    names = [test for _, test in zip(range(_COMPARED), results.tests, strict=False)]
    passed = [test for test in names if results.tests[test] is CaseOutcome.PASSED]
    for among in (passed, names):
        found = process.extractOne(name, among, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_ALIKE)
        if found is not None and found[0] != name:
            return f"Did you mean {quote_text(found[0])} ({results.tests[found[0]]})?"
    return ""
