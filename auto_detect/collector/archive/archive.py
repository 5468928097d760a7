"""Archives of the script from `aiconform detect --script`: a tar file of responses with an index."""

import re
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from auto_detect.collector.archive.file import ArchiveFile, TooLarge
from auto_detect.limits import MIB
from checklists.errors import SnapshotError
from checklists.files.atomic_file import os_error_reason
from checklists.text import clean_line, shown_path

_MAX_INDEX = 4 * MIB
FORMAT = "aiconform-collected 1"
"""First line of the index."""

_HINT = "Collect it again with the script that `aiconform detect --script` prints."
_LINE = re.compile(r"([0-9]{1,6}) (ok|failed) (/(?!/)\S{0,4000})")


@dataclass(frozen=True)
class RecordedResponse:
    """Recorded response to a request."""

    ok: bool
    file: ArchiveFile
    name: str
    """Name of the member with the body; for a failed request, with kubectl's error."""

    @property
    def size(self) -> int:
        """Size of the body in bytes."""
        return self.file.size(self.name)

    def read(self, most: int) -> bytes:
        """Return the beginning of the body."""
        return self.file.read(self.name, most)

    def fill(self, buffer: bytearray) -> None:
        """Fill an empty buffer with the body."""
        self.file.fill(self.name, buffer)


@dataclass(frozen=True)
class Archive:
    """All recorded responses, with the time and context of the collection."""

    taken_at: datetime
    context: str
    responses: dict[str, RecordedResponse]
    """Responses by request path and query."""
    file: ArchiveFile
    """Open file; the owner closes it."""


def load_archive(path: Path) -> Archive:
    """Open an archive.

    Raises:
        SnapshotError: the file cannot be read, is damaged, or is not an archive of the script.
    """
    displayed_path = shown_path(path)
    try:
        file = ArchiveFile(path)
    except TooLarge as error:
        raise SnapshotError(f"{displayed_path} is too large: {error}.", _HINT) from None
    except (tarfile.TarError, EOFError, ValueError, RecursionError) as error:
        message = clean_line(str(error), limit=200)
        raise SnapshotError(
            f"{displayed_path} is not an archive of the script, or an incomplete one: {message}.", _HINT
        ) from None
    except OSError as error:
        raise SnapshotError(f"{displayed_path} cannot be read: {os_error_reason(error)}.", _HINT) from None
    try:
        return _archive(file, displayed_path)
    except BaseException:
        file.close()
        raise


def _archive(file: ArchiveFile, displayed_path: str) -> Archive:
    index = file.read("index", _MAX_INDEX) if "index" in file else b""
    head, *lines = index.decode("utf-8", "replace").splitlines() or [""]
    if head != FORMAT:
        raise SnapshotError(f"{displayed_path} is not an archive of this version's script.", _HINT)
    facts = dict(line.partition(" ")[::2] for line in lines if line.startswith(("taken-at ", "context ")))
    try:
        taken_at = datetime.fromisoformat(facts.get("taken-at", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SnapshotError(f"{displayed_path} has no collection time.", _HINT) from None
    responses: dict[str, RecordedResponse] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None and found[1] in file:
            responses[found[3]] = RecordedResponse(found[2] == "ok", file, found[1])
    if not responses:
        raise SnapshotError(f"{displayed_path} contains no responses.", _HINT)
    return Archive(taken_at, clean_line(facts.get("context", ""), limit=200), responses, file)
