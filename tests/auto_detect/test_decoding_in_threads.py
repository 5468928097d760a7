"""msgspec analyzes a type at its first use; concurrent first uses must not see a partial result."""

import importlib.resources
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from auto_detect.api.failures import from_status
from auto_detect.collector.decode import decode_object, decode_page, next_token
from auto_detect.collector.discovery import decode_groups, decode_metrics
from auto_detect.resources.registry import RESOURCES
from auto_detect.snapshot.snapshot_file import decode_snapshot
from tests.examples import examples
from tests.forked import ends_of, needs_fork

_TIMES = examples(20)
_THREADS = 8
_SNAPSHOT = (importlib.resources.files("auto_detect") / "data" / "demo-snapshot.json").read_bytes()
_OBJECT = b'{"metadata":{"name":"a","labels":{"b":"c"},"ownerReferences":[{"kind":"d"}]},"spec":{},"status":{}}'
_GOOD = b'{"metadata":{"remainingItemCount":1},"items":[%s]}' % _OBJECT
_ODD = b'{"metadata":{},"items":[%s,{"metadata":{"name":1},"spec":[],"status":null}]}' % _OBJECT
_SERVED = b'{"kind":"APIGroupDiscoveryList","items":[{"versions":[{"resources":[{"subresources":[{}]}]}]}]}'
_JOBS: tuple[Callable[[], object], ...] = (
    partial(decode_groups, _SERVED),
    partial(decode_metrics, b'{"resources":[{"name":"pods/x"}]}'),
    lambda: from_status(503, b'{"message":"x"}', {}, "/x").message,
    partial(next_token, _GOOD),
    partial(decode_snapshot, _SNAPSHOT),
    *(partial(decode_page, page, resource) for page in (_GOOD, _ODD) for resource in RESOURCES),
    *(partial(decode_object, _OBJECT, resource) for resource in RESOURCES),
)


def decode_everything() -> None:
    """Decode everything in several threads, each starting at a different type."""
    ready = threading.Barrier(_THREADS)

    def all_from(first: int) -> list[str]:
        ready.wait()
        results = [repr(job()) for job in (*_JOBS[first:], *_JOBS[:first])]
        return results[len(_JOBS) - first :] + results[: len(_JOBS) - first]

    with ThreadPoolExecutor(_THREADS) as pool:
        first, *others = pool.map(all_from, range(0, len(_JOBS), len(_JOBS) // _THREADS + 1))
    assert all(other == first for other in others)


@needs_fork
@pytest.mark.slow
@pytest.mark.process
def test_any_type_may_be_used_first_by_several_threads() -> None:
    assert ends_of(decode_everything, times=_TIMES) == f"{{0: {_TIMES}}}"
