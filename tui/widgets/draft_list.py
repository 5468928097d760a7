"""The list of the start page: drafts, then actions that create one."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.model.renewal import format_day
from tui.state.drafts_service import DraftListing, DraftRow
from tui.text.content import ACCENT, BAD, DOUBT, GOOD, MUTED, STRONG, fit, join, line, lines
from tui.text.glyphs import CURRENT, EMPTY, FULL, PROBLEM
from tui.times import ago, renew
from tui.widgets.row_list import RowList

BAR_WIDTH = 10
SOON = 60
"""Days before a certification ends from which its renewal is highlighted."""


@dataclass(frozen=True)
class Beginning:
    """A row that creates a draft or opens the trash."""

    key: str
    words: str
    action: str


BEGIN = {
    "begin:new": Beginning("n", "New self-assessment", "new"),
    "begin:import": Beginning("i", "Import a PRODUCT.yaml (renewal or handover)", "import"),
    "begin:demo": Beginning("d", "Try a demo cluster (nothing is saved)", "demo"),
    "begin:trash": Beginning("t", "Restore a draft from the trash", "trash"),
}


class DraftList(RowList):
    """One list for drafts and actions, so that arrows and enter reach everything."""

    @dataclass
    class Taken(Message):
        """The user chose a row: a draft's slug or a key of `BEGIN`."""

        row: str

    class Moved(Message):
        """The cursor moved to another row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="home.open", tooltip="Open the row under the cursor"),
    ]

    listing: reactive[DraftListing | None] = reactive(None)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[str | DraftRow | None] = []
        self._prompts: list[Content] = []
        self._marked: int | None = None
        self._proposed: int | None = None
        self._was_chosen = False

    @property
    def draft(self) -> DraftRow | None:
        """The draft under the cursor."""
        at = self.highlighted
        row = self._rows[at] if at is not None and at < len(self._rows) else None
        return row if isinstance(row, DraftRow) else None

    def on_mount(self) -> None:
        """Show the actions before the drafts are listed."""
        self._refresh_rows()

    def watch_listing(self) -> None:
        """Show the drafts."""
        self._refresh_rows()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the columns to the width."""
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        if not self.is_mounted:
            return
        before, at = self._rows, self.highlighted
        kept = before[at] if at is not None and at < len(before) and self._was_chosen else None
        rows: list[tuple[str | DraftRow | None, Content]] = []
        if self.listing is None or self.listing.drafts:
            rows.append((None, Content.styled("Continue", STRONG)))
            if self.listing is None:
                rows.append((None, Content.styled("  reading drafts", MUTED)))
            else:
                rows += [(row, self._draft_row(row, self.listing)) for row in self.listing.drafts]
            rows.append((None, Content("")))
        else:
            rows.append((None, _first_words()))
        rows.append((None, Content.styled("Begin", STRONG)))
        rows += [
            (key, join("  ", Content.styled(begin.key, ACCENT), f"  {begin.words}"))
            for key, begin in BEGIN.items()
            if key != "begin:trash" or (self.listing is not None and self.listing.trashed)
        ]
        self._rows = [row for row, _ in rows]
        self._prompts = [prompt for _, prompt in rows]
        self._marked = None
        self.clear_options()
        self.add_options([Option(prompt, disabled=row is None) for row, prompt in rows])
        self._proposed = self._find(kept, at) if kept is not None and at is not None else self._likeliest()
        self.highlighted = self._proposed

    def _find(self, kept: str | DraftRow, at: int) -> int | None:
        """Find the same row; else, after a rename or a deletion, the draft in its place."""
        wanted = kept.slug if isinstance(kept, DraftRow) else kept
        slugs = [row.slug if isinstance(row, DraftRow) else row for row in self._rows]
        if wanted in slugs:
            return slugs.index(wanted)
        return at if at < len(self._rows) and isinstance(self._rows[at], DraftRow) else self._likeliest()

    def _likeliest(self) -> int | None:
        return next((index for index, row in enumerate(self._rows) if row is not None), None)

    def _draft_row(self, row: DraftRow, listing: DraftListing) -> Content:
        width = self.size.width - 1
        bar_width = BAR_WIDTH if width >= 70 else 0
        more = 14 if any(other.renew_before or other.review_due for other in listing.drafts) else 0
        name = fit(line(row.name), min(max(width - bar_width - 41 - more, 16), 40))
        if row.trouble is not None:
            return fit(join("  ", name, Content.styled(f" {PROBLEM} ", BAD), line(row.trouble, BAD)), width)
        share = round(bar_width * row.answered / row.total) if row.total else 0
        bar = Content.styled(FULL * share + EMPTY * (bar_width - share), GOOD if share == bar_width else MUTED)
        count = f"{row.answered:>2} of {row.total:<2}" if row.total else " " * 8
        far = fit(Content("submitted"), bar_width + 9) if row.merged else join(bar, f" {count}")
        return fit(join("  ", name, f" {row.minor:<5}", far, " ", _when(row, listing)), width)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the row under the cursor and report the move."""
        event.stop()
        if self._marked is not None:
            self.replace_option_prompt_at_index(self._marked, self._prompts[self._marked])
        self._marked = event.option_index
        marked = Content(f"{CURRENT} {self._prompts[self._marked].plain[2:]}")
        self.replace_option_prompt_at_index(self._marked, marked)
        if event.option_index != self._proposed:
            self._was_chosen = self.listing is not None
        self._proposed = None
        self.post_message(self.Moved())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Report the chosen row."""
        event.stop()
        row = self._rows[event.option_index]
        if row is not None:
            self.post_message(self.Taken(row.slug if isinstance(row, DraftRow) else row))


def _when(row: DraftRow, listing: DraftListing) -> Content:
    """Return who has the draft open, when its review or renewal is due, or when it was last exported or edited."""
    if row.locked_by:
        return Content.styled(f"{PROBLEM} open: {row.locked_by}", DOUBT)
    if row.review_due is not None:
        overdue = row.review_due < listing.now.astimezone().date()
        return Content.styled(f"review due {format_day(row.review_due)}", DOUBT if overdue else MUTED)
    if row.renew_before is not None:
        today = listing.now.astimezone().date()
        soon = (row.renew_before - today).days <= SOON
        return Content.styled(renew(row.renew_before, today), DOUBT if soon else MUTED)
    if row.exported is not None and (row.edited is None or row.exported >= row.edited):
        return Content.styled(f"exported {ago(row.exported, listing.now)}", MUTED)
    return Content.styled(f"edited {ago(row.edited, listing.now)}" if row.edited else "", MUTED)


def _first_words() -> Content:
    return lines(
        "A self-assessment ends with a folder for the program's pull request. The steps:",
        "platform data, cluster, one page per requirement, review, export.",
        "",
    )
