"""What the start page listed last, so that it shows this at once and reads only what has changed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from checklists.files.atomic_file import read_bounded, write_atomically
from checklists.files.file_stamp import file_stamp
from tui.state.draft_rows import DraftRow, TrashRow
from tui.state.program_sources import Source

LIMIT = 4_000_000
"""Bytes that are read."""
SCHEMA = 2
_MOST = 10_000
"""Larger numbers of requirements and errors are not from this program."""
_FILES = ("draft.yaml", "lock", "exports.json")
"""The files of a draft that its row follows from."""

Stamps = Mapping[str, str]
"""Times, sizes and inodes of each draft's files, by slug; equal stamps mean equal rows."""


_NOTHING: Mapping[str, Any] = {}


class Verdict(NamedTuple):
    """The number of errors in a draft's verdict."""

    stamp: str
    """Identifies everything that it follows from."""
    errors: int


class Listed(NamedTuple):
    """What the start page listed; the stamps are from before it was read."""

    rows: Mapping[str, DraftRow] = _NOTHING
    """Readable drafts that no session has open, by slug."""
    stamps: Stamps = _NOTHING
    trashed: tuple[TrashRow, ...] = ()
    trash: str = ""
    """Stamp of the trash."""
    sources: tuple[Source, ...] = ()
    program: str = ""
    """Stamp of the program's files, from which `sources` and the number of requirements follow."""
    verdicts: Mapping[str, Verdict] = _NOTHING

    def unchanged(self, stamps: Stamps) -> dict[str, DraftRow]:
        """Return the rows whose files have not changed."""
        return {slug: row for slug, row in self.rows.items() if stamps.get(slug) == self.stamps.get(slug)}


class ListedDrafts:
    """The file with the last list."""

    def __init__(self, path: Path, drafts: Path, program: str) -> None:
        """Prepare.

        Args:
            path: The file.
            drafts: The folder of drafts.
            program: The source of the program's data that the user named; a list for another source is not used.
        """
        self._path = path
        self._drafts = drafts
        self._program = program
        self._stored = ""

    def stamps(self) -> Stamps:
        """Return the stamps of all drafts, without reading one."""
        try:
            names = sorted(os.listdir(self._drafts))  # noqa: PTH208  Paths take longer than all of the work.
        except OSError:
            return {}
        return {name: self.stamps_of(name) for name in names if not name.startswith(".")}

    def trash(self) -> str:
        """Return the stamp of the trash."""
        return file_stamp(f"{self._drafts}/.trash")

    def stamps_of(self, name: str) -> str:
        """Return the stamps of one draft's files."""
        return "; ".join(file_stamp(f"{self._drafts}/{name}/{file}") for file in _FILES)

    def evidence(self, name: str) -> Iterable[str]:
        """Yield names and stamps of a draft's evidence files."""
        with contextlib.suppress(OSError), os.scandir(f"{self._drafts}/{name}/evidence") as entries:
            yield from sorted(f"{entry.name} {file_stamp(entry.path)}" for entry in entries)

    def load(self) -> Listed:
        """Return the last list; an empty one if the file is missing or was not written by this version."""
        try:
            text = read_bounded(self._path, LIMIT).decode()
            import json

            known = json.loads(text)
            if [known["schema"], known["named"]] != [SCHEMA, self._program]:
                return Listed()
            listed = _listed(known)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return Listed()
        self._stored = text
        return listed

    def save(self, listed: Listed) -> None:
        """Store a list; a failing disk costs this memory only."""
        import json

        value = {
            "schema": SCHEMA,
            "named": self._program,
            "drafts": [
                {**row._asdict(), "stamp": listed.stamps[slug], **_verdict(listed.verdicts.get(slug))}
                for slug, row in listed.rows.items()
                if slug in listed.stamps
            ],
            "trash": listed.trash,
            "trashed": [[row.id, row.name, row.deleted] for row in listed.trashed],
            "program": listed.program,
            "sources": listed.sources,
        }
        text = json.dumps(value, default=str)
        if text == self._stored or len(text) > LIMIT:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path, text.encode())
            self._stored = text


def _verdict(verdict: Verdict | None) -> dict[str, object]:
    return {"errors": verdict.errors, "verdict": verdict.stamp} if verdict else {}


def _listed(known: dict[str, Any]) -> Listed:
    """Build a list.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, OverflowError: It was not written by this version.
    """
    drafts = known["drafts"]
    return Listed(
        {str(draft["slug"]): _row(draft) for draft in drafts},
        {str(draft["slug"]): str(draft["stamp"]) for draft in drafts},
        tuple(TrashRow(str(id), str(name), _time(time)) for id, name, time in known["trashed"]),
        str(known["trash"]),
        tuple(Source(str(what), str(where), time and _time(time)) for what, where, time in known["sources"]),
        str(known["program"]),
        {
            str(draft["slug"]): Verdict(str(draft["verdict"]), _number(draft["errors"]))
            for draft in drafts
            if "verdict" in draft
        },
    )


def _row(value: dict[str, Any]) -> DraftRow:
    return DraftRow(
        slug=str(value["slug"]),
        name=str(value["name"]),
        minor=str(value["minor"]),
        answered=_number(value["answered"]),
        total=_number(value["total"]),
        edited=value["edited"] and _time(value["edited"]),
        merged=value["merged"] and date.fromisoformat(value["merged"]),
        renew_before=value["renew_before"] and date.fromisoformat(value["renew_before"]),
        review_due=value["review_due"] and date.fromisoformat(value["review_due"]),
        exported=value["exported"] and _time(value["exported"]),
    )


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < _MOST:
        raise ValueError("a number is small")
    return value


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time has its zone")
    return time
