"""A type is analysed when it is first used; threads that use it first at the same time must not see half of that."""

from tests.forked import ends_of, needs_fork

_TIMES = 20
_IMPORTS = """
import importlib.resources, threading
from concurrent.futures import ThreadPoolExecutor
from auto_detect.resources.registry import RESOURCES
from auto_detect.collector.decode import decode_object, decode_page, next_token
from auto_detect.collector.discovery import decode_groups, decode_metrics
from auto_detect.api.failures import from_status
from auto_detect.snapshot.snapshot_file import decode_snapshot

SNAPSHOT = (importlib.resources.files("auto_detect") / "data" / "demo-snapshot.json").read_bytes()
OBJECT = b'{"metadata":{"name":"a","labels":{"b":"c"},"ownerReferences":[{"kind":"d"}]},"spec":{},"status":{}}'
GOOD = b'{"metadata":{"remainingItemCount":1},"items":[%s]}' % OBJECT
ODD = b'{"metadata":{},"items":[%s,{"metadata":{"name":1},"spec":[],"status":null}]}' % OBJECT
SERVED = b'{"kind":"APIGroupDiscoveryList","items":[{"versions":[{"resources":[{"subresources":[{}]}]}]}]}'
JOBS = [
    lambda: decode_groups(SERVED),
    lambda: decode_metrics(b'{"resources":[{"name":"pods/x"}]}'),
    lambda: from_status(503, b'{"message":"x"}', {}, "/x").message,
    lambda: next_token(GOOD),
    lambda: decode_snapshot(SNAPSHOT),
    *(lambda r=r, page=page: decode_page(page, r) for page in (GOOD, ODD) for r in RESOURCES),
    *(lambda r=r: decode_object(OBJECT, r) for r in RESOURCES),
]
"""
_SIDE_BY_SIDE = """
THREADS = 8
ready = threading.Barrier(THREADS)

def all_from(first):
    ready.wait()
    order = [*range(first, len(JOBS)), *range(first)]
    return sorted((number, repr(JOBS[number]())) for number in order)

with ThreadPoolExecutor(THREADS) as pool:
    first, *others = pool.map(all_from, range(0, len(JOBS), len(JOBS) // THREADS + 1))
assert all(other == first for other in others)
"""


@needs_fork
def test_any_type_may_be_used_first_by_several_threads() -> None:
    assert ends_of(_IMPORTS, _SIDE_BY_SIDE, times=_TIMES) == f"{{0: {_TIMES}}}"
