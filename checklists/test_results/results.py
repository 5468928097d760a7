"""What a file of test results says, test by test, in bounded memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from types import MappingProxyType

from checklists.test_results.outcome import CaseOutcome, combine_outcomes
from checklists.test_results.overflow import OverflowResults

MAX_NAMES = 100_000
MAX_TEXT = 16 * 2**20
"""Characters of all names together."""
_LONG = 2_000
"""Characters of a name that nobody writes as evidence any more."""


@dataclass(frozen=True, eq=False)
class TestResults:
    """The outcomes in one file."""

    tests: Mapping[str, CaseOutcome]
    """By name, in the order of the file."""
    failed_packages: tuple[str, ...]
    """Packages that failed without any failed test: they did not build, or crashed."""
    overflow: OverflowResults
    """What came after so many names that no more are kept."""
    _known: dict[str, CaseOutcome | None] = field(default_factory=dict, repr=False)

    def outcome(self, name: str) -> CaseOutcome | None:
        """How a test ended; its subtests stand for one that has no result of its own. None where neither is there."""
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def _look_up(self, name: str) -> CaseOutcome | None:
        found = self.tests.get(name) or self.overflow.outcome(name)
        if found is not None:
            return found
        subtests = {self.tests[test] for test in self._below(f"{name}/")}
        return combine_outcomes(subtests | {outcome for outcome in [self.overflow.below(name)] if outcome})

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.tests)

    def _below(self, start: str) -> Iterator[str]:
        """The tests whose names start so: neighbours in their order, so that nobody goes through all."""
        names = map(self._sorted.__getitem__, range(bisect_left(self._sorted, start), len(self._sorted)))
        return takewhile(lambda test: test.startswith(start), names)

    @property
    def number(self) -> Counter[CaseOutcome]:
        """How many tests ended in which way."""
        return Counter(self.tests.values()) + self.overflow.number

    @property
    def failures(self) -> tuple[str, ...]:
        """What failed, by name as far as names are kept."""
        tests = [name for name, outcome in self.tests.items() if outcome is CaseOutcome.FAILED]
        return (*tests, *(f"package {name}" for name in self.failed_packages))

    @property
    def failed(self) -> int:
        """How many tests or packages failed."""
        return self.number[CaseOutcome.FAILED] + len(self.failed_packages)


class ResultsBuilder:
    """Takes results one by one."""

    def __init__(self) -> None:
        self._tests: dict[str, CaseOutcome] = {}
        self._places: dict[str, int] = {}
        self._text = 0
        self._overflow = OverflowResults()
        self._failed_packages: dict[str, None] = {}

    def add(self, name: str, outcome: CaseOutcome, place: int = 0) -> None:
        """Take one; a failure stands, otherwise the last one of a test does.

        Args:
            name: Of the test.
            outcome: How it ended.
            place: What makes a result later than another, where it is not the order in which they are taken.

        Raises:
            SurplusFull: there are more than any run has.
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
        """Take a package that failed."""
        if len(self._failed_packages) < MAX_NAMES:
            self._failed_packages[name[:_LONG]] = None

    @property
    def empty(self) -> bool:
        """Whether no test had a result so far."""
        return not (self._tests or self._overflow.number)

    def results(self) -> TestResults | None:
        """All of them; None where there are none."""
        tests, overflow = MappingProxyType(self._tests), self._overflow
        without_test = not (overflow.number[CaseOutcome.FAILED] or CaseOutcome.FAILED in self._tests.values())
        packages = tuple(self._failed_packages) if without_test else ()
        return TestResults(tests, packages, overflow) if tests or packages or overflow.number else None
