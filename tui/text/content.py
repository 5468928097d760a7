"""Outside text on screen: the one way in, so that nothing in it is ever read as markup or as a control code."""

from textual.content import Content

from checklists.text import clean, clean_line

MUTED = "$foreground-muted"
STRONG = "bold"
GOOD = "$text-success"
DOUBT = "$text-warning"
BAD = "$text-error"
ACCENT = "$text-primary"

HANGING_LEAST = 16
"""Cells that a hanging text needs."""


def text(value: object, style: str = "") -> Content:
    """Text of several lines, shown literally."""
    return Content.styled(clean(str(value)), style)


def line(value: object, style: str = "") -> Content:
    """Text on one line, shown literally."""
    return Content.styled(clean_line(str(value)), style)


def join(*parts: Content | str) -> Content:
    """Parts one after the other; a string among them is the program's own and has no markup either."""
    return Content("").join([part if isinstance(part, Content) else Content(part) for part in parts])


def lines(*rows: Content | str) -> Content:
    """Rows below each other."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def fit(content: Content, width: int) -> Content:
    """Exactly `width` cells: cut with an ellipsis, or padded."""
    return content.truncate(max(width, 0), ellipsis=True, pad=True)


def spread(left: Content, right: Content, width: int) -> Content:
    """One line with something at each end; the left end gives way where both do not fit."""
    right = right.truncate(max(width, 0), ellipsis=True)
    room = width - right.cell_length - (1 if right.cell_length else 0)
    return join(fit(left, room), " " if right.cell_length else "", right) if room > 0 else fit(right, width)


def hanging_indent(left: Content, body: Content, width: int) -> Content:
    """A text that starts right of `left` and goes on below itself; below `left` where there is no room."""
    room = width - left.cell_length
    if room < HANGING_LEAST:
        left, room = join(left.rstrip(), "\n  "), max(width - 2, 1)
        indent = "  "
    else:
        indent = " " * left.cell_length
    return join(left, Content(f"\n{indent}").join(body.wrap(room)))
