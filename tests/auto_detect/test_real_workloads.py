"""Scaling, serving and scheduling on a real API server: installed but not working, then working."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from auto_detect.api.client import connect
from auto_detect.collector.collect import collect
from auto_detect.collector.load import load_snapshot_or_archive
from auto_detect.detectors.detect import DETECTORS
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import encode_snapshot
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.server import assets
from tests.server.api_server import ApiServer
from tests.server.certificates import Authority
from tests.server.collected_archive import collected
from tests.server.fixtures import ROOT
from tests.server.platforms.workloads import AI, AI_RESOURCE, EXTRA_ROLE, UNKNOWN_SCHEDULER, Workloads
from tests.server.stub import Answer, StubServer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("workloads")]

ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StubServer]:
    """Start a metrics adapter that is not a full API server."""
    pair = Authority().issue("adapter", hosts=("localhost", "127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(tmp_path_factory.mktemp("adapter"), "adapter"))
    names = ("pods/gpu_utilization", "pods/secret_business_metric", "namespaces/secret_business_metric")
    with StubServer(context) as stub:
        resources = [{"name": name, "namespaced": True, "kind": "MetricValueList", "verbs": ["get"]} for name in names]
        stub.answers["/apis/custom.metrics.k8s.io/v1beta1"] = Answer(
            {
                "kind": "APIResourceList",
                "apiVersion": "v1",
                "groupVersion": "custom.metrics.k8s.io/v1beta1",
                "resources": resources,
            }
        )
        yield stub


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a separate server: the tests change its objects."""
    server = ApiServer(assets.current(), tmp_path_factory.mktemp("workloads"))
    for role in (yaml.safe_load((ROOT / "docs" / "read-only-clusterrole.yaml").read_text()), EXTRA_ROLE):
        server.create(ROLES, role)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def snapshots(server: ApiServer, adapter: StubServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """Return snapshots of a cluster: broken, working (also collected by script), and without the extra role."""
    path = server.token_kubeconfig(tmp_path_factory.mktemp("snapshots") / "config")
    workloads = Workloads(server, adapter.port)

    def session() -> Snapshot:
        with closing(connect([path], None)) as reader:
            return collect(reader, keep_names=True)

    workloads.with_traps()
    with server.bound("reader", "aiconform-read-only"):
        with server.bound("reader", EXTRA_ROLE["metadata"]["name"]):
            dead = session()
            workloads.heal()
            server.wait_for(lambda: settled(server))
            alive = session()
            archive = collected(tmp_path_factory.mktemp("script"), path)
            scripted = load_snapshot_or_archive(archive, keep_names=True)
        return {"dead": dead, "alive": alive, "scripted": scripted, "without": session()}


def settled(server: ApiServer) -> bool:
    """Return whether the aggregator reported that the adapter does not serve the API; the status then stays."""
    found = server.request("GET", "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.external.metrics.k8s.io")
    return any(c["reason"] == "FailedDiscoveryCheck" for c in found["status"]["conditions"])


def find(snapshot: Snapshot, requirement: str) -> Finding:
    return DETECTORS[requirement](snapshot)


DEAD = [
    ("advanced_inference_ingress", Outcome.PARTLY, "InferencePool llama: no gateway accepted it."),
    ("disaggregated_inference", Outcome.NOT_DETECTED, "llm-d: no prefill pod is ready."),
    ("cluster_autoscaling", Outcome.PARTLY, "Karpenter: no running controller is visible from here."),
    (
        "pod_autoscaling",
        Outcome.PARTLY,
        "The API custom.metrics.k8s.io and external.metrics.k8s.io is registered, but its backend does not answer.",
    ),
    ("gang_scheduling", Outcome.PARTLY, "Kueue: no ClusterQueue is active."),
    ("ai_inference", Outcome.PARTLY, "No GatewayClass is accepted by a controller."),
    ("robust_controller", Outcome.PARTLY, f"{AI}: no controller runs in the namespace of its webhook."),
]


@pytest.mark.parametrize(("requirement", "outcome", "summary"), DEAD, ids=[d[0] for d in DEAD])
def test_components_that_do_not_work_are_not_detected(
    snapshots: dict[str, Snapshot], requirement: str, outcome: Outcome, summary: str
) -> None:
    finding = find(snapshots["dead"], requirement)
    assert (finding.outcome, finding.summary) == (outcome, summary)


ALIVE = [
    ("advanced_inference_ingress", "Istio accepted an InferencePool with a route, an endpoint picker and ready pods."),
    ("disaggregated_inference", "llm-d: prefill and decode pods are ready, each phase with its own replicas."),
    ("cluster_autoscaling", "Karpenter runs with a NodePool that may add nodes with accelerators."),
    ("pod_autoscaling", "A HorizontalPodAutoscaler scales pods with nvidia.com/gpu by gpu_utilization."),
    ("gang_scheduling", "Kueue runs with ClusterQueue gpus active for nvidia.com/gpu."),
    ("robust_controller", f"{AI} runs, its webhook has a ready endpoint and its resources are reconciled."),
]


@pytest.mark.parametrize(("requirement", "summary"), ALIVE, ids=[a[0] for a in ALIVE])
def test_the_working_cluster_is_detected(snapshots: dict[str, Snapshot], requirement: str, summary: str) -> None:
    finding = find(snapshots["alive"], requirement)
    assert (finding.outcome, finding.summary) == (Outcome.DETECTED, summary), finding


def test_observations_of_the_broken_cluster(snapshots: dict[str, Snapshot]) -> None:
    apis = doubtful(find(snapshots["dead"], "pod_autoscaling"))
    assert "Not available (ServiceNotFound); registered for adapter." in apis
    assert "Scales by cpu or memory only; not counted." in apis
    scaling = doubtful(find(snapshots["dead"], "cluster_autoscaling"))
    assert "it is not ready (NodeClassNotFound)" in scaling
    assert "Cluster Autoscaler: Not counted: its report is 120 minutes old" in scaling
    assert "with FailOpen, requests bypass it" in doubtful(find(snapshots["dead"], "advanced_inference_ingress"))
    assert "ClusterQueue gpus: Not active (FlavorNotFound)." in doubtful(find(snapshots["dead"], "gang_scheduling"))
    assert "Not yet accepted by gone.example/controller" in doubtful(find(snapshots["dead"], "ai_inference"))
    assert "its CA bundle is empty" in doubtful(find(snapshots["dead"], "robust_controller"))
    assert "role both, which means both phases" in doubtful(find(snapshots["dead"], "disaggregated_inference"))


def test_observations_of_the_working_cluster(snapshots: dict[str, Snapshot]) -> None:
    apis = counted(find(snapshots["alive"], "pod_autoscaling"))
    assert "Served by adapter, with gpu_utilization and 1 other." in apis
    assert "Autoscaler Cluster Autoscaler: Passes every check as well." in counted(
        find(snapshots["alive"], "cluster_autoscaling")
    )


def test_pod_groups_of_other_schedulers_do_not_count(snapshots: dict[str, Snapshot]) -> None:
    seen = doubtful(find(snapshots["alive"], "gang_scheduling"))
    for scheduler in ("Volcano", "KAI Scheduler", "Coscheduling"):
        assert f"Scheduler {scheduler}: Not counted: no running scheduler is visible from here." in seen
    assert "Scheduler scheduling.sigs.k8s.io: Not counted: the Deployment that places" in seen


def test_an_unknown_operator_needs_an_extra_permission(snapshots: dict[str, Snapshot]) -> None:
    assert find(snapshots["without"], "robust_controller").reason == f"not allowed to list {AI_RESOURCE}.{AI}"
    assert {str(permission) for permission in snapshots["without"].denied} == {
        f"list {AI_RESOURCE}.{AI}",
        f"list podgroups.{UNKNOWN_SCHEDULER}",
    }


@pytest.mark.parametrize("requirement", sorted({requirement for requirement, *_ in (*DEAD, *ALIVE)}))
def test_the_script_finds_the_same(snapshots: dict[str, Snapshot], requirement: str) -> None:
    assert find(snapshots["scripted"], requirement) == find(snapshots["alive"], requirement)


def test_only_few_read_requests_are_sent(server: ApiServer, snapshots: dict[str, Snapshot]) -> None:
    assert {event["verb"] for event in server.audit("reader")} == {"get", "list"}
    assert snapshots["alive"].requests <= 60
    for event in (event for event in server.audit("reader") if event["userAgent"].startswith("aiconform/")):
        url = urlsplit(event["requestURI"])
        resource = event.get("objectRef", {}).get("resource", "")
        asked = dict(parse_qsl(url.query))
        if resource == "pods":
            assert asked.keys() & {"labelSelector", "fieldSelector"}
            assert int(asked["limit"]) <= (100 if "fieldSelector" in asked else 20)
        if resource == "events":
            assert asked == {"limit": "50", "fieldSelector": "reason=TriggeredScaleUp"}
        if resource == "configmaps":
            assert url.path.endswith("/cluster-autoscaler-status")
        assert resource != "secrets"


def test_nothing_private_is_kept(snapshots: dict[str, Snapshot]) -> None:
    content = encode_snapshot(snapshots["alive"])
    for private in (b"never-to-be", b"acme-project", b"secret_business_metric", b"uid-of-", b"NixlConnector"):
        assert private not in content
