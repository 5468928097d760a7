"""workload_sandboxing: a class, its handler on usable nodes, and running pods that use it."""

import pytest

from auto_detect.detectors.security.workload_sandboxing import detect_workload_sandboxing as detect
from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.resources.sandboxing import SANDBOX_TEMPLATES, SANDBOXES
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import pod, runtime_class, with_handlers
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true
from tests.auto_detect.detectors.finding_text import counted, doubtful


def healthy() -> Cluster:
    """Return a cluster with gVisor on one of two nodes, and a pod that uses it."""
    cluster = Cluster().add(registry.NODES, with_handlers(node("a"), "runc", "runsc"), with_handlers(node("b"), "runc"))
    cluster.add(RUNTIME_CLASSES, runtime_class("gvisor", "runsc"))
    return cluster.add(registry.PODS, pod("agent", "a", runtimeClassName="gvisor"), pod("web", "b"))


def finding_of(change: Change = same) -> Finding:
    cluster = healthy()
    change(cluster)
    return detect(cluster.snapshot())


def test_class_handler_and_pod_are_detected() -> None:
    finding = finding_of()
    assert finding.outcome is Outcome.DETECTED
    assert "RuntimeClass gvisor: Handler runsc: configured on 1 usable node." in counted(finding)
    assert "Pod gvisor: 1 ready pod of the sample with this class, on 1 node." in counted(finding)
    assert "its own kernel" in finding.unproven[0]
    assert "was not checked" in (finding.suggested_notes or "")


def _nodes(cluster: Cluster, *handlers: str, **rest: object) -> Cluster:
    """Give all nodes these handlers; without any, the nodes report none."""
    for found in cluster.of(registry.NODES):
        found["status"].pop("runtimeHandlers", None)
        found["spec"].update(rest)
        if handlers:
            with_handlers(found, *handlers)
    return cluster


def _class(cluster: Cluster, **new: object) -> Cluster:
    cluster.one(RUNTIME_CLASSES).update(new)
    return cluster


GKE_LABEL = {"sandbox.gke.io/runtime": "gvisor"}
GKE = {"scheduling": {"nodeSelector": GKE_LABEL}}


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (
            lambda c: c.drop(registry.PODS),
            Outcome.PARTLY,
            "No ready pod of the sample runs with the RuntimeClass gvisor.",
        ),
        (
            lambda c: _nodes(c.drop(registry.PODS), "runc"),
            Outcome.NOT_DETECTED,
            "No usable node that gvisor selects reports its handler runsc.",
        ),
        (lambda c: _nodes(c, "runc"), Outcome.PARTLY, "No usable node that gvisor selects reports its handler runsc."),
        (_nodes, Outcome.DETECTED, "gvisor"),
        (
            lambda c: _nodes(c.drop(registry.PODS)),
            Outcome.COULD_NOT_CHECK,
            "unknown whether nodes have the handler runsc: their kubelets do not report it",
        ),
        (
            lambda c: _nodes(c, "runsc", unschedulable=True),
            Outcome.PARTLY,
            "gvisor selects no usable node",
        ),
        (lambda c: _nodes(c, "runsc", providerID="kwok://x"), Outcome.NOT_DETECTED, "gvisor selects no usable node"),
        (lambda c: _class(c, **GKE), Outcome.PARTLY, "gvisor selects no usable node"),
        (
            lambda c: (_class(c, **GKE), c.one(registry.NODES, "a")["metadata"]["labels"].update(GKE_LABEL)),
            Outcome.DETECTED,
            "gvisor",
        ),
        (
            lambda c: (_class(c, **GKE), c.one(registry.NODES, "b")["metadata"]["labels"].update(GKE_LABEL)),
            Outcome.PARTLY,
            "No usable node that gvisor selects reports its handler runsc.",
        ),
        (lambda c: _pod(c, phase="Pending"), Outcome.PARTLY, "No ready pod of the sample"),
        (lambda c: _pod(c, conditions=[]), Outcome.PARTLY, "No ready pod of the sample"),
        (lambda c: c.drop(RUNTIME_CLASSES), Outcome.NOT_DETECTED, "No RuntimeClass has a sandboxing handler. Can"),
        (lambda c: c.deny(RUNTIME_CLASSES), Outcome.COULD_NOT_CHECK, "not allowed to list runtimeclasses.node.k8s.io"),
        (lambda c: c.deny(registry.NODES), Outcome.COULD_NOT_CHECK, "not allowed to list nodes"),
        (lambda c: c.drop(registry.PODS).deny(registry.PODS), Outcome.COULD_NOT_CHECK, "not allowed to list pods"),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), Outcome.COULD_NOT_CHECK, "get /apis"),
    ],
)
def test_outcomes(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(change)
    assert finding.outcome is outcome, finding
    assert words.lower() in (finding.reason or finding.summary).lower()


def _pod(cluster: Cluster, **status: object) -> None:
    cluster.one(registry.PODS, "agent")["status"].update(status)


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("gvisor", "runsc"),
        ("gvisor", "gvisor"),
        ("kata-qemu", "kata-qemu"),
        ("kata-qemu-nvidia-gpu-snp", "kata-qemu-nvidia-gpu-snp"),
        ("kata", "kata"),
        ("kata-containers", "katacontainers"),
        ("secure", "kata-clh"),
        ("sandboxed", "mshv"),
        ("microvm", "crun-krun"),
        ("quark", "quark"),
        ("runv", "runv"),
        ("rund", "rund"),
        ("edera", "edera"),
        ("kuasar-vmm", "kuasar-vmm"),
        ("urunc", "urunc"),
        ("hyperv", "runhcs-wcow-hypervisor"),
    ],
)
def test_names_of_sandbox_runtimes(name: str, handler: str) -> None:
    cluster = Cluster().add(registry.NODES, with_handlers(node("a"), handler))
    cluster.add(RUNTIME_CLASSES, runtime_class(name, handler))
    cluster.add(registry.PODS, pod("p", "a", runtimeClassName=name))
    assert detect(cluster.snapshot()).outcome is Outcome.DETECTED


