"""Handling of errors and interrupts that end a command: one sentence on stderr and an exit code, no traceback."""

from __future__ import annotations

import _thread
import atexit
import contextlib
import errno
import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from checklists.errors import AiconformError
from tui.exit_codes import ExitCode
from tui.output import drop_output, print_message

_FOLDER_GONE = "The current folder no longer exists."
_OF_THE_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT)
_AFTER_FINALIZER = 0.05
"""Seconds until an interrupt is delivered again, after the finalizer that swallowed it."""
_in_threads: list[BaseException] = []
"""Unreported exceptions of threads that no code waits for."""


def settle(error: BaseException) -> ExitCode:
    """Report the exception that ended a command, and return the exit code; raise nothing."""
    try:
        return _settle(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BaseException:  # No other code could handle it.
        with contextlib.suppress(OSError):
            os.write(2, b"aiconform: an internal error stopped the command, and could not be reported.\n")
        return ExitCode.NOT_DONE


def _settle(error: BaseException) -> ExitCode:
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if isinstance(error, AiconformError):
        print_message(error.message, error.hint)
    elif isinstance(error, BrokenPipeError):
        drop_output()  # The reader of the output closed it.
    elif isinstance(error, SystemError) and not _here():  # Python 3.13 fails so when it imports an extension.
        print_message(_FOLDER_GONE)
    elif isinstance(error, OSError) and (sentence := _refused(error)):
        print_message(sentence)
        drop_output()
    else:
        report(error)
    return ExitCode.NOT_DONE


def _refused(error: OSError) -> str:
    """Return why the system refused an operation, as a sentence; empty for an unclear cause."""
    from checklists.files.atomic_file import os_error_reason
    from checklists.text import clean_line

    if error.filename is not None:
        named = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
        return f"{clean_line(named, limit=300)} cannot be used: {os_error_reason(error)}."
    if error.errno == errno.ENOENT:
        return "No folder for temporary files can be written." if _here() else _FOLDER_GONE
    return f"The output cannot be used: {os_error_reason(error)}." if error.errno in _OF_THE_OUTPUT else ""


def _here() -> bool:
    """Return whether the working directory exists."""
    try:
        return bool(Path.cwd())
    except OSError:
        return False


def report(error: BaseException) -> None:
    """Log an unexpected exception, and report it on stderr."""
    print_message(sentence(error, "stopped the command"), where(log(error)))


def sentence(error: BaseException, effect: str) -> str:
    """Return a sentence about an unexpected exception, with its type and without its message."""
    from tui.crash import type_name

    if isinstance(error, MemoryError):
        return f"Memory ran out, which {effect}."
    return f"An internal error {effect} ({type_name(error)})."


def where(path: Path | None) -> str:
    """Return the place of the crash log, as a sentence."""
    if path is None:
        return "The crash log cannot be written."
    return f"{path} names the place in the code; it holds nothing that you typed, and nothing from a file or cluster."


def log(error: BaseException) -> Path | None:
    """Add an exception to the crash log and return its path; None if it cannot be written."""
    from tui import crash
    from tui.state.paths import paths

    with contextlib.suppress(Exception):  # Without a known home folder, `paths` fails.
        return crash.record(error, paths().log)
    return None


def thread_fault() -> BaseException | None:
    """Return an unreported exception of a thread, once: the command's result may be incomplete."""
    return _in_threads.pop() if _in_threads else None


def end_process(code: int) -> NoReturn:
    """End the process with `code` at once, after its exit functions.

    Otherwise, Python would wait for threads that may wait for a server, and free every object first, which takes as
    long as reading dozens of submissions.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            with contextlib.suppress(OSError):
                stream.flush()
    os._exit(code)


def install_hooks() -> None:
    """Keep Python from printing tracebacks and warnings in this process; see `keep_logs_off_stderr` for libraries."""
    import warnings

    _occupy_standard_streams()
    sys.excepthook = lambda _kind, error, _traceback: None if isinstance(error, KeyboardInterrupt) else report(error)
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def keep_logs_off_stderr() -> None:
    """Keep libraries from logging on stderr; call it before importing them, since importing `logging` takes a while."""
    import logging

    class TaskFaults(logging.Handler):
        """Handler that logs exceptions of tasks whose result was never read."""

        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and isinstance(record.exc_info[1], Exception):
                log(record.exc_info[1])

    logging.getLogger("asyncio").addHandler(TaskFaults(logging.ERROR))
    logging.getLogger().addHandler(logging.NullHandler())  # Without any handler, errors go to stderr.


def _occupy_standard_streams() -> None:
    """Open the null device for closed standard streams; otherwise the next open file would get their number."""
    with contextlib.suppress(OSError):
        while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(handle)


def _interrupt() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        os.kill(os.getpid(), signal.SIGINT)


def _unraisable(event: sys.UnraisableHookArgs) -> None:
    """Log an exception of a finalizer, which changes no result; deliver an interrupt again."""
    if isinstance(event.exc_value, KeyboardInterrupt):
        again = threading.Timer(_AFTER_FINALIZER, _interrupt)
        while True:
            try:  # On a busy machine the interrupt arrives while this function still runs.
                again.cancel()
                again = threading.Timer(_AFTER_FINALIZER, _interrupt)
                again.daemon = True
                again.start()
                return
            except KeyboardInterrupt:
                continue
    if isinstance(event.exc_value, Exception):
        with contextlib.suppress(Exception):
            log(event.exc_value)


def _in_thread(event: threading.ExceptHookArgs) -> None:
    if isinstance(event.exc_value, Exception):
        _in_threads.append(event.exc_value)
