"""gang_scheduling with schedulers other than Kueue: active queues or groups, and ambiguous names."""

import pytest

from auto_detect.detectors.scheduling.gang_scheduling import detect_gang_scheduling
from auto_detect.resources import registry
from auto_detect.resources.registry import unknown_pod_groups
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, meta, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful


def volcano() -> Cluster:
    cluster = Cluster().add(
        registry.DEPLOYMENTS,
        workload("v-scheduler", "volcano-system", labels={"app": "volcano-scheduler"}, image="vc-scheduler:v1.12"),
        workload("v-controllers", "volcano-system", labels={"app": "volcano-controller"}),
    )
    cluster.add(registry.VOLCANO_QUEUES, {"metadata": meta("default"), "status": {"state": "Open"}})
    group = {"metadata": meta("pg", "x"), "spec": {"minMember": 4}, "status": {"phase": "Completed"}}
    return cluster.add(registry.VOLCANO_POD_GROUPS, group)


def kai() -> Cluster:
    names = ("kai-scheduler-default", "binder", "pod-grouper", "podgroup-controller", "queue-controller", "admission")
    cluster = Cluster().add(
        registry.DEPLOYMENTS, *(workload(name, "kai-scheduler", labels={"app": name}) for name in names)
    )
    cluster.add(registry.KAI_QUEUES, {"metadata": meta("research")})
    group = {"metadata": meta("pg", "x"), "spec": {"minMember": 2}, "status": {"phase": "Running"}}
    return cluster.add(registry.KAI_POD_GROUPS, group)


def coscheduling() -> Cluster:
    cluster = Cluster().add(
        registry.DEPLOYMENTS,
        workload(
            "s",
            "sched",
            labels={"component": "scheduler"},
            image="x.io/scheduler-plugins/kube-scheduler:1",
        ),
        workload("c", "sched", labels={"app": "scheduler-plugins-controller"}),
    )
    group = {"metadata": meta("pg", "x"), "spec": {"minMember": 3}, "status": {"phase": "Running"}}
    return cluster.add(registry.COSCHEDULING_POD_GROUPS, group)


def native(version: str = "v1beta1") -> Cluster:
    group = {
        "metadata": meta("workers", "x"),
        "spec": {"schedulingPolicy": {"gang": {"minCount": 4}}},
        "status": {"conditions": [true("PodGroupScheduled")]},
    }
    return (
        Cluster()
        .serve("scheduling.k8s.io", "v1", "priorityclasses")
        .add(registry.NATIVE_POD_GROUPS, group, version=version)
    )


