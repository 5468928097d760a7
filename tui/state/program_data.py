"""The program's data for commands and wizard: search path and refresh policy."""

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.errors import WebError
from checklists.files.atomic_file import write_atomically
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.text import typed_path
from tui.state.paths import paths

if TYPE_CHECKING:
    from auto_detect.web.program_sync import SyncReport

MAX_AGE = timedelta(days=7)
WIZARD_SECONDS = 60.0

_QUIET_AFTER_FAILURE = timedelta(minutes=15)
"""Pause after a failed refresh, so that a machine without internet does not wait at every command."""
_QUIET_AFTER_ANSWER = timedelta(days=1)
"""Pause after a response: a missing or rejected file rarely changes within minutes."""


def local_program(program: str | None, clone_candidates: tuple[Path, ...] = ()) -> ProgramData:
    """Return the data on this machine, without a request.

    Raises:
        ProgramDataError: The named folder holds no checklist.
    """
    named = program or os.environ.get("AICONFORM_PROGRAM")
    with contextlib.suppress(OSError):  # The working directory may have been deleted.
        clone_candidates = (*clone_candidates, Path.cwd())
    explicit = typed_path(named) if named else None
    return load_program_data(SearchPath(explicit, clone_candidates, lambda: paths().program_cache))


def is_offline(offline: bool) -> bool:
    """Return whether `--offline` or the environment forbids requests to the internet."""
    return offline or os.environ.get("AICONFORM_OFFLINE", "").strip().lower() not in ("", "0", "false", "no")


def needs_refresh(data: ProgramData, *, offline: bool, now: datetime) -> bool:
    """Return whether to refresh automatically: permitted, not tried recently, and data is missing or outdated."""
    return not is_offline(offline) and not _attempted_recently(now) and data.stale(now, MAX_AGE)


def refresh(*, timeout: float = WIZARD_SECONDS) -> "SyncReport":
    """Download what the program publishes and record the attempt.

    Raises:
        AiconformError: Nothing could be refreshed.
    """
    from auto_detect.web.program_sync import sync

    now = datetime.now(UTC)
    _remember(now, answered=False)
    report = sync(paths().program_cache, base_url=os.environ.get("AICONFORM_PROGRAM_URL"), timeout=timeout, now=now)
    if not report.refreshed:
        first = report.not_refreshed[0]
        raise WebError(first.reason, first.hint)
    _remember(now, answered=True)
    return report


def _attempted_recently(now: datetime) -> bool:
    import json

    try:
        attempt = json.loads(_attempt_file().read_bytes())
        when = datetime.fromisoformat(attempt["when"])
        quiet = _QUIET_AFTER_ANSWER if attempt["answered"] is True else _QUIET_AFTER_FAILURE
        return timedelta(0) <= now - when < quiet
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _remember(now: datetime, *, answered: bool) -> None:
    import json

    file = _attempt_file()
    with contextlib.suppress(OSError):  # The next command tries again.
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, json.dumps({"when": now.isoformat(), "answered": answered}).encode())


def _attempt_file() -> Path:
    return paths().cache / "refresh.json"
