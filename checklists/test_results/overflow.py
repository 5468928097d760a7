"""Store for the outcomes of millions of tests in eight bytes per result, without their names."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict

from checklists.test_results.outcome import CaseOutcome, combine_outcomes

MAX_RESULTS = 8_000_000
MAX_PARENTS = 200_000
MAX_TEXT = 16 * 2**20
"""Maximum characters of all names of tests with subtests."""
_LONG = 1_000
"""Maximum characters of a parent test's name; longer names are not looked up."""

_BUCKETS = 4096
"""Number of hash buckets; a lookup scans one bucket."""

_OUTCOMES = tuple(CaseOutcome)


class TooManyResults(Exception):
    """Signal that a file has more results than any real run."""


class OverflowResults:
    """Lookup from test name to outcome that cannot list its tests."""

    def __init__(self) -> None:
        self.number: Counter[CaseOutcome] = Counter()
        """Number of results per outcome, repeated ones included."""
        self._results: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))
        """Results by hash bucket; most files never need one."""
        self._parents: dict[str, CaseOutcome] = {}
        self._text = 0

    def add(self, name: str, outcome: CaseOutcome) -> None:
        """Store a result.

        Raises:
            TooManyResults: The store is full.
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
        """Return the combined outcome of all results of a test."""
        bucket = self._bucket(name) if self._results else ()
        return combine_outcomes({outcome for outcome in _OUTCOMES if _key(name, outcome) in bucket})

    def _bucket(self, name: str) -> array[int]:
        return self._results[(hash(name) >> 2) % _BUCKETS]

    def below(self, name: str) -> CaseOutcome | None:
        """Return the combined outcome of a test's subtests."""
        return self._parents.get(name)


def _key(name: str, outcome: CaseOutcome) -> int:
    """Return the name's hash with the outcome in its two lowest bits; collisions on the other 62 are negligible."""
    return hash(name) & ~3 | _OUTCOMES.index(outcome)
