"""Conversion of external text for the screen, so that markup and control codes have no effect."""

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from checklists.text import clean, clean_line
from tui.text.glyphs import MORE
from tui.text.key_hints import with_keys

MUTED = "$foreground-muted"
STRONG = "bold"
GOOD = "$text-success"
DOUBT = "$text-warning"
BAD = "$text-error"
ACCENT = "$text-primary"

HANGING_LEAST = 16
"""Minimum cells for a text with a hanging indent."""


def text(value: object, style: str = "") -> Content:
    """Return literal text of several lines."""
    return Content.styled(clean(str(value)), style)


def line(value: object, style: str | Style = "") -> Content:
    """Return literal text on one line."""
    return Content.styled(clean_line(str(value)), style)


def hint(value: str) -> Content:
    """Return a muted hint of our own, with the keys in place of `{DEFAULT:ACTION}`."""
    return Content.styled(with_keys(value), MUTED)


def join(*parts: Content | str) -> Content:
    """Concatenate parts; strings are literal too."""
    return Content("").join([part if isinstance(part, Content) else Content(part) for part in parts])


def lines(*rows: Content | str) -> Content:
    """Join rows with line breaks."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def fit(content: Content, width: int) -> Content:
    """Cut with an ellipsis or pad to exactly `width` cells."""
    return content.truncate(max(width, 0), ellipsis=True, pad=True)


def fit_name(value: object, width: int, style: str | Style = "") -> Content:
    """Cut a name in the middle or pad it to exactly `width` cells: long names often differ only at the end."""
    whole = line(value, style)
    if whole.cell_length <= width:
        return fit(whole, width)
    end = _last_cells(whole, width // 2)
    return fit(join(whole.truncate(max(width - end.cell_length - 1, 0)), MORE, end), width)


def fit_end(value: object, width: int, style: str | Style = "") -> Content:
    """Cut the beginning of a name, or pad it, to exactly `width` cells."""
    whole = line(value, style)
    return fit(whole if whole.cell_length <= width else join(MORE, _last_cells(whole, width - 1)), width)


def _last_cells(content: Content, cells: int) -> Content:
    """Return the end of a line, at most `cells` wide."""
    end = content[max(len(content) - max(cells, 0), 0) :]
    while end.cell_length > max(cells, 0):
        end = end[1:]
    return end


def spread(left: Content, right: Content, width: int) -> Content:
    """Return one line with a left and a right part; the left part is cut if both do not fit."""
    right = right.truncate(max(width, 0), ellipsis=True)
    room = width - right.cell_length - (1 if right.cell_length else 0)
    return join(fit(left, room), " " if right.cell_length else "", right) if room > 0 else fit(right, width)


def cut(content: Content, most: int) -> Content:
    """Cut to a number of lines, with an ellipsis."""
    rows = content.split("\n")
    return content if len(rows) <= most else lines(*rows[: most - 1], join(rows[most - 1], MORE))


def flow(parts: Iterable[Content], gap: str, width: int) -> Content:
    """Join parts with a gap, in lines of at most `width` cells; a part that does not fit starts the next line."""
    rows: list[Content] = []
    for part in parts:
        longer = join(rows[-1], gap, part) if rows else part
        if rows and longer.cell_length <= width:
            rows[-1] = longer
        else:
            rows.append(part)
    return lines(*rows)


def hanging_indent(left: Content, body: Content, width: int) -> Content:
    """Wrap `body` to the right of `left`, or below `left` if the width is too small."""
    room = width - left.cell_length
    if room < HANGING_LEAST:
        left, room = join(left.rstrip(), "\n  "), max(width - 2, 1)
        indent = "  "
    else:
        indent = " " * left.cell_length
    return join(left, Content(f"\n{indent}").join(body.wrap(room)))
