"""How the figures are taken: alternating runs, the median of each side, one ratio."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report."""

    what: str
    ours: float
    floor: float
    """What it is compared with."""
    floor_name: str
    limit: float | None
    """The ratio that must not be exceeded; None where the figure only informs."""
    remark: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours over the floor."""
        return self.ours / self.floor

    @property
    def held(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.ratio <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"  (at most {self.limit:g}: {'held' if self.held else 'EXCEEDED'})"
        remark = f"\n    {self.remark}" if self.remark else ""
        ours, floor = self._told(self.ours), self._told(self.floor)
        return f"{self.what}: {ours} = {self.ratio:.2f} x {self.floor_name} ({floor}){limit}{remark}"

    def _told(self, value: float) -> str:
        return f"{value * 1000:.0f} ms" if self.unit == "s" else f"{value:.0f} {self.unit}"


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(ours: Callable[[], object], floor: Callable[[], object], runs: int) -> tuple[float, float]:
    """Medians of how long both sides take, in turns."""
    return medians(lambda: seconds(ours), lambda: seconds(floor), runs)


def medians(ours: Callable[[], float], floor: Callable[[], float], runs: int) -> tuple[float, float]:
    """Medians of what both sides measure, in turns, so that other load hits both; the first round warms up."""
    pairs = [(ours(), floor()) for _ in range(runs + 1)][1:]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
