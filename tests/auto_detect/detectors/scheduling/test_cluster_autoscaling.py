"""cluster_autoscaling: an autoscaler that lives, a group of accelerator nodes that may grow; otherwise a question."""

from typing import Any

import pytest

from auto_detect.detectors.scheduling.cluster_autoscaling import detect_cluster_autoscaling
from auto_detect.known.autoscaling import GPU_CAPACITIES, MAX_SIZES, MIN_SIZES
from auto_detect.known.machine_names import is_accelerator_machine
from auto_detect.objects.timestamps import minutes_between
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import (
    AUTOSCALER_REPORTS,
    EVENTS,
    MACHINE_DEPLOYMENTS,
    MACHINE_SETS,
    NODE_CLAIMS,
    NODE_POOLS,
    PROVISIONING_REQUESTS,
)
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

UPDATED = "cluster-autoscaler.kubernetes.io/last-updated"
KARPENTER = {"app.kubernetes.io/name": "karpenter"}
AUTOSCALER = {"app": "cluster-autoscaler"}

# --- Karpenter ---------------------------------------------------------------------------------------


def node_pool(name: str = "gpus", **spec: Any) -> Json:
    """A ready NodePool with a limit in GPUs."""
    template: Json = {"nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass"}, "requirements": []}
    return {
        "metadata": meta(name),
        "spec": {"template": {"spec": template}, "limits": {"nvidia.com/gpu": "16"}, **spec},
        "status": {"conditions": [true("Ready")], "resources": {"nvidia.com/gpu": "8", "cpu": "96"}},
    }


def karpenter() -> Cluster:
    """Karpenter runs and has a pool of GPUs, half of it in use."""
    controller = workload(
        "karpenter", "kube-system", labels=KARPENTER, image="public.ecr.aws/karpenter/controller:1.8.0"
    )
    claim = {
        "metadata": meta("gpus-abc12", labels={"karpenter.sh/nodepool": "gpus"}),
        "spec": {"nodeClassRef": {"group": "karpenter.k8s.aws"}},
        "status": {"capacity": {"cpu": "96", "nvidia.com/gpu": "8"}, "conditions": [true("Initialized")]},
    }
    cluster = Cluster().add(registry.DEPLOYMENTS, controller).add(NODE_POOLS, node_pool())
    return cluster.add(NODE_CLAIMS, claim)


def _template(cluster: Cluster) -> Json:
    found: Json = cluster.one(NODE_POOLS)["spec"]["template"]["spec"]
    return found


def _only(cluster: Cluster, **requirement: Any) -> None:
    """Nothing but this requirement may say accelerators."""
    cluster.drop(NODE_CLAIMS).one(NODE_POOLS)["spec"]["limits"] = {}
    _template(cluster)["requirements"] = [requirement]


def _requirements(category: str, without: str) -> Change:
    """A category of machines, without GPUs or without AWS' own accelerators."""

    def change(cluster: Cluster) -> None:
        _only(cluster, key="karpenter.k8s.aws/instance-category", operator="In", values=[category])
        excluded = {"key": f"karpenter.k8s.aws/instance-{without}-count", "operator": "Lt", "values": ["1"]}
        _template(cluster)["requirements"].append(excluded)

    return change


def _kwok(cluster: Cluster) -> None:
    _template(cluster)["nodeClassRef"] = {"group": "karpenter.kwok.sh", "kind": "KWOKNodeClass"}


def _managed(cluster: Cluster) -> None:
    cluster.drop(registry.DEPLOYMENTS).serve("eks.amazonaws.com", "v1", "nodeclasses")


