"""The secrets and identifiers of a submission, with the decisions about them and a preview of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from checklists.model.match_decisions import Decision, MatchDecisions
from checklists.scan.match_preview import LinePart, MatchPreviews
from checklists.scan.publication import PlacedMatch, with_decisions
from checklists.text import count
from tui.screens.base import Dialog, button
from tui.state.match_rows import MatchRow, match_rows
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, fit, join, line, text
from tui.widgets.row_list import RowList
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Columns, Rows

Decide = Callable[[str, Decision | None], MatchDecisions | None]
"""Function that decides about a match or a kind by name, and returns all decisions."""
_DECISIONS: Mapping[str, Decision | None] = {"replace": Decision.REPLACE, "allow": Decision.ALLOW, "undecide": None}
_LABELS = {"replace": "Replace (r)", "allow": "Allow (a)", "undecide": "Undecide (u)"}
_OTHER_COLUMNS = 14
"""Cells of a row's left half without the value."""


class MatchesDialog(Dialog[str]):
    """Dialog whose decisions apply at once; ctrl+z on the export page undoes them."""

    AUTO_FOCUS: ClassVar = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "decide('replace')", "Replace", id="matches.replace", tooltip="Export a pseudonym, or REDACTED"),
        Binding("a", "decide('allow')", "Allow", id="matches.allow", tooltip="Export it unchanged"),
        Binding("u", "decide('undecide')", "Undecide", id="matches.undecide", tooltip="Remove the decision"),
        Binding("down", "move('cursor_down')", "Down", id="matches.down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", id="matches.up", show=False, priority=True),
    ]

    def __init__(
        self,
        matches: Sequence[PlacedMatch],
        texts: Mapping[str, str],
        decisions: MatchDecisions | None,
        decide: Decide,
        *,
        editable: bool,
    ) -> None:
        """Show matches.

        Args:
            matches: The matches.
            texts: The texts that they are in, by place.
            decisions: The decisions so far.
            decide: Makes a decision.
            editable: Whether the draft can be changed.
        """
        super().__init__("Secrets and identifiers")
        self._matches = tuple(matches)
        self._texts = texts
        self._decisions = decisions
        self._decide = decide
        self._editable = editable
        self._rows: tuple[MatchRow, ...] = ()

    def body(self) -> list[Widget]:
        """Return the rows, and the preview of the row under the cursor."""
        return [
            RowList(id="matches"),
            TextLabel(id="match-place"),
            Columns(
                Rows(TextLabel("Your text", classes="match-heading"), TextLabel(id="match-before")),
                Rows(TextLabel(id="match-heading", classes="match-heading"), TextLabel(id="match-after")),
                id="match-preview",
            ),
        ]

    def buttons(self) -> list[Button]:
        """Return the decisions."""
        decisions = [button(label, key) for key, label in _LABELS.items()] if self._editable else []
        return [*decisions, button("Close", "close")]

    def on_mount(self) -> None:
        """Show the rows."""
        self._show()

    def on_resize(self) -> None:
        """Fit the rows to the width."""
        self._show()

    def _show(self) -> None:
        matches = with_decisions(self._matches, self._decisions)
        self._previews = MatchPreviews(self._texts, matches)
        self._rows = match_rows(matches, self._decisions)
        listed = self.query_one(RowList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([Option(self._row(row)) for row in self._rows])
        listed.highlighted = min(at, len(self._rows) - 1) if self._rows else None

    def _row(self, row: MatchRow) -> Content:
        places, width = count(row.places, "place"), max(self.size.width // 2 - _OTHER_COLUMNS, 10)
        if row.is_kind:
            return join(fit(line(f"{row.title}: {places}", STRONG), width + 14), " ", self._effect(row, kind=True))
        value = row.title if row.first.secret else self._previews.value(row.first)
        return join("  ", fit(line(value), width), " ", fit(line(places, MUTED), 11), " ", self._effect(row))

    def _effect(self, row: MatchRow, *, kind: bool = False) -> Content:
        match row.decision:
            case Decision.REPLACE:
                becomes = "replaced" if kind else f"replaced by {self._previews.replacement(row.first)}"
                return line(becomes, GOOD)
            case Decision.ALLOW:
                return line("allowed: not a secret" if row.first.secret else "allowed")
        return line("blocks the export", BAD) if row.blocks else line("written unchanged", DOUBT)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the preview of the row under the cursor."""
        event.stop()
        row = self._rows[event.option_index]
        chosen = row.first
        shown = self.query_one("#match-preview")
        shown.display = chosen.place in self._texts
        words = "The export writes" if row.decision is Decision.REPLACE else "If replaced, the export writes"
        hint = "" if row.replaceable else "  It cannot be replaced: change the answer, or allow the match."
        self.query_one("#match-place", TextLabel).show(join(line(chosen.where, MUTED), Content.styled(hint, DOUBT)))
        self.query_one("#match-heading", TextLabel).show(words)
        if shown.display:
            preview = self._previews.preview(chosen)
            self.query_one("#match-before", TextLabel).show(_shown(preview.before))
            self.query_one("#match-after", TextLabel).show(_shown(preview.after))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Toggle between replacing and allowing the match."""
        event.stop()
        row = self._rows[event.option_index]
        self._take(row, Decision.ALLOW if row.decision is Decision.REPLACE else Decision.REPLACE)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Decide about the row under the cursor, or close."""
        event.stop()
        if event.button.id is not None and event.button.id in _DECISIONS:
            self.action_decide(event.button.id)
        else:
            self.dismiss(None)

    def action_decide(self, how: str) -> None:
        """Decide about the row under the cursor."""
        at = self.query_one(RowList).highlighted
        if at is not None:
            self._take(self._rows[at], _DECISIONS[how])

    def _take(self, row: MatchRow, decision: Decision | None) -> None:
        if self._editable and (row.replaceable or decision is not Decision.REPLACE):
            self._decisions = self._decide(row.name, decision)
            self._show()

    async def action_move(self, how: str) -> None:
        """Move in the rows."""
        await self.query_one(RowList).run_action(how)


def _shown(parts: Sequence[LinePart]) -> Content:
    return join(*(text(part.text, "reverse" if part.marked else "") for part in parts))
