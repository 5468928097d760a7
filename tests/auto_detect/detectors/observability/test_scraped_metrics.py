"""accelerator_metrics with collected metrics: what counts for every device of a node, and what does not."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from auto_detect.analysis.monitoring.scrape_targets import exporter_targets
from auto_detect.collector.metrics.summary import summarize
from auto_detect.detectors.observability.accelerator_metrics import detect_accelerator_metrics
from auto_detect.objects.metrics import PROMETHEUS, QueryResult, Scrape, ScrapeResult, ScrapeTarget, Series
from auto_detect.resources import monitoring, registry
from auto_detect.snapshot.snapshot import ReadOutcome, Snapshot
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.collector.metrics.metric_pages import DCGM, GO, MIG, amd, nvidia, page
from tests.auto_detect.detectors.cluster import Change, Cluster, daemon_set, meta, node, same, service, true
from tests.auto_detect.detectors.finding_text import counted, doubtful

FOUND, PARTLY = Outcome.DETECTED, Outcome.PARTLY
CORE_OF_24 = "Read on 3 nodes: 24 accelerators with utilization and memory"


def platform(resource: str = "nvidia.com/gpu", *, nodes: int = 3, count: str = "8") -> Cluster:
    """Return a cluster of accelerator nodes and an exporter whose pods are known."""
    labels = {"nvidia.com/gpu.count": count} if count and resource.startswith("nvidia") else {}
    names = [f"gpu-{n}" for n in range(nodes)]
    cluster = Cluster().add(registry.NODES, *(node(name, {resource: "8"}, labels=labels) for name in names))
    called = "nvidia-dcgm-exporter" if resource.startswith("nvidia") else "amd-metrics-exporter"
    return add_exporter(cluster, called, names)


def add_exporter(cluster: Cluster, called: str, names: list[str]) -> Cluster:
    """Return a cluster with an exporter: a Service, and a pod on each node."""
    cluster.add(registry.DAEMON_SETS, daemon_set(called, "gpu-operator", desired=len(names)))
    cluster.add(registry.SERVICES, service(called, "gpu-operator"))
    pods = [
        {"conditions": {"ready": True}, "nodeName": name, "targetRef": {"kind": "Pod", "name": f"{called}-{name}"}}
        for name in names
    ]
    return cluster.add(
        registry.ENDPOINT_SLICES,
        {
            "metadata": meta(called, "gpu-operator", labels={"kubernetes.io/service-name": called}),
            "endpoints": pods,
            "ports": [{"name": "metrics", "port": 9400}],
        },
    )


def read(cluster: Cluster, body: bytes, *, kind: str = "text/plain", queried: tuple[QueryResult, ...] = ()) -> Snapshot:
    """Let every sampled exporter return the same page."""
    snapshot = cluster.snapshot()
    exposed = [summarize(target, body, kind) for target in exporter_targets(snapshot)]
    return replace(snapshot, scrape=Scrape(exposed, list(queried)))


def find(cluster: Cluster, body: bytes) -> Finding:
    return detect_accelerator_metrics(read(cluster, body))


def test_core_metrics_for_every_sampled_device() -> None:
    finding = find(platform(nodes=5), nvidia(8))
    assert finding.outcome is FOUND
    assert CORE_OF_24 in finding.summary
    assert "(DCGM_FI_DEV_FB_USED and DCGM_FI_DEV_GPU_UTIL)" in (finding.suggested_notes or "")
    assert finding.unproven == (
        "That the other 2 nodes show the same: only a sample was read.",
        "Interconnect: no series; the hardware or the driver may not report this.",
        "That utilization follows load.",
    )
    assert "8 of 8 devices with utilization and memory, identified by UUID" in counted(finding)
    assert not doubtful(finding)
    assert "secret" not in str(finding)
    paths = {o.path for o in finding.observations if o.kind == "Pod"}
    assert "/api/v1/namespaces/gpu-operator/pods/nvidia-dcgm-exporter-gpu-0:9400/proxy/metrics" in paths


def test_a_finding_states_that_no_metrics_were_read() -> None:
    finding = detect_accelerator_metrics(platform().snapshot())
    assert finding.outcome is FOUND
    assert "no metrics were read" in finding.unproven[0]
    assert (finding.suggested_notes or "").endswith("The metrics themselves were not read.")


BODIES: list[tuple[str, bytes, Outcome, str]] = [
    ("DCGM", nvidia(8), FOUND, CORE_OF_24),
    ("MIG has another utilization", nvidia(8, MIG, instances=7), FOUND, CORE_OF_24),
    ("parts of too few devices are not devices", nvidia(2, MIG, instances=7), PARTLY, "2 of 8 accelerators of a node"),
    ("guests lack power and temperature", nvidia(8, DCGM[:2]), FOUND, CORE_OF_24),
    ("one device is missing", nvidia(7), PARTLY, "7 of 8 accelerators of a node have utilization and memory"),
    ("nothing", b"", PARTLY, "neither utilization nor used memory"),
    ("itself only", GO.encode(), PARTLY, "neither utilization nor used memory"),
    ("no number", nvidia(8, value="NaN"), PARTLY, "neither utilization nor used memory"),
    ("DCGM's blank", nvidia(8, value="9223372036854775792"), PARTLY, "neither utilization nor used memory"),
    ("zero is a number", nvidia(8, value="0"), FOUND, CORE_OF_24),
    (
        "memory bandwidth is not utilization",
        nvidia(8, ("DCGM_FI_DEV_MEM_COPY_UTIL", "DCGM_FI_DEV_FB_USED")),
        PARTLY,
        "reports no utilization of a device; DCGM_FI_DEV_MEM_COPY_UTIL is memory bandwidth",
    ),
    ("free memory is not used", nvidia(8, ("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_FREE")), PARTLY, "no used memory"),
    ("encoders", nvidia(8, ("DCGM_FI_DEV_ENC_UTIL", "DCGM_FI_DEV_FB_USED")), PARTLY, "is the video encoder"),
    ("averages of a node", page(DCGM, [{"Hostname": "a"}]), PARTLY, "no label names the device"),
    (
        "OpenTelemetry's names",
        page(("hw_gpu_utilization_ratio", "hw_gpu_memory_usage_bytes"), [{"hw_id": str(n)} for n in range(8)]),
        FOUND,
        CORE_OF_24,
    ),
    (
        "an unknown vendor's names",
        page(("acme_npu_utilization", "acme_npu_memory_used_bytes"), [{"uuid": str(n)} for n in range(8)]),
        FOUND,
        CORE_OF_24,
    ),
    (
        "an unknown vendor's limits",
        page(("acme_npu_utilization", "acme_npu_memory_total_bytes"), [{"uuid": str(n)} for n in range(8)]),
        PARTLY,
        "no used memory",
    ),
]


@pytest.mark.parametrize(("body", "outcome", "words"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_required_content_of_a_page(body: bytes, outcome: Outcome, words: str) -> None:
    finding = find(platform(), body)
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_amd_and_its_partitions() -> None:
    finding = find(platform("amd.com/gpu"), amd(8, partitions=4))
    assert (finding.outcome, CORE_OF_24 in finding.summary) == (FOUND, True), finding.summary
    assert find(platform("amd.com/gpu"), amd(2, partitions=4)).outcome is PARTLY


def test_an_unknown_number_of_accelerators_is_reported() -> None:
    cluster = platform("nvidia.com/mig-1g.10gb", count="")
    finding = find(cluster, nvidia(2, MIG, instances=4))
    assert finding.outcome is FOUND
    assert any(
        sentence.endswith("the node does not publish its number of accelerators.") for sentence in finding.unproven
    )


def test_two_exporters_for_the_same_devices_do_not_add_up() -> None:
    cluster = add_exporter(platform(), "dcgm-exporter", ["gpu-0", "gpu-1", "gpu-2"])
    assert "7 of 8 accelerators" in find(cluster, nvidia(7)).summary
    assert "may be counted twice" in doubtful(find(cluster, nvidia(8)))


def test_amds_exporter_is_off_by_default() -> None:
    config = {"metadata": meta("default", "kube-amd-gpu"), "spec": {"metricsExporter": {"enable": False}}}
    cluster = Cluster().add(registry.NODES, node("a", {"amd.com/gpu": "8"})).add(monitoring.DEVICE_CONFIGS, config)
    finding = detect_accelerator_metrics(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "disabled" in doubtful(finding)
    cluster.one(monitoring.DEVICE_CONFIGS)["spec"]["metricsExporter"]["enable"] = True
    assert "disabled" not in doubtful(detect_accelerator_metrics(cluster.snapshot()))


# --- unreadable metrics ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (ReadOutcome.DENIED, "Not allowed to get pods/proxy in gpu-operator."),
        (ReadOutcome.UNAVAILABLE, "The API server could not reach it."),
        (ReadOutcome.FAILED, "It requires credentials, which aiconform does not send."),
    ],
)
def test_unreadable_metrics_do_not_change_the_outcome(outcome: ReadOutcome, reason: str) -> None:
    snapshot = platform().snapshot()
    exposed = [ScrapeResult(target, outcome, reason) for target in exporter_targets(snapshot)]
    finding = detect_accelerator_metrics(replace(snapshot, scrape=Scrape(exposed)))
    assert finding.outcome is FOUND
    assert finding.unproven[0].endswith(f"no metrics were read. {reason}")
    assert reason in doubtful(finding)


def test_a_read_exporter_counts_for_its_node_only() -> None:
    snapshot = platform().snapshot()
    first, *others = exporter_targets(snapshot)
    exposed = [
        summarize(first, nvidia(8), "text/plain"),
        *(ScrapeResult(t, ReadOutcome.FAILED, "Why.") for t in others),
    ]
    finding = detect_accelerator_metrics(replace(snapshot, scrape=Scrape(exposed)))
    assert finding.outcome is FOUND
    assert "That the other 2 nodes show the same: only a sample was read." in finding.unproven


def test_a_response_of_a_service_is_from_any_pod() -> None:
    cluster = platform()
    for piece in cluster.of(registry.ENDPOINT_SLICES):
        for endpoint in piece["endpoints"]:
            del endpoint["targetRef"]
    snapshot = read(cluster, nvidia(8))
    assert [exposed.target.service for exposed in snapshot.scraped().exposed] == ["nvidia-dcgm-exporter"]
    finding = detect_accelerator_metrics(snapshot)
    assert finding.outcome is FOUND
    assert "Which node the metrics are from: one pod of the Service answered." in finding.unproven


# --- other ways to find an exporter ------------------------------------------------------------------


def _by_monitor(cluster: Cluster) -> None:
    """Let only a ServiceMonitor identify the Service."""
    cluster.drop(registry.DAEMON_SETS)
    (found,) = cluster.of(registry.SERVICES)
    found["metadata"] = meta("stats", "gpu-operator", labels={"team": "infra"})
    (piece,) = cluster.of(registry.ENDPOINT_SLICES)
    piece["metadata"]["labels"]["kubernetes.io/service-name"] = "stats"
    monitor = {"metadata": meta("gpu-stats", "gpu-operator"), "spec": {"selector": {"matchLabels": {"team": "infra"}}}}
    cluster.add(monitoring.SERVICE_MONITORS, monitor)


def test_a_monitor_is_proven_by_its_metrics() -> None:
    cluster = platform()
    _by_monitor(cluster)
    said = detect_accelerator_metrics(cluster.snapshot())
    assert (said.outcome, "its targets were not read" in said.summary) == (PARTLY, True), said.summary
    assert find(cluster, nvidia(8)).outcome is FOUND
    assert find(cluster, GO.encode()).outcome is PARTLY


def _pods(cluster: Cluster) -> None:
    """Remove the Service, so that the DaemonSet's pods are queried."""
    cluster.drop(registry.SERVICES).drop(registry.ENDPOINT_SLICES)
    labels = {"app": "nvidia-dcgm-exporter"}
    cluster.one(registry.DAEMON_SETS)["spec"]["template"]["metadata"] = {"labels": labels}
    for n in range(3):
        cluster.add(
            registry.PODS,
            {
                "metadata": meta(f"e-{n}", "gpu-operator", labels={**labels, "pod-template-generation": "3"}),
                "spec": {
                    "nodeName": f"gpu-{n}",
                    "containers": [{"image": "a", "ports": [{"name": "metrics", "containerPort": 9400}]}],
                },
                "status": {"phase": "Running", "conditions": [true("Ready")]},
            },
        )


