"""disaggregated_inference: ready prefill and decode pods with different owners, for one model."""

import pytest

from auto_detect.detectors.networking.disaggregated_inference import detect_disaggregated_inference
from auto_detect.known.inference import DYNAMO_ROLE, LLM_D_ROLE, OLD_DYNAMO_ROLE
from auto_detect.resources import registry
from auto_detect.resources.inference import DISAGGREGATED_SETS, LLM_SERVICES
from auto_detect.resources.registry import OPERATOR_RESOURCES
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

GRAPHS = next(resource for resource in OPERATOR_RESOURCES if resource.plural == "dynamographdeployments")
CLIQUES = next(resource for resource in OPERATOR_RESOURCES if resource.plural == "podcliquesets")


def pod(
    role: str,
    *,
    number: int = 0,
    label: str = LLM_D_ROLE,
    ready: bool = True,
    owner: str = "",
    args: str = "",
    **more: str,
) -> Json:
    """Return a model server's pod with a role."""
    labels = {label: role, "llm-d.ai/model": more.pop("model", "acme-70b")} if role else {}
    container = {"image": "ghcr.io/llm-d/llm-d:v1", "command": ["sh", "-c"], "args": [args]}
    return {
        "metadata": {
            **meta(f"{role or 'x'}-{number}-{owner}", more.pop("namespace", "serving")),
            "labels": labels,
            "ownerReferences": [{"kind": "ReplicaSet", "name": owner or f"{role}-6f9c"}],
        },
        "spec": {"nodeName": more.pop("on", "n1"), "containers": [container]},
        "status": {"phase": "Running", "conditions": [true("Ready", status="True" if ready else "False")]},
    }


def pods(*found: Json) -> Change:
    return lambda c: c.drop(registry.PODS).add(registry.PODS, *found)


def llm_d() -> Cluster:
    """Return a cluster in which llm-d serves a model in two phases."""
    return (
        Cluster()
        .add(registry.PODS, pod("prefill"), pod("decode"), pod("decode", number=1))
        .add(registry.NODES, node("n1"))
    )


