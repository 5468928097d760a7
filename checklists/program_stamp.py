"""What a folder of downloaded program data says about itself: file times do not survive packaging, this does."""

from datetime import datetime
from pathlib import Path

import msgspec

NAME = "synced.json"


class FileStamp(msgspec.Struct, frozen=True):
    """One file as it was last verified against the program's."""

    sha256: str
    when: datetime


class Stamp(msgspec.Struct, frozen=True):
    """Where a folder's files came from and when each was last verified."""

    when: datetime
    base: str
    """Where they were downloaded from, without credentials; empty if copied from a folder."""
    files: dict[str, FileStamp]
    """By path relative to the folder, with forward slashes."""


def read_stamp(folder: Path) -> Stamp | None:
    """The folder's stamp; None if it has none that can be read."""
    try:
        stamp = msgspec.json.decode((folder / NAME).read_bytes(), type=Stamp)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    aware = all(when.tzinfo for when in (stamp.when, *(file.when for file in stamp.files.values())))
    return stamp if aware else None


def encode_stamp(stamp: Stamp) -> bytes:
    """The stamp file's content."""
    return msgspec.json.format(msgspec.json.encode(stamp, order="sorted"), indent=2) + b"\n"