@pytest.mark.parametrize(
    ("name", "handler", "words"),
    [
        ("gvisor", "runc", "its handler is runc, an ordinary runtime"),
        ("run", "runvault", ""),
        ("kata", "crun", "its handler is crun, an ordinary runtime"),
        ("nvidia", "nvidia", ""),
        ("nvidia-cdi", "nvidia-cdi", ""),
        ("default", "runc", ""),
        ("katalog", "katalog", ""),
        ("quarkus", "quarkus", ""),
        ("wasm", "spin", ""),
    ],
)
def test_names_that_match_by_accident_and_ordinary_runtimes(name: str, handler: str, words: str) -> None:
    cluster = Cluster().add(registry.NODES, with_handlers(node("a"), handler))
    cluster.add(RUNTIME_CLASSES, runtime_class(name, handler))
    cluster.add(registry.PODS, pod("p", "a", runtimeClassName=name))
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert words in doubtful(finding)


def test_an_unknown_runtime_is_recognized_by_its_pod_overhead() -> None:
    cluster = Cluster().add(registry.NODES, with_handlers(node("a"), "cellar"))
    cluster.add(RUNTIME_CLASSES, runtime_class("cellar", "cellar", overhead={"podFixed": {"memory": "120Mi"}}))
    cluster.add(registry.PODS, pod("p", "a", runtimeClassName="cellar"))
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "Only its pod overhead suggests a sandbox." in counted(finding)
    assert finding.unproven[0].startswith("That the runtime behind cellar is a sandbox")


def test_the_class_of_the_gpu_operator_is_recognized_by_its_label() -> None:
    labelled = runtime_class("private", "cc-gpu")
    labelled["metadata"]["labels"] = {"nvidia.com/kata-runtime-class": "true"}
    cluster = Cluster().add(registry.NODES, with_handlers(node("a"), "cc-gpu")).add(RUNTIME_CLASSES, labelled)
    cluster.add(registry.PODS, pod("p", "a", runtimeClassName="private"))
    assert detect(cluster.snapshot()).outcome is Outcome.DETECTED


def test_a_complete_class_is_preferred_to_an_unused_one() -> None:
    finding = finding_of(lambda c: c.add(RUNTIME_CLASSES, runtime_class("kata-qemu", "kata-qemu")))
    assert finding.outcome is Outcome.DETECTED
    assert finding.summary == "Pods run with a sandboxing RuntimeClass: gvisor."
    assert "Not counted: no usable node that kata-qemu selects reports its handler" in doubtful(finding)


# --- agent-sandbox -----------------------------------------------------------------------------------


def sandbox(name: str, runtime: str = "") -> Json:
    spec = {"podTemplate": {"spec": {"runtimeClassName": runtime} if runtime else {}}}
    return {"metadata": meta(name, "agents"), "spec": spec, "status": {"conditions": [true("Ready")]}}


def test_a_managed_sandbox_isolates_by_its_class_alone() -> None:
    finding = finding_of(lambda c: c.add(SANDBOXES, sandbox("s1", "gvisor"), sandbox("s2")))
    assert "Sandbox 2 Sandboxes: 1 with a sandboxing RuntimeClass, 2 ready" in counted(finding)
    alone = Cluster().add(SANDBOXES, sandbox("s")).add(SANDBOX_TEMPLATES, sandbox("t")).snapshot()
    finding = detect(alone)
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Sandbox 1 Sandbox: 0 with a sandboxing RuntimeClass, 1 ready" in doubtful(finding)
    assert "SandboxTemplate 1 SandboxTemplate: 0 with a sandboxing RuntimeClass" in doubtful(finding)
