"""The drafts that the start page listed last: it shows them at once while no file has changed. No Textual here."""

from __future__ import annotations

import contextlib
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

from checklists.files.atomic_file import read_bounded, write_atomically
from tui.state.draft_rows import DraftListing, DraftRow, TrashRow

LIMIT = 4_000_000
"""Bytes that are read."""
KEPT = 40
"""Drafts that are remembered, the latest ones: more do not fit most terminals."""
SCHEMA = 1
_FILES = ("draft.yaml", "lock", "exports.json")
"""The files of a draft that its row follows from."""

Stamp = list[list[str]]
"""Names and times of files; equal stamps mean equal rows."""


class ListedDrafts:
    """The rows on disk, with the stamp of the files that they were read from."""

    def __init__(self, path: Path, drafts: Path, program: str) -> None:
        """Prepare.

        Args:
            path: The file with the rows.
            drafts: The folder of drafts.
            program: The source of the program's data that the user named; rows for another source are not used.
        """
        self._path = path
        self._drafts = drafts
        self._program = program
        self._stored = ""

    def stamp(self) -> Stamp:
        """Return the stamp of all drafts and of the trash, without reading a draft."""
        try:
            names = sorted(os.listdir(self._drafts))  # noqa: PTH208  Paths take longer than all of the work.
        except OSError:
            return []
        rows = [[name, *(_written(f"{self._drafts}/{name}/{file}") for file in _FILES)] for name in names]
        return [["trash", _written(f"{self._drafts}/.trash")], *rows]

    def load(self, now: datetime) -> DraftListing | None:
        """Return the rows; None without rows, or if a draft was changed, opened, exported or deleted since."""
        import json

        try:
            text = read_bounded(self._path, LIMIT).decode()
            known = json.loads(text)
            if [known["schema"], known["program"], known["stamp"]] != [SCHEMA, self._program, self.stamp()]:
                return None
            trashed = tuple(TrashRow(str(id), str(name), _time(time)) for id, name, time in known["trashed"])
            listing = DraftListing(tuple(map(_row, known["drafts"])), trashed, str(known["shown"]), now)
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
        self._stored = text
        return listing

    def save(self, listing: DraftListing, stamp: Stamp) -> None:
        """Remember the rows of readable drafts that no session has open; a failing disk costs the memory only.

        Args:
            listing: All drafts, the latest first.
            stamp: The stamp from before they were read.
        """
        import json

        rows = listing.drafts[:KEPT]
        usable = bool(rows) and not any(row.trouble or row.locked_by for row in rows)
        value = {
            "schema": SCHEMA,
            "program": self._program,
            "stamp": stamp,
            "drafts": [vars(row) for row in rows],
            "trashed": [[row.id, row.name, row.deleted] for row in listing.trashed],
            "shown": listing.program,
        }
        text = json.dumps(value, default=str) if usable else ""
        if text == self._stored:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path, text.encode())
            self._stored = text


def _written(path: str) -> str:
    """Return when a file was written and its size; empty without a file."""
    try:
        found = os.stat(path)  # noqa: PTH116  Paths take longer than all of the work.
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _row(value: dict[str, Any]) -> DraftRow:
    """Build a row.

    Raises:
        ValueError, KeyError, TypeError: It was not written by this version.
    """
    return DraftRow(
        slug=str(value["slug"]),
        name=str(value["name"]),
        minor=str(value["minor"]),
        answered=int(value["answered"]),
        total=int(value["total"]),
        edited=value["edited"] and _time(value["edited"]),
        merged=value["merged"] and date.fromisoformat(value["merged"]),
        renew_before=value["renew_before"] and date.fromisoformat(value["renew_before"]),
        review_due=value["review_due"] and date.fromisoformat(value["review_due"]),
        exported=value["exported"] and _time(value["exported"]),
    )


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time has its zone")
    return time
