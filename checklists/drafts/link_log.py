"""Log of a draft's links: when each link of the draft was last reachable.

A separate file next to `draft.yaml`, since links are also checked while another session has the draft open.
"""

import contextlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from checklists.files.atomic_file import read_bounded, write_atomically
from checklists.links.link_check import Links

FILE = "links.json"
_SIZE_LIMIT = 4 * 2**20


class LinkLog:
    """The log file of one draft."""

    def __init__(self, draft_folder: Path) -> None:
        self._path = draft_folder / FILE

    def reachable_at(self) -> datetime | None:
        """Return the time at which all links were last reachable; None if a link never was, or without results."""
        times = self._times()
        known = [time for time in times.values() if time is not None]
        return min(known) if known and len(known) == len(times) else None

    def add(self, urls: Iterable[str], links: Links) -> None:
        """Record the results for the draft's links; without a writable file, nothing happens.

        Args:
            urls: All links of the draft; others are forgotten.
            links: Results of the link check.
        """
        before = self._times()
        checks = {url: links.get(url) for url in urls}
        times = {url: check.checked_at if check and check.passed else before.get(url) for url, check in checks.items()}
        if times == before:
            return
        value = {"links": {url: time and time.astimezone(UTC).isoformat() for url, time in sorted(times.items())}}
        with contextlib.suppress(OSError):
            write_atomically(self._path, json.dumps(value, indent=1).encode())

    def _times(self) -> Mapping[str, datetime | None]:
        """Return when each link was last reachable, None if it never was; empty if the file is missing or damaged."""
        try:
            values = json.loads(read_bounded(self._path, _SIZE_LIMIT))["links"]
            return {url: _time(value) for url, value in values.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    time = datetime.fromisoformat(str(value))
    if time.tzinfo is None:
        raise ValueError("a time has its zone")
    return time
