"""When a folder of downloaded program data was verified: file times do not survive packaging, this does."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from checklists.decoders import decode
from checklists.files.atomic_file import read_bounded

NAME = "synced.json"
_SIZE_LIMIT = 256 * 1024


def read_stamp(folder: Path) -> Mapping[str, datetime]:
    """When each file was last verified against the program's, by its path; empty without a usable stamp."""
    try:
        times = decode(read_bounded(folder / NAME, _SIZE_LIMIT), dict[str, datetime])
    except (OSError, msgspec.DecodeError, UnicodeError):
        return {}
    return times if all(when.tzinfo for when in times.values()) else {}


def encode_stamp(times: Mapping[str, datetime]) -> bytes:
    """The stamp file's content."""
    return msgspec.json.format(msgspec.json.encode(dict(times), order="sorted"), indent=2) + b"\n"
