"""What is kept of a fault of the program itself: where it happened, nothing that was typed or that a cluster said."""

import contextlib
import os
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from checklists.text import clean_line

LOG = "crash.log"
_KEPT = 100_000
_OPAQUE = re.compile(r"\S*(?:[A-Za-z0-9+/=_.-]{20,}|://|@)\S*")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def redacted(message: str) -> str:
    """A fault's own words without what they quote: values, addresses, anything as long as a token."""
    return clean_line(_QUOTED.sub("'…'", _OPAQUE.sub("…", message)), limit=300)


def describe(error: BaseException, now: datetime) -> str:
    """Kind of fault and the lines of code that led to it; no values of variables."""
    rows = [f"{now:%Y-%m-%dT%H:%M:%SZ} {type(error).__name__}: {redacted(str(error))}"]
    rows += [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(rows) + "\n"


def record(error: BaseException, folder: Path) -> Path | None:
    """Add a fault to the log, readable by its owner only.

    Returns:
        The log; None where it could not be written.
    """
    path = folder / LOG
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = path.read_bytes()[-_KEPT:] if path.exists() else b""
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(before + describe(error, datetime.now(UTC)).encode("utf-8", "replace"))
        return path
    return None