OTHERS: list[tuple[str, Cluster, Change, Outcome, str]] = [
    ("volcano", volcano(), same, Outcome.DETECTED, "Volcano runs"),
    (
        "volcano without its scheduler",
        volcano(),
        lambda c: c.drop(registry.DEPLOYMENTS, "v-scheduler"),
        Outcome.PARTLY,
        "no running scheduler",
    ),
    (
        "volcano with a closed queue",
        volcano(),
        lambda c: c.status(registry.VOLCANO_QUEUES, state="Closed"),
        Outcome.PARTLY,
        "no queue is open",
    ),
    ("kai", kai(), same, Outcome.DETECTED, "KAI Scheduler runs"),
    (
        "kai with one part missing",
        kai(),
        lambda c: c.drop(registry.DEPLOYMENTS, "binder"),
        Outcome.PARTLY,
        "no running binder",
    ),
    ("kai without a queue", kai(), lambda c: c.drop(registry.KAI_QUEUES), Outcome.PARTLY, "no queue is open"),
    *(
        (
            f"kai with a limit of {limit}",
            kai(),
            lambda c, limit=limit: c.one(registry.KAI_QUEUES).update(spec={"resources": {"gpu": {"limit": limit}}}),
            outcome,
            words,
        )
        for limit, outcome, words in (
            (0, Outcome.PARTLY, "no queue is open"),
            (-1, Outcome.DETECTED, "KAI Scheduler runs"),
            (4.0, Outcome.DETECTED, "KAI Scheduler runs"),
        )
    ),
    *(
        (
            f"volcano with a capability of {amount}",
            volcano(),
            lambda c, amount=amount: c.one(registry.VOLCANO_QUEUES).update(
                spec={"capability": {"cpu": "0", "nvidia.com/gpu": amount}}
            ),
            outcome,
            words,
        )
        for amount, outcome, words in (
            ("0", Outcome.PARTLY, "no queue is open"),
            ("100m", Outcome.PARTLY, "no queue is open"),
            ("1e0", Outcome.DETECTED, "Volcano runs"),
            ("16", Outcome.DETECTED, "Volcano runs"),
        )
    ),
    ("coscheduling", coscheduling(), same, Outcome.DETECTED, "Coscheduling runs"),
    (
        "another scheduler",
        coscheduling(),
        lambda c: c.one(registry.DEPLOYMENTS, "s")["spec"]["template"]["spec"].update(
            containers=[{"image": "airflow:3"}]
        ),
        Outcome.PARTLY,
        "no running scheduler",
    ),
    (
        "coscheduling without a placed group",
        coscheduling(),
        lambda c: c.status(registry.COSCHEDULING_POD_GROUPS, phase="Pending"),
        Outcome.PARTLY,
        "no group of two or more pods",
    ),
    ("native", native(), same, Outcome.DETECTED, "kube-scheduler runs"),
    ("native alpha", native("v1alpha2"), same, Outcome.DETECTED, "kube-scheduler runs"),
    (
        "native, nothing in it",
        native(),
        lambda c: c.drop(registry.NATIVE_POD_GROUPS),
        Outcome.NOT_DETECTED,
        "No gang scheduler is in use here",
    ),
    (
        "native, not a gang",
        native(),
        lambda c: c.one(registry.NATIVE_POD_GROUPS).update(spec={"schedulingPolicy": {"basic": {}}}),
        Outcome.NOT_DETECTED,
        "No gang scheduler is in use here",
    ),
    (
        "native, not placed",
        native(),
        lambda c: c.one(registry.NATIVE_POD_GROUPS).update(status={}),
        Outcome.PARTLY,
        "no group of two or more pods",
    ),
    (
        "native of 1.35, which has workloads only",
        Cluster()
        .serve("scheduling.k8s.io", "v1", "priorityclasses")
        .add(
            registry.NATIVE_WORKLOADS,
            {"metadata": meta("w", "x"), "spec": {"podGroups": [{"policy": {"gang": {"minCount": 4}}}]}},
            version="v1alpha1",
        ),
        same,
        Outcome.PARTLY,
        "no group of two or more pods",
    ),
    (
        "priority classes are not a gang API",
        Cluster().serve("scheduling.k8s.io", "v1", "priorityclasses"),
        same,
        Outcome.NOT_DETECTED,
        "No gang scheduler is visible",
    ),
]


@pytest.mark.parametrize(("cluster", "change", "outcome", "words"), [t[1:] for t in OTHERS], ids=[t[0] for t in OTHERS])
def test_other_schedulers(cluster: Cluster, change: Change, outcome: Outcome, words: str) -> None:
    change(cluster)
    finding = detect_gang_scheduling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


KOORDINATOR = unknown_pod_groups("scheduling.sigs.k8s.io", "v1alpha1")


def unnamed(**group: object) -> Cluster:
    """Return a cluster with an unknown scheduler that placed a group."""
    found = {"metadata": meta("pg", "x"), "spec": {"minMember": 4}, "status": {"phase": "Running"}, **group}
    return Cluster().add(KOORDINATOR, found)


def grove(**gang: object) -> Cluster:
    """Return a cluster with Grove and a gang that a scheduler placed."""
    found = {
        "metadata": meta("disagg-0", "x"),
        "spec": {"podgroups": [{"minReplicas": 1}, {"minReplicas": 2}]},
        "status": {"phase": "Running", "conditions": [true("Scheduled")]},
        **gang,
    }
    operator = workload("grove-operator", "grove-system", labels={"app.kubernetes.io/name": "grove-operator"})
    return Cluster().add(registry.DEPLOYMENTS, operator).add(registry.POD_GANGS, found)


