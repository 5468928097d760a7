"""Execution of a program with bounded output and time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

_POLL = 0.05
_CHUNK = 64 * 1024


class Ended(Exception):
    """Program that was ended before it finished."""


class TooMuch(Ended):
    """Program with more output than permitted."""


class TooLong(Ended):
    """Program that exceeded its time."""


class Cancelled(Ended):
    """Cancelled by the caller."""


@dataclass(frozen=True)
class Finished:
    """Result of a program that exited by itself."""

    code: int
    output: bytes
    errors: bytes


def run_bounded(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    size: int,
    seconds: float,
    cancelled: Callable[[], bool],
) -> Finished:
    """Run a program without input in its own session; end the session if the program exceeds its bounds.

    Args:
        command: program and arguments.
        environment: its complete environment.
        size: bytes that it may write to stdout, and as many to stderr.
        seconds: its time limit, including child processes that keep the output open.
        cancelled: called repeatedly; True ends the program.

    Raises:
        OSError: the program cannot be started.
        ValueError: an argument or variable contains a null character.
        Ended: the program was ended.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    deadline = time.monotonic() + seconds
    output, errors = (_Drain(cast(IO[bytes], pipe), size) for pipe in (process.stdout, process.stderr))
    try:
        # The process is reaped last: until then its ID cannot be reused by another process group.
        for ended in (output.ended, errors.ended, lambda: _ended(process)):
            while not ended():
                _check(output, errors, deadline, cancelled)
        if output.full or errors.full:
            raise TooMuch
    except BaseException:
        _kill(process)
        raise
    return Finished(process.returncode, bytes(output.kept), bytes(errors.kept))


class _Drain:
    """Reader thread of a pipe; reads at most one byte above its limit."""

    def __init__(self, pipe: IO[bytes], limit: int) -> None:
        self.kept = bytearray()
        self.full = False
        self._limit = limit
        self._pipe = pipe
        self._thread = threading.Thread(target=self._read, daemon=True, name="aiconform-plugin")
        self._thread.start()

    def ended(self) -> bool:
        """Wait briefly and return whether the pipe is closed."""
        self._thread.join(_POLL)
        return not self._thread.is_alive()

    def _read(self) -> None:
        with self._pipe, suppress(OSError, ValueError):
            while part := os.read(self._pipe.fileno(), min(_CHUNK, self._limit + 1 - len(self.kept))):
                self.kept += part
                if len(self.kept) > self._limit:
                    self.full = True
                    return


def _check(output: _Drain, errors: _Drain, deadline: float, cancelled: Callable[[], bool]) -> None:
    if output.full or errors.full:
        raise TooMuch
    if cancelled():
        raise Cancelled
    if time.monotonic() >= deadline:
        raise TooLong


def _ended(process: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(_POLL)
    return process.returncode is not None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program with everything in its process group."""
    if process.returncode is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
