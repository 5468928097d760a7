"""Several line filters as one: Textual keeps every painted line once for each filter."""

from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class FilterChain(LineFilter):
    """Filter that applies others one after the other."""

    def __init__(self, filters: tuple[LineFilter, ...]) -> None:
        super().__init__()
        self._filters = filters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments as the last filter leaves them."""
        for filter in self._filters:
            segments = filter.apply(segments, background)
        return segments


@lru_cache(maxsize=8)
def chained(*filters: LineFilter) -> FilterChain:
    """Return the chain of some filters, always the same one: Textual keeps painted lines by their filter."""
    return FilterChain(filters)
