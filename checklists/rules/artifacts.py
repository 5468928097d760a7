"""Rules for test results among the evidence: readable, without failures, and with the requirement's test."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from checklists.catalog.catalog import program_test
from checklists.model.checklist import Level, Requirement, Status, minor_key
from checklists.model.evidence import locate_evidence, named_test, names_artifact
from checklists.model.problem import Problem
from checklists.rules.cited_runs import meant_test, recommendation
from checklists.rules.context import AnswerCase, quote_text
from checklists.rules.evidence import evidence_fault
from checklists.rules.status import CONDITIONAL
from checklists.submission.submission import SourceText, SubmittedAnswer
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults
from checklists.text import count

_SINCE = (1, 37)
_SHOWN = 5
_OTHER_RUN = "Attach a run in which it passed, or remove the file from the evidence."
_SKIPPED_CONDITION = (
    "Is the status right? Answer N/A with the reason if the condition cannot occur; else attach a run in which the "
    "test passed."
)
_MESSAGES = {
    "artifact-test-not-found": (
        "is not in",
        "After `#`, name a test that the file contains, or attach the run that contains this test.",
    ),
    "artifact-test-failed": ("failed in", _OTHER_RUN),
    "artifact-test-skipped": (
        "was skipped in",
        "A skipped test proves nothing: attach a run in which it passed, or change the status.",
    ),
}


class _Artifact(msgspec.Struct, frozen=True):
    """Test result file among the evidence."""

    index: int
    item: SourceText
    relative: str
    path: Path

    @property
    def file(self) -> str:
        """The file as written, without the test."""
        return self.item.text.partition("#")[0]


def first_uses(answers: Iterable[tuple[Requirement, SubmittedAnswer]], folder: str) -> Mapping[str, tuple[str, int]]:
    """Return the requirement and evidence index at which the program's check first reads each test result file.

    The check reads a file once and reports problems of the whole file there. It visits requirements in order within
    a category, but categories in no defined order; here the last category comes first.
    """
    categories: dict[str, list[tuple[Requirement, SubmittedAnswer]]] = {}
    for requirement, answer in answers:
        categories.setdefault(requirement.category, []).append((requirement, answer))
    uses: dict[str, tuple[str, int]] = {}
    for category in reversed(categories.values()):
        for requirement, answer in category:
            for index, item in enumerate(answer.evidence):
                if names_artifact(item.text, folder):
                    uses.setdefault(locate_evidence(item.text, folder).relative, (requirement.id, index))
    return uses


def results_problems(case: AnswerCase) -> Iterator[Problem]:
    """Yield `artifact-unreadable` and `artifact-has-failures` once per file, and the problem of each cited test."""
    for artifact in _artifacts(case):
        first = case.read_first.get(artifact.relative) == (case.requirement.id, artifact.index)
        try:
            read = read_results(artifact.path)
        except ResultsUnreadable as error:
            if first:
                yield _unreadable(case, artifact, error)
            continue
        if first and read.failed:
            yield _has_failures(case, artifact, read)
        test = named_test(artifact.item.text) or program_test(case.requirement.id)
        code = _refusal(read, test, case.answer.status.text) if test else None
        if test and code:
            verb, hint = _MESSAGES[code]
            if code == "artifact-test-not-found" and (meant := meant_test(read, test)):
                hint = f"{meant} {hint}"
            elif code == "artifact-test-skipped" and case.requirement.id in CONDITIONAL:
                hint = _SKIPPED_CONDITION
            elif code == "artifact-test-skipped" and case.requirement.level is Level.MUST:
                hint = "A skipped test proves nothing: attach a run in which it passed, or remove the value."
            message = f"{quote_text(test)} {verb} {quote_text(artifact.file)}."
            yield case.error(code, f"evidence[{artifact.index}]", message, hint, artifact.item.line)


def recommended_results(case: AnswerCase) -> Iterator[Problem]:
    """Yield `artifact-recommended`: from 1.37 on, the program recommends results of existing automated tests."""
    test = program_test(case.requirement.id)
    if test is None or minor_key(case.minor) < _SINCE or case.answer.status.text != Status.IMPLEMENTED:
        return
    if next(_artifacts(case), None) is not None:
        return
    message = f"Optional: attach a result of the upstream test {test}."
    yield case.warning("artifact-recommended", "evidence", message, recommendation(case, test), case.answer.line)


def _artifacts(case: AnswerCase) -> Iterator[_Artifact]:
    for index, item in enumerate(case.answer.evidence):
        if names_artifact(item.text, case.folder):
            located = locate_evidence(item.text, case.folder)
            path = case.files.path(located.relative) if evidence_fault(located, case.files) is None else None
            if path is not None:
                yield _Artifact(index, item, located.relative, path)


def _unreadable(case: AnswerCase, artifact: _Artifact, error: ResultsUnreadable) -> Problem:
    message = f"The check cannot read test results from {quote_text(artifact.file)}. {error.message}"
    part = f"evidence[{artifact.index}]"
    return case.error("artifact-unreadable", part, message, error.hint, artifact.item.line)


def _has_failures(case: AnswerCase, artifact: _Artifact, read: TestResults) -> Problem:
    names = ", ".join(quote_text(name) for name in read.failures[:_SHOWN])
    more = f" and {read.failed - _SHOWN} more" if read.failed > _SHOWN else ""
    message = f"{count(read.failed, 'failure')} in {quote_text(artifact.file)}: {names}{more}."
    hint = "The check rejects a file with any failure, whichever test the evidence names. " + _OTHER_RUN
    part = f"evidence[{artifact.index}]"
    return case.error("artifact-has-failures", part, message, hint, artifact.item.line, subject=artifact.file)


def _refusal(read: TestResults, test: str, status: str) -> str | None:
    match read.outcome(test):
        case None:
            return "artifact-test-not-found"
        case CaseOutcome.FAILED:
            return "artifact-test-failed"
        case CaseOutcome.SKIPPED if status == Status.IMPLEMENTED:
            return "artifact-test-skipped"
    return None