@pytest.mark.parametrize("change", [same, _pods])
def test_pods_on_known_nodes_are_scraped(change: Change) -> None:
    cluster = platform()
    change(cluster)
    targets = exporter_targets(cluster.snapshot())
    assert {(target.node, target.port, target.path) for target in targets} == {
        (f"gpu-{n}", "9400", "/metrics") for n in range(3)
    }
    assert all(target.pod and not target.service for target in targets)


def _annotated(cluster: Cluster) -> None:
    notes = {"prometheus.io/port": "9445", "prometheus.io/path": "/v2/metrics", "prometheus.io/scheme": "https"}
    cluster.one(registry.SERVICES)["metadata"]["annotations"] = notes


def test_annotations_set_port_and_path() -> None:
    cluster = platform()
    _annotated(cluster)
    target = exporter_targets(cluster.snapshot())[0]
    assert target.proxy_path == (
        "/api/v1/namespaces/gpu-operator/pods/https:nvidia-dcgm-exporter-gpu-0:9445/proxy/v2/metrics"
    )


def test_at_most_three_nodes_with_every_vendor() -> None:
    cluster = platform(nodes=9).add(registry.NODES, node("z-amd", {"amd.com/gpu": "8"}))
    add_exporter(cluster, "amd-metrics-exporter", ["z-amd"])
    assert {target.node for target in exporter_targets(cluster.snapshot())} == {"gpu-0", "gpu-1", "z-amd"}


