"""Painting without colors, for people who set NO_COLOR (https://no-color.org)."""

from collections.abc import Mapping
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.text.contrast import contrast

MARKED = 2.5
"""Least contrast with its surroundings of a background that marks a text; bars and input lines differ less."""
_MARKS = ("block-cursor-background", "input-selection-background", "screen-selection-background")
"""Theme variables of backgrounds that mark a row or a text."""


def colorless(environ: Mapping[str, str]) -> bool:
    """Return whether NO_COLOR is set and not empty."""
    return bool(environ.get("NO_COLOR"))


def colorless_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Return a theme's variables, with backgrounds that mark a text as strong as they can be."""
    return {**variables, **dict.fromkeys(_MARKS, variables["foreground"])}


@lru_cache(4096)
def colorless_style(style: Style, background: Color) -> Style:
    """Return a style without colors; a background that marked the text becomes reverse video."""
    marked = style.bgcolor is not None and not style.bgcolor.is_default and _marks(style, background)
    plain = style.without_color + Style(reverse=bool(style.reverse or marked))
    return plain + Style.from_meta(style.meta) if style.meta else plain


def _marks(style: Style, background: Color) -> bool:
    if style.bgcolor is None or style.bgcolor.triplet is None:
        return True  # Themes of the terminal's own colors set a background only to mark something.
    return contrast(Color.from_rich_color(style.bgcolor), background) >= MARKED


class ColorlessFilter(LineFilter):
    """Filter that removes all colors from painted segments; bold, underline, dim and reverse stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colors."""
        return [
            segment
            if segment.style is None or segment.control
            else Segment(segment.text, colorless_style(segment.style, background))
            for segment in segments
        ]
