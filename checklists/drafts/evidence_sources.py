"""Origin of a draft's evidence files: source, time and digest of each.

A separate file next to `draft.yaml`: it describes the copies, and undoing an answer leaves them where they are.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from checklists.drafts.evidence_intake import READ_LIMIT
from checklists.files.atomic_file import read_bounded, write_atomically
from checklists.files.digest import digest_of

FILE = "sources.json"
_SIZE_LIMIT = 4 * 2**20


class SourceState(StrEnum):
    """A source file compared with the time of the copy."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    NONE = "none"
    """The file was created here, or its source is unknown."""


@dataclass(frozen=True)
class SourceRecord:
    """Origin of one evidence file."""

    sha256: str
    """Digest of the content that was copied."""
    at: str
    """Time of the copy, in ISO 8601."""
    source: str = ""
    """Path of the source on this machine; empty for a file that aiconform created."""
    size: int = 0
    modified: int = 0
    """Modification time of the source, in nanoseconds."""


class EvidenceSources:
    """The record of one draft."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> Mapping[str, SourceRecord]:
        """Return the records by evidence file; none if the record is missing or damaged."""
        try:
            values = json.loads(read_bounded(self.path, _SIZE_LIMIT))["files"]
            return {name: _record(value) for name, value in values.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def state(self, record: SourceRecord | None) -> SourceState:
        """Compare a source with what was copied; reads it only if its size or time differ."""
        if record is None or not record.source:
            return SourceState.NONE
        path = Path(record.source)
        try:
            facts = path.stat()
            if (facts.st_size, facts.st_mtime_ns) == (record.size, record.modified):
                return SourceState.SAME
            same = digest_of(read_bounded(path, READ_LIMIT)) == record.sha256
        except (FileNotFoundError, NotADirectoryError, PermissionError, ValueError):
            return SourceState.MISSING
        except OSError:
            return SourceState.CHANGED
        return SourceState.SAME if same else SourceState.CHANGED

    def add(self, names: Mapping[str, SourceRecord], *, kept: Mapping[str, Path]) -> None:
        """Record files; forget those that are no longer kept. Without a writable record, nothing happens."""
        records = {name: record for name, record in self.records().items() if name in kept}
        value = {"files": {name: asdict(record) for name, record in sorted({**records, **names}.items())}}
        with contextlib.suppress(OSError):
            write_atomically(self.path, json.dumps(value, indent=1).encode())

    def forget(self, name: str, *, kept: Mapping[str, Path]) -> None:
        """Forget the source of a file; its time and digest stay."""
        record = self.records().get(name)
        if record is not None:
            self.add({name: replace(record, source="")}, kept=kept)


def describe(data: bytes, source: Path | None = None) -> SourceRecord:
    """Return the record of content that is copied now."""
    modified = 0
    if source is not None:
        with contextlib.suppress(OSError, ValueError):
            modified = source.stat().st_mtime_ns
    where = str(source.absolute()) if source is not None else ""
    return SourceRecord(digest_of(data), datetime.now(UTC).isoformat(timespec="seconds"), where, len(data), modified)


def _record(value: object) -> SourceRecord:
    if not isinstance(value, dict):
        raise TypeError("a record is a map")
    record = SourceRecord(**value)
    texts, numbers = (record.sha256, record.at, record.source), (record.size, record.modified)
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(number, int) for number in numbers):
        raise TypeError("a record holds texts and numbers")
    return record
