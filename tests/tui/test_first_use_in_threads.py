"""Initialization at first use is safe in threads: whole collections, in fresh processes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import tui.commands.detect
import tui.reports.detect_report
import tui.state.program_data
from auto_detect.api.client import connect
from auto_detect.collector.cluster_info import CLUSTER
from auto_detect.collector.collect import THREADS, collect
from auto_detect.collector.discovery import PATHS
from auto_detect.collector.load import load_snapshot_or_archive
from auto_detect.objects.monitoring import Monitor
from auto_detect.resources.registry import LISTED
from auto_detect.snapshot.snapshot import Snapshot
from tests.conftest import ROOT
from tests.examples import examples
from tests.forked import ends_of, needs_fork
from tests.server.cluster import FakeCluster, obj
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import Request, StubServer
from tui.cli import main

_TIMES = 20 if examples(20) == 20 else 4
_LOADED = (tui.commands.detect, tui.reports.detect_report, tui.state.program_data)
"""Modules that the command imports when it runs; imported here once for all children."""


def detect(config: str) -> None:
    """Run the whole command."""
    assert main(["detect", "--kubeconfig", config, "--json", "--checklist", "1.37"]) == 0


def collect_and_load(config: str, saved: str) -> None:
    """Load a draft's snapshot while a cluster is read, as the wizard does."""

    def collect_snapshot() -> Snapshot:
        with closing(connect((Path(config),), "test")) as reader:
            return collect(reader)

    with ThreadPoolExecutor() as pool:
        looked, loaded = pool.submit(collect_snapshot), pool.submit(load_snapshot_or_archive, Path(saved))
        assert looked.result().server_version == "v1.37.2"
        assert loaded.result().context == "nebula-demo"


@pytest.fixture
def config(cluster: FakeCluster, stub: StubServer, tmp_path: Path) -> Path:
    """Write a kubeconfig for a cluster that releases its responses to concurrent requests at once."""
    keys = [f"{a.group}/{a.versions[0]}/{a.plural}" for a in LISTED if a.type is Monitor][:THREADS]
    spec = {"endpoints": [{"port": "x"}], "selector": {"matchLabels": {"a": "b"}}}
    for key in keys:
        cluster.serve(key, obj("one", labels={"app": "x"}, spec=spec))
    together = dict.fromkeys(("/version", *PATHS, CLUSTER), threading.Barrier(2 + len(PATHS)))
    together |= dict.fromkeys((f"/apis/{key}" for key in keys), threading.Barrier(len(keys)))

    def wait(request: Request) -> None:
        if request.path in together:
            together[request.path].wait(30)

    cluster.first = wait
    return kubeconfig(tmp_path / "config", stub.url)


@needs_fork
@pytest.mark.slow
@pytest.mark.process
def test_detect_never_crashes(config: Path) -> None:
    *_, ends = ends_of(detect, config, times=_TIMES).splitlines()
    assert ends == f"{{0: {_TIMES}}}"


@needs_fork
@pytest.mark.examples
@pytest.mark.process
def test_collecting_while_loading_a_snapshot_never_crashes(config: Path) -> None:
    saved = ROOT / "auto_detect/data/demo-snapshot.json"
    *_, ends = ends_of(collect_and_load, config, saved, times=_TIMES).splitlines()
    assert ends == f"{{0: {_TIMES}}}"