# --- metrics in Prometheus ---------------------------------------------------------------------------


def _no_exporter(cluster: Cluster) -> None:
    for resource in (registry.DAEMON_SETS, registry.SERVICES, registry.ENDPOINT_SLICES):
        cluster.drop(resource)


@pytest.mark.parametrize(
    ("change", "devices", "outcome", "words"),
    [
        (same, 24, FOUND, "Prometheus has utilization and memory of 24 accelerators (NVIDIA)."),
        (same, 9, FOUND, "An exporter answers on each of 3"),
        (_no_exporter, 24, FOUND, "Prometheus has utilization and memory of 24 accelerators (NVIDIA)."),
        (_no_exporter, 23, Outcome.PARTLY, "No accelerator metrics exporter is visible here"),
        (_no_exporter, 0, Outcome.NOT_DETECTED, "No accelerator metrics exporter is visible here"),
    ],
)
def test_a_prometheus_that_has_all_of_them(
    change: Callable[[Cluster], object], devices: int, outcome: Outcome, words: str
) -> None:
    cluster = platform()
    change(cluster)
    series = [Series(name, devices) for name in DCGM] if devices else []
    at = ScrapeTarget(PROMETHEUS, "monitoring", service="prometheus-operated", port="web", path="")
    snapshot = replace(cluster.snapshot(), scrape=Scrape([], [QueryResult(at, series=series, devices=devices, up=3)]))
    finding = detect_accelerator_metrics(snapshot)
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
