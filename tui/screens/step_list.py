"""The list of all steps of the open draft."""

from functools import partial

from textual.content import Content

from checklists.model.checklist import category_title
from tui.screens.dialogs.list_dialog import ListDialog, Row
from tui.state.session.state import State
from tui.state.steps import steps
from tui.text.content import MUTED, fit, join, line
from tui.text.key_hints import key_of
from tui.text.search.ranking import Searched
from tui.text.search.searched_places import searched_step
from tui.widgets.frame.rail import tail

DRAFTS = "all drafts"
"""The value of the row that leaves the wizard; no requirement has this id."""


_TITLE, _CATEGORY, _STATE = 36, 16, 11
"""Cells of the columns; rows have no category in a narrow terminal."""


def go_to(state: State, current: str) -> ListDialog:
    """Return a dialog that lists all steps; words, levels and statuses filter it."""
    all_steps = steps(state.checklist)
    rows: list[Row] = []
    for step in all_steps:
        sign, words = tail(state, step)
        where = category_title(step.category) if step.category else ""
        shown = partial(_row, sign, line(step.title), Content.styled(where, MUTED), words)
        place = searched_step(state, step)
        rows.append(Row(step.id, shown, Searched(place.title, place.names, place.words)))
    key = Content.styled(key_of("wizard.leave", "ctrl+l"), MUTED)
    leave = partial(_row, Content(" "), Content("All drafts"), Content(""), key)
    rows.append(Row(DRAFTS, leave, Searched("All drafts", ("start page", "home"))))
    start = [step.id for step in all_steps].index(current)
    return ListDialog("Go to", rows, does="goes there", empty="No step matches.", start=start)


def _row(sign: Content, title: Content, category: Content, state: Content, width: int) -> Content:
    full = width >= len("  ") + _TITLE + _CATEGORY + _STATE
    name = join(fit(title, _TITLE), fit(category, _CATEGORY)) if full else fit(title, width - len("  ") - _STATE)
    return join(sign, " ", name, state)
