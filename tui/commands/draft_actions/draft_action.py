"""Type of the actions of `aiconform drafts`, and how they print results."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.drafts.open_draft import OpenDraft
    from checklists.drafts.store import DraftStore
    from checklists.model.draft import Draft

NAME = ("name", "name of the draft or of its folder")


@dataclass(frozen=True)
class Action:
    """Subcommand of `drafts`."""

    run: Callable[[DraftStore, argparse.Namespace], None]
    about: str
    arguments: tuple[tuple[str, str], ...] = ()
    options: Callable[[argparse.ArgumentParser], object] = lambda _: None
    """Adds the other arguments and options."""
    locks: bool = False
    """Whether the action needs the draft's lock."""


def save_changed(opened: OpenDraft, draft: Draft) -> Draft:
    """Save a draft with the time of the change, and return it."""
    from datetime import UTC, datetime

    changed = draft.model_copy(update={"updated_at": datetime.now(UTC)})
    opened.save(changed)
    return changed


def print_draft(args: argparse.Namespace, draft: Draft, sentence: str) -> None:
    """Print a sentence, or the draft as JSON."""
    from tui.reports.draft_report import draft_json

    print_result(args, draft_json(draft), [sentence])


def print_result(args: argparse.Namespace, value: object, lines: Iterable[str]) -> None:
    """Print lines, or a value as JSON."""
    from tui.output import print_json

    if args.json:
        print_json(value)
    else:
        for line in lines:
            print(line)
