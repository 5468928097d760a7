"""Follow-up queries: bounded in number, each justified by an earlier response."""

from collections.abc import Callable

import pytest

from auto_detect.analysis.controller_liveness import ControllerState, controller_liveness
from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import collect
from auto_detect.known.components import KUBERAY
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS, EVENTS, STATEFUL_SETS
from auto_detect.resources.registry import unknown_pod_groups, unknown_resource
from auto_detect.snapshot.snapshot import ReadOutcome, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from tests.server.cluster import FakeCluster, Obj, obj, small
from tests.server.stub import Answer, Request

HPA_KEY = "autoscaling/v2/horizontalpodautoscalers"


def snapshot_of(cluster: FakeCluster, reader: KubeReader) -> Snapshot:
    return collect(reader, keep_names=True)


def asked(cluster: FakeCluster, resource: str) -> list[Request]:
    return [request for request in cluster.stub.requests if f"/{resource}" in request.path]


def selectors(cluster: FakeCluster, resource: str = "pods") -> list[str]:
    return [request.query.get("labelSelector", "") for request in asked(cluster, resource)]


def hpa(name: str, kind: str, metric: str = "gpu_utilization") -> Obj:
    metrics = [{"type": "Pods", "pods": {"metric": {"name": metric}}}] if metric else [{"type": "Resource"}]
    return obj(name, "serving", spec={"scaleTargetRef": {"kind": kind, "name": name}, "metrics": metrics})


# --- scale targets -----------------------------------------------------------------------------------


