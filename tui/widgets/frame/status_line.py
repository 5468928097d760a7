"""The header: the draft, the time of its last save, the cluster."""

from datetime import datetime

from textual.content import Content

from tui import times
from tui.state.session.state import State
from tui.text.content import BAD, DOUBT, MUTED, STRONG, join, line, spread
from tui.text.glyphs import BAR, DOT, PROBLEM
from tui.text.obstacle_text import read_only_label, unsaved_label
from tui.times import clock
from tui.widgets.frame.state_line import StateLine

WIDE = 100


class StatusLine(StateLine):
    """One line; the draft's name is cut if the line is too short."""

    def render_state(self, state: State) -> Content:
        """Return the line, as wide as the terminal."""
        draft, wide = state.draft, self.size.width >= WIDE
        left = join(
            Content.styled(" aiconform  ", MUTED) if wide else "",
            " ",
            Content.styled("Demo, nothing is kept: " if wide else "Demo, not kept: ", DOUBT) if state.demo else "",
            line(draft.name, STRONG),
            f" {DOT} {'checklist ' if wide else ''}{draft.checklist}",
        )
        kept = "" if state.demo else join(saved(state, times.utc_now()), Content.styled(f" {BAR} ", MUTED))
        right = join(kept, cluster(state), " ")
        return spread(left, right.truncate(max(24, self.size.width * 2 // 3), ellipsis=True), self.size.width)


def saved(state: State, now: datetime) -> Content:
    """Return when the draft was saved, or why it could not be saved."""
    if state.obstacle is not None:
        return join(Content.styled(f"{PROBLEM} ", DOUBT), line(read_only_label(state.obstacle), DOUBT))
    if state.save_error is not None:
        return join(Content.styled(f"{PROBLEM} ", BAD), line(unsaved_label(state.save_error), BAD))
    if state.unsaved:
        return Content.styled("saving", MUTED)
    return Content(f"saved {clock(state.saved_at or state.draft.updated_at, now)}")


def cluster(state: State) -> Content:
    """Return the name of the cluster and that access is read-only."""
    if state.snapshot is None:
        return Content.styled("no cluster read", MUTED)
    return join(line(state.snapshot.context or "cluster"), " ", Content.styled("read-only", MUTED))
