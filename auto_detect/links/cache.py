"""Cache of link check results, so that a link is not requested twice a day."""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from auto_detect.json_errors import JSON_ERRORS
from checklists.decoders import decode
from checklists.files.atomic_file import read_bounded, write_atomically
from checklists.links.link_check import LinkCheck
from checklists.text import clean_line

SCHEMA = 1
MAX_AGE = timedelta(days=30)
MAX_ENTRIES = 5_000
_LIMIT = 16 * 2**20


class _File(msgspec.Struct):
    schema: int
    links: list[LinkCheck]


def load(file: Path) -> dict[str, LinkCheck]:
    """Load the last results by link; return none if the file is missing or not a cache."""
    try:
        found = decode(read_bounded(file, _LIMIT), _File)
    except (OSError, *JSON_ERRORS):
        return {}
    if found.schema != SCHEMA:
        return {}
    return {check.url: _clean(check) for check in found.links if check.checked_at.tzinfo is not None}


def save(file: Path, checks: Mapping[str, LinkCheck], now: datetime) -> None:
    """Add results to the cache, except links with credentials; ignore errors of the disk.

    Args:
        file: the cache; its folder is created if needed.
        checks: new results.
        now: the current time, for dropping old results.
    """
    merged = {**load(file), **{url: check for url, check in checks.items() if not _secret(url)}}
    recent = sorted(_recent(merged.values(), now), key=lambda check: check.checked_at)[-MAX_ENTRIES:]
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, msgspec.json.encode(_File(SCHEMA, recent)))


def _recent(checks: Iterable[LinkCheck], now: datetime) -> Iterable[LinkCheck]:
    return (check for check in checks if timedelta(0) <= now - check.checked_at < MAX_AGE)


def _clean(check: LinkCheck) -> LinkCheck:
    return msgspec.structs.replace(check, predicate=clean_line(check.predicate), final_url=clean_line(check.final_url))


def _secret(url: str) -> bool:
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return True
