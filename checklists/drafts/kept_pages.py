"""Copies of linked evidence pages that a draft keeps for a private review, with source, time and digest of each."""

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from checklists.drafts.evidence_intake import refused_content
from checklists.errors import DraftError
from checklists.files.atomic_file import format_size, os_error_reason, read_bounded, write_atomically
from checklists.files.content_type import content_type
from checklists.files.digest import digest_of
from checklists.model.naming import slug

FOLDER = "pages"
"""Folder of the copies, in the draft's folder and in the archive."""
PAGE_LIMIT = 2 * 2**20
"""Maximum bytes of a copy."""
TOTAL_LIMIT = 25 * 2**20
"""Maximum bytes of all copies of a draft."""
_RECORD = "pages.json"
_RECORD_LIMIT = 4 * 2**20
_ENDINGS = {
    "PNG picture": ".png",
    "JPEG picture": ".jpg",
    "GIF picture": ".gif",
    "WebP picture": ".webp",
    "PDF file": ".pdf",
}


@dataclass(frozen=True)
class PageRecord:
    """Origin of a copy."""

    url: str
    """The page, without fragment and credentials."""
    file: str
    """The copy's name in `FOLDER`."""
    at: str
    """Time of the download, in ISO 8601."""
    sha256: str
    size: int


class KeptPages:
    """The copies of one draft, each with the content as received."""

    def __init__(self, draft_folder: Path) -> None:
        self.folder = draft_folder / FOLDER

    def records(self) -> Mapping[str, PageRecord]:
        """Return the copies by page; none if the record is missing or damaged."""
        try:
            values = json.loads(read_bounded(self.folder / _RECORD, _RECORD_LIMIT))["pages"]
            return {record.url: record for record in map(_record, values)}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def read(self, record: PageRecord) -> bytes:
        """Return a copy.

        Raises:
            DraftError: The copy is missing or was changed.
        """
        path = self.folder / record.file
        hint = "Download it again: `aiconform drafts keep-pages NAME --fresh`."
        try:
            data = read_bounded(path, PAGE_LIMIT)
        except OSError as error:
            raise DraftError(f"The copy {path} cannot be read: {os_error_reason(error)}.", hint) from error
        if digest_of(data) != record.sha256:
            raise DraftError(f"The copy {path} differs from what was downloaded.", hint)
        return data

    def keep(self, url: str, data: bytes, at: datetime, *, html: bool) -> PageRecord:
        """Store a copy in place of an earlier one.

        Args:
            url: The page.
            data: Its content.
            at: Time of the download.
            html: Whether the server sent it as HTML.

        Raises:
            DraftError: It is an archive or a program, too large, or cannot be written; nothing was changed. The message
                is the end of a sentence about the page.
        """
        refusal = refused_content(data)
        if refusal is not None:
            raise DraftError(refusal[0])
        records = {**self.records()}
        others = sum(record.size for other, record in records.items() if other != url)
        if len(data) > PAGE_LIMIT or others + len(data) > TOTAL_LIMIT:
            limits = f"{format_size(PAGE_LIMIT)} per page and {format_size(TOTAL_LIMIT)} in total"
            raise DraftError(f"exceeds the limits of {limits}")
        ending = _ENDINGS.get(content_type(data).title, ".html" if html else ".txt")
        file = f"{slug(url.partition('://')[2])}-{digest_of(url.encode())[:8]}{ending}"
        record = PageRecord(url, file, at.astimezone(UTC).isoformat(timespec="seconds"), digest_of(data), len(data))
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            write_atomically(self.folder / file, data)
            self._write({**records, url: record})
        except OSError as error:
            raise DraftError(f"cannot be stored in {self.folder}: {os_error_reason(error)}") from error
        return record

    def forget_others(self, urls: Collection[str]) -> None:
        """Delete the copies of all other pages.

        Raises:
            DraftError: The folder is not writable.
        """
        if not self.folder.exists():
            return
        records = {url: record for url, record in self.records().items() if url in urls}
        kept = {_RECORD, *(record.file for record in records.values())}
        try:
            self._write(records)
            for path in self.folder.iterdir():
                if path.name not in kept and path.is_file():
                    path.unlink()
        except OSError as error:
            raise DraftError(f"The folder {self.folder} cannot be changed: {os_error_reason(error)}.") from error

    def copy_to(self, draft_folder: Path) -> None:
        """Copy all copies into another draft's folder.

        Raises:
            OSError: A file cannot be copied.
        """
        target = KeptPages(draft_folder)
        records = self.records()
        for record in records.values():
            target.folder.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(self.folder / record.file, target.folder / record.file)
            (target.folder / record.file).chmod(0o600)
        if records:
            target._write(records)

    def _write(self, records: Mapping[str, PageRecord]) -> None:
        value = {"pages": [asdict(record) for _, record in sorted(records.items())]}
        write_atomically(self.folder / _RECORD, json.dumps(value, indent=1).encode())


def _record(value: object) -> PageRecord:
    if not isinstance(value, dict):
        raise TypeError("a record is a map")
    record = PageRecord(**value)
    texts = (record.url, record.file, record.at, record.sha256)
    if not all(isinstance(text, str) for text in texts) or not isinstance(record.size, int):
        raise TypeError("a record holds texts and a number")
    if not record.file or Path(record.file).name != record.file or record.file.startswith("."):
        raise ValueError("a copy is in the folder of copies")
    return record
