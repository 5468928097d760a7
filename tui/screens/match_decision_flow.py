"""Decisions about secrets and identifiers on the export page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from checklists.model.match_decisions import Decision
from checklists.scan.decide import decide
from tui.screens.dialogs.confirmations import secret
from tui.screens.dialogs.matches_dialog import MatchesDialog
from tui.state.places import named_places
from tui.state.steps import StepField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.model.match_decisions import MatchDecisions
    from checklists.scan.publication import PlacedMatch
    from exporters.bundle import Bundle
    from tui.screens.undo_screen import UndoScreen


def ask_about_secret(screen: UndoScreen, found: PlacedMatch) -> None:
    """Ask what the export does with a secret."""

    async def answered(answer: str | None) -> None:
        if answer == "go":
            await screen.go(named_places(screen.shown.checklist).get(found.place, StepField("review")))
        elif answer is not None:
            _decide(screen, [found], found.reference, Decision(answer))

    screen.ask(secret(found), answered)


def show_matches(screen: UndoScreen, bundle: Bundle) -> None:
    """Show all secrets and identifiers of a submission, to decide about each match and kind."""
    state = screen.shown
    dialog = MatchesDialog(
        bundle.matches,
        bundle.texts,
        state.draft.match_decisions,
        partial(_decide, screen, bundle.matches),
        editable=not state.read_only,
    )
    screen.ask(dialog)


def _decide(
    screen: UndoScreen, matches: Sequence[PlacedMatch], name: str, decision: Decision | None
) -> MatchDecisions | None:
    """Change the draft; return its decisions."""
    if screen.pane is not None:
        edit = partial(decide, matches=matches, names=[name], decision=decision)
        screen.pane.editor.change(lambda session: session.edit(edit))
    return screen.shown.draft.match_decisions
