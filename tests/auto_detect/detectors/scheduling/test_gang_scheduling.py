"""gang_scheduling with Kueue: a running controller and an active queue that a LocalQueue feeds."""

import pytest

from auto_detect.detectors.scheduling.gang_scheduling import detect_gang_scheduling
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import (
    Change,
    Cluster,
    Json,
    endpoints,
    meta,
    same,
    true,
    webhooks,
    workload,
)
from tests.auto_detect.detectors.finding_text import doubtful

KUEUE = "kueue.x-k8s.io"
ADMITTED = [true("QuotaReserved"), true("Admitted"), true("PodsReady"), true("Finished")]


def kueue() -> Cluster:
    """Return a cluster with Kueue, a GPU queue with a LocalQueue, and a finished group of four pods."""
    labels = {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}
    manager = workload(
        "kueue-controller-manager", "kueue-system", labels=labels, image="registry.k8s.io/kueue/kueue:v0.14.1"
    )
    hook = webhooks("kueue", KUEUE, "clusterqueues", service_name="kueue-webhook-service", namespace="kueue-system")
    queue = {
        "metadata": meta("gpus"),
        "spec": {"resourceGroups": [{"coveredResources": ["cpu", "memory", "nvidia.com/gpu"]}]},
        "status": {"conditions": [true("Active")]},
    }
    local = {
        "metadata": meta("team-a", "team-a"),
        "spec": {"clusterQueue": "gpus"},
        "status": {"conditions": [true("Active")]},
    }
    group = {
        "metadata": meta("job-train", "team-a"),
        "spec": {"podSets": [{"count": 1}, {"count": 3}], "queueName": "team-a"},
        "status": {"conditions": ADMITTED},
    }
    cluster = Cluster().add(registry.DEPLOYMENTS, manager).add(registry.VALIDATING_WEBHOOKS, hook)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("kueue-webhook-service", "kueue-system", "n1"))
    return (
        cluster.add(registry.CLUSTER_QUEUES, queue)
        .add(registry.LOCAL_QUEUES, local)
        .add(registry.KUEUE_WORKLOADS, group)
    )