MORE: list[tuple[str, Cluster, Outcome, str]] = [
    (
        "unnamed, placed",
        unnamed(),
        Outcome.PARTLY,
        "scheduling.sigs.k8s.io: the Deployment that places",
    ),
    (
        "unnamed, waiting",
        unnamed(status={"phase": "Pending"}),
        Outcome.PARTLY,
        "no group of two or more pods was scheduled",
    ),
    ("unnamed, pods one by one", unnamed(spec={"minMember": 1}), Outcome.PARTLY, "no group of two or more pods"),
    ("unnamed, denied", unnamed().deny(KOORDINATOR), Outcome.PARTLY, "whether it still runs is not visible"),
    ("Grove, placed", grove(), Outcome.DETECTED, "Grove runs. A group of 3 pods was scheduled together."),
    (
        "Grove, waiting",
        grove(status={"phase": "Pending"}),
        Outcome.PARTLY,
        "no group of two or more pods was scheduled",
    ),
    (
        "Grove, scheduled before its last change",
        grove(metadata=meta("g", "x", generation=2), status={"conditions": [true("Scheduled")]}),
        Outcome.PARTLY,
        "no group of two or more pods was scheduled",
    ),
    ("Grove without its operator", grove().drop(registry.DEPLOYMENTS), Outcome.PARTLY, "no running operator"),
    (
        "YuniKorn",
        Cluster().add(registry.DEPLOYMENTS, workload("yunikorn-scheduler", "yunikorn", labels={"app": "yunikorn"})),
        Outcome.PARTLY,
        "Apache YuniKorn: its groups exist only as annotations",
    ),
    (
        "YuniKorn without a replica",
        Cluster().add(registry.DEPLOYMENTS, workload("y", "yunikorn", labels={"app": "yunikorn"}, available=0)),
        Outcome.NOT_DETECTED,
        "No gang scheduler is visible",
    ),
]


@pytest.mark.parametrize(("cluster", "outcome", "words"), [t[1:] for t in MORE], ids=[t[0] for t in MORE])
def test_unknown_schedulers_are_recognized_by_their_objects(cluster: Cluster, outcome: Outcome, words: str) -> None:
    finding = detect_gang_scheduling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_groups_placed_by_an_unknown_scheduler_are_shown() -> None:
    assert "PodGroup pg: At least 4 pods together, running." in counted(detect_gang_scheduling(unnamed().snapshot()))


def test_waiting_groups_are_reported() -> None:
    cluster = volcano().status(registry.VOLCANO_POD_GROUPS, phase="Inqueue")
    finding = detect_gang_scheduling(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "1 group of two or more pods not scheduled yet (Inqueue); not counted." in doubtful(finding)


def test_native_groups_that_were_not_placed_are_shown() -> None:
    cluster = native()
    cluster.one(registry.NATIVE_POD_GROUPS).update(status={})
    assert "PodGroup workers: Requires 4 pods at once." in counted(detect_gang_scheduling(cluster.snapshot()))


def test_pod_groups_of_one_group_are_not_those_of_another() -> None:
    cluster = volcano().drop(registry.DEPLOYMENTS)
    cluster.add(registry.DEPLOYMENTS, *kai().of(registry.DEPLOYMENTS))
    assert detect_gang_scheduling(cluster.snapshot()).outcome is Outcome.PARTLY


@pytest.mark.parametrize(
    ("group", "resource"),
    [
        ("jobset.x-k8s.io", "jobsets"),
        ("leaderworkerset.x-k8s.io", "leaderworkersets"),
        ("grove.io", "podcliquesets"),
    ],
)
def test_a_pod_grouping_api_is_not_a_gang_scheduler(group: str, resource: str) -> None:
    finding = detect_gang_scheduling(Cluster().serve(group, "v1", resource).snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "needs a gang scheduler" in doubtful(finding)


def test_an_unschedulable_kai_group_is_waiting() -> None:
    cluster = kai().drop(registry.KAI_POD_GROUPS)
    status = {"schedulingConditions": [{"type": "UnschedulableOnNodePool", "status": "True", "reason": "Preemption"}]}
    cluster.add(registry.KAI_POD_GROUPS, {"metadata": meta("pg", "ml"), "spec": {"minMember": 4}, "status": status})
    finding = detect_gang_scheduling(cluster.snapshot())
    assert "1 group of two or more pods not scheduled yet (UnschedulableOnNodePool); not counted." in doubtful(finding)
    cluster.one(registry.KAI_POD_GROUPS)["status"]["phase"] = "Running"
    assert "not scheduled yet" not in doubtful(detect_gang_scheduling(cluster.snapshot()))