def test_scale_targets_are_queried_by_name_up_to_a_limit(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve(HPA_KEY, hpa("cpu", "Deployment", ""), hpa("set", "StatefulSet"), hpa("odd", "Widget"))
    cluster.serve(HPA_KEY, *(hpa(f"llm-{n}", "Deployment") for n in range(9)))
    cluster.serve("apps/v1/deployments", obj("llm-0", "serving"), obj("cpu", "serving"), obj("llm-0", "other"))
    cluster.serve("apps/v1/statefulsets", obj("set", "serving"))
    snapshot = snapshot_of(cluster, reader)
    named = [r.path for r in cluster.stub.requests if "/namespaces/serving/" in r.path]
    assert named == ["/apis/apps/v1/namespaces/serving/statefulsets/set"]
    assert [d.metadata.name for d in snapshot.listing(registry.DEPLOYMENTS).items] == ["llm-0"]
    assert [d.metadata.name for d in snapshot.listing(STATEFUL_SETS).items] == ["set"]


def test_hostile_target_names_are_not_queried(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve(HPA_KEY, hpa("../../secrets", "Deployment"))
    snapshot_of(cluster, reader)
    assert not any("secrets" in path for path in cluster.paths())


def test_denied_scalers_make_their_targets_unknown(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.denied.add("horizontalpodautoscalers")
    assert snapshot_of(cluster, reader).listing(STATEFUL_SETS).outcome is ReadOutcome.DENIED


# --- node provisioners -------------------------------------------------------------------------------


def _report(namespace: str = "kube-system") -> Callable[[FakeCluster], object]:
    status = "autoscalerStatus: Running\nnodeGroups:\n- name: gpu\n  health:\n    minSize: 0\n    maxSize: 4\n"
    return lambda c: c.serve("v1/configmaps", obj("cluster-autoscaler-status", namespace, data={"status": status}))


def _pool(label: str, *, karpenter: bool = False) -> Callable[[FakeCluster], object]:
    def change(cluster: FakeCluster) -> None:
        cluster.serve("v1/nodes", obj("n", None, {label: "p"}))
        cluster.serve("karpenter.sh/v1/nodepools", *([obj("gpu")] if karpenter else []))

    return change


def _controller(cluster: FakeCluster) -> None:
    cluster.serve("apps/v1/deployments", obj("ca", "scaling", {"app": "cluster-autoscaler"}))


@pytest.mark.parametrize(
    ("change", "events"),
    [
        (lambda _: None, 0),
        (_report(), 1),
        (_controller, 1),
        (_pool("cloud.google.com/gke-nodepool"), 1),
        (_pool("cloud.google.com/gke-nodepool", karpenter=True), 1),
        (_pool("eks.amazonaws.com/nodegroup"), 1),
        (_pool("eks.amazonaws.com/nodegroup", karpenter=True), 0),
    ],
    ids=["nothing", "a report", "a controller", "a pool", "a pool and Karpenter", "EKS", "EKS and Karpenter"],
)
def test_events_are_queried_only_with_an_autoscaler(
    cluster: FakeCluster, reader: KubeReader, change: Callable[[FakeCluster], object], events: int
) -> None:
    small(cluster)
    change(cluster)
    snapshot_of(cluster, reader)
    found = asked(cluster, "events")
    assert len(found) == events
    assert all(r.query == {"limit": "50", "fieldSelector": "reason=TriggeredScaleUp"} for r in found)


def test_the_status_report_is_also_read_in_the_controllers_namespace(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    _controller(cluster)
    _report("scaling")(cluster)
    (report,) = snapshot_of(cluster, reader).listing(AUTOSCALER_REPORTS).items
    assert [group.name for group in report.groups] == ["gpu"]
    assert [r.path for r in asked(cluster, "configmaps")] == [
        "/api/v1/namespaces/kube-system/configmaps/cluster-autoscaler-status",
        "/api/v1/namespaces/scaling/configmaps/cluster-autoscaler-status",
    ]


@pytest.mark.parametrize(
    ("annotations", "denied", "sent"),
    [
        ({}, False, 0),
        ({"machine.openshift.io/cluster-api-autoscaler-node-group-max-size": "4"}, False, 1),
        ({}, True, 1),
    ],
)
def test_the_report_on_openshift_is_read_if_a_machine_set_can_scale(
    cluster: FakeCluster, reader: KubeReader, annotations: dict[str, str], denied: bool, sent: int
) -> None:
    small(cluster)
    machine_set = obj("gpu-a", "openshift-machine-api")
    machine_set["metadata"]["annotations"] = annotations
    cluster.serve("machine.openshift.io/v1beta1/machinesets", machine_set)
    cluster.serve("autoscaling.openshift.io/v1/clusterautoscalers")
    _report("openshift-machine-api")(cluster)
    if denied:
        cluster.denied.add("machinesets")
    snapshot = snapshot_of(cluster, reader)
    assert len(snapshot.listing(AUTOSCALER_REPORTS).items) == len(asked(cluster, "configmaps")) == sent
    assert len(asked(cluster, "events")) == (sent and not denied)


def test_a_denied_report_makes_events_denied(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.denied.add("configmaps")
    assert snapshot_of(cluster, reader).listing(EVENTS).outcome is ReadOutcome.DENIED


# --- pods --------------------------------------------------------------------------------------------


def test_pods_of_inference_pools_are_queried_by_label(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for name in ("a", "b", "c"):
        spec = {"selector": {"matchLabels": {"app": name, "x/y": "z"}}, "endpointPickerRef": {"name": f"{name}-epp"}}
        cluster.serve("inference.networking.k8s.io/v1/inferencepools", obj(name, "serving", spec=spec))
    cluster.serve("inference.networking.k8s.io/v1/inferencepools", obj("all", "serving", spec={"selector": {}}))
    snapshot_of(cluster, reader)
    assert sorted(s for s in selectors(cluster) if "x/y" in s) == ["app=a,x/y=z", "app=b,x/y=z"]
    assert all(selectors(cluster))
    assert selectors(cluster, "endpointslices") == [""]
    cluster.serve("discovery.k8s.io/v1/endpointslices", *(obj(f"s{n}", "shop") for n in range(501)))
    snapshot_of(cluster, reader)
    assert selectors(cluster, "endpointslices")[-1] == "kubernetes.io/service-name in (a-epp,b-epp,c-epp)"


def test_a_role_missing_from_a_truncated_list_is_queried(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("inference.networking.k8s.io/v1/inferencepools")
    cluster.serve("v1/pods", *(obj(f"d{n}", "serving", {"llm-d.ai/role": "decode"}) for n in range(30)))
    cluster.serve("v1/pods", obj("p", "serving", {"llm-d.ai/role": "prefill"}))
    roles = [pod.metadata.labels["llm-d.ai/role"] for pod in snapshot_of(cluster, reader).listing(registry.PODS).items]
    assert (roles.count("decode"), roles.count("prefill")) == (20, 1)
    asked_for = sorted(s for s in selectors(cluster) if s.startswith("llm-d.ai/role"))
    assert asked_for == ["llm-d.ai/role", "llm-d.ai/role in (encode-prefill,prefill)"]


# --- unknown resources -------------------------------------------------------------------------------


def _operator(group: str, resource: str) -> Callable[[FakeCluster], None]:
    def serve(cluster: FakeCluster) -> None:
        labels = {"kube-aggregator.kubernetes.io/automanaged": "true"}
        service = obj(f"v1.{group}", None, labels, spec={"group": group, "version": "v1"})
        cluster.serve("apiregistration.k8s.io/v1/apiservices", service)
        rule = {"apiGroups": [group], "resources": [resource]}
        client = {"service": {"name": "hook", "namespace": f"ns-{resource}"}}
        hook = obj(f"{resource}-hook", webhooks=[{"name": "v.io", "clientConfig": client, "rules": [rule]}])
        cluster.serve("admissionregistration.k8s.io/v1/validatingwebhookconfigurations", hook)
        cluster.serve(f"{group}/v1/{resource}", obj("one", "a", status={"phase": "Ready"}))

    return serve


def test_resources_of_unknown_operators_are_read_and_stored(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for group, resource in (("cert-manager.io", "certificates"), ("acme.example", "trainings"), ("b.example", "bs")):
        _operator(group, resource)(cluster)
    for number in range(6):
        _operator(f"c{number}.example", f"inference{number}s")(cluster)
    snapshot = snapshot_of(cluster, reader)
    trainings = unknown_resource("acme.example", "trainings", "v1")
    (one,) = snapshot.listing(trainings).items
    assert (one.metadata.name, one.status.state_name) == ("one", "Ready")
    assert sorted({path.split("/")[2] for path in cluster.paths() if ".example/" in path}) == [
        "acme.example",
        "c0.example",
    ]
    assert [r.path for r in asked(cluster, "deployments")] == ["/apis/apps/v1/deployments"]
    cluster.serve("apps/v1/deployments", *(obj(f"d{n}", "shop") for n in range(501)))
    snapshot_of(cluster, reader)
    assert sorted({r.path for r in asked(cluster, "deployments") if "/namespaces/" in r.path}) == [
        f"/apis/apps/v1/namespaces/ns-{resource}/deployments" for resource in ("inference0s", "trainings")
    ]
    assert decode_snapshot(encode_snapshot(snapshot)).listing(trainings) == snapshot.listing(trainings)
    assert snapshot.complete


@pytest.mark.parametrize(
    ("more", "looked_into"),
    [
        ([], ["b.example"]),
        ([("mlops.example", "runs")], ["mlops.example"]),
        ([("kueue.x-k8s.io", "clusterqueues")], []),
    ],
    ids=["alone", "with an AI operator", "with a scheduler"],
)
def test_operators_without_ai_names_are_read_only_if_no_other_exists(
    cluster: FakeCluster, reader: KubeReader, more: list[tuple[str, str]], looked_into: list[str]
) -> None:
    small(cluster)
    for group, resource in [("b.example", "bs"), ("c.example", "cs"), *more]:
        _operator(group, resource)(cluster)
    snapshot_of(cluster, reader)
    assert [path.split("/")[2] for path in cluster.paths() if ".example/" in path] == looked_into


def test_pod_groups_of_unknown_schedulers_are_read(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    group = obj("pg", "a", spec={"minMember": 3}, status={"phase": "Running"})
    cluster.serve("scheduling.sigs.k8s.io/v1alpha1/podgroups", group)
    snapshot = snapshot_of(cluster, reader)
    resource = unknown_pod_groups("scheduling.sigs.k8s.io", "v1alpha1")
    assert [item.spec.min_member for item in snapshot.listing(resource).items] == [3]
    assert decode_snapshot(encode_snapshot(snapshot)).listing(resource) == snapshot.listing(resource)


def test_an_unknown_listing_in_a_snapshot_file_is_ignored(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    data = encode_snapshot(snapshot_of(cluster, reader)).replace(
        b'"nodes":', b'"x.example/ys":{"outcome":"read","items":[7]},"../z":{"outcome":"read"},"nodes":'
    )
    snapshot = decode_snapshot(data)
    assert not {"x.example/ys", "../z"} & snapshot.listings.keys()


# --- controllers, labeled by any installer -----------------------------------------------------------


def _deployment(name: str, image: str, labels: dict[str, str], account: str = "") -> Obj:
    spec = {"serviceAccountName": account, "containers": [{"image": image}]}
    return obj(name, "somewhere", labels, spec={"template": {"metadata": {"labels": labels}, "spec": spec}})


@pytest.mark.parametrize(
    "controller",
    [
        _deployment("kuberay-operator", "x/y:1", {"app.kubernetes.io/name": "kuberay-operator"}),
        _deployment("a", "quay.io/kuberay/operator:v1.7.0", {"app.kubernetes.io/name": "kuberay"}),
        _deployment("b", "mirror.example/kuberay/operator@sha256:ab", {"team": "platform"}),
        _deployment("c", "mirror.example/x:1", {"team": "platform"}, "kuberay-operator"),
    ],
    ids=["Helm", "kustomize", "by image", "by ServiceAccount"],
)
def test_a_controller_is_found_regardless_of_its_installer(
    cluster: FakeCluster, reader: KubeReader, controller: Obj
) -> None:
    small(cluster)
    cluster.serve("ray.io/v1/rayclusters")
    cluster.serve("apps/v1/deployments", controller, _deployment("shop", "acme/shop:1", {"app": "shop"}))
    snapshot = snapshot_of(cluster, reader)
    found = [d.metadata.name for d in snapshot.listing(registry.DEPLOYMENTS).items]
    assert found == [controller["metadata"]["name"]]
    assert controller_liveness(snapshot, KUBERAY.controllers[0]).state is not ControllerState.NOT_VISIBLE


def test_only_a_page_of_deployments_and_the_labeled_ones_are_read(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    others = [_deployment(f"shop-{n}", "acme/shop:1", {"app": "shop"}) for n in range(600)]
    cluster.serve("apps/v1/deployments", *others)
    cluster.serve("ray.io/v1/rayclusters")
    snapshot = snapshot_of(cluster, reader)
    assert selectors(cluster, "deployments").count("") == 1
    assert (snapshot.listing(registry.DEPLOYMENTS).items, snapshot.listing(registry.DEPLOYMENTS).more) == ((), True)
    problem = controller_liveness(snapshot, KUBERAY.controllers[0]).problem
    assert problem == "no running operator is visible in the Deployments that were read"
    labels = {"app.kubernetes.io/name": "kuberay-operator"}
    cluster.serve("apps/v1/deployments", _deployment("z", "quay.io/kuberay/operator:v1.7.0", labels))
    assert [d.metadata.name for d in snapshot_of(cluster, reader).listing(registry.DEPLOYMENTS).items] == ["z"]


def test_leases_are_read_only_for_a_missing_controller_and_never_those_of_nodes(
    cluster: FakeCluster, reader: KubeReader
) -> None:
    small(cluster)
    spec = {"holderIdentity": "kuberay-operator-0_secret", "renewTime": "2026-11-24T11:59:58.123456Z"}
    cluster.serve("coordination.k8s.io/v1/leases", obj("ray-operator-leader", "ray", spec=spec), obj("mine", "acme"))
    snapshot_of(cluster, reader)
    assert not asked(cluster, "leases")
    cluster.serve("ray.io/v1/rayclusters")
    snapshot = snapshot_of(cluster, reader)
    (request,) = asked(cluster, "leases")
    assert request.query == {"limit": "500", "fieldSelector": "metadata.namespace!=kube-node-lease"}
    assert [lease.metadata.name for lease in snapshot.listing(registry.LEASES).items] == ["ray-operator-leader"]
    assert b"secret" not in encode_snapshot(snapshot)


# --- metrics of the metrics APIs ---------------------------------------------------------------------


def _resources(*names: str) -> Answer:
    return Answer({"kind": "APIResourceList", "resources": [{"name": name} for name in names]})


@pytest.mark.parametrize(
    ("answer", "metrics", "others"),
    [
        (
            _resources("pods/gpu_utilization", "pods/http_requests", "namespaces/gpu_utilization"),
            ("gpu_utilization",),
            1,
        ),
        (_resources(), (), 0),
        (Answer(b"<html>"), (), 0),
    ],
    ids=["named", "nothing", "no answer"],
)
def test_a_metrics_api_missing_from_discovery_is_queried(
    cluster: FakeCluster, reader: KubeReader, answer: Answer, metrics: tuple[str, ...], others: int
) -> None:
    small(cluster)
    for group in ("custom.metrics.k8s.io", "external.metrics.k8s.io"):
        cluster.empty.add(f"{group}/v1beta1")
        cluster.overrides[f"/apis/{group}/v1beta1"] = answer
    snapshot = snapshot_of(cluster, reader)
    (version,) = snapshot.discovery.groups["custom.metrics.k8s.io"]
    assert (version.metrics, version.other_metrics) == (metrics, others)
    assert snapshot.complete
