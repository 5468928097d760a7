"""Outcomes of the tests in a file, in bounded memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile
from types import MappingProxyType

import msgspec

from checklists.test_results.outcome import CaseOutcome, combine_outcomes
from checklists.test_results.overflow import OverflowResults

MAX_NAMES = 100_000
MAX_TEXT = 16 * 2**20
"""Maximum characters of all names together."""
_LONG = 2_000
"""Maximum characters of a name that is kept; no evidence value names a longer test."""


class TestResults(msgspec.Struct, frozen=True, eq=False, dict=True):
    """Outcomes of the tests in one file."""

    tests: Mapping[str, CaseOutcome]
    """Outcome by test name, in file order."""
    failed_packages: tuple[str, ...]
    """Packages that failed without a failed test: they did not build, or crashed."""
    overflow: OverflowResults
    """Results beyond the limits of `tests`."""
    _known: dict[str, CaseOutcome | None] = msgspec.field(default_factory=dict)

    def outcome(self, name: str) -> CaseOutcome | None:
        """Return a test's outcome, else the combined outcome of its subtests; None if the file has neither."""
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def _look_up(self, name: str) -> CaseOutcome | None:
        outcome = self.tests.get(name) or self.overflow.outcome(name)
        if outcome is not None:
            return outcome
        subtests = {self.tests[test] for test in self._below(f"{name}/")}
        return combine_outcomes(subtests | {outcome for outcome in [self.overflow.below(name)] if outcome})

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.tests)

    def _below(self, start: str) -> Iterator[str]:
        """Return the tests whose names begin with `start`, by binary search."""
        names = map(self._sorted.__getitem__, range(bisect_left(self._sorted, start), len(self._sorted)))
        return takewhile(lambda test: test.startswith(start), names)

    @property
    def number(self) -> Counter[CaseOutcome]:
        """Number of tests per outcome."""
        return Counter(self.tests.values()) + self.overflow.number

    @property
    def failures(self) -> tuple[str, ...]:
        """Failed tests and packages whose names are kept."""
        tests = [name for name, outcome in self.tests.items() if outcome is CaseOutcome.FAILED]
        return (*tests, *(f"package {name}" for name in self.failed_packages))

    @property
    def failed(self) -> int:
        """Number of failed tests and packages."""
        return self.number[CaseOutcome.FAILED] + len(self.failed_packages)


class ResultsBuilder:
    """Builder of `TestResults` that takes results one at a time."""

    def __init__(self) -> None:
        self._tests: dict[str, CaseOutcome] = {}
        self._places: dict[str, int] = {}
        self._text = 0
        self._overflow = OverflowResults()
        self._failed_packages: dict[str, None] = {}

    def add(self, name: str, outcome: CaseOutcome, place: int = 0) -> None:
        """Store a result; a failure is final, otherwise the last result of a test counts.

        Args:
            name: Name of the test.
            outcome: Outcome of the test.
            place: Order of the result, if it differs from the order of calls.

        Raises:
            TooManyResults: The file has more results than any real run.
        """
        before = self._tests.get(name)
        if before is None:
            self._text += len(name)
            if len(name) > _LONG or len(self._tests) >= MAX_NAMES or self._text > MAX_TEXT:
                self._overflow.add(name, outcome)
                return
        elif before is CaseOutcome.FAILED or (outcome is not CaseOutcome.FAILED and place < self._places.get(name, 0)):
            return
        self._tests[name] = outcome
        if place:
            self._places[name] = place

    def add_failed_package(self, name: str) -> None:
        """Store a failed package."""
        if len(self._failed_packages) < MAX_NAMES:
            self._failed_packages[name[:_LONG]] = None

    @property
    def empty(self) -> bool:
        """Whether no test has a result yet."""
        return not (self._tests or self._overflow.number)

    def results(self) -> TestResults | None:
        """Return all results, or None if no test or package has any."""
        tests, overflow = MappingProxyType(self._tests), self._overflow
        without_test = not (overflow.number[CaseOutcome.FAILED] or CaseOutcome.FAILED in self._tests.values())
        packages = tuple(self._failed_packages) if without_test else ()
        return TestResults(tests, packages, overflow) if tests or packages or overflow.number else None
