"""Outcomes of so many tests that their names would not fit into memory: eight bytes a result."""

from array import array
from collections import Counter

from checklists.test_results.outcome import CaseOutcome, combine_outcomes

MAX_RESULTS = 8_000_000
MAX_PARENTS = 200_000
MAX_TEXT = 16 * 2**20
"""Characters of the names of all tests that have subtests."""
_LONG = 1_000
"""Characters of a name that nobody asks for any more."""

_BUCKETS = 4096
"""Results are looked for among those of a part of all names."""

_OUTCOMES = tuple(CaseOutcome)


class TooManyResults(Exception):
    """There are more results than any run has."""


class OverflowResults:
    """Knows how a test ended whose name is asked for; cannot tell which tests there are."""

    def __init__(self) -> None:
        self.number: Counter[CaseOutcome] = Counter()
        """How many results there are of each outcome, repeated ones included."""
        self._results = [array("q") for _ in range(_BUCKETS)]
        self._parents: dict[str, CaseOutcome] = {}
        self._text = 0

    def add(self, name: str, outcome: CaseOutcome) -> None:
        """Take one result.

        Raises:
            SurplusFull: there are too many.
        """
        self.number[outcome] += 1
        self._bucket(name).append(_key(name, outcome))
        end = name.find("/")
        while 0 <= end <= _LONG:
            parent = name[:end]
            before = self._parents.get(parent)
            self._text += 0 if before else end
            self._parents[parent] = combine_outcomes({outcome, before or outcome}) or outcome
            end = name.find("/", end + 1)
        if self.number.total() > MAX_RESULTS or len(self._parents) > MAX_PARENTS or self._text > MAX_TEXT:
            raise TooManyResults

    def outcome(self, name: str) -> CaseOutcome | None:
        """How that test ended, all its results together."""
        bucket = self._bucket(name)
        return combine_outcomes({outcome for outcome in _OUTCOMES if _key(name, outcome) in bucket})

    def _bucket(self, name: str) -> "array[int]":
        return self._results[(hash(name) >> 2) % _BUCKETS]

    def below(self, name: str) -> CaseOutcome | None:
        """How the subtests of that test ended."""
        return self._parents.get(name)


def _key(name: str, outcome: CaseOutcome) -> int:
    """Two bits of the hash make room for the outcome: names that are told apart by them alone do not occur."""
    return hash(name) & ~3 | _OUTCOMES.index(outcome)
