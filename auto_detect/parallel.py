"""Parallel execution of blocking jobs that cannot block the caller."""

import queue
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
N = TypeVar("N")

Job = Callable[[Callable[[N], None]], R]
"""Blocking function; receives a callback for notices about its progress."""

_POLL = 0.05


@dataclass(frozen=True)
class _Notice(Generic[N]):
    notice: N


@dataclass(frozen=True)
class _Done(Generic[K, R]):
    key: K
    result: R


@dataclass(frozen=True)
class _Failed:
    error: BaseException


def run_all(
    jobs: Mapping[K, Job[N, R]],
    *,
    threads: int,
    on_notice: Callable[[N], None],
    on_done: Callable[[K, R], None],
    cancelled: Callable[[], bool],
    grace: float = 1.0,
) -> None:
    """Run the jobs; call `on_notice` and `on_done` in the calling thread only.

    After cancellation, wait at most `grace` seconds for running jobs, then abandon them. Their threads are daemons, so
    neither the caller nor the end of the program waits for a request that hangs.
    """
    pending: queue.SimpleQueue[tuple[K, Job[N, R]]] = queue.SimpleQueue()
    events: queue.SimpleQueue[_Notice[N] | _Done[K, R] | _Failed] = queue.SimpleQueue()
    for item in jobs.items():
        pending.put(item)

    def worker() -> None:
        while True:
            try:
                key, job = pending.get_nowait()
            except queue.Empty:
                return
            try:
                events.put(_Done(key, job(lambda notice: events.put(_Notice(notice)))))
            except BaseException as error:
                events.put(_Failed(error))
                return

    for _ in range(min(threads, len(jobs))):
        threading.Thread(target=worker, daemon=True, name="aiconform-read").start()
    unfinished = len(jobs)
    give_up_at: float | None = None
    while unfinished:
        if give_up_at is None and cancelled():
            give_up_at = time.monotonic() + grace
        if give_up_at is not None and time.monotonic() > give_up_at:
            return
        try:
            event = events.get(timeout=_POLL)
        except queue.Empty:
            continue
        match event:
            case _Notice(notice):
                on_notice(notice)
            case _Done(key, result):
                on_done(key, result)
                unfinished -= 1
            case _Failed(error):
                raise error
