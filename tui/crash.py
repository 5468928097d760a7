"""The crash log: types of unexpected exceptions and their places in aiconform's own code, nothing else.

It holds no message, value or path: a message may quote typed text, a file or a cluster.
"""

import contextlib
import platform
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType

from checklists.files.atomic_file import read_bounded, write_atomically

LOG = "crash.log"
LIMIT = 64_000
"""Maximum bytes of the log; a full log keeps its newest half."""

_PACKAGES = ("tui", "checklists", "auto_detect", "exporters")
_ROOT = Path(__file__).resolve().parent.parent
_MOST_CAUSES = 8
_MOST_FRAMES = 15
"""Frames from each end of a traceback; a deep recursion repeats those in between."""
_NAME = r"[A-Za-z_][\w.]{0,150}"
_LINE = re.compile(
    rf"\d{{4}}-\d\d-\d\dT[\d:]{{8}}Z aiconform [\w.+]{{1,40}} Python [\w.+]{{1,40}} \w{{1,20}}"
    rf"|  {_NAME}|    {_NAME}:\d{{1,9}}:[\w.<>]{{1,150}}|    \d{{1,9}} more",
    re.ASCII,
)
"""The four kinds of lines; any other line in the file is dropped."""


def type_name(error: BaseException) -> str:
    """Return the name of the exception's type, or of its first base class that a loaded module defines.

    A type that is created at run time could have any text as its name.
    """
    for kind in type(error).__mro__:
        if _is_defined(kind):
            return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return "BaseException"


def _is_defined(kind: type) -> bool:
    found: object = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is kind


def describe(error: BaseException, now: datetime) -> str:
    """Return the log entry of an exception: versions, exception types, and lines of aiconform's own code."""
    return "".join(f"{line}\n" for line in _lines(error, now) if _LINE.fullmatch(line))


def _lines(error: BaseException, now: datetime) -> Iterator[str]:
    yield f"{now:%Y-%m-%dT%H:%M:%SZ} aiconform {_version()} Python {platform.python_version()} {sys.platform}"
    for cause in _causes(error):
        yield f"  {type_name(cause)}"
        places = list(_places(cause.__traceback__))
        if len(places) > 2 * _MOST_FRAMES:
            left_out = f"{len(places) - 2 * _MOST_FRAMES} more"
            places = [*places[:_MOST_FRAMES], left_out, *places[-_MOST_FRAMES:]]
        yield from (f"    {place}" for place in places)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception, the members of a group, and the exceptions that were being handled, outermost first."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_CAUSES:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions[:_MOST_CAUSES])
        before = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        waiting.extend([before] if before is not None else [])


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        module = _own_module(traceback.tb_frame)
        if module:
            yield f"{module}:{traceback.tb_lineno}:{traceback.tb_frame.f_code.co_qualname}"
        traceback = traceback.tb_next


def _own_module(frame: FrameType) -> str:
    """Return the module of a frame in aiconform's own code; empty for any other frame."""
    name = frame.f_globals.get("__name__")
    if not isinstance(name, str) or name.partition(".")[0] not in _PACKAGES:
        return ""
    return name if Path(frame.f_code.co_filename).is_relative_to(_ROOT / name.partition(".")[0]) else ""


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("aiconform")
    except PackageNotFoundError:
        return "unknown"


def record(error: BaseException, folder: Path) -> Path | None:
    """Add an exception to the log, which only its owner can read.

    Returns:
        The log; None if it could not be written.
    """
    path = folder / LOG
    with contextlib.suppress(Exception):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, (_kept(path) + describe(error, datetime.now(UTC))).encode())
        return path
    return None


def _kept(path: Path) -> str:
    """Return the log, or the newest half of a full log, without lines in an unknown form."""
    with contextlib.suppress(OSError):
        text = read_bounded(path, LIMIT).decode("utf-8", "replace")
        if len(text) > LIMIT // 2:
            text = text[-LIMIT // 2 :].partition("\n")[2]
        return "".join(f"{line}\n" for line in text.splitlines() if _LINE.fullmatch(line))
    return ""
