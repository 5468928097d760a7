"""Readable text in every theme: painted text gets a contrast of at least 4.5:1 with its background (WCAG 2.2 AA).

Themes color rows and texts independently, so no set of theme variables is readable in all combinations.
"""

from functools import lru_cache

from rich.color import Color as TerminalColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.color import BLACK, WHITE, Color
from textual.filter import LineFilter

LEAST = 4.5
"""Minimum contrast ratio of text."""
_STEPS = 20
_USUAL = TerminalTheme(
    (0, 0, 0),
    (255, 255, 255),
    [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)],
    [
        (85, 85, 85),
        (255, 85, 85),
        (85, 255, 85),
        (255, 255, 85),
        (85, 85, 255),
        (255, 85, 255),
        (85, 255, 255),
        (255, 255, 255),
    ],
)
"""The 16 colors of the Linux console; other terminals have similar ones."""
_DECORATION = frozenset(map(chr, range(0x2500, 0x25A0)))
"""Characters for lines and blocks, which need no contrast."""


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two opaque colors, between 1 and 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(value / 255) for value in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


@lru_cache(1024)
def readable_color(color: Color, background: Color) -> Color:
    """Return the color, blended with white or black until it is readable."""
    target = max((WHITE, BLACK), key=lambda extreme: contrast(extreme, background))
    blends = (color.blend(target, step / _STEPS) for step in range(_STEPS))
    return next((blend for blend in blends if contrast(blend, background) >= LEAST), target)


@lru_cache(4096)
def readable_style(style: Style, background: Color) -> Style:
    """Return a style for readable text; on the terminal's default background, terminal colors stay."""
    if style.bgcolor is not None and style.bgcolor.triplet is None:
        return readable_style_in_16_colors(style)
    if style.color is None or style.color.triplet is None:
        return style
    if style.bgcolor is not None:
        background = Color.from_rich_color(style.bgcolor)
    color = Color.from_rich_color(style.color)
    readable = readable_color(color, background)
    return style if readable == color else style + Style(color=readable.rich_color)


@lru_cache(4096)
def readable_style_in_16_colors(style: Style) -> Style:
    """Return a style for readable text where a terminal with 16 colors replaces each color by the nearest of them."""
    if style.bgcolor is None or style.bgcolor.is_default:
        return style
    background = _nearest(style.bgcolor)
    if style.color is not None and not style.color.is_default and contrast(_nearest(style.color), background) >= LEAST:
        return style
    white = contrast(WHITE, background) >= contrast(BLACK, background)
    return style + Style(color="bright_white" if white else "black")


def _nearest(color: TerminalColor) -> Color:
    return Color(*color.downgrade(ColorSystem.STANDARD).get_truecolor(_USUAL))


class ContrastFilter(LineFilter):
    """Filter that makes painted text readable."""

    def __init__(self, *, sixteen: bool) -> None:
        """`sixteen`: the terminal has 16 colors, so that shades become equal."""
        super().__init__()
        self._sixteen = sixteen

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with readable text."""
        return [
            segment
            if segment.style is None or segment.control or not is_text(segment.text)
            else Segment(
                segment.text,
                readable_style_in_16_colors(segment.style)
                if self._sixteen
                else readable_style(segment.style, background),
            )
            for segment in segments
        ]


@lru_cache(4096)
def is_text(painted: str) -> bool:
    """Return whether painted characters are more than spaces, lines and blocks."""
    return bool(painted.strip()) and not _DECORATION.issuperset(painted.replace(" ", ""))
