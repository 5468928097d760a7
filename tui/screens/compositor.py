"""Compositor that renders only what is seen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor, ReflowResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class SparingCompositor(Compositor):
    """Compositor that renders only changed lines that no other widget covers; Textual's renders all of a widget.

    A page consists of nested containers, each of which is covered by what it contains.

    Only a layout changes the map of regions. Textual's compositor also replaces the map when the region of a hidden
    widget is requested, and the next layout finds no change and paints nothing.
    """

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay the screen out."""
        result = super().reflow(parent, size)
        self._full_map_invalidated = False
        return result

    def reflow_visible(self, parent: Widget, size: Size) -> set[Widget]:
        """Lay the screen out after scrolling, and return the widgets that are new to it or have another size."""
        result = self.reflow(parent, size)
        return result.shown | result.resized

    def update_widgets(self, widgets: set[Widget]) -> None:
        """Mark changed widgets; those that are not visible are painted with the layout that shows them."""
        super().update_widgets(widgets & self.visible_widgets.keys())

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed since the last frame."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans(regions))
        return ChopsUpdate(self._render_spans(spans), spans, [line[1:] for line in self.cuts]) if spans else None

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        return self._render_spans((y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y))

    def _render_spans(self, spans: Iterable[tuple[int, int, int]]) -> Sequence[Mapping[int, Strip]]:
        """Return the parts of each line by their columns; None for a part outside the spans."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        gaps: list[set[int]] = [set() for _ in cuts]
        for y, begin, end in spans:
            gaps[y] |= {x for x, next_x in pairwise(cuts[y]) if x < end and next_x > begin}
        for widget, (region, clip) in self.visible_widgets.items():  # From front to back.
            shown = region.intersection(clip)
            left, right = shown.column_span
            for lines in _stretches(y for y in shown.line_range if any(left <= x < right for x in gaps[y])):
                part = Region(shown.x - region.x, lines[0] - region.y, shown.width, len(lines))
                for y, strip in zip(lines, widget.render_lines(part), strict=False):
                    ends = [x for x in cuts[y] if left < x <= right]
                    for x, piece in zip((left, *ends), strip.divide([x - left for x in ends]), strict=False):
                        if x in gaps[y]:
                            gaps[y].remove(x)
                            chops[y][x] = piece
        return cast("Sequence[Mapping[int, Strip]]", chops)


def _stretches(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yield the stretches of consecutive numbers."""
    for _, stretch in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in stretch]
