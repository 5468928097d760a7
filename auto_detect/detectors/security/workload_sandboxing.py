"""`workload_sandboxing`: a sandboxing RuntimeClass with its handler on usable nodes, and running pods that use it."""

from collections.abc import Sequence

from auto_detect.analysis.coverage import discovery_failure, partial_note, read_failure
from auto_detect.analysis.health import is_true
from auto_detect.analysis.nodes import simulated_node_names
from auto_detect.analysis.runtime_handlers import HandlerPresence
from auto_detect.analysis.sandbox_classes import SandboxClass, is_mislabeled, sandbox_classes
from auto_detect.analysis.wording import (
    api_path,
    capitalize,
    clean_name,
    count,
    first_few,
    join_names,
    observe,
    observe_object,
)
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    RungState,
    conclude,
    confirmed,
    could_not_check,
    deciding_ladder,
    detected,
    missing,
    not_detected,
    unknown,
)
from auto_detect.objects.pods import Pod
from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.resources.sandboxing import SANDBOX_TEMPLATES, SANDBOXES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "workload_sandboxing"
_QUESTION = "Can users choose a sandboxed runtime (gVisor, Kata Containers or another) on this platform, and how?"


def detect_workload_sandboxing(snapshot: Snapshot) -> Finding:
    """Detect whether a sandboxing RuntimeClass has its handler on nodes and ready pods."""
    failure = discovery_failure(snapshot) or read_failure(snapshot, RUNTIME_CLASSES)
    if failure:
        return could_not_check(ID, failure, _agents(snapshot, ()))
    classes = snapshot.listing(RUNTIME_CLASSES)
    found = sandbox_classes(classes.items, snapshot.listing(registry.NODES).items)
    ladders = [(_build_ladder(snapshot, candidate), candidate) for candidate in found]
    aside = (*_pretenders(snapshot), *_agents(snapshot, found))
    chosen = deciding_ladder([ladder for ladder, _ in ladders])
    if chosen is None:
        first = partial_note(snapshot, RUNTIME_CLASSES)
        return not_detected(ID, f"No RuntimeClass{first} has a sandboxing handler. {_QUESTION}", aside)
    observations = (
        *chosen.observations,
        *(o for ladder, _ in ladders if ladder is not chosen for o in ladder.observations),
        *aside,
    )
    candidate = next(candidate for ladder, candidate in ladders if ladder is chosen)
    return conclude(
        ID,
        chosen,
        observations,
        when_detected=lambda: _detected(
            candidate, [c for ladder, c in ladders if ladder.outcome is chosen.outcome], observations
        ),
        partly_summary=f"{capitalize(chosen.missing_reason)}.",
        missing_summary=f"{capitalize(chosen.missing_reason)}. {_QUESTION}",
    )


def _build_ladder(snapshot: Snapshot, candidate: SandboxClass) -> Ladder:
    pods = _running(snapshot, candidate)
    handler = _handler(snapshot, candidate, pods)
    if handler.state is RungState.UNKNOWN:
        return Ladder(candidate.name, (handler,))
    return Ladder(candidate.name, (handler, _use(snapshot, candidate, pods)))


def _handler(snapshot: Snapshot, candidate: SandboxClass, pods: Sequence[Pod]) -> Rung:
    """Check that nodes report the handler; if they report none, a ready pod proves it too."""
    name, handler = clean_name(candidate.name), clean_name(candidate.item.handler)
    nodes = count(len(candidate.handler.nodes), "usable node")
    failure = read_failure(snapshot, registry.NODES)
    if failure:
        return unknown(failure)
    match candidate.handler.presence:
        case HandlerPresence.PRESENT:
            return confirmed(_observed(snapshot, candidate, f"Handler {handler}: configured on {nodes}.", counts=True))
        case HandlerPresence.ABSENT:
            why = f"no usable node that {name} selects reports its handler {handler}"
        case HandlerPresence.NO_NODE:
            why = f"the class {name} selects no usable node"
        case HandlerPresence.UNREPORTED if pods:
            detail = f"Handler {handler}: not reported by nodes, but ready pods run with it."
            return confirmed(_observed(snapshot, candidate, detail, counts=True))
        case _:
            verb = "does" if len(candidate.handler.nodes) == 1 else "do"
            detail = f"Handler {handler}: {nodes} {verb} not report runtime handlers."
            why = f"unknown whether nodes have the handler {handler}: their kubelets do not report it"
            return unknown(why, _observed(snapshot, candidate, detail, counts=False))
    needed = f"the handler {handler} on a usable node that the class {name} selects"
    return missing(why, _observed(snapshot, candidate, f"Not counted: {why}.", counts=False), needed=needed)