POOL_TRAPS: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "Karpenter runs"),
    ("no node yet", lambda c: c.drop(NODE_CLAIMS), Outcome.DETECTED, "Karpenter runs"),
    ("run by the provider", _managed, Outcome.DETECTED, "Karpenter runs"),
    (
        "definitions without a controller",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.PARTLY,
        "Karpenter: no running controller is visible",
    ),
    (
        "controller without a replica",
        lambda c: c.one(registry.DEPLOYMENTS)["status"].update(availableReplicas=0),
        Outcome.PARTLY,
        "its controller is not running",
    ),
    ("no pool", lambda c: c.drop(NODE_POOLS), Outcome.PARTLY, "no NodePool exists"),
    (
        "pool not ready",
        lambda c: c.one(NODE_POOLS)["status"].update(
            conditions=[true("Ready", status="False", reason="NodeClassNotFound")]
        ),
        Outcome.PARTLY,
        "it is not ready (NodeClassNotFound)",
    ),
    (
        "pool ready before its last change",
        lambda c: c.one(NODE_POOLS)["metadata"].update(generation=2),
        Outcome.PARTLY,
        "it was ready before its last change",
    ),
    (
        "pool that nobody looked at",
        lambda c: c.one(NODE_POOLS)["status"].update(conditions=[]),
        Outcome.PARTLY,
        "no controller has reported that it is ready",
    ),
    (
        "limit used up",
        lambda c: c.one(NODE_POOLS)["status"]["resources"].update({"nvidia.com/gpu": 16}),
        Outcome.PARTLY,
        "its limit of nvidia.com/gpu is used up",
    ),
    (
        "limit of memory used up",
        lambda c: (
            c.one(NODE_POOLS)["spec"]["limits"].update(memory="1Ti")
            or c.one(NODE_POOLS)["status"]["resources"].update(memory="1099511627776")
        ),
        Outcome.PARTLY,
        "its limit of memory is used up",
    ),
    ("simulated", _kwok, Outcome.PARTLY, "its nodes are simulated by kwok"),
    (
        "cpu only",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-category", operator="In", values=["c", "m"]),
        Outcome.PARTLY,
        "no NodePool is known to add nodes with accelerators",
    ),
    (
        "cpu or gpu",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-category", operator="In", values=["c", "g"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "gpu categories",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-category", operator="In", values=["g", "p"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "a number of gpus",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-gpu-count", operator="Gt", values=["0"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "no gpus",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-gpu-count", operator="DoesNotExist"),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    (
        "machine types",
        lambda c: _only(c, key="node.kubernetes.io/instance-type", operator="In", values=["p5.48xlarge"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "a family of machines",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-family", operator="In", values=["g6", "p5"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "a family without accelerators",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-family", operator="In", values=["m7i", "c7g"]),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    (
        "Azure's family",
        lambda c: _only(c, key="karpenter.azure.com/sku-family", operator="In", values=["N"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "Azure's other families",
        lambda c: _only(c, key="karpenter.azure.com/sku-family", operator="In", values=["D", "E"]),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    (
        "Google's category",
        lambda c: _only(c, key="karpenter.k8s.gcp/instance-category", operator="In", values=["a", "g"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "Amazon's category of ARM machines",
        lambda c: _only(c, key="karpenter.k8s.aws/instance-category", operator="In", values=["a"]),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    *(
        (
            f"gpu-count {operator} {values}",
            lambda c, operator=operator, values=values: _only(
                c, key="karpenter.k8s.aws/instance-gpu-count", operator=operator, values=values
            ),
            outcome,
            "",
        )
        for operator, values, outcome in (
            ("In", ["0"], Outcome.PARTLY),
            ("In", ["8"], Outcome.DETECTED),
            ("In", ["0", "8"], Outcome.DETECTED),
            ("Lt", ["1"], Outcome.PARTLY),
            ("Lt", ["9"], Outcome.PARTLY),
            ("Lte", ["0"], Outcome.PARTLY),
            ("Gt", ["-1"], Outcome.PARTLY),
            ("Gte", ["1"], Outcome.DETECTED),
            ("Gte", ["0"], Outcome.PARTLY),
            ("Exists", [], Outcome.DETECTED),
            ("NotIn", ["0"], Outcome.DETECTED),
            ("NotIn", ["8"], Outcome.PARTLY),
        )
    ),
    *(
        (f"{name} without {without}", _requirements(category, without), outcome, "")
        for name, category, without, outcome in (
            ("Trainium", "trn", "gpu", Outcome.DETECTED),
            ("Trainium", "trn", "accelerator", Outcome.PARTLY),
            ("GPUs", "g", "gpu", Outcome.PARTLY),
            ("GPUs", "g", "accelerator", Outcome.DETECTED),
        )
    ),
    (
        "accelerators excluded, nodes of earlier days",
        lambda c: _template(c).update(
            requirements=[{"key": "karpenter.k8s.aws/instance-gpu-count", "operator": "Lt", "values": ["1"]}]
        ),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    (
        "limit of 0",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"nvidia.com/gpu": "0"}),
        Outcome.PARTLY,
        "its limit of 0 nvidia.com/gpu admits no node with accelerators",
    ),
    (
        "limit of 0 for another vendor",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"amd.com/gpu": 0}),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "limit of 0 cpus",
        lambda c: c.one(NODE_POOLS)["spec"].update(limits={"cpu": "0", "nvidia.com/gpu": "16"}),
        Outcome.PARTLY,
        "its limit of 0 cpu admits no node",
    ),
    (
        "limit of 1k",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"nvidia.com/gpu": "1k"}),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "static",
        lambda c: c.one(NODE_POOLS)["spec"].update(replicas=4),
        Outcome.PARTLY,
        "it is static (4 replicas) and does not scale",
    ),
    (
        "being deleted",
        lambda c: c.one(NODE_POOLS)["metadata"].update(deletionTimestamp="2026-11-24T11:00:00Z"),
        Outcome.PARTLY,
        "it is being deleted",
    ),
    ("pools denied", lambda c: c.deny(NODE_POOLS), Outcome.COULD_NOT_CHECK, "list nodepools.karpenter.sh"),
    ("controllers denied", lambda c: c.deny(registry.DEPLOYMENTS), Outcome.COULD_NOT_CHECK, "list deployments.apps"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in POOL_TRAPS], ids=[t[0] for t in POOL_TRAPS])
def test_traps_of_karpenter_and_their_healthy_twins(change: Change, outcome: Outcome, words: str) -> None:
    cluster = karpenter()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_a_pool_that_admits_other_machines_too_is_named() -> None:
    cluster = karpenter()
    _only(cluster, key="karpenter.k8s.aws/instance-category", operator="In", values=["c", "m", "g"])
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert "That it adds nodes with accelerators: its NodePool also admits other machines." in finding.unproven
    assert "may add accelerators, which karpenter.k8s.aws/instance-category admits besides" in counted(finding)
    healthy = detect_cluster_autoscaling(karpenter().snapshot())
    assert not any("also admits" in sentence for sentence in healthy.unproven)


def test_karpenter_from_bottom_to_top() -> None:
    finding = detect_cluster_autoscaling(karpenter().snapshot())
    assert finding.suggested_status is Status.IMPLEMENTED
    assert "It has launched 1 node with accelerators" in (finding.suggested_notes or "")
    assert "1 node of 1 launched and initialized" in counted(finding)
    assert "gpus-abc12" not in str(finding)


def test_where_the_provider_runs_karpenter_its_life_is_not_shown() -> None:
    cluster = karpenter()
    _managed(cluster)
    assert any(
        "EKS Auto Mode runs it" in sentence for sentence in detect_cluster_autoscaling(cluster.snapshot()).unproven
    )


# --- Cluster Autoscaler ------------------------------------------------------------------------------


def group(name: str, low: int, high: int, *, health: str = "Healthy", growth: str = "NoActivity") -> str:
    """A node group in the report."""
    return (
        f"- name: {name}\n  health:\n    status: {health}\n    cloudProviderTarget: {low}\n"
        f"    minSize: {low}\n    maxSize: {high}\n  scaleUp:\n    status: {growth}\n"
    )


def report(*groups: str, state: str = "Running", updated: str = "2026-11-24 11:55:00.5 +0000 UTC") -> Json:
    """The report as a ConfigMap, five minutes old."""
    text = f"autoscalerStatus: {state}\nclusterWide:\n  health:\n    status: Healthy\nnodeGroups:\n" + "".join(groups)
    metadata = {**meta("cluster-autoscaler-status", "kube-system"), "annotations": {UPDATED: updated}}
    return {"metadata": metadata, "data": {"status": text}}


def autoscaler() -> Cluster:
    """Cluster Autoscaler runs, with a group of GPUs that may grow from nothing."""
    controller = workload("cluster-autoscaler", "kube-system", labels=AUTOSCALER)
    cluster = Cluster().add(registry.DEPLOYMENTS, controller)
    return cluster.add(AUTOSCALER_REPORTS, report(group("gpu-a100", 0, 8), group("system", 1, 3)))


def _reported(*groups: str, **how: str) -> Change:
    return lambda c: c.drop(AUTOSCALER_REPORTS).add(AUTOSCALER_REPORTS, report(*groups, **how))


def _labelled(cluster: Cluster) -> Cluster:
    """Only a node's label tells which group has the GPUs."""
    pool = {"cloud.google.com/gke-nodepool": "pool-7"}
    cluster.add(registry.NODES, node("n1", {"nvidia.com/gpu": "8"}, labels=pool, provider="gce://x"))
    _reported(group("gke-prod-pool-7-c399c5c0-grp", 1, 4), group("gke-prod-pool-1-11111111-grp", 1, 4))(cluster)
    return cluster


def _machines(cluster: Cluster, high: str = "6", **extra: str) -> None:
    """Cluster API's own bounds, and a report without groups."""
    notes = {MIN_SIZES[0]: "0", MAX_SIZES[0]: high, **extra}
    _reported()(cluster)
    cluster.add(MACHINE_DEPLOYMENTS, {"metadata": {**meta("workers-b", "capi"), "annotations": notes}})


def _machine_sets(name: str, **notes: str) -> Change:
    """OpenShift's bounds, and a report without groups."""

    def change(cluster: Cluster) -> None:
        _reported()(cluster)
        annotations = {MIN_SIZES[1]: "0", MAX_SIZES[1]: "6"}
        annotations |= {f"machine.openshift.io/{key}": value for key, value in notes.items()}
        cluster.add(MACHINE_SETS, {"metadata": {**meta(name, "openshift-machine-api"), "annotations": annotations}})

    return change


def event(message: str) -> Json:
    return {"reason": "TriggeredScaleUp", "message": message, "lastTimestamp": "2026-11-24T11:30:00Z"}


GREW = event("pod triggered scale-up: [{aks-gpupool-27672801-vmss 2->3 (max: 3)}]")

GROUP_TRAPS: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "Cluster Autoscaler runs"),
    (
        "at the provider, with a report",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.DETECTED,
        "Cluster Autoscaler runs",
    ),
    ("no room", _reported(group("gpu", 2, 2)), Outcome.PARTLY, "no accelerator node group has room to grow"),
    (
        "no room, yet it has just grown",
        lambda c: (_reported(group("gpu", 3, 3))(c), c.add(EVENTS, GREW)),
        Outcome.DETECTED,
        "Cluster Autoscaler runs",
    ),
    ("room in cpu groups only", _reported(group("system", 1, 9)), Outcome.PARTLY, "no node group is known to have"),
    ("not healthy", _reported(group("gpu", 0, 8, health="Unhealthy")), Outcome.PARTLY, "no accelerator node group"),
    ("held back", _reported(group("gpu", 0, 8, growth="Backoff")), Outcome.PARTLY, "no accelerator node group"),
    (
        "left behind by one that is gone",
        _reported(group("gpu", 0, 8), updated="2026-11-24 11:40:00 +0000 UTC"),
        Outcome.PARTLY,
        "its report is 20 minutes old",
    ),
    ("of no known age", _reported(group("gpu", 0, 8), updated="?"), Outcome.PARTLY, "has no timestamp"),
    ("starting", _reported(group("gpu", 0, 8), state="Initializing"), Outcome.PARTLY, "has the state Initializing"),
    (
        "no report",
        lambda c: c.drop(AUTOSCALER_REPORTS),
        Outcome.PARTLY,
        "the node groups that it may grow are not visible here",
    ),
    (
        "not running, no report",
        lambda c: c.drop(AUTOSCALER_REPORTS).one(registry.DEPLOYMENTS)["spec"].update(replicas=0),
        Outcome.NOT_DETECTED,
        "its Deployment is not running (scaled to zero)",
    ),
    (
        "a fresh report, but scaled to zero",
        lambda c: c.one(registry.DEPLOYMENTS)["spec"].update(replicas=0),
        Outcome.PARTLY,
        "its Deployment is not running (scaled to zero)",
    ),
    (
        "a fresh report of a provider",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.DETECTED,
        "Cluster Autoscaler runs",
    ),
    ("told by the label of a node", _labelled, Outcome.DETECTED, "Cluster Autoscaler runs"),
    (
        "told by nodes that may not be listed",
        lambda c: _labelled(c).deny(registry.NODES),
        Outcome.COULD_NOT_CHECK,
        "list nodes",
    ),
    (
        "machines with GPUs to come",
        lambda c: _machines(c, **{GPU_CAPACITIES[0]: "8"}),
        Outcome.DETECTED,
        "may add nodes",
    ),
    ("machines without", _machines, Outcome.PARTLY, "no node group is known to have accelerators"),
    ("machines without GPUs, named after them", _machine_sets("gpu-a", GPU="0"), Outcome.PARTLY, "no node group"),
    ("OpenShift's machines with GPUs to come", _machine_sets("worker-a", GPU="8"), Outcome.DETECTED, "may add nodes"),
    ("OpenShift's machines", _machine_sets("worker-a"), Outcome.PARTLY, "no node group is known to have accelerators"),
    (
        "OpenShift's machines in the report alone",
        lambda c: _reported(group("MachineSet/openshift-machine-api/edge-worker-a", 0, 4))(
            c.add(MACHINE_SETS, {"metadata": {**meta("edge-worker-a", "m"), "annotations": {GPU_CAPACITIES[1]: "8"}}})
        ),
        Outcome.DETECTED,
        "may add nodes",
    ),
    ("machines without room", lambda c: _machines(c, high="0", **{GPU_CAPACITIES[0]: "8"}), Outcome.PARTLY, "has room"),
    ("report denied", lambda c: c.deny(AUTOSCALER_REPORTS), Outcome.COULD_NOT_CHECK, "list configmaps"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in GROUP_TRAPS], ids=[t[0] for t in GROUP_TRAPS])
def test_traps_of_cluster_autoscaler_and_their_healthy_twins(change: Change, outcome: Outcome, words: str) -> None:
    cluster = autoscaler()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_groups_of_an_outdated_report_do_not_count() -> None:
    cluster = autoscaler()
    assert "NodeGroup gpu-a100: 0 nodes of 0 to 8, accelerators by its name." in counted(
        detect_cluster_autoscaling(cluster.snapshot())
    )
    _reported(group("gpu-a100", 0, 8), updated="2026-11-24 11:40:00.5 +0000 UTC")(cluster)
    assert "accelerators by its name, by an outdated report; not counted." in doubtful(
        detect_cluster_autoscaling(cluster.snapshot())
    )


def test_a_group_that_only_its_name_gives_away_says_so() -> None:
    by_name = detect_cluster_autoscaling(autoscaler().snapshot())
    assert any("only its name suggests it" in sentence for sentence in by_name.unproven)
    cluster = autoscaler()
    _labelled(cluster)
    by_nodes = detect_cluster_autoscaling(cluster.snapshot())
    assert not any("only its name suggests it" in sentence for sentence in by_nodes.unproven)
    assert "its nodes have accelerators" in counted(by_nodes)


# --- neither, or something outside -------------------------------------------------------------------


def test_where_nothing_is_seen_the_finding_asks() -> None:
    finding = detect_cluster_autoscaling(Cluster().snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert finding.summary.endswith("is the hardware fixed?")
    assert finding.suggested_status is finding.suggested_notes is None


def test_pools_of_a_provider_are_a_hint_and_no_more() -> None:
    labels = {"eks.amazonaws.com/nodegroup": "acme"}
    cluster = Cluster().add(registry.NODES, *(node(f"n{n}", labels=labels) for n in range(3)))
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Node EKS node groups: 3 nodes; whether the provider adds and removes them" in doubtful(finding)


def test_a_provider_and_requests_for_nodes_are_hints() -> None:
    cluster = Cluster().add(registry.NODES, node("n", provider="azure:///x"), node("m", provider="metal://y"))
    cluster.serve("autoscaling.x-k8s.io", "v1beta1", "capacitybuffers")
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Node Azure: 1 node;" in doubtful(finding)
    assert "capacitybuffers are served" in doubtful(finding)


def _provisioned_machines(cluster: Cluster) -> None:
    """Nodes were provisioned once, by an autoscaler that may be gone."""
    notes = {MIN_SIZES[0]: "0", MAX_SIZES[0]: "6", "capacity.cluster-autoscaler.kubernetes.io/gpu-count": "8"}
    cluster.add(MACHINE_DEPLOYMENTS, {"metadata": {**meta("workers-b", "capi"), "annotations": notes}})
    request = {"metadata": meta("r", "a"), "status": {"conditions": [true("Provisioned")]}}
    cluster.add(PROVISIONING_REQUESTS, request)


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda c: c.add(EVENTS, GREW), Outcome.DETECTED),
        (lambda c: c.add(EVENTS, event("pod triggered scale-up: [{web 1->2 (max: 3)}]")), Outcome.NOT_DETECTED),
        (
            lambda c: c.add(
                PROVISIONING_REQUESTS, {"metadata": meta("r", "a"), "status": {"conditions": [true("Provisioned")]}}
            ),
            Outcome.PARTLY,
        ),
        (_provisioned_machines, Outcome.PARTLY),
        (lambda c: _provisioned_machines(c.add(EVENTS, GREW)), Outcome.DETECTED),
        (lambda c: c.deny(AUTOSCALER_REPORTS), Outcome.COULD_NOT_CHECK),
        (lambda c: c.deny(registry.DEPLOYMENTS), Outcome.COULD_NOT_CHECK),
    ],
    ids=[
        "grew GPUs",
        "grew others",
        "provisioned",
        "provisioned, with a group",
        "both",
        "report denied",
        "controllers denied",
    ],
)
def test_an_autoscaler_that_only_its_traces_show(change: Change, outcome: Outcome) -> None:
    cluster = Cluster()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is outcome, finding.summary


