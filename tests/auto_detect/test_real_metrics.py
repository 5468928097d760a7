"""Metrics on a real API server: exporters, an AI server and a Prometheus on a separate test host."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from auto_detect.api.client import connect
from auto_detect.collector.collect import collect
from auto_detect.detectors.detect import DETECTORS
from auto_detect.snapshot.snapshot import Permission, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.server import assets, metrics_endpoints
from tests.server.api_server import ApiServer
from tests.server.endpoint_host import exporting as host
from tests.server.fixtures import ROOT
from tests.server.platforms.monitoring import EXPORTERS, MERGE, MONITORS, PROMETHEUSES, populate
from tests.server.platforms.objects import condition, namespaced
from tui.cli import main

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("metrics")]

READ, SCRAPE = "aiconform-read-only", "aiconform-scrape"
SERVICES = namespaced("/api/v1", "serving", "services")
ACCELERATORS, SERVERS = "accelerator_metrics", "ai_service_metrics"
_PROXIED = re.compile(r"/api/v1/namespaces/[^/]+/(pods|services)/[^/]+:[^/]+/proxy/(metrics|api/v1/query)")

Change = Callable[[ApiServer], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a separate server with all objects and both roles."""
    with host() as address:
        server = ApiServer(assets.current(), tmp_path_factory.mktemp("metrics"))
        try:
            populate(server, address)
            for name in ("read-only", "scrape"):
                role = yaml.safe_load((ROOT / "docs" / f"{name}-clusterrole.yaml").read_text())
                server.create("/apis/rbac.authorization.k8s.io/v1/clusterroles", role)
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def config(server: ApiServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return server.token_kubeconfig(tmp_path_factory.mktemp("config") / "config")


def snapshot_of(server: ApiServer, config: Path, *roles: str, scrape: bool = True) -> Snapshot:
    with ExitStack() as bound, closing(connect([config], None)) as reader:
        for role in roles:
            bound.enter_context(server.bound("reader", role))
        return collect(reader, proxy=reader if scrape else None)


def answered(server: ApiServer) -> list[dict[str, Any]]:
    """Return the audited requests; the log has two entries for each proxied request."""
    return [event for event in server.audit("reader") if event["stage"] == "ResponseComplete"]


def find(snapshot: Snapshot, requirement: str) -> Finding:
    return DETECTORS[requirement](snapshot)


@pytest.fixture(scope="module")
def whole(server: ApiServer, config: Path) -> Snapshot:
    """Collect with both roles while everything is healthy."""
    return snapshot_of(server, config, READ, SCRAPE)


# --- everything healthy ------------------------------------------------------------------------------


def test_every_device_of_the_sample_was_seen(whole: Snapshot) -> None:
    finding = find(whole, ACCELERATORS)
    assert finding.outcome is Outcome.DETECTED
    assert "Read on 2 nodes: 16 accelerators with utilization and memory." in finding.summary
    assert "8 of 8 devices with utilization and memory, identified by UUID" in counted(finding)
    assert finding.unproven[-1] == "That utilization follows load."
    assert not any("no metrics were read" in sentence for sentence in finding.unproven)


def test_series_of_an_ai_server_were_seen(whole: Snapshot) -> None:
    finding = find(whole, SERVERS)
    assert finding.outcome is Outcome.DETECTED
    assert finding.summary == "Prometheus has series of AI servers: vllm:num_requests_running."
    assert "Exposes vllm:kv_cache_usage_perc" in doubtful(finding)
    assert "Answers; 4 targets up, 1 down." in counted(finding)
    (exposed,) = (one for one in whole.scraped().exposed if one.target.role == "server")
    assert not exposed.cut


def test_only_get_and_list_requests_for_the_sample_were_sent(server: ApiServer, config: Path, whole: Snapshot) -> None:
    before = len(answered(server))
    snapshot = snapshot_of(server, config, READ, SCRAPE)
    events = answered(server)[before:]
    assert len(events) == snapshot.requests
    assert {event["verb"] for event in events} == {"get", "list"}
    proxied = [event for event in events if event.get("objectRef", {}).get("subresource") == "proxy"]
    assert {event["objectRef"]["resource"] for event in proxied} == {"pods", "services"}
    assert {event["verb"] for event in proxied} == {"get"}
    assert all(_PROXIED.fullmatch(urlsplit(event["requestURI"]).path) for event in proxied)
    assert len(proxied) <= 8
    others = [event for event in events if event not in proxied]
    assert not any("/proxy" in event["requestURI"] for event in others)
    assert not {event["objectRef"]["resource"] for event in others if "objectRef" in event} & {"secrets", "nodes/proxy"}


def test_the_snapshot_holds_counts_and_no_name(whole: Snapshot) -> None:
    written = encode_snapshot(whole)
    named = (b"gpu-0", b"nvidia-dcgm-exporter-0", b'"serving"', b"198.51.100", b"search")
    for private in (b"secret-", b"secret_", b"GPU-", *named):
        assert private not in written
    assert decode_snapshot(written) == whole


def test_the_command_reports_the_same(
    server: ApiServer, config: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved = tmp_path / "s.json"
    with server.bound("reader", READ), server.bound("reader", SCRAPE):
        assert main(["detect", "--scrape", "--json", "--kubeconfig", str(config), "--save", str(saved)]) == 0
    out, err = capsys.readouterr()
    assert "metrics are read through the API server's proxy: GET requests to a few pods and Services" in err
    assert main(["detect", "--json", "--from", str(saved)]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(out)
    found = {finding["requirement"]: finding for finding in json.loads(out)["findings"]}
    assert {found[requirement]["outcome"] for requirement in (ACCELERATORS, SERVERS)} == {"detected"}


# --- without opting in, or without permission --------------------------------------------------------


def test_without_opting_in_findings_rest_on_objects(server: ApiServer, config: Path) -> None:
    snapshot = snapshot_of(server, config, READ, SCRAPE, scrape=False)
    assert not any("/proxy" in o.path for f in DETECTORS.values() for o in f(snapshot).observations if o.path)
    assert "no metrics were read" in find(snapshot, ACCELERATORS).unproven[0]
    finding = find(snapshot, SERVERS)
    assert finding.summary == "Prometheus k8s reads ServiceMonitor vllm, which selects an AI server (vLLM)."
    assert snapshot.requests <= 40


def test_without_the_role_its_permission_is_named(server: ApiServer, config: Path) -> None:
    snapshot = snapshot_of(server, config, READ)
    assert Permission("get", "", "pods/proxy", "gpu-operator") in snapshot.denied
    assert Permission("get", "", "services/proxy", "monitoring") in snapshot.denied
    for requirement in (ACCELERATORS, SERVERS):
        finding = find(snapshot, requirement)
        assert finding.outcome is Outcome.DETECTED
        assert "Not allowed to get " in finding.unproven[0]


# --- traps on the server -----------------------------------------------------------------------------


def _patch(path: str, **change: Any) -> Change:
    return lambda server: server.request("PATCH", path, change, kind=MERGE)


def _says(**status: Any) -> Change:
    return lambda server: server.status(f"{PROMETHEUSES}/k8s", status)


MONITOR, PROMETHEUS = f"{MONITORS}/vllm", f"{PROMETHEUSES}/k8s"
SELECTED = {"matchLabels": {"monitoring": "on"}}
STALE = [condition("Available", generation=0), condition("Reconciled", generation=0)]
FRESH = [condition("Available", generation=None), condition("Reconciled", generation=None)]
TRAPS: list[tuple[str, Change, Change, Outcome, str]] = [
    (
        "without the label of the release",
        _patch(MONITOR, metadata={"labels": {"release": "other"}}),
        _patch(MONITOR, metadata={"labels": {"release": "kps"}}),
        Outcome.PARTLY,
        "its selector (release) does not match",
    ),
    (
        "a namespace that is not selected",
        _patch("/api/v1/namespaces/serving", metadata={"labels": {"monitoring": None}}),
        _patch("/api/v1/namespaces/serving", metadata={"labels": {"monitoring": "on"}}),
        Outcome.PARTLY,
        "its namespace selector does not match",
    ),
    (
        "a port that the Service has not",
        _patch(MONITOR, spec={"endpoints": [{"port": "metrics"}]}),
        _patch(MONITOR, spec={"endpoints": [{"port": "web"}]}),
        Outcome.PARTLY,
        "has no port metrics",
    ),
    (
        "a selector that no Service meets",
        _patch(MONITOR, spec={"selector": {"matchLabels": {"team": "other"}}}),
        _patch(MONITOR, spec={"selector": {"matchLabels": {"team": "search"}}}),
        Outcome.PARTLY,
        "no monitor selects an AI server",
    ),
    (
        "conditions from before the last change",
        _says(conditions=STALE),
        _says(conditions=FRESH),
        Outcome.NOT_DETECTED,
        "older than its last change",
    ),
    (
        "no replica",
        _says(availableReplicas=0, conditions=FRESH),
        _says(availableReplicas=1),
        Outcome.NOT_DETECTED,
        "none of its replicas",
    ),
]


@pytest.mark.parametrize(("trap", "healing", "outcome", "words"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_monitors_that_only_seem_correct(
    server: ApiServer, config: Path, trap: Change, healing: Change, outcome: Outcome, words: str
) -> None:
    trap(server)
    try:
        finding = find(snapshot_of(server, config, READ, scrape=False), SERVERS)
    finally:
        healing(server)
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
    assert find(snapshot_of(server, config, READ, scrape=False), SERVERS).outcome is Outcome.DETECTED


ENDPOINTS: list[tuple[str, int, Outcome, str]] = [
    (
        "parts of devices",
        metrics_endpoints.PARTITIONED_PORT,
        Outcome.DETECTED,
        "16 accelerators with utilization and memory",
    ),
    (
        "an AI server is not an exporter",
        metrics_endpoints.VLLM_PORT,
        Outcome.PARTLY,
        "neither utilization nor used memory",
    ),
    ("behind a login", metrics_endpoints.LOCKED_PORT, Outcome.DETECTED, "It requires credentials"),
    ("sent elsewhere", metrics_endpoints.MOVED_PORT, Outcome.DETECTED, "It redirects to another address"),
    ("without end", metrics_endpoints.ENDLESS_PORT, Outcome.DETECTED, "is larger than 10 MiB"),
    ("closed port", metrics_endpoints.NOBODY_PORT, Outcome.DETECTED, "The API server could not reach it."),
]


@pytest.mark.parametrize(("port", "outcome", "words"), [e[1:] for e in ENDPOINTS], ids=[e[0] for e in ENDPOINTS])
def test_exporter_responses(server: ApiServer, config: Path, port: int, outcome: Outcome, words: str) -> None:
    path = f"{EXPORTERS}/nvidia-dcgm-exporter"

    def at(number: int) -> Change:
        return _patch(path, ports=[{"name": "web", "port": number, "protocol": "TCP"}])

    at(port)(server)
    try:
        snapshot = snapshot_of(server, config, READ, SCRAPE)
    finally:
        at(metrics_endpoints.DCGM_PORT)(server)
    finding = find(snapshot, ACCELERATORS)
    sentences = [finding.summary, *finding.unproven, doubtful(finding)]
    assert (finding.outcome, any(words in sentence for sentence in sentences)) == (outcome, True), sentences


def test_a_service_is_scraped_without_known_pods(server: ApiServer, config: Path) -> None:
    path = f"{EXPORTERS}/nvidia-dcgm-exporter"
    endpoints = server.request("GET", path)["endpoints"]
    server.request("PATCH", path, {"endpoints": [{**e, "nodeName": None} for e in endpoints]}, kind=MERGE)
    try:
        snapshot = snapshot_of(server, config, READ, SCRAPE)
    finally:
        server.request("PATCH", path, {"endpoints": endpoints}, kind=MERGE)
    (exposed,) = (one for one in snapshot.scraped().exposed if one.target.role == "exporter")
    assert (exposed.target.service, exposed.devices) == ("nvidia-dcgm-exporter", 8)
    finding = find(snapshot, ACCELERATORS)
    assert finding.summary == "Prometheus has utilization and memory of 16 accelerators (NVIDIA)."
    assert "8 devices with utilization and memory" in counted(finding)