def _observed(snapshot: Snapshot, candidate: SandboxClass, detail: str, *, counts: bool) -> Observation:
    by = "" if candidate.by_name else " Only its pod overhead suggests a sandbox."
    version = snapshot.listing(RUNTIME_CLASSES).version
    metadata = candidate.item.metadata
    return observe_object(RUNTIME_CLASSES, metadata, f"{detail}{by}", version=version, doubtful=not counts)


def _use(snapshot: Snapshot, candidate: SandboxClass, pods: Sequence[Pod]) -> Rung:
    if pods:
        nodes = len({pod.spec.node_name for pod in pods})
        detail = f"{count(len(pods), 'ready pod')} of the sample with this class, on {count(nodes, 'node')}."
        return confirmed(observe("Pod", candidate.name, detail, path=api_path(registry.PODS)))
    failure = read_failure(snapshot, registry.PODS)
    if failure:
        return unknown(failure)
    name = clean_name(candidate.name)
    why = f"no ready pod of the sample runs with the RuntimeClass {name}"
    return missing(why, needed=f"a ready pod with the RuntimeClass {name}")


def _running(snapshot: Snapshot, candidate: SandboxClass) -> tuple[Pod, ...]:
    """Return ready pods of the class on real nodes."""
    simulated = simulated_node_names(snapshot.listing(registry.NODES).items)
    pods = snapshot.listing(registry.PODS).items
    return tuple(
        pod
        for pod in pods
        if pod.spec.runtime_class_name == candidate.name and pod.ready and pod.spec.node_name not in simulated
    )


def _detected(
    candidate: SandboxClass, complete: Sequence[SandboxClass], observations: Sequence[Observation]
) -> Finding:
    names = join_names(item.name for item in complete)
    unproven = [
        "That a sandboxed pod has its own kernel: compare kernel and boot ID with an ordinary pod on its node.",
        "That a sandboxed pod cannot reach processes, memory, files and interfaces of the host.",
    ]
    if not candidate.by_name:
        unproven.insert(0, f"That the runtime behind {clean_name(candidate.name)} is a sandbox: its name is not known.")
    return detected(
        ID,
        f"Pods run with a sandboxing RuntimeClass: {names}.",
        observations,
        unproven=unproven,
        notes=f"Pods can use a sandbox through the RuntimeClass {names}; nodes have its handler. "
        "The kernel inside was not checked.",
    )


def _pretenders(snapshot: Snapshot) -> tuple[Observation, ...]:
    listing = snapshot.listing(RUNTIME_CLASSES)
    found = []
    for item in listing.items:
        if is_mislabeled(item):
            detail = f"Not counted: its handler is {clean_name(item.handler)}, an ordinary runtime."
            found.append(observe_object(RUNTIME_CLASSES, item.metadata, detail, version=listing.version, doubtful=True))
    return first_few(found)


def _agents(snapshot: Snapshot, found: Sequence[SandboxClass]) -> tuple[Observation, ...]:
    """Return objects of agent-sandbox, which isolate only through the RuntimeClass of their pods."""
    isolating = {candidate.name for candidate in found if candidate.handler.presence is not HandlerPresence.ABSENT}
    observations = []
    for resource, items in (
        (SANDBOXES, snapshot.listing(SANDBOXES)),
        (SANDBOX_TEMPLATES, snapshot.listing(SANDBOX_TEMPLATES)),
    ):
        if not items.items:
            continue
        within = sum(item.spec.pod_template.spec.runtime_class_name in isolating for item in items.items)
        ready = sum(is_true(item.metadata, item.status, "Ready") for item in items.items)
        states = f", {ready:,} ready" if resource is SANDBOXES else ""
        detail = f"{within:,} with a sandboxing RuntimeClass{states}; without one, pods are not isolated."
        number = count(
            len(items.items), resource.kind, f"{resource.kind}es" if resource is SANDBOXES else f"{resource.kind}s"
        )
        observations.append(
            observe(resource.kind, number, detail, path=api_path(resource, items.version), doubtful=not within)
        )
    return tuple(observations)