def test_simulated_nodes_are_told_of_and_not_counted() -> None:
    cluster = karpenter().add(registry.NODES, node("k", {"nvidia.com/gpu": "8"}, provider="kwok://k"))
    assert "that are simulated" in doubtful(detect_cluster_autoscaling(cluster.snapshot()))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gpu-pool", True),
        ("gpupool", True),
        ("p5.48xlarge", True),
        ("eks-ng-g5", True),
        ("gke-e2e-l4-grp", True),
        ("a2-highgpu-1g", True),
        ("Standard_NC24ads", True),
        ("mi300x", True),
        ("worker-v2", False),
        ("node-a1", False),
        ("t4g", False),
        ("n1-standard", False),
        ("pool-1", False),
        ("", False),
    ],
)
def test_names_that_say_accelerator(name: str, says: bool) -> None:
    assert is_accelerator_machine(name) is says


@pytest.mark.parametrize(
    ("earlier", "later", "minutes"),
    [
        ("2026-11-24 08:00:00.546750398 +0000 UTC", "2026-11-24T08:11:00Z", 11),
        ("2026-11-24 10:00:00 +0200 CEST", "2026-11-24T08:30:00Z", 30),
        ("2026-11-24T08:00:00-01:00", "2026-11-24T09:00:00Z", 0),
        ("2026-11-24T09:00:00Z", "2026-11-24T08:00:00Z", -60),
        ("2026-13-24T09:00:00Z", "2026-11-24T08:00:00Z", None),
        ("soon", "2026-11-24T08:00:00Z", None),
        (None, "2026-11-24T08:00:00Z", None),
    ],
)
def test_times_as_clusters_write_them(earlier: str | None, later: str, minutes: int | None) -> None:
    assert minutes_between(earlier, later) == minutes
