"""A run of the upstream tests: its result files in one folder, and the outcome for each requirement."""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from checklists.catalog.catalog import program_test
from checklists.model.checklist import Checklist, Requirement
from checklists.model.evidence import ARTIFACT_NAMES
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable, combine_outcomes
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults


class RunFile(msgspec.Struct, frozen=True):
    """Result file of a run."""

    path: Path
    results: TestResults | None
    fault: ResultsUnreadable | None = None
    """Why the file has no readable results."""

    @property
    def other_name(self) -> str:
        """File name under which the program's check does not parse the file as test results."""
        stem, dot, suffix = self.path.name.rpartition(".")
        return f"{stem}-{'ginkgo' if self.fault is not None and self.fault.ginkgo else 'output'}{dot}{suffix}"


class RequirementResult(msgspec.Struct, frozen=True):
    """Outcome of one requirement's upstream test."""

    requirement: Requirement
    test: str
    checked_by_program: bool
    """Whether the program's check evaluates this test; only reviewers read the other upstream tests."""
    outcome: CaseOutcome | None
    """None if the run does not contain the test."""


class TestRun(msgspec.Struct, frozen=True):
    """Test result files in one folder."""

    files: tuple[RunFile, ...]

    @property
    def readable(self) -> tuple[RunFile, ...]:
        """Files with results."""
        return tuple(file for file in self.files if file.results is not None)

    @property
    def unreadable(self) -> tuple[RunFile, ...]:
        """Files without readable results."""
        return tuple(file for file in self.files if file.results is None)

    @property
    def accepted(self) -> "TestRun":
        """Files that the program's check accepts; it rejects a file with any failure for every requirement."""
        return TestRun(tuple(file for file in self.readable if file.results is not None and not file.results.failed))

    def outcome(self, test: str) -> CaseOutcome | None:
        """Return a test's combined outcome over all files; a failure in any file counts."""
        return combine_outcomes({outcome for outcome in self._outcomes(test) if outcome is not None})

    def differing(self, test: str) -> bool:
        """Return whether the files disagree on a test, which means that they come from different runs."""
        return len({outcome for outcome in self._outcomes(test) if outcome is not None}) > 1

    def files_with(self, test: str) -> tuple[Path, ...]:
        """Return the files that contain a test, or all readable files for an empty name."""
        return tuple(f.path for f in self.readable if not test or (f.results and f.results.outcome(test)))

    def passed(self, checklist: Checklist) -> tuple[str, ...]:
        """Return the requirements whose upstream test passed."""
        return tuple(t.requirement.id for t in self.tested(checklist) if t.outcome is CaseOutcome.PASSED)

    def choice(self, checklist: Checklist, requirements: Iterable[str]) -> dict[str, tuple[str, tuple[Path, ...]]]:
        """Return each requirement's test and the files to attach; the test is empty if the run does not contain it."""
        tests = {t.requirement.id: t.test for t in self.tested(checklist) if t.outcome is not None}
        return {
            requirement: (test := tests.get(requirement, ""), self.files_with(test)) for requirement in requirements
        }

    def only(self, path: Path) -> "TestRun":
        """Return a run that holds only the given file."""
        return TestRun(tuple(file for file in self.files if file.path == path))

    def tested(self, checklist: Checklist) -> tuple[RequirementResult, ...]:
        """Return the result of every requirement with an upstream test, in checklist order."""
        return tuple(
            RequirementResult(requirement, test, program_test(requirement.id) == test, self.outcome(test))
            for requirement in checklist.requirements
            if (test := upstream_test(requirement)) is not None
        )

    def other_tests(self, checklist: Checklist) -> dict[str, CaseOutcome]:
        """Return the outcomes of tests that belong to no requirement, without subtests, in file order."""
        known = {tested.test for tested in self.tested(checklist)}
        names = (name.partition("/")[0] for file in self.readable if file.results for name in file.results.tests)
        outcomes = {name: self.outcome(name) for name in dict.fromkeys(names) if name not in known}
        return {name: outcome for name, outcome in outcomes.items() if outcome is not None}

    def _outcomes(self, test: str) -> Iterator[CaseOutcome | None]:
        return (file.results.outcome(test) for file in self.readable if file.results is not None)


def upstream_test(requirement: Requirement) -> str | None:
    """Return the upstream test of a requirement, whether or not the program's check evaluates it."""
    return requirement.guidance.automated_test if requirement.guidance else None


def find_result_files(path: Path) -> tuple[Path, ...]:
    """Return the result files in a folder, or a result file together with those in its folder."""
    try:
        folder = path if path.is_dir() else path.parent
        if folder != path and not _is_results(path):
            return ()
        return tuple(sorted(filter(_is_results, folder.iterdir()), key=_order))
    except (OSError, ValueError):
        return ()


def total_size(files: Iterable[Path]) -> int:
    """Return the size of all files in bytes, or 0 if it is unknown."""
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in files)
    return 0


def read_test_run(files: tuple[Path, ...]) -> TestRun:
    """Read all files of a run."""
    return TestRun(tuple(map(_read, files)))


def _is_results(path: Path) -> bool:
    return path.name.lower() in ARTIFACT_NAMES and path.is_file()


def _order(path: Path) -> tuple[bool, str]:
    """Return a sort key that puts the log last."""
    return (path.name.lower() == "e2e.log", path.name)


def _read(path: Path) -> RunFile:
    try:
        return RunFile(path, read_results(path))
    except ResultsUnreadable as error:
        return RunFile(path, None, error)
