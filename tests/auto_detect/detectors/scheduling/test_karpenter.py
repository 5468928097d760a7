"""cluster_autoscaling by Karpenter: a controller (in the cluster or managed) and a NodePool with accelerators."""

from typing import Any

import pytest

from auto_detect.detectors.scheduling.cluster_autoscaling import detect_cluster_autoscaling
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import (
    NODE_CLAIMS,
    NODE_POOLS,
)
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

KARPENTER = {"app.kubernetes.io/name": "karpenter"}


def node_pool(name: str = "gpus", **spec: Any) -> Json:
    """Return a ready NodePool with a GPU limit."""
    template: Json = {"nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass"}, "requirements": []}
    return {
        "metadata": meta(name),
        "spec": {"template": {"spec": template}, "limits": {"nvidia.com/gpu": "16"}, **spec},
        "status": {"conditions": [true("Ready")], "resources": {"nvidia.com/gpu": "8", "cpu": "96"}},
    }


def karpenter() -> Cluster:
    """Return a cluster with Karpenter and a GPU pool that is half in use."""
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
    """Let only this requirement identify accelerators."""
    cluster.drop(NODE_CLAIMS).one(NODE_POOLS)["spec"]["limits"] = {}
    _template(cluster)["requirements"] = [requirement]


def _requirements(category: str, without: str) -> Change:
    """Require an instance category, without GPUs or without AWS accelerators."""

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
        "pool without conditions",
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
        "shapes of a provider that is not known",
        lambda c: _only(c, key="karpenter.acme.example/instance-shape-name", operator="In", values=["BM.GPU.H100.8"]),
        Outcome.DETECTED,
        "Karpenter runs",
    ),
    (
        "shapes of a provider that is not known, without accelerators",
        lambda c: _only(c, key="karpenter.acme.example/instance-shape-name", operator="In", values=["VM.E5.Flex"]),
        Outcome.PARTLY,
        "no NodePool is known",
    ),
    (
        "label that names no machine type",
        lambda c: _only(c, key="example.com/reshape", operator="In", values=["p5"]),
        Outcome.PARTLY,
        "no NodePool is known",
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
        "limit below one device",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"nvidia.com/gpu": "500m"}),
        Outcome.PARTLY,
        "its limit of 500m nvidia.com/gpu admits no node with accelerators",
    ),
    (
        "limit with less than one device left",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"nvidia.com/gpu": "8500m"}),
        Outcome.PARTLY,
        "its limit of nvidia.com/gpu is used up",
    ),
    (
        "limit with one device left",
        lambda c: c.one(NODE_POOLS)["spec"]["limits"].update({"nvidia.com/gpu": "9e0"}),
        Outcome.DETECTED,
        "Karpenter runs",
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
def test_only_a_working_karpenter_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = karpenter()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_a_pool_that_admits_other_machines_too_is_named() -> None:
    cluster = karpenter()
    _only(cluster, key="karpenter.k8s.aws/instance-category", operator="In", values=["c", "m", "g"])
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert "That Karpenter adds nodes with accelerators: its NodePool also admits other machines." in finding.unproven
    assert "may add accelerators: karpenter.k8s.aws/instance-category admits them" in counted(finding)
    healthy = detect_cluster_autoscaling(karpenter().snapshot())
    assert not any("also admits" in sentence for sentence in healthy.unproven)


def test_every_check_of_healthy_karpenter() -> None:
    finding = detect_cluster_autoscaling(karpenter().snapshot())
    assert finding.suggested_status is Status.IMPLEMENTED
    assert "It has launched 1 node with accelerators" in (finding.suggested_notes or "")
    assert "1 of 1 node launched and initialized" in counted(finding)
    assert "gpus-abc12" not in str(finding)


def test_a_managed_karpenter_is_reported_as_unproven() -> None:
    cluster = karpenter()
    _managed(cluster)
    assert any(
        "EKS Auto Mode runs it" in sentence for sentence in detect_cluster_autoscaling(cluster.snapshot()).unproven
    )


# --- Cluster Autoscaler ------------------------------------------------------------------------------


def test_simulated_nodes_are_reported_and_do_not_count() -> None:
    cluster = karpenter().add(registry.NODES, node("k", {"nvidia.com/gpu": "8"}, provider="kwok://k"))
    assert "that are simulated" in doubtful(detect_cluster_autoscaling(cluster.snapshot()))
