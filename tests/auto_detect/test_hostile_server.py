"""One collection takes at most 300 MiB of memory and 1,000 requests, whatever the server sends."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, count
from pathlib import Path

import pytest

from auto_detect.limits import MAX_REQUESTS
from tests.bounded import run_bounded
from tests.examples import slow
from tests.server.hostile import Answer, hostile, packed, times
from tests.server.kubeconfigs import kubeconfig

MOST = 300
"""MiB."""
_SERVED = {
    "": ("nodes", "services", "pods"),
    "apps": ("deployments", "daemonsets"),
    "resource.k8s.io": ("resourceslices", "deviceclasses"),
    "gateway.networking.k8s.io": ("gateways",),
}
_numbers = count()

Sent = tuple[Iterable[bytes], Mapping[str, str]]


Lists = Callable[[], Sent]


def cluster(lists: Mapping[str, Lists], otherwise: Lists = lambda: (a_list([]), {})) -> Answer:
    """Return a server with valid discovery whose lists `lists` defines for each resource."""

    def answer(path: str, _: Mapping[str, str]) -> Sent:
        if path in ("/api", "/apis"):
            return [_discovery(path)], {}
        if path == "/version":
            return [b'{"gitVersion":"v1.37.2"}'], {}
        if path.startswith("/api/v1/namespaces/"):
            return [b'{"metadata":{"uid":"1"}}'], {}
        return lists.get(path.rpartition("/")[2], otherwise)()

    return answer


def _discovery(path: str) -> bytes:
    groups = [group for group in _SERVED if (path == "/api") is (group == "")]
    items = [
        {
            "metadata": {"name": group},
            "versions": [{"version": "v1", "resources": [{"resource": name} for name in _SERVED[group]]}],
        }
        for group in groups
    ]
    return json.dumps({"kind": "APIGroupDiscoveryList", "items": items}).encode()


def a_list(items: Iterable[bytes], token: str = "") -> Iterator[bytes]:
    yield b'{"kind":"List","apiVersion":"v1","metadata":{"continue":"%s"},"items":[' % token.encode()
    yield from items
    yield b"]}"


def following() -> str:
    """Return a token that was not used before."""
    return str(next(_numbers))


def wide() -> bytes:
    """Return a hundred objects with 10 KiB of stored data each; no two responses share an object."""
    mark = b"%d-" % next(_numbers)
    labels = b",".join(b'"nvidia.com/%b%d":"%b"' % (mark, n, mark * 40) for n in range(40))
    return b",".join(b'{"metadata":{"name":"%b%d","labels":{%b}}}' % (mark, n, labels) for n in range(100))


def devices() -> Iterator[bytes]:
    """Yield objects just below the size limit that take twenty times their size when decoded."""
    for number in range(30):
        device = b'{"name":"%d"},' % next(_numbers)
        yield b"," * (number > 0) + b'{"spec":{"driver":"%d","devices":[%b{}]}}' % (number, device * 12_000)


def keys() -> bytes:
    """Return an object with more labels than any real object has."""
    return b'{"metadata":{"labels":{%b}}}' % b",".join(b'"nvidia.com/%d":""' % n for n in range(90_000))


def odd(items: Iterable[bytes]) -> Lists:
    """Return a list of these items, generated anew for each request."""
    kept = list(items)
    return lambda: (a_list(kept), {})


def without_end() -> Sent:
    return chain([b'{"items":['], times(b'{"metadata":{}},', 10_000)), {}


def long_token() -> Sent:
    return chain([b'{"metadata":{"continue":"'], times(b"a", 10), [b'"},"items":[]}']), {}


def bomb() -> Sent:
    return packed(a_list(times(b'{"spec":{}},', 200))), {"Content-Encoding": "gzip"}


MIXED: dict[str, Lists] = {
    "nodes": odd([*times(b"{},", 14), b"{}"]),
    "resourceslices": lambda: (a_list(devices(), following()), {}),
    "services": bomb,
    "pods": without_end,
    "deployments": odd([b'{"metadata":', *times(b"[", 14)]),
    "daemonsets": odd([b'{"metadata":{"name":"', *times(b"\xc3\xbc", 14), b'\xf0\x9f\x98\x80"}}']),
    "deviceclasses": odd([keys()]),
    "gateways": odd([*times(b'{"a":NaN},', 14), b"NaN"]),
}
SERVERS: dict[str, Answer] = {
    "mixed": cluster(MIXED),
    "bodies-without-end": cluster({}, without_end),
    "pages-without-end": cluster({}, lambda: (a_list([wide()], following()), {})),
    "long-tokens": cluster({}, long_token),
    "bombs": lambda *_: bomb(),
    "many-values": lambda *_: (
        chain([b'{"kind":"APIGroupDiscoveryList","items":['], times(b'{"versions":[{}]},', 14), [b"{}]}"]),
        {},
    ),
}


@pytest.mark.loopback
@pytest.mark.parametrize("name", ["mixed", *map(slow, sorted(SERVERS.keys() - {"mixed"}))])
def test_a_collection_is_bounded_whatever_the_server_sends(tmp_path: Path, name: str) -> None:
    with hostile(SERVERS) as server:
        config = kubeconfig(tmp_path / "config", f"{server.url}/{name}")
        done = run_bounded(tmp_path, "detect", "--json", "--kubeconfig", config)
    assert done.mib < MOST
    assert server.requests[name] <= MAX_REQUESTS
    if done.code == 0:
        assert not json.loads(done.out)["snapshot"]["complete"], "truncated data must be reported"
    else:
        assert "Traceback" not in done.err
    if name == "mixed":
        errors = "\n".join(json.loads(done.out)["snapshot"]["errors"])
        for reason in (
            "The server sent more nodes in one page than requested.",
            "Stopped at the limit of 80 MiB of objects for one collection.",
            "The response to /api/v1/services is packed more than 100 to 1.",
            "The response to /api/v1/pods is larger than 16 MiB.",
            "The response for deployments is not a Kubernetes list.",
            "Left out, because they do not match the API's schema: DaemonSet",
            "Left out, because they do not match the API's schema: DeviceClass",
            "The response for gateways is not a Kubernetes list.",
        ):
            assert reason in errors
