"""Collect from a real API server, against the same GETs by a bare HTTP client at the same concurrency."""

import os
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from auto_detect.api.client import connect
from auto_detect.collector.collect import THREADS, collect
from benchmarks.timing import Figure, compare
from tests.server.api_server import ApiServer
from tests.server.platforms.healthy_platform import populate

NODES = 500
USER = "benchmark"


def _node(number: int) -> dict[str, Any]:
    labels = {f"example.com/label-{n}": f"value-{n}" for n in range(40)} | {"nvidia.com/gpu.present": "true"}
    images = [{"names": [f"registry.example/image-{n}@sha256:{n:064x}"], "sizeBytes": 10**8} for n in range(20)]
    return {
        "metadata": {"name": f"bench-{number}", "labels": labels},
        "status": {
            "allocatable": {"cpu": "64", "memory": "512Gi", "nvidia.com/gpu": "8"},
            "conditions": [{"type": "Ready", "status": "True"}],
            "images": images,
        },
    }


def _bare(server: ApiServer, uris: list[str], certificate: tuple[Path, Path]) -> Callable[[], None]:
    def run() -> None:
        context = ssl.create_default_context(cadata=server.authority.pem.decode())
        context.load_cert_chain(*certificate)
        with (
            httpx.Client(base_url=server.url, verify=context, trust_env=False) as client,
            ThreadPoolExecutor(THREADS) as pool,
        ):
            for answer in pool.map(client.get, uris):
                answer.read()

    return run


def measure(runs: int = 9) -> list[Figure]:
    """The collection in this process; and, for information, the whole command."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if not assets:
        print("detect: skipped, KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = ApiServer(Path(assets), folder)
        try:
            populate(server)
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda n: server.create("/api/v1/nodes", _node(n)), range(NODES)))
            return _measure(server, folder, runs)
        finally:
            server.stop()


def _measure(server: ApiServer, folder: Path, runs: int) -> list[Figure]:
    kubeconfig = server.certificate_kubeconfig(folder / "kubeconfig", USER, organization="system:masters")
    certificate = server.authority.issue(USER, organization="system:masters").write(folder, USER)

    def ours() -> None:
        with closing(connect([kubeconfig], None)) as reader:
            collect(reader)

    before = len(server.audit(USER))
    ours()
    uris = [event["requestURI"] for event in server.audit(USER)[before:]]
    look, floor = compare(ours, _bare(server, uris, certificate), runs)
    env = {**os.environ, "AICONFORM_HOME": str(folder / "home"), "AICONFORM_OFFLINE": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(Path(sys.executable).with_name("aiconform")), "detect", "--kubeconfig", str(kubeconfig), "--json"]
    bare_start = [sys.executable, "-c", "import kubernetes.config, kubernetes.client.rest"]

    def run(arguments: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(arguments, env=env, check=True, capture_output=True, timeout=60)

    whole, start = compare(run(command), run(bare_start), 3)
    remark = f"{len(uris)} requests, {NODES} nodes of {len(str(_node(0))) // 1000} kB"
    return [
        Figure("detect: the collection", look, floor, "the same GETs by a bare client", 1.5, remark),
        Figure("detect: the whole command", whole, start, "importing the official client", None),
    ]
