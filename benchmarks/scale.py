"""Thousands of nodes against fifty: what the added pages cost in time and memory, and how many requests they take.

The same server grows between the two, so both are measured in the same minute. The least of several runs counts:
another program on the machine makes everything slower and nothing faster.
"""

import os
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks import big_cluster as objects
from benchmarks.timing import Figure, seconds
from tests.server.api_server import ApiServer

SMALL, BIG = (50, 200), (5_000, 20_000)
"""Nodes and pods."""
DEFINITIONS, WEBHOOKS = 300, 40
RUNS = 9
USER = "benchmark"
MEMORY = 150
"""MiB that the command may take at its peak."""
_WRITERS = 16
_WATCHER = """
import os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss)
sys.stdout.flush()
os._exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command from a small process: the peak of a command's memory counts what it was forked from."""
_NODES, _SLICES = "/api/v1/nodes", "/apis/resource.k8s.io/v1/resourceslices"


@dataclass(frozen=True)
class Run:
    """One run of a command."""

    seconds: float
    mib: float
    """Its memory at the peak."""


class _Cluster:
    """The API server and its clients."""

    def __init__(self, server: ApiServer, folder: Path, assets: Path) -> None:
        self.server = server
        self.kubeconfig = server.certificate_kubeconfig(folder / "kubeconfig", USER, organization="system:masters")
        self._certificate = server.authority.issue("bare", organization="system:masters").write(folder, "bare")
        self._kubectl = assets / "kubectl"
        self._env = {**os.environ, "AICONFORM_HOME": str(folder / "home"), "AICONFORM_OFFLINE": "1"}
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.nodes = self.pods = 0

    def grow(self, nodes: int, pods: int) -> None:
        """Add nodes with their slices, and pods, up to these numbers."""
        added = range(self.nodes, nodes)
        self._write(_NODES, map(objects.node, added))
        self._write(_SLICES, map(objects.resource_slice, added))
        self._write("/api/v1/namespaces/default/pods", (objects.pod(n, nodes) for n in range(self.pods, pods)))
        self.nodes, self.pods = nodes, pods

    def extend(self) -> None:
        """Add definitions and webhooks."""
        self._write("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", map(objects.crd, range(DEFINITIONS)))
        webhooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
        self._write(webhooks, map(objects.validating, range(WEBHOOKS)))

    def _write(self, path: str, found: Iterable[dict[str, Any]]) -> None:
        with ThreadPoolExecutor(_WRITERS) as pool:
            for written in pool.map(lambda item: self.server.request("POST", path, item), found):
                assert written

    def ours(self) -> Run:
        """The whole command."""
        command = [str(Path(sys.executable).with_name("aiconform")), "detect", "--json"]
        return self._run([*command, "--kubeconfig", str(self.kubeconfig), "--timeout", "30"])

    def kubectl(self) -> Run | None:
        """The same nodes and slices by kubectl; None where it is not at hand."""
        if not self._kubectl.is_file():
            return None
        command = [
            str(self._kubectl),
            "--kubeconfig",
            str(self.kubeconfig),
            "get",
            "nodes,resourceslices",
            "-o",
            "json",
        ]
        return self._run(command)

    def _run(self, command: list[str]) -> Run:
        said = subprocess.run(
            [sys.executable, "-c", _WATCHER, *command], env=self._env, check=True, capture_output=True, timeout=120
        )
        took, kib = said.stdout.split()
        return Run(float(took), int(kib) / 1024)

    def requests(self) -> list[str]:
        """The requests of one collection."""
        before = len(self.server.audit(USER))
        self.ours()
        return [event["requestURI"] for event in self.server.audit(USER)[before:]]

    def bare(self) -> float:
        """Seconds in which a bare client gets all pages of nodes and slices, both side by side."""

        def all_of(path: str) -> None:
            context = ssl.create_default_context(cadata=self.server.authority.pem.decode())
            context.load_cert_chain(*self._certificate)
            with httpx.Client(base_url=self.server.url, verify=context, trust_env=False, timeout=60) as client:
                following: str | None = ""
                while following is not None:
                    asked = {"limit": "500"} | ({"continue": following} if following else {})
                    following = _continue(client.get(path, params=asked).content)

        def both() -> None:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(all_of, (_NODES, _SLICES)))

        return seconds(both)


def _continue(page: bytes) -> str | None:
    _, found, rest = page[:4000].partition(b'"continue":"')
    return rest.partition(b'"')[0].decode() if found else None


def _least(cluster: _Cluster) -> tuple[Run, float]:
    """The command's shortest time and highest memory, and the bare client's time: in turns, after one round."""
    rounds = [(cluster.ours(), cluster.bare()) for _ in range(RUNS + 1)][1:]
    runs = [run for run, _ in rounds]
    ours = Run(min(run.seconds for run in runs), max(run.mib for run in runs))
    return ours, min(seconds for _, seconds in rounds)


def measure() -> Iterator[Figure]:
    """Grow a cluster and measure before and after."""
    named = os.environ.get("KUBEBUILDER_ASSETS")
    if not named:
        print("scale: skipped, KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver")
        return
    with tempfile.TemporaryDirectory() as name:
        server = ApiServer(Path(named), Path(name))
        try:
            yield from _measure(_Cluster(server, Path(name), Path(named)))
        finally:
            server.stop()


def _measure(cluster: _Cluster) -> Iterator[Figure]:
    cluster.grow(1, 4)
    yield Figure("scale: a cluster of one node", len(cluster.requests()), 40, "the allowed", 1, unit="requests")
    cluster.grow(*SMALL)
    small_asked, (small, small_bare) = cluster.requests(), _least(cluster)
    cluster.grow(*BIG)
    big_asked = cluster.requests()
    cluster.extend()
    more = len(cluster.requests()) - len(big_asked)
    big, bare = _least(cluster)
    what = f"{BIG[0]:,} nodes with 8 GPUs each, {BIG[1]:,} pods, against {SMALL[0]} and {SMALL[1]}"
    pages = sum(_pages(path, big_asked) - _pages(path, small_asked) for path in (_NODES, _SLICES))
    added = len(big_asked) - len(small_asked)
    floor = "the added pages of nodes and slices"
    remark = f"{what}; {DEFINITIONS} definitions and {WEBHOOKS} webhooks add {more}"
    yield Figure("scale: added requests", added, pages, floor, 1, remark, unit="requests")
    yield Figure("scale: added time", big.seconds - small.seconds, bare - small_bare, f"{floor} by a bare client", 1.3)
    yield Figure("scale: memory", big.mib, small.mib, f"the memory at {SMALL[0]} nodes", 1.5, unit="MiB")
    yield Figure("scale: memory", big.mib, MEMORY, "the allowed", 1, unit="MiB")
    if (kubectl := cluster.kubectl()) is not None:
        remark = f"kubectl takes {kubectl.mib:,.0f} MiB"
        floor = "kubectl get nodes,resourceslices -o json"
        yield Figure("scale: the whole command", big.seconds, kubectl.seconds, floor, 0.3, remark)


def _pages(path: str, asked: list[str]) -> int:
    return sum(uri.partition("?")[0] == path for uri in asked)
