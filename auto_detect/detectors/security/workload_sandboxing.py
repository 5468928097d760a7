"""`workload_sandboxing`: a RuntimeClass with a sandboxing handler on usable nodes, and running pods that use it."""

from collections.abc import Sequence

from auto_detect.analysis.coverage import among, why_undiscovered, why_unread
from auto_detect.analysis.health import holds
from auto_detect.analysis.nodes import played
from auto_detect.analysis.runtime_handlers import Place
from auto_detect.analysis.sandbox_classes import Candidate, candidates, pretends
from auto_detect.analysis.wording import capital, count, few, listed, observe, observe_object, path, word
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    Step,
    best,
    conclude,
    could_not_check,
    detected,
    missing,
    not_detected,
    shown,
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
    """Whether a sandboxing RuntimeClass has its handler, and pods that run with it."""
    unread = why_undiscovered(snapshot) or why_unread(snapshot, RUNTIME_CLASSES)
    if unread:
        return could_not_check(ID, unread, _agents(snapshot, ()))
    classes = snapshot.of(RUNTIME_CLASSES)
    found = candidates(classes.items, snapshot.of(registry.NODES).items)
    ladders = [(_climb(snapshot, candidate), candidate) for candidate in found]
    aside = (*_pretenders(snapshot), *_agents(snapshot, found))
    chosen = best([ladder for ladder, _ in ladders])
    if chosen is None:
        first = among(snapshot, RUNTIME_CLASSES)
        return not_detected(ID, f"No RuntimeClass{first} leads to a sandboxing runtime. {_QUESTION}", aside)
    seen = (*chosen.seen, *(o for ladder, _ in ladders if ladder is not chosen for o in ladder.seen), *aside)
    candidate = next(candidate for ladder, candidate in ladders if ladder is chosen)
    return conclude(
        ID,
        chosen,
        seen,
        found=lambda: _found(candidate, [c for ladder, c in ladders if ladder.outcome is chosen.outcome], seen),
        some=f"{capital(chosen.why_missing)}.",
        nothing=f"{capital(chosen.why_missing)}. {_QUESTION}",
    )


def _climb(snapshot: Snapshot, candidate: Candidate) -> Ladder:
    pods = _running(snapshot, candidate)
    handler = _handler(snapshot, candidate, pods)
    if handler.step is Step.UNKNOWN:
        return Ladder(candidate.name, (handler,))
    return Ladder(candidate.name, (handler, _use(snapshot, candidate, pods)))


def _handler(snapshot: Snapshot, candidate: Candidate, pods: Sequence[Pod]) -> Rung:
    """Nodes say that they have the handler; where they say nothing, a ready pod shows it as well."""
    name, handler = word(candidate.name), word(candidate.item.handler)
    nodes = count(len(candidate.handler.nodes), "usable node")
    unread = why_unread(snapshot, registry.NODES)
    if unread:
        return unknown(unread)
    match candidate.handler.place:
        case Place.THERE:
            return shown(_observed(snapshot, candidate, f"Handler {handler}: configured on {nodes}.", counts=True))
        case Place.NOWHERE:
            why = f"no usable node that {name} selects has its handler {handler}"
        case Place.NO_NODE:
            why = f"{name} selects no usable node"
        case Place.UNTOLD if pods:
            said = f"Handler {handler}: nodes do not tell; ready pods run with it."
            return shown(_observed(snapshot, candidate, said, counts=True))
        case _:
            said = f"Handler {handler}: {nodes} do not tell which handlers they have."
            why = f"whether nodes have the handler {handler}: their kubelets do not tell"
            return unknown(why, _observed(snapshot, candidate, said, counts=False))
    return missing(why, _observed(snapshot, candidate, f"Not counted: {why}.", counts=False))


def _observed(snapshot: Snapshot, candidate: Candidate, detail: str, *, counts: bool) -> Observation:
    by = "" if candidate.by_name else " Only the overhead that it sets aside speaks for a sandbox."
    version = snapshot.of(RUNTIME_CLASSES).version
    metadata = candidate.item.metadata
    return observe_object(RUNTIME_CLASSES, metadata, f"{detail}{by}", version=version, doubtful=not counts)


def _use(snapshot: Snapshot, candidate: Candidate, pods: Sequence[Pod]) -> Rung:
    if pods:
        nodes = len({pod.spec.node_name for pod in pods})
        detail = f"{count(len(pods), 'pod')} of the sample ready with it, on {count(nodes, 'node')}."
        return shown(observe("Pod", candidate.name, detail, path=path(registry.PODS)))
    unread = why_unread(snapshot, registry.PODS)
    if unread:
        return unknown(unread)
    return missing(f"no ready pod of the sample runs with the RuntimeClass {word(candidate.name)}")


def _running(snapshot: Snapshot, candidate: Candidate) -> tuple[Pod, ...]:
    """Ready pods with the class; on a node that is only played nothing runs."""
    unreal = played(snapshot.of(registry.NODES).items)
    pods = snapshot.of(registry.PODS).items
    return tuple(
        pod
        for pod in pods
        if pod.spec.runtime_class_name == candidate.name and pod.ready and pod.spec.node_name not in unreal
    )


def _found(candidate: Candidate, complete: Sequence[Candidate], seen: Sequence[Observation]) -> Finding:
    names = listed(one.name for one in complete)
    unproven = [
        "That a sandboxed pod has a kernel of its own: compare kernel and boot id with an ordinary pod on its node.",
        "That host processes, memory, files and interfaces are out of its reach.",
    ]
    if not candidate.by_name:
        unproven.insert(0, f"That the runtime behind {word(candidate.name)} is a sandbox: its name does not say so.")
    return detected(
        ID,
        f"Pods run with a sandboxing RuntimeClass: {names}.",
        seen,
        unproven=unproven,
        notes=f"Pods can choose a sandbox by the RuntimeClass {names}, whose handler nodes have. "
        "The kernel inside was not compared.",
    )


def _pretenders(snapshot: Snapshot) -> tuple[Observation, ...]:
    listing = snapshot.of(RUNTIME_CLASSES)
    found = []
    for item in listing.items:
        if pretends(item):
            detail = f"Not counted: its handler is {word(item.handler)}, an ordinary runtime."
            found.append(observe_object(RUNTIME_CLASSES, item.metadata, detail, version=listing.version, doubtful=True))
    return few(found)


def _agents(snapshot: Snapshot, found: Sequence[Candidate]) -> tuple[Observation, ...]:
    """Objects of agent-sandbox, which isolate nothing but by the RuntimeClass of their pods."""
    isolating = {candidate.name for candidate in found if candidate.handler.place is not Place.NOWHERE}
    seen = []
    for area, items in ((SANDBOXES, snapshot.of(SANDBOXES)), (SANDBOX_TEMPLATES, snapshot.of(SANDBOX_TEMPLATES))):
        if not items.items:
            continue
        within = sum(item.spec.pod_template.spec.runtime_class_name in isolating for item in items.items)
        ready = sum(holds(item.metadata, item.status, "Ready") for item in items.items)
        states = f", {ready:,} ready" if area is SANDBOXES else ""
        detail = f"{within:,} with a sandboxing RuntimeClass{states}; the others isolate nothing by themselves."
        number = count(len(items.items), area.kind, f"{area.kind}es" if area is SANDBOXES else f"{area.kind}s")
        seen.append(observe(area.kind, number, detail, path=path(area, items.version), doubtful=not within))
    return tuple(seen)
