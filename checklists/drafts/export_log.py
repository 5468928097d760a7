"""Log of a draft's exports: time, place and content. It distinguishes own files from files of other origin.

A separate file next to `draft.yaml`, since an export also runs while another session has the draft open.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from checklists.files.atomic_file import read_bounded, write_atomically
from checklists.model.draft import Frozen, Line

FILE = "exports.json"
_SIZE_LIMIT = 8 * 2**20
_KEPT = 50
"""Number of exports that the log keeps."""


class ExportRecord(Frozen):
    """One export of a draft."""

    at: datetime
    to: Line
    """The destination folder or zip file."""
    folder: Line
    """The submission's folder in the destination, for example `v1.36/nebula`."""
    files: Mapping[Line, Line]
    """SHA-256 of each file, by path in the destination."""
    commit: Line = ""
    """Commit that contains the export; empty if the files were only written."""

    @property
    def digest(self) -> str:
        """SHA-256 over the paths and contents of all files."""
        text = "".join(f"{digest}  {path}\n" for path, digest in sorted(self.files.items()))
        return hashlib.sha256(text.encode()).hexdigest()


class ExportLog:
    """The log file of one draft."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    @property
    def folder(self) -> Path:
        """The draft's folder."""
        return self._path.parent

    def records(self) -> tuple[ExportRecord, ...]:
        """Return the exports, oldest first; none if the log is missing or damaged."""
        try:
            values = json.loads(read_bounded(self._path, _SIZE_LIMIT))["exports"]
            return tuple(ExportRecord.model_validate(value) for value in values)
        except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError):
            return ()

    def last(self) -> ExportRecord | None:
        """Return the latest export."""
        records = self.records()
        return records[-1] if records else None

    def written(self) -> Mapping[str, frozenset[str]]:
        """Return the digests of all exported files, by path in the destination."""
        digests: dict[str, set[str]] = {}
        for record in self.records():
            for path, digest in record.files.items():
                digests.setdefault(path, set()).add(digest)
        return {path: frozenset(values) for path, values in digests.items()}

    def add(self, record: ExportRecord) -> None:
        """Append an export.

        Raises:
            OSError: The log cannot be written.
        """
        self._write((*self.records(), record)[-_KEPT:])

    def remove(self, record: ExportRecord) -> None:
        """Remove an export that failed.

        Raises:
            OSError: The log cannot be written.
        """
        self._write(tuple(other for other in self.records() if other != record))

    def _write(self, records: tuple[ExportRecord, ...]) -> None:
        value = {"exports": [record.model_dump(mode="json") for record in records]}
        write_atomically(self._path, json.dumps(value, indent=1).encode())
