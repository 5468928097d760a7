"""Metrics through the API server's proxy: requests, refusals, redirects (never followed), and what is stored."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from auto_detect.api import client
from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import Progress, collect
from auto_detect.collector.progress import LABELS, METRICS
from auto_detect.objects.metrics import QueryResult, ScrapeResult
from auto_detect.snapshot.snapshot import Permission, ReadOutcome, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from tests.auto_detect.collector.metrics.metric_pages import DCGM, nvidia, vllm
from tests.server.cluster import FakeCluster, obj
from tests.server.platforms.exporter_cluster import EXPORTER, PODS, READY, TEXT, page, with_exporter
from tests.server.stub import Answer, Request, status

SERVER = "/api/v1/namespaces/serving/pods/vllm-0:8000/proxy/metrics"
PROMETHEUS = "/api/v1/namespaces/monitoring/services/prometheus-server:http/proxy/api/v1/query"


def platform(cluster: FakeCluster, *, nodes: int = 1, annotations: dict[str, str] | None = None) -> None:
    """Serve an exporter, an AI server and a Prometheus."""
    with_exporter(cluster, nodes=nodes, annotations=annotations)
    container = {"image": "vllm/vllm-openai", "ports": [{"name": "http", "containerPort": 8000}]}
    spec = {"nodeName": "gpu-0", "containers": [container]}
    cluster.serve("v1/pods", obj("vllm-0", "serving", {"app": "vllm"}, spec=spec, status=READY))
    named = {"app.kubernetes.io/name": "prometheus"}
    ports = {"ports": [{"name": "http", "port": 80}]}
    cluster.serve("v1/services", obj("prometheus-server", "monitoring", named, spec=ports))
    cluster.overrides[SERVER] = page(vllm())


def snapshot_of(reader: KubeReader, **more: Any) -> Snapshot:
    return collect(reader, proxy=reader, keep_names=True, **more)


def exporter(snapshot: Snapshot) -> ScrapeResult:
    return next(one for one in snapshot.scraped().exposed if one.target.role == "exporter")


def answered(*rows: tuple[dict[str, str], str]) -> Answer:
    """Return a query response of Prometheus."""
    result = [{"metric": labels, "value": [1764000000.1, value]} for labels, value in rows]
    return Answer({"status": "success", "data": {"resultType": "vector", "result": result}})


def prometheus(request: Request) -> Answer:
    asked = request.query["query"]
    assert int(request.query["timeout"].rstrip("s")) <= 30
    if asked == "vector(1)":
        return answered(({}, "1"))
    if asked.startswith("count by (__name__)"):
        return answered(
            *(({"__name__": name}, "8") for name in (*DCGM, "vllm:num_requests_running", "acme_total", "é"))
        )
    if asked.startswith("label_replace"):
        counts = (("all", "1", "41"), ("all", "0", "2"), ("servers", "1", "3"), ("servers", "0", "1"))
        return answered(*(({"of": whose, "value": value}, number) for whose, value, number in counts))
    return answered(({}, "24"))


# --- opting in ---------------------------------------------------------------------------------------


def test_no_proxy_request_is_sent_without_opting_in(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    snapshot = collect(reader, keep_names=True)
    assert snapshot.scrape is None
    assert not any("/proxy" in path for path in cluster.paths())


def test_a_small_sample_is_read_with_get_alone(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster, nodes=9)
    for n in range(9):
        cluster.overrides[EXPORTER.replace("dcgm-0", f"dcgm-{n}")] = page(nvidia(8))
    cluster.first = lambda request: prometheus(request) if request.path == PROMETHEUS else None
    lines: list[Progress] = []
    snapshot = snapshot_of(reader, progress=lines.append)
    asked = [path for path in cluster.paths() if "/proxy" in path]
    assert sorted(set(asked)) == sorted(
        [*(EXPORTER.replace("dcgm-0", f"dcgm-{n}") for n in range(3)), SERVER, PROMETHEUS]
    )
    assert len(asked) <= 9
    assert {request.method for request in cluster.stub.requests} == {"GET"}
    assert snapshot.requests == len(cluster.stub.requests)
    assert snapshot.complete
    last = [line for line in lines if line.label == METRICS][-1]
    assert (last.objects, last.finished, last.outcome) == (5, True, ReadOutcome.READ)
    assert {line.label for line in lines} == {*LABELS, METRICS}


def test_only_counts_are_stored(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    cluster.first = lambda request: prometheus(request) if request.path == PROMETHEUS else None
    snapshot = snapshot_of(reader)
    (queried,) = snapshot.scraped().queried
    assert (queried.up, queried.down, queried.servers_down, queried.devices) == (41, 2, 1, 24)
    assert "vllm:num_requests_running" in [series.name for series in queried.series]
    written = encode_snapshot(snapshot)
    for private in (b"secret", b"GPU-", b"acme_total", b"H100"):
        assert private not in written
    assert decode_snapshot(written) == snapshot


def test_the_snapshot_has_pseudonyms_and_requests_use_real_names(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    cluster.overrides[SERVER] = status(503, "error trying to reach service: dial tcp 10.1.2.3:8000")
    snapshot = collect(reader, proxy=reader)
    assert {EXPORTER, SERVER} <= set(cluster.paths())
    assert exporter(snapshot).devices == 8
    written = encode_snapshot(snapshot)
    for private in (b"dcgm-0", b"vllm-0", b"gpu-0", b'"serving"', b"10.1.2.3"):
        assert private not in written


# --- which server refused ----------------------------------------------------------------------------

REFUSED: list[tuple[str, Answer, ReadOutcome, str]] = [
    ("the API server", status(403, "no"), ReadOutcome.DENIED, "Not allowed to get pods/proxy in gpu-operator."),
    ("the exporter", Answer(b"Forbidden", 403), ReadOutcome.FAILED, "It requires credentials"),
    ("a login", Answer(b"Unauthorized", 401), ReadOutcome.FAILED, "It requires credentials"),
    (
        "no server behind it",
        status(503, 'no endpoints available for service "x"'),
        ReadOutcome.UNAVAILABLE,
        "It has no ready endpoint.",
    ),
    ("closed port", status(503, "dial tcp: refused"), ReadOutcome.UNAVAILABLE, "The API server could not reach it."),
    ("a gateway", Answer(b"Bad Gateway", 502), ReadOutcome.UNAVAILABLE, "The API server could not reach it."),
    ("the pod is gone", status(404, "pods not found"), ReadOutcome.UNAVAILABLE, "It no longer exists."),
    ("another path", Answer(b"404 page not found", 404), ReadOutcome.FAILED, "It responds with HTTP 404."),
    ("an error", Answer(b"oops", 500), ReadOutcome.FAILED, "It responds with HTTP 500."),
    ("elsewhere", Answer(b"", 302, {"Location": "/elsewhere"}), ReadOutcome.FAILED, "It redirects to another address"),
    (
        "a web page",
        Answer(b"<html>\n<p>hello", 200),
        ReadOutcome.FAILED,
        "Its response is not in a metrics text format",
    ),
]


@pytest.mark.parametrize(("answer", "outcome", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refusals_name_the_server_that_refused(
    cluster: FakeCluster, reader: KubeReader, answer: Answer, outcome: ReadOutcome, reason: str
) -> None:
    platform(cluster)
    cluster.overrides[EXPORTER] = answer
    snapshot = snapshot_of(reader)
    found = exporter(snapshot)
    assert (found.outcome, (found.reason or "").startswith(reason)) == (outcome, True), found.reason
    denied = Permission("get", "", "pods/proxy", "gpu-operator") in snapshot.denied
    assert denied is (outcome is ReadOutcome.DENIED)
    assert not snapshot.complete
    assert "/elsewhere" not in cluster.paths()


def test_too_large_pages_are_rejected(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    cluster.overrides[EXPORTER] = page(b"gpu_x 1\n" * (11 * 1024 * 1024 // 8))
    found = exporter(snapshot_of(reader))
    assert (found.outcome, found.devices) == (ReadOutcome.FAILED, 0)
    assert "larger than 10 MiB" in (found.reason or "")


def test_endless_pages_are_aborted(cluster: FakeCluster, reader: KubeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PROXIED", client._Bounds(5, 0.5, 10**6, unpack=False))
    platform(cluster)
    cluster.overrides[EXPORTER] = Answer(nvidia(8), headers=TEXT, drip=0.05)
    found = exporter(snapshot_of(reader))
    assert (found.outcome, found.reason) == (
        ReadOutcome.FAILED,
        "The API server did not finish its response within 0.5 s.",
    )


def test_compressed_responses_are_rejected(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    cluster.overrides[EXPORTER] = Answer(b"\x1f\x8b\x08" + b"0" * 99, headers={**TEXT, "Content-Encoding": "gzip"})
    assert exporter(snapshot_of(reader)).outcome is ReadOutcome.FAILED
    asked = cluster.stub.asked(EXPORTER)[0]
    assert asked.headers["Accept-Encoding"] == "identity"
    assert asked.headers["Accept"].startswith("text/plain")


@pytest.mark.parametrize(
    "annotations",
    [
        {"prometheus.io/path": "/../../../../namespaces/kube-system/secrets"},
        {"prometheus.io/path": "/a/./b"},
        {"prometheus.io/path": "/metrics?x=y"},
        {"prometheus.io/path": "/metrics#x"},
        {"prometheus.io/path": "/%2e%2e/secrets"},
        {"prometheus.io/path": "/metrics\r\nX: y"},
        {"prometheus.io/path": "/" + "a" * 300},
    ],
)
def test_annotations_cannot_change_the_target(
    cluster: FakeCluster, reader: KubeReader, annotations: dict[str, str]
) -> None:
    platform(cluster, annotations=annotations)
    snapshot = snapshot_of(reader)
    assert not [one for one in snapshot.scraped().exposed if one.devices]
    proxied = [path for path in cluster.paths() if "dcgm-0" in path]
    assert not any("secrets" in path or not path.startswith(f"{PODS}/dcgm-0:9400/proxy/") for path in proxied)


def test_cancellation_during_a_scrape(cluster: FakeCluster, reader: KubeReader) -> None:
    platform(cluster)
    stop = threading.Event()

    def stopping(_: Request) -> Answer:
        stop.set()
        return Answer(nvidia(8), headers=TEXT, wait=threading.Event())

    cluster.first = lambda request: stopping(request) if "/proxy" in request.path else None
    snapshot = snapshot_of(reader, cancelled=stop.is_set)
    assert {answer.outcome for answer in snapshot.scraped().results} == {ReadOutcome.CANCELLED}


# --- querying Prometheus -----------------------------------------------------------------------------

AGENT = {"status": "error", "errorType": "execution", "error": "unavailable with Prometheus Agent"}
ANSWERS: list[tuple[str, Callable[[Request], Answer], ReadOutcome, str]] = [
    ("an agent", lambda _: Answer(AGENT, 422), ReadOutcome.FAILED, "It runs as an agent"),
    (
        "a refusal",
        lambda _: Answer({"status": "error", "error": "x"}, 400),
        ReadOutcome.FAILED,
        "It refuses the query.",
    ),
    ("something else", lambda _: Answer(b"hello"), ReadOutcome.FAILED, "It does not answer as Prometheus does."),
    (
        "other JSON",
        lambda _: Answer({"status": "success"}),
        ReadOutcome.FAILED,
        "It does not answer as Prometheus does.",
    ),
    ("a login", lambda _: Answer(b"x", 401), ReadOutcome.FAILED, "It requires credentials"),
    ("no right", lambda _: status(403), ReadOutcome.DENIED, "Not allowed to get services/proxy in monitoring."),
    ("nobody", lambda _: status(503, "no endpoints available"), ReadOutcome.UNAVAILABLE, "It has no ready endpoint."),
    ("nonsense", lambda _: answered(({}, "NaN")), ReadOutcome.FAILED, "It does not answer as Prometheus does."),
]


@pytest.mark.parametrize(("answer", "outcome", "reason"), [a[1:] for a in ANSWERS], ids=[a[0] for a in ANSWERS])
def test_failed_queries_have_an_outcome_and_a_reason(
    cluster: FakeCluster, reader: KubeReader, answer: Callable[[Request], Answer], outcome: ReadOutcome, reason: str
) -> None:
    platform(cluster)
    cluster.first = lambda request: answer(request) if request.path == PROMETHEUS else None
    snapshot = snapshot_of(reader)
    (queried,) = snapshot.scraped().queried
    assert (queried.outcome, (queried.reason or "").startswith(reason)) == (outcome, True), queried.reason
    assert len(cluster.stub.asked(PROMETHEUS)) == 1


@pytest.mark.parametrize(
    "path",
    ["vector(1)", "count by (__name__)", "label_replace", "count("],
)
@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, json.dumps({"status": "success", "data": {"result": [{"value": [1, "9" * 5_000]}]}}).encode()],
)
def test_hostile_answers_to_queries(cluster: FakeCluster, reader: KubeReader, path: str, body: bytes) -> None:
    platform(cluster)

    def answer(request: Request) -> Answer | None:
        if request.path != PROMETHEUS:
            return None
        return Answer(body) if request.query["query"].startswith(path) else prometheus(request)

    cluster.first = answer
    (queried,) = snapshot_of(reader).scraped().queried
    assert isinstance(queried, QueryResult)
    assert queried.up <= 10**12
