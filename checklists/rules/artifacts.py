"""Results of the automated tests among the evidence: can they be read, did anything fail, is the test in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checklists.catalog.catalog import program_test
from checklists.model.checklist import Requirement, Status, minor_key
from checklists.model.evidence import ARTIFACT_NAMES, locate_evidence, named_test, names_artifact
from checklists.model.problem import Problem
from checklists.rules.context import AnswerCase, quote_text
from checklists.rules.evidence import evidence_fault
from checklists.submission.submission import SourceText, SubmittedAnswer
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults
from checklists.text import count

_SINCE = (1, 37)
_SHOWN = 5
_OTHER_RUN = "Attach the results of a run in which it passed, or take the file out of the evidence."
_SAYS = {
    "artifact-test-not-found": (
        "is not in",
        "Name a test that is in the file behind a `#`, or attach the run that has it.",
    ),
    "artifact-test-failed": ("failed in", _OTHER_RUN),
    "artifact-test-skipped": (
        "was skipped in",
        "A skipped test shows nothing: attach a run in which it passed, or choose the status that holds.",
    ),
}


@dataclass(frozen=True)
class _Artifact:
    """A file of test results, named as evidence."""

    index: int
    item: SourceText
    relative: str
    path: Path

    @property
    def file(self) -> str:
        """As written, without the test."""
        return self.item.text.partition("#")[0]


def first_uses(answers: Iterable[tuple[Requirement, SubmittedAnswer]], folder: str) -> Mapping[str, tuple[str, int]]:
    """At which requirement, and at which of its evidence, the program comes upon each file of test results first.

    It reads a file once, and says there what is wrong with all of it. The order of its walk is that of requirements
    within a category, and of no certain kind between categories; here the last category comes first.
    """
    categories: dict[str, list[tuple[Requirement, SubmittedAnswer]]] = {}
    for requirement, answer in answers:
        categories.setdefault(requirement.category, []).append((requirement, answer))
    found: dict[str, tuple[str, int]] = {}
    for category in reversed(categories.values()):
        for requirement, answer in category:
            for index, item in enumerate(answer.evidence):
                if names_artifact(item.text, folder):
                    found.setdefault(locate_evidence(item.text, folder).relative, (requirement.id, index))
    return found


def results_problems(case: AnswerCase) -> Iterator[Problem]:
    """`artifact-unreadable` and `artifact-has-failures`, once a file; and what became of the test in question."""
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
            says, hint = _SAYS[code]
            message = f"{quote_text(test)} {says} {quote_text(artifact.file)}."
            yield case.error(code, f"evidence[{artifact.index}]", message, hint, artifact.item.line)


def recommended_results(case: AnswerCase) -> Iterator[Problem]:
    """`artifact-recommended`: from 1.37 on, results are welcome where there is an automated test."""
    test = program_test(case.requirement.id)
    if test is None or minor_key(case.minor) < _SINCE or case.answer.status.text != Status.IMPLEMENTED:
        return
    if next(_artifacts(case), None) is not None:
        return
    names = " or ".join(f"`{name}`" for name in ARTIFACT_NAMES)
    message = f"There is an automated test, {test}, and no result of it among the evidence."
    hint = f"Add {names} of a run, for example `file://junit.xml#{test}`. Recommended, not required."
    yield case.warning("artifact-recommended", "evidence", message, hint, case.answer.line)


def _artifacts(case: AnswerCase) -> Iterator[_Artifact]:
    for index, item in enumerate(case.answer.evidence):
        if names_artifact(item.text, case.folder):
            located = locate_evidence(item.text, case.folder)
            path = case.files.path(located.relative) if evidence_fault(located, case.files) is None else None
            if path is not None:
                yield _Artifact(index, item, located.relative, path)


def _unreadable(case: AnswerCase, artifact: _Artifact, error: ResultsUnreadable) -> Problem:
    message = f"{quote_text(artifact.file)} holds no test results that the program can read. {error.message}"
    part = f"evidence[{artifact.index}]"
    return case.error("artifact-unreadable", part, message, error.hint, artifact.item.line)


def _has_failures(case: AnswerCase, artifact: _Artifact, read: TestResults) -> Problem:
    names = ", ".join(quote_text(name) for name in read.failures[:_SHOWN])
    more = f" and {read.failed - _SHOWN} more" if read.failed > _SHOWN else ""
    message = f"{count(read.failed, 'failure')} in {quote_text(artifact.file)}: {names}{more}."
    hint = "The program takes no file in which anything failed, whichever test is named. " + _OTHER_RUN
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
