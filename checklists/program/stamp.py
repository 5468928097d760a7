"""Verification times of downloaded program data; unlike file times, they survive packaging."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from checklists.decoders import decode
from checklists.files.atomic_file import read_bounded

NAME = "synced.json"
_SIZE_LIMIT = 256 * 1024


def read_stamp(folder: Path) -> Mapping[str, datetime]:
    """Return the last verification time of each file by path; empty without a usable stamp."""
    try:
        times = decode(read_bounded(folder / NAME, _SIZE_LIMIT), dict[str, datetime])
    except (OSError, msgspec.DecodeError, UnicodeError):
        return {}
    return times if all(when.tzinfo for when in times.values()) else {}


def encode_stamp(times: Mapping[str, datetime]) -> bytes:
    """Return the stamp file's content."""
    return msgspec.json.format(msgspec.json.encode(dict(times), order="sorted"), indent=2) + b"\n"
