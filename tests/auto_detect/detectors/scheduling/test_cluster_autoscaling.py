"""cluster_autoscaling: a running autoscaler and a group of accelerator nodes that can grow; otherwise a question."""

import pytest

from auto_detect.detectors.scheduling.cluster_autoscaling import detect_cluster_autoscaling
from auto_detect.known.autoscaling import GPU_CAPACITIES, MAX_SIZES, MIN_SIZES
from auto_detect.objects.timestamps import minutes_between
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import (
    AUTOSCALER_REPORTS,
    EVENTS,
    MACHINE_DEPLOYMENTS,
    MACHINE_SETS,
    PROVISIONING_REQUESTS,
)
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

UPDATED = "cluster-autoscaler.kubernetes.io/last-updated"
AUTOSCALER = {"app": "cluster-autoscaler"}

# --- Karpenter ---------------------------------------------------------------------------------------


def group(name: str, low: int, high: int, *, health: str = "Healthy", growth: str = "NoActivity") -> str:
    """Return a node group of the status report."""
    return (
        f"- name: {name}\n  health:\n    status: {health}\n    cloudProviderTarget: {low}\n"
        f"    minSize: {low}\n    maxSize: {high}\n  scaleUp:\n    status: {growth}\n"
    )


def report(*groups: str, state: str = "Running", updated: str = "2026-11-24 11:55:00.5 +0000 UTC") -> Json:
    """Return the status report as a ConfigMap, five minutes old."""
    text = f"autoscalerStatus: {state}\nclusterWide:\n  health:\n    status: Healthy\nnodeGroups:\n" + "".join(groups)
    metadata = {**meta("cluster-autoscaler-status", "kube-system"), "annotations": {UPDATED: updated}}
    return {"metadata": metadata, "data": {"status": text}}


def autoscaler() -> Cluster:
    """Return a cluster in which Cluster Autoscaler can scale a GPU group up from zero."""
    controller = workload("cluster-autoscaler", "kube-system", labels=AUTOSCALER)
    cluster = Cluster().add(registry.DEPLOYMENTS, controller)
    return cluster.add(AUTOSCALER_REPORTS, report(group("gpu-a100", 0, 8), group("system", 1, 3)))


def _reported(*groups: str, **how: str) -> Change:
    return lambda c: c.drop(AUTOSCALER_REPORTS).add(AUTOSCALER_REPORTS, report(*groups, **how))


def _labelled(cluster: Cluster) -> Cluster:
    """Let only a node's label identify the GPU group."""
    pool = {"cloud.google.com/gke-nodepool": "pool-7"}
    cluster.add(registry.NODES, node("n1", {"nvidia.com/gpu": "8"}, labels=pool, provider="gce://x"))
    _reported(group("gke-prod-pool-7-c399c5c0-grp", 1, 4), group("gke-prod-pool-1-11111111-grp", 1, 4))(cluster)
    return cluster


def _machines(cluster: Cluster, high: str = "6", **extra: str) -> None:
    """Use the bounds of Cluster API, and a report without groups."""
    notes = {MIN_SIZES[0]: "0", MAX_SIZES[0]: high, **extra}
    _reported()(cluster)
    cluster.add(MACHINE_DEPLOYMENTS, {"metadata": {**meta("workers-b", "capi"), "annotations": notes}})


def _machine_sets(name: str, **notes: str) -> Change:
    """Use the bounds of OpenShift, and a report without groups."""

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
    ("no room", _reported(group("gpu", 2, 2)), Outcome.PARTLY, "no accelerator node group can scale"),
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
        "report of a removed autoscaler",
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
    ("recognized by a node label", _labelled, Outcome.DETECTED, "Cluster Autoscaler runs"),
    (
        "node labels unreadable",
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
    (
        "machines without room",
        lambda c: _machines(c, high="0", **{GPU_CAPACITIES[0]: "8"}),
        Outcome.PARTLY,
        "can scale",
    ),
    ("report denied", lambda c: c.deny(AUTOSCALER_REPORTS), Outcome.COULD_NOT_CHECK, "list configmaps"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in GROUP_TRAPS], ids=[t[0] for t in GROUP_TRAPS])
def test_only_a_working_cluster_autoscaler_counts(change: Change, outcome: Outcome, words: str) -> None:
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


def test_a_group_recognized_by_name_only_is_reported_as_such() -> None:
    by_name = detect_cluster_autoscaling(autoscaler().snapshot())
    assert any("only its name suggests it" in sentence for sentence in by_name.unproven)
    cluster = autoscaler()
    _labelled(cluster)
    by_nodes = detect_cluster_autoscaling(cluster.snapshot())
    assert not any("only its name suggests it" in sentence for sentence in by_nodes.unproven)
    assert "its nodes have accelerators" in counted(by_nodes)


# --- neither, or an autoscaler outside the cluster ---------------------------------------------------


def test_without_an_autoscaler_the_finding_asks_a_question() -> None:
    finding = detect_cluster_autoscaling(Cluster().snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert finding.summary.endswith("is the hardware fixed?")
    assert finding.suggested_status is finding.suggested_notes is None


def test_provider_node_pools_are_only_a_hint() -> None:
    labels = {"eks.amazonaws.com/nodegroup": "acme"}
    cluster = Cluster().add(registry.NODES, *(node(f"n{n}", labels=labels) for n in range(3)))
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Node EKS node groups: 3 nodes; whether the provider adds and removes nodes" in doubtful(finding)


def test_a_provider_and_requests_for_nodes_are_hints() -> None:
    cluster = Cluster().add(registry.NODES, node("n", provider="azure:///x"), node("m", provider="metal://y"))
    cluster.serve("autoscaling.x-k8s.io", "v1beta1", "capacitybuffers")
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Node Azure: 1 node;" in doubtful(finding)
    assert "capacitybuffers are served" in doubtful(finding)


def _provisioned_machines(cluster: Cluster) -> None:
    """Return a cluster whose nodes an autoscaler created that may be gone."""
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
def test_an_autoscaler_known_only_by_its_traces(change: Change, outcome: Outcome) -> None:
    cluster = Cluster()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is outcome, finding.summary


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
def test_timestamp_formats(earlier: str | None, later: str, minutes: int | None) -> None:
    assert minutes_between(earlier, later) == minutes
