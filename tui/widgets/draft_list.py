"""The list of the start page: drafts, then actions that create one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.model.renewal import format_day
from checklists.text import clean_line, count
from tui.text.content import ACCENT, BAD, DOUBT, GOOD, MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.text.glyphs import CURRENT, EMPTY, FULL, PROBLEM
from tui.text.key_hints import with_keys
from tui.times import ago, renew
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.events import Resize

    from tui.state.draft_rows import DraftListing, DraftRow

BAR_WIDTH = 10
VERDICT = 9
DETAILS = 30
"""Cells of everything in a row besides name, bar and date: minor, count, verdict."""
LEAST_NAME, NAME = 20, 40
"""Least cells of a column of names, and of one next to a bar."""
LONGEST_NAME = 300
"""Characters of a name."""
SOON = 60
"""Days before a certification ends from which its renewal is highlighted."""


class Beginning(NamedTuple):
    """A row that creates a draft or opens the trash."""

    key: str
    label: str
    action: str


BEGIN = {
    "begin:new": Beginning("n", "New self-assessment", "new"),
    "begin:import": Beginning("i", "Import a PRODUCT.yaml (renewal or handover)", "import"),
    "begin:demo": Beginning("d", "Try a demo cluster (nothing is saved)", "demo"),
    "begin:trash": Beginning("t", "Restore a draft from the trash", "trash"),
}


class DraftList(RowList):
    """One list for drafts and actions, so that arrows and enter reach everything."""

    class Taken(Message):
        """The user chose a row: a draft's slug or a key of `BEGIN`."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    class Moved(Message):
        """The cursor moved to another row."""

    class FilterCleared(Message):
        """The user wants all drafts again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="home.open", tooltip="Open the row under the cursor"),
        Binding("escape", "all", "All", id="home.all", tooltip="Clear the filter", show=False),
    ]

    listing: reactive[DraftListing | None] = reactive(None)
    errors: reactive[Mapping[str, int]] = reactive(dict)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[str | DraftRow | None] = []
        self._prompts: list[Content] = []
        self._marked: int | None = None
        self._proposed: int | None = None
        self._was_chosen = False
        self._words: tuple[str, ...] = ()
        self._pinned: str | None = None
        """Draft that is shown whatever the filter."""
        self._widths = (0, 0, 0)

    @property
    def draft(self) -> DraftRow | None:
        """The draft under the cursor."""
        at = self.highlighted
        row = self._rows[at] if at is not None and at < len(self._rows) else None
        return None if isinstance(row, str) else row

    def on_mount(self) -> None:
        """Show the actions before the drafts are listed."""
        self._refresh_rows()

    def watch_listing(self) -> None:
        """Show the drafts."""
        self._refresh_rows()

    def watch_errors(self) -> None:
        """Show the verdicts where the drafts are; rows and cursor stay."""
        if not self.is_mounted or self.listing is None:
            return
        if self._words:
            self._refresh_rows()
            return
        for index, row in enumerate(self._rows):
            if row is not None and not isinstance(row, str):
                prompt = self._draft_row(row, self.listing)
                if not prompt.is_same(self._prompts[index]):
                    self._prompts[index] = prompt
                    shown = _marked(prompt) if index == self._marked else prompt
                    self.replace_option_prompt_at_index(index, shown)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the columns to the width."""
        if self._widths != self._measure(self.listing):
            self._refresh_rows()

    def choose(self, draft: str) -> None:
        """Put the cursor on a draft, and show it until the filter changes."""
        self._pinned, self._was_chosen = draft, True
        self._refresh_rows(draft)

    def _refresh_rows(self, wanted: str | None = None) -> None:
        if not self.is_mounted:
            return
        self._widths = self._measure(self.listing)
        before, at = self._rows, self.highlighted
        kept = wanted or (before[at] if at is not None and at < len(before) and self._was_chosen else None)
        rows = [*self._draft_rows(self.listing), *_begin_rows(self.listing)]
        self._rows = [row for row, _ in rows]
        self._prompts = [prompt for _, prompt in rows]
        self._marked = None
        self.clear_options()
        self.add_options([Option(prompt, disabled=row is None) for row, prompt in rows])
        self._proposed = self._find(kept, at or 0) if kept is not None else self._likeliest()
        self.highlighted = self._proposed

    def _draft_rows(self, listing: DraftListing | None) -> Iterator[tuple[DraftRow | None, Content]]:
        """Yield the matching drafts below a heading; a text in place of a draft has no row."""
        if listing is not None and not listing.drafts:
            yield None, _introduction()
            return
        yield None, Content.styled("Continue", STRONG)
        if listing is None:
            yield None, Content.styled("  reading drafts", MUTED)
        else:
            shown = [row for row in listing.drafts if self._matches(row)]
            yield from ((row, self._draft_row(row, listing)) for row in shown)
            if not shown:
                yield None, Content(with_keys("  No draft matches. {esc:home.all} clears the filter."))
        yield None, Content("")

    def _find(self, kept: str | DraftRow, at: int) -> int | None:
        """Find the same row; else, after a deletion, the draft in its place."""
        wanted, keys = _key(kept), [_key(row) for row in self._rows]
        if wanted in keys:
            return keys.index(wanted)
        return at if at < len(keys) and keys[at] is not None and keys[at] not in BEGIN else self._likeliest()

    def _likeliest(self) -> int | None:
        return next((index for index, row in enumerate(self._rows) if row is not None), None)

    def action_all(self) -> None:
        """Request all drafts."""
        self.post_message(self.FilterCleared())

    def filter(self, typed: str) -> None:
        """Show the drafts that have all typed words in name, minor, state or verdict."""
        self._was_chosen |= bool(self._words)  # The row under the cursor was searched for.
        self._words, self._pinned = tuple(typed.casefold().split()), None
        self._refresh_rows()

    def _matches(self, row: DraftRow) -> bool:
        known = (row.name, row.slug, row.minor, "submitted" if row.merged else "", self._verdict(row).plain)
        searched = " ".join(known).casefold()
        return row.slug == self._pinned or all(word in searched for word in self._words)

    def _verdict(self, row: DraftRow) -> Content:
        errors = self.errors.get(row.slug)
        if errors is None:
            return Content("")
        return Content.styled(count(errors, "error"), MUTED) if errors else Content.styled("passes", GOOD)

    def _measure(self, listing: DraftListing | None) -> tuple[int, int, int]:
        """Return the cells of a row, of its bar and of its name."""
        drafts = listing.drafts if listing is not None else ()
        width = (self.outer_size or self.app.size).width - 3
        longest = max((line(row.name).cell_length for row in drafts), default=0)
        dates = max((_when(row, listing).cell_length for row in drafts), default=0) if listing is not None else 0
        bar = BAR_WIDTH if width - BAR_WIDTH - DETAILS - dates >= min(longest, NAME) else 0
        room = width - bar - DETAILS - dates
        return width, bar, min(longest, room) if room >= min(longest, LEAST_NAME) else 2

    def _draft_row(self, row: DraftRow, listing: DraftListing) -> Content:
        """Return a draft's line, with a line of its own for a name that does not fit: only absurd names are cut."""
        width, bar_width, column = self._widths
        name = line(clean_line(row.name, limit=LONGEST_NAME))
        if row.trouble is not None:
            details = join("  ", Content.styled(f"{PROBLEM} ", BAD), line(row.trouble, BAD))
        else:
            share = round(bar_width * row.answered / row.total) if row.total else 0
            bar = Content.styled(FULL * share + EMPTY * (bar_width - share), GOOD if share == bar_width else MUTED)
            done = f" {row.answered:>2} of {row.total:<2}" if row.total else " " * 9
            far = fit(Content("submitted"), bar_width + 9) if row.merged else join(bar, done)
            verdict = fit(self._verdict(row), VERDICT)
            details = join("  ", f"{row.minor:<5}", far, "  ", verdict, " ", _when(row, listing))
        if name.cell_length <= column:
            return fit(join("  ", fit(name, column), details), width)
        return lines(hanging_indent(Content("  "), name, width), fit(join(" " * (column + 2), details), width))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the row under the cursor and report the move."""
        event.stop()
        if self._marked is not None:
            self.replace_option_prompt_at_index(self._marked, self._prompts[self._marked])
        self._marked = event.option_index
        self.replace_option_prompt_at_index(self._marked, _marked(self._prompts[self._marked]))
        if event.option_index != self._proposed:
            self._was_chosen = self.listing is not None
        self._proposed = None
        self.post_message(self.Moved())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Report the chosen row."""
        event.stop()
        row = _key(self._rows[event.option_index])
        if row is not None:
            self.post_message(self.Taken(row))


def _key(row: str | DraftRow | None) -> str | None:
    """Return a draft's slug or a key of `BEGIN`; None for a heading."""
    return row if row is None or isinstance(row, str) else row.slug


def _marked(prompt: Content) -> Content:
    return Content(f"{CURRENT} {prompt.plain[2:]}")


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


def _begin_rows(listing: DraftListing | None) -> Iterator[tuple[str | None, Content]]:
    """Yield the actions below a heading; the trash only if a draft is in it."""
    yield None, Content.styled("Begin", STRONG)
    for key, begin in BEGIN.items():
        if key != "begin:trash" or (listing is not None and listing.trashed):
            yield key, join("  ", Content.styled(begin.key, ACCENT), f"  {begin.label}")


def _introduction() -> Content:
    """Return what the start page shows before the first draft."""
    return lines(
        "A self-assessment ends with a folder for the program's pull request.",
        "Steps: platform data, cluster, one page per requirement, review, export.",
        "",
    )