def test_two_phases_of_llm_d() -> None:
    finding = detect_disaggregated_inference(llm_d().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert "llm-d decode: 2 of 2 pods ready, from 1 workload." in counted(finding)
    assert "acme" not in str(finding)
    assert len(finding.unproven) == 2


def _dynamo(*found: Json) -> Change:
    def change(cluster: Cluster) -> None:
        graph = {"metadata": meta("disagg", "serving"), "status": {"state": "successful"}}
        cluster.drop(registry.PODS).add(GRAPHS, graph).add(registry.PODS, *found)

    return change


def flagged(flag: str, owner: str) -> Json:
    return pod("", owner=owner, args=f"exec python -m server --model acme/secret {flag}")


def grouped(role: str, key: str, group: str, name: str = "qwen", owner: str = "qwen-roleset") -> Json:
    """Return a pod of a group whose roles share one owner."""
    found = pod(role, label=key, owner=owner)
    found["metadata"]["labels"] = {key: role, group: name} if group else {key: role}
    found["metadata"]["name"] = f"{role}-{name}"
    return found


AIBRIX = ("role-name", "storm-service-name")
RBG = ("rbg.workloads.x-k8s.io/role-name", "rbg.workloads.x-k8s.io/group-name")
OLD_RBG = ("rolebasedgroup.workloads.x-k8s.io/role", "rolebasedgroup.workloads.x-k8s.io/name")
KTHENA = ("modelserving.volcano.sh/role", "modelserving.volcano.sh/name")

CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "llm-d: prefill and decode pods are ready"),
    ("nothing", pods(), Outcome.NOT_DETECTED, "No pod serves only one"),
    (
        "both phases in one pod",
        pods(pod("both"), pod("prefill-decode", number=1)),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    ("decode alone", pods(pod("decode")), Outcome.NOT_DETECTED, "no prefill pod exists"),
    ("prefill alone", pods(pod("prefill")), Outcome.PARTLY, "no decode pod exists"),
    ("decode not ready", pods(pod("prefill"), pod("decode", ready=False)), Outcome.PARTLY, "no decode pod is ready"),
    ("prefill not ready", pods(pod("prefill", ready=False), pod("decode")), Outcome.PARTLY, "no prefill pod is ready"),
    (
        "one owner",
        pods(pod("prefill", owner="rs"), pod("decode", owner="rs")),
        Outcome.PARTLY,
        "prefill and decode pods belong to the same workload",
    ),
    ("two models", pods(pod("prefill", model="a"), pod("decode", model="b")), Outcome.PARTLY, "no decode pod exists"),
    (
        "two namespaces",
        pods(pod("prefill", namespace="a"), pod("decode", namespace="b")),
        Outcome.PARTLY,
        "no decode pod exists",
    ),
    (
        "pods on nodes that kwok simulates",
        lambda c: c.drop(registry.NODES).add(registry.NODES, node("n1", provider="kwok://n1")),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    ("encode and prefill", pods(pod("encode-prefill"), pod("decode")), Outcome.DETECTED, "llm-d"),
    *(
        (name, pods(grouped("prefill", *keys), grouped("decode", *keys)), Outcome.DETECTED, f"{name}: prefill and")
        for name, keys in (
            ("AIBrix", AIBRIX),
            ("RoleBasedGroup", RBG),
            ("RoleBasedGroup", OLD_RBG),
            ("Kthena", KTHENA),
        )
    ),
    (
        "roles with longer names",
        pods(grouped("prefill-worker", *RBG), grouped("decoder", *RBG)),
        Outcome.DETECTED,
        "RoleBasedGroup: prefill and decode",
    ),
    (
        "a role for both phases",
        pods(grouped("prefill-decode", *RBG), grouped("router", *RBG)),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    (
        "groups of two models",
        pods(grouped("prefill", *AIBRIX), grouped("decode", *AIBRIX, name="llama")),
        Outcome.PARTLY,
        "no decode pod exists",
    ),
    (
        "role-name without AIBrix",
        pods(grouped("prefill", "role-name", ""), grouped("decode", "role-name", "")),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    (
        "Dynamo",
        _dynamo(pod("prefill", label=DYNAMO_ROLE), pod("decode", label=DYNAMO_ROLE)),
        Outcome.DETECTED,
        "NVIDIA Dynamo: prefill and decode",
    ),
    (
        "older Dynamo",
        _dynamo(pod("prefill", label=OLD_DYNAMO_ROLE), pod("decode", label=OLD_DYNAMO_ROLE)),
        Outcome.DETECTED,
        "NVIDIA Dynamo: prefill and decode",
    ),
    (
        "Dynamo without phases",
        _dynamo(pod("worker", label=DYNAMO_ROLE)),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    (
        "command lines",
        pods(flagged("--is-prefill-worker", "a"), flagged("--disaggregation-mode=decode", "b")),
        Outcome.DETECTED,
        "Model servers (by flags): prefill and decode",
    ),
    (
        "command lines that pass a cache both ways",
        pods(flagged('--kv-transfer-config {"kv_role":"kv_both"}', "a"), flagged("--kv-transfer-config x", "b")),
        Outcome.NOT_DETECTED,
        "No pod serves only one",
    ),
    ("pods denied", lambda c: c.deny(registry.PODS), Outcome.COULD_NOT_CHECK, "list pods"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = llm_d()
    change(cluster)
    finding = detect_disaggregated_inference(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def service(*conditions: Json, prefill: Json | None = None, generation: int = 1) -> Json:
    """Return an LLMInferenceService with a prefill section."""
    return {
        "metadata": meta("llm", "serving", generation=generation),
        "spec": {"replicas": 2, "prefill": {"replicas": 1} if prefill is None else prefill},
        "status": {"observedGeneration": 1, "conditions": [{**c, "observedGeneration": None} for c in conditions]},
    }


MAIN, PREFILL = true("MainWorkloadReady"), true("PrefillWorkloadReady")
SERVICES: list[tuple[str, Json, Outcome, str]] = [
    ("ready", service(MAIN, PREFILL), Outcome.DETECTED, "KServe: prefill and decode"),
    ("default replicas", service(MAIN, PREFILL, prefill={}), Outcome.DETECTED, "KServe"),
    (
        "prefill not ready",
        service(MAIN, true("PrefillWorkloadReady", status="False")),
        Outcome.PARTLY,
        "not true",
    ),
    ("prefill at zero", service(MAIN, PREFILL, prefill={"replicas": 0}), Outcome.PARTLY, "scaled to zero"),
    ("of an older generation", service(MAIN, PREFILL, generation=2), Outcome.PARTLY, "of an older generation"),
    ("without prefill", {**service(MAIN), "spec": {"replicas": 2}}, Outcome.NOT_DETECTED, "No pod serves only one"),
]


@pytest.mark.parametrize(("item", "outcome", "words"), [s[1:] for s in SERVICES], ids=[s[0] for s in SERVICES])
def test_services_of_kserve(item: Json, outcome: Outcome, words: str) -> None:
    controller = workload("kserve", "kserve", labels={"control-plane": "kserve-controller-manager"})
    cluster = Cluster().add(LLM_SERVICES, item).add(registry.DEPLOYMENTS, controller)
    finding = detect_disaggregated_inference(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_outdated_kserve_objects_do_not_count() -> None:
    finding = detect_disaggregated_inference(Cluster().add(LLM_SERVICES, service(MAIN, PREFILL)).snapshot())
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary == "KServe: no running controller is visible from here."


def disaggregated_set(condition: Json, **ready: int) -> Json:
    roles = [{"name": name, "replicas": 1, "readyReplicas": number} for name, number in ready.items()]
    return {"metadata": meta("llm", "serving"), "status": {"conditions": [condition], "roleStatuses": roles}}


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        (disaggregated_set(true("Available"), prefill=1, decode=2), Outcome.DETECTED),
        (disaggregated_set(true("Available"), prefill=0, decode=2), Outcome.PARTLY),
        (disaggregated_set(true("Available"), a=1, b=2), Outcome.PARTLY),
        (disaggregated_set(true("Available", status="False"), prefill=1, decode=1), Outcome.PARTLY),
        (disaggregated_set(true("Available", generation=0), prefill=1, decode=1), Outcome.PARTLY),
    ],
    ids=[
        "ready",
        "prefill at zero",
        "other roles",
        "not available",
        "its condition Available is of an older generation",
    ],
)
def test_disaggregated_sets_by_status(item: Json, outcome: Outcome) -> None:
    cluster = Cluster().add(DISAGGREGATED_SETS, item)
    cluster.add(registry.DEPLOYMENTS, workload("lws", "lws-system", labels={"app.kubernetes.io/name": "lws"}))
    assert detect_disaggregated_inference(cluster.snapshot()).outcome is outcome


def test_an_operator_without_a_graph_is_reported_and_does_not_count() -> None:
    cluster = Cluster().add(GRAPHS).add(CLIQUES)
    finding = detect_disaggregated_inference(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "No graph." in doubtful(finding)
    assert "their names are free text" in doubtful(finding)


def test_an_api_group_alone_is_not_an_operator() -> None:
    finding = detect_disaggregated_inference(Cluster().serve("nvidia.com", "v1", "clusterpolicies").snapshot())
    assert not doubtful(finding)


def test_only_the_role_of_a_command_line_is_stored() -> None:
    snapshot = (
        Cluster().add(registry.PODS, flagged('--kv-transfer-config \'{"kv_role": "kv_producer"}\'', "a")).snapshot()
    )
    (container,) = snapshot.listing(registry.PODS).items[0].spec.containers
    assert (container.command, container.args) == ([], ["--kv-transfer-config", "kv_producer"])
