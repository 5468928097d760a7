"""One run of the upstream tests: the files of it that lie together, and what they say of each requirement."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checklists.catalog.catalog import program_test
from checklists.model.checklist import Checklist, Requirement
from checklists.model.evidence import ARTIFACT_NAMES
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable, combine_outcomes
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults


@dataclass(frozen=True)
class RunFile:
    """One file of a run."""

    path: Path
    results: TestResults | None
    fault: ResultsUnreadable | None = None
    """Why it has no results."""

    @property
    def other_name(self) -> str:
        """What it can be called so that the program does not read it as test results."""
        stem, dot, suffix = self.path.name.rpartition(".")
        return f"{stem}-{'ginkgo' if self.fault is not None and self.fault.ginkgo else 'output'}{dot}{suffix}"


@dataclass(frozen=True)
class RequirementResult:
    """What a run says of one requirement."""

    requirement: Requirement
    test: str
    checked_by_program: bool
    """The program's check looks for this test; the other upstream tests convince a reviewer only."""
    outcome: CaseOutcome | None
    """None where the run does not have the test."""


@dataclass(frozen=True)
class TestRun:
    """The files of test results in one folder."""

    files: tuple[RunFile, ...]

    @property
    def readable(self) -> tuple[RunFile, ...]:
        """The files with results."""
        return tuple(file for file in self.files if file.results is not None)

    @property
    def unreadable(self) -> tuple[RunFile, ...]:
        """The files without."""
        return tuple(file for file in self.files if file.results is None)

    @property
    def accepted(self) -> "TestRun":
        """The files that the program takes as evidence: one failure makes it refuse a file for every requirement."""
        return TestRun(tuple(file for file in self.readable if file.results is not None and not file.results.failed))

    def outcome(self, test: str) -> CaseOutcome | None:
        """How a test ended, by all files that have it: a failure in one of them counts."""
        return combine_outcomes({outcome for outcome in self._outcomes(test) if outcome is not None})

    def differing(self, test: str) -> bool:
        """Whether the files disagree on a test: then they are not of one run."""
        return len({outcome for outcome in self._outcomes(test) if outcome is not None}) > 1

    def files_with(self, test: str) -> tuple[Path, ...]:
        """The files that have a test; all of them for no test."""
        return tuple(f.path for f in self.readable if not test or (f.results and f.results.outcome(test)))

    def passed(self, checklist: Checklist) -> tuple[str, ...]:
        """The requirements whose upstream test passed."""
        return tuple(t.requirement.id for t in self.tested(checklist) if t.outcome is CaseOutcome.PASSED)

    def choice(self, checklist: Checklist, requirements: Iterable[str]) -> dict[str, tuple[str, tuple[Path, ...]]]:
        """For each requirement its own test, empty where the run has none of it, and the files to be attached."""
        tests = {t.requirement.id: t.test for t in self.tested(checklist) if t.outcome is not None}
        return {
            requirement: (test := tests.get(requirement, ""), self.files_with(test)) for requirement in requirements
        }

    def only(self, path: Path) -> "TestRun":
        """One of the files by itself."""
        return TestRun(tuple(file for file in self.files if file.path == path))

    def tested(self, checklist: Checklist) -> tuple[RequirementResult, ...]:
        """What it says of every requirement that has an upstream test, in the checklist's order."""
        return tuple(
            RequirementResult(requirement, test, program_test(requirement.id) == test, self.outcome(test))
            for requirement in checklist.requirements
            if (test := upstream_test(requirement)) is not None
        )

    def other_tests(self, checklist: Checklist) -> dict[str, CaseOutcome]:
        """How the tests of no requirement ended, without subtests; in the order of the files."""
        known = {tested.test for tested in self.tested(checklist)}
        names = (name.partition("/")[0] for file in self.readable if file.results for name in file.results.tests)
        found = {name: self.outcome(name) for name in dict.fromkeys(names) if name not in known}
        return {name: outcome for name, outcome in found.items() if outcome is not None}

    def _outcomes(self, test: str) -> Iterator[CaseOutcome | None]:
        return (file.results.outcome(test) for file in self.readable if file.results is not None)


def upstream_test(requirement: Requirement) -> str | None:
    """The upstream test that exercises a requirement, whether or not the program's check looks for it."""
    return requirement.guidance.automated_test if requirement.guidance else None


def find_result_files(path: Path) -> tuple[Path, ...]:
    """The files of test results that a path stands for: those in a folder, or a file and those beside it."""
    try:
        folder = path if path.is_dir() else path.parent
        if folder != path and not _is_results(path):
            return ()
        return tuple(sorted(filter(_is_results, folder.iterdir()), key=_order))
    except (OSError, ValueError):
        return ()


def total_size(files: Iterable[Path]) -> int:
    """How much there is to read, as far as it can be told."""
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in files)
    return 0


def read_test_run(files: tuple[Path, ...]) -> TestRun:
    """Read all files of a run."""
    return TestRun(tuple(map(_read, files)))


def _is_results(path: Path) -> bool:
    return path.name.lower() in ARTIFACT_NAMES and path.is_file()


def _order(path: Path) -> tuple[bool, str]:
    """What a person reads last is the log."""
    return (path.name.lower() == "e2e.log", path.name)


def _read(path: Path) -> RunFile:
    try:
        return RunFile(path, read_results(path))
    except ResultsUnreadable as error:
        return RunFile(path, None, error)
