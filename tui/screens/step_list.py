"""The list of all steps of the open draft."""

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


_TITLE, _CATEGORY, _NARROW_TITLE = 36, 16, 30
"""Cells of the columns; in a narrow terminal, rows have no category."""


def go_to(state: State, current: str, *, narrow: bool = False) -> ListDialog:
    """Return a dialog that lists all steps; words, levels and statuses filter it."""
    title, category = (_NARROW_TITLE, 0) if narrow else (_TITLE, _CATEGORY)
    all_steps = steps(state.checklist)
    rows: list[Row] = []
    for step in all_steps:
        sign, words = tail(state, step)
        where = category_title(step.category) if step.category else ""
        shown = join(sign, " ", fit(line(step.title), title), fit(Content.styled(where, MUTED), category), words)
        place = searched_step(state, step)
        rows.append(Row(step.id, shown, Searched(place.title, place.names, place.words)))
    leave = join(
        "  ", fit(Content("All drafts"), title + category), Content.styled(key_of("wizard.leave", "ctrl+l"), MUTED)
    )
    rows.append(Row(DRAFTS, leave, Searched("All drafts", ("start page", "home"))))
    start = [step.id for step in all_steps].index(current)
    return ListDialog("Go to", rows, does="goes there", empty="No step matches.", start=start)