def test_every_check_of_healthy_kueue() -> None:
    finding = detect_gang_scheduling(kueue().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    notes = finding.suggested_notes or ""
    assert notes.startswith("Kueue v0.14.1 runs with ClusterQueue gpus active for nvidia.com/gpu. A group of 4 pods")
    assert "team-a" not in notes
    assert not doubtful(finding)
    assert any("waitForPodsReady" in sentence for sentence in finding.unproven)


def _plain(cluster: Cluster) -> None:
    cluster.one(registry.CLUSTER_QUEUES)["spec"]["resourceGroups"] = [{"coveredResources": ["cpu", "memory"]}]


def _quota(*nominal: str, **spec: str) -> Change:
    """Set accelerator quotas of flavors, and remove the finished group, which would prove that the queue admits."""

    def change(cluster: Cluster) -> None:
        flavors = [
            {
                "resources": [
                    {"name": "cpu", "nominalQuota": "9"},
                    {"name": "nvidia.com/gpu", "nominalQuota": amount},
                ]
            }
            for amount in nominal
        ]
        groups = [{"coveredResources": ["cpu", "nvidia.com/gpu"], "flavors": flavors}]
        cluster.drop(registry.KUEUE_WORKLOADS).one(registry.CLUSTER_QUEUES)["spec"] = {"resourceGroups": groups, **spec}

    return change


def _after_a_group(change: Change) -> Change:
    """Keep the finished group of the healthy cluster while its queue changes."""

    def changed(cluster: Cluster) -> None:
        finished = cluster.one(registry.KUEUE_WORKLOADS)
        change(cluster)
        cluster.add(registry.KUEUE_WORKLOADS, finished)

    return changed


def _no_quota(cluster: Cluster) -> None:
    flavors = [{"resources": [{"name": "nvidia.com/gpu", "nominalQuota": "0e3"}]}]
    groups = [{"coveredResources": ["nvidia.com/gpu"], "flavors": flavors}]
    cluster.one(registry.CLUSTER_QUEUES)["spec"] = {"resourceGroups": groups}


def _only_beta1(cluster: Cluster) -> None:
    resources = cluster.served[KUEUE].pop("v1beta2")
    cluster.serve(KUEUE, "v1beta1", *resources)


def _visibility(cluster: Cluster) -> None:
    cluster.serve("visibility.kueue.x-k8s.io", "v1beta2")
    cluster.stale.add(("visibility.kueue.x-k8s.io", "v1beta2"))


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "Kueue runs"),
    ("no group has run yet", lambda c: c.drop(registry.KUEUE_WORKLOADS), Outcome.DETECTED, "Kueue runs"),
    ("nothing", lambda c: c.unserve(KUEUE), Outcome.NOT_DETECTED, "No gang scheduler is visible here"),
    (
        "definitions without a controller",
        lambda c: c.drop(registry.DEPLOYMENTS).drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "Kueue: no running controller is visible from here",
    ),
    (
        "renamed controller, found by its image",
        lambda c: c.one(registry.DEPLOYMENTS)["metadata"].update(
            name="x", labels={"control-plane": "controller-manager"}
        ),
        Outcome.DETECTED,
        "Kueue runs",
    ),
    (
        "controller unseen, its webhook answers",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.DETECTED,
        "Kueue runs",
    ),
    (
        "controller without a replica",
        lambda c: c.status(registry.DEPLOYMENTS, observedGeneration=1, availableReplicas=0),
        Outcome.PARTLY,
        "its controller is not running",
    ),
    (
        "controller scaled to zero",
        lambda c: c.one(registry.DEPLOYMENTS)["spec"].update(replicas=0),
        Outcome.PARTLY,
        "scaled to zero",
    ),
    (
        "controller's status is old",
        lambda c: c.one(registry.DEPLOYMENTS)["metadata"].update(generation=2),
        Outcome.PARTLY,
        "older generation",
    ),
    (
        "webhook without endpoints",
        lambda c: c.drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "its validating webhook does not count (no endpoint of its service is ready)",
    ),
    ("no webhook seen", lambda c: c.drop(registry.VALIDATING_WEBHOOKS), Outcome.DETECTED, "Kueue runs"),
    ("no queue", lambda c: c.drop(registry.CLUSTER_QUEUES), Outcome.PARTLY, "no ClusterQueue exists"),
    (
        "queue stopped",
        lambda c: c.status(registry.CLUSTER_QUEUES, conditions=[true("Active", status="False", reason="Stopped")]),
        Outcome.PARTLY,
        "no ClusterQueue is active",
    ),
    (
        "queue active in an older generation",
        lambda c: c.one(registry.CLUSTER_QUEUES)["metadata"].update(generation=4),
        Outcome.PARTLY,
        "no ClusterQueue is active",
    ),
    ("quota of accelerators", _quota("8"), Outcome.DETECTED, "active for nvidia.com/gpu"),
    ("quota of 0", _quota("0"), Outcome.PARTLY, "no active ClusterQueue has a quota of accelerators"),
    ("quota below one device", _quota("500m"), Outcome.PARTLY, "no active ClusterQueue has a quota of accelerators"),
    (
        "quota of 0 of everything, a group has run",
        _no_quota,
        Outcome.PARTLY,
        "no active ClusterQueue has a quota of accelerators",
    ),
    (
        "quota of 0 of accelerators, a group of plain resources has run",
        _after_a_group(_quota("0")),
        Outcome.DETECTED,
        "admitted together and finished",
    ),
    ("quota of 0 in one flavor", _quota("0", "1k"), Outcome.DETECTED, "active for nvidia.com/gpu"),
    (
        "quota of 0, borrowed from a cohort",
        _quota("0", cohortName="all"),
        Outcome.DETECTED,
        "active for nvidia.com/gpu",
    ),
    ("quota of 0, borrowed in v1beta1", _quota("0", cohort="all"), Outcome.DETECTED, "active for nvidia.com/gpu"),
    (
        "queue of plain resources, nothing has run",
        lambda c: _plain(c.drop(registry.KUEUE_WORKLOADS)),
        Outcome.PARTLY,
        "no active ClusterQueue has a quota of accelerators",
    ),
    (
        "queue of plain resources, a group has run",
        _plain,
        Outcome.DETECTED,
        "admitted together and finished",
    ),
    (
        "no local queue",
        lambda c: c.drop(registry.LOCAL_QUEUES),
        Outcome.PARTLY,
        "no LocalQueue points to an active ClusterQueue",
    ),
    (
        "local queue leads nowhere",
        lambda c: c.one(registry.LOCAL_QUEUES)["spec"].update(clusterQueue="gone"),
        Outcome.PARTLY,
        "no LocalQueue points to an active ClusterQueue",
    ),
    (
        "definition being deleted",
        lambda c: c.add(
            registry.CRDS,
            {"metadata": {**meta(f"clusterqueues.{KUEUE}"), "deletionTimestamp": "2026-11-24T11:00:00Z"}},
        ),
        Outcome.PARTLY,
        "is being deleted",
    ),
    ("older API", _only_beta1, Outcome.DETECTED, "Kueue runs"),
    ("its visibility API is down", _visibility, Outcome.DETECTED, "Kueue runs"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_kueue_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = kueue()
    change(cluster)
    finding = detect_gang_scheduling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


@pytest.mark.parametrize(
    ("sizes", "conditions", "text"),
    [
        ([4], ADMITTED, "A group of 4 pods was admitted together and finished."),
        ([4], ADMITTED[:3], "A group of 4 pods was admitted together."),
        ([1], ADMITTED, ""),
        ([4], ADMITTED[:2], ""),
        ([4], [true("QuotaReserved"), true("Finished")], ""),
    ],
)
def test_what_counts_as_a_group_that_ran(sizes: list[int], conditions: list[Json], text: str) -> None:
    cluster = kueue()
    cluster.one(registry.KUEUE_WORKLOADS).update(
        spec={"podSets": [{"count": size} for size in sizes]}, status={"conditions": conditions}
    )
    notes = detect_gang_scheduling(cluster.snapshot()).suggested_notes or ""
    assert (text in notes) if text else ("together" not in notes)


def test_a_finished_group_is_reported_before_a_larger_running_one() -> None:
    cluster = kueue()
    running = {
        "metadata": meta("large", "team-a"),
        "spec": {"podSets": [{"count": 64}]},
        "status": {"conditions": ADMITTED[:3]},
    }
    finding = detect_gang_scheduling(cluster.add(registry.KUEUE_WORKLOADS, running).snapshot())
    assert "A group of 4 pods was admitted together and finished." in finding.summary
    assert "64 pods admitted together, ready." in str(finding.observations)


@pytest.mark.parametrize(
    ("denied", "reason"),
    [
        (registry.CLUSTER_QUEUES, "not allowed to list clusterqueues.kueue.x-k8s.io"),
        (registry.LOCAL_QUEUES, "not allowed to list localqueues.kueue.x-k8s.io"),
    ],
)
def test_a_missing_permission_is_not_reported_as_absent(denied: Resource[Object], reason: str) -> None:
    finding = detect_gang_scheduling(kueue().deny(denied).snapshot())
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, reason)


def test_a_controller_that_may_not_be_listed_is_unknown() -> None:
    cluster = kueue().drop(registry.VALIDATING_WEBHOOKS).deny(registry.DEPLOYMENTS)
    assert detect_gang_scheduling(cluster.snapshot()).reason == "not allowed to list deployments.apps"


@pytest.mark.parametrize(
    "unneeded", [registry.VALIDATING_WEBHOOKS, registry.KUEUE_WORKLOADS, registry.CRDS, registry.NODES]
)
def test_unneeded_permissions_may_be_denied(unneeded: Resource[Object]) -> None:
    assert detect_gang_scheduling(kueue().deny(unneeded).snapshot()).outcome is Outcome.DETECTED


def test_leftovers_of_another_scheduler_are_doubtful() -> None:
    finding = detect_gang_scheduling(
        kueue().serve("scheduling.volcano.sh", "v1beta1", "podgroups", "queues").snapshot()
    )
    assert finding.outcome is Outcome.DETECTED
    assert "Volcano: Not counted: no running scheduler is visible from here." in doubtful(finding)
