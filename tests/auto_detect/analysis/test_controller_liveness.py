"""Whether a controller runs: found by any installer's labels, its image or its ServiceAccount; with ready replicas."""

import pytest

from auto_detect.analysis.controller_liveness import ControllerState, controller_liveness
from auto_detect.known.components import Controller
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import STATEFUL_SETS
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, daemon_set, endpoints, meta, same, workload

ACME = Controller(
    "Acme operator",
    (("app", "acme"),),
    ("acme/operator:",),
    service_accounts=("acme-controller-manager",),
    leases=("acme-leader",),
)


def unlabeled(image: str = "mirror.example/x:v1", **spec: object) -> Json:
    found = workload("anything", "acme", labels={"team": "platform"}, image=image)
    found["spec"]["template"]["spec"].update(spec)
    return found


def running() -> Cluster:
    return Cluster().add(registry.DEPLOYMENTS, workload("acme", "acme", labels={"app": "acme"}))


def only(item: Json) -> Change:
    return lambda c: c.drop(registry.DEPLOYMENTS).add(registry.DEPLOYMENTS, item)


def _add_lease(cluster: Cluster, renewed: str | None, name: str = "acme-leader") -> Cluster:
    spec = {"holderIdentity": "acme-0_1", "leaseDurationSeconds": 15, "renewTime": renewed}
    return cluster.add(registry.LEASES, {"metadata": meta(name, "acme"), "spec": spec})


def _lease(renewed: str | None, name: str = "acme-leader") -> Change:
    return lambda c: _add_lease(c.drop(registry.DEPLOYMENTS), renewed, name)


def _status(**new: object) -> Change:
    return lambda c: c.one(registry.DEPLOYMENTS)["status"].update(new)


STATES: list[tuple[str, Change, ControllerState, str]] = [
    ("by label", same, ControllerState.RUNNING, ""),
    ("by image", only(unlabeled("mirror.example/acme/operator:v2.1.0")), ControllerState.RUNNING, ""),
    ("by image without a tag", only(unlabeled("mirror.example/acme/operator")), ControllerState.RUNNING, ""),
    ("by ServiceAccount", only(unlabeled(serviceAccountName="acme-controller-manager")), ControllerState.RUNNING, ""),
    (
        "a StatefulSet",
        lambda c: c.drop(registry.DEPLOYMENTS).add(STATEFUL_SETS, workload("acme", "acme", labels={"app": "acme"})),
        ControllerState.RUNNING,
        "",
    ),
    (
        "a DaemonSet",
        lambda c: c.drop(registry.DEPLOYMENTS).add(
            registry.DAEMON_SETS, daemon_set("acme", "acme", desired=2, labels={"app": "acme"})
        ),
        ControllerState.RUNNING,
        "",
    ),
    (
        "its webhook answers, its Deployment is not visible",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.ENDPOINT_SLICES, endpoints("hook", "acme", "n1")),
        ControllerState.RUNNING,
        "",
    ),
    ("not visible, a fresh Lease", _lease("2026-11-24T11:59:58.123456Z"), ControllerState.RUNNING, ""),
    ("not visible, a clock ahead", _lease("2026-11-24T12:03:00.000000Z"), ControllerState.RUNNING, ""),
    ("not visible, an old Lease", _lease("2026-11-24T09:00:00.000000Z"), ControllerState.NOT_VISIBLE, "no running"),
    ("not visible, a Lease without a time", _lease(None), ControllerState.NOT_VISIBLE, "no running"),
    ("another Lease", _lease("2026-11-24T11:59:58Z", "other"), ControllerState.NOT_VISIBLE, "no running"),
    (
        "unreadable, a fresh Lease",
        lambda c: (_lease("2026-11-24T11:59:58Z")(c), c.deny(registry.DEPLOYMENTS)),
        ControllerState.RUNNING,
        "",
    ),
    (
        "scaled to zero, a Lease that is still fresh",
        lambda c: (_add_lease(c, "2026-11-24T11:59:58Z"), c.one(registry.DEPLOYMENTS)["spec"].update(replicas=0)),
        ControllerState.STOPPED,
        "scaled to zero",
    ),
    ("another image", only(unlabeled("acme/operator-ui:v1")), ControllerState.NOT_VISIBLE, "no running Acme operator"),
    ("gone", lambda c: c.drop(registry.DEPLOYMENTS), ControllerState.NOT_VISIBLE, "is visible from here"),
    ("crash loop", _status(availableReplicas=0), ControllerState.STOPPED, "is not running (0 of 1 replica"),
    (
        "crash loop, with endpoints of another owner",
        lambda c: (
            _status(availableReplicas=0)(c),
            c.add(registry.ENDPOINT_SLICES, endpoints("hook", "acme", "n1")),
        ),
        ControllerState.STOPPED,
        "is not running",
    ),
    (
        "scaled to zero",
        lambda c: c.one(registry.DEPLOYMENTS)["spec"].update(replicas=0),
        ControllerState.STOPPED,
        "zero",
    ),
    ("unreadable", lambda c: c.deny(registry.DEPLOYMENTS), ControllerState.UNREADABLE, "not allowed to list"),
]


@pytest.mark.parametrize(("change", "state", "words"), [s[1:] for s in STATES], ids=[s[0] for s in STATES])
def test_controller_states(change: Change, state: ControllerState, words: str) -> None:
    cluster = running()
    change(cluster)
    liveness = controller_liveness(cluster.snapshot(), ACME, services=[("acme", "hook")])
    assert (liveness.state, words in liveness.problem) == (state, True), liveness.problem
    assert liveness.running is (not liveness.problem)
