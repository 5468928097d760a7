"""`gpu_sharing`: one accelerator is handed out to several pods, by parts, in turns or by software.

That a share is schedulable is seen; that two pods were on one device at a time is not.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.accelerators.pod_sample import sample
from auto_detect.analysis.accelerators.sharing import By, Share, Way, capable, shares
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.wording import capital, count, few, listed, observe, path
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly
from auto_detect.detectors.inventory_observations import observe_stock
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "gpu_sharing"
_QUESTION = "Can users share an accelerator on this platform, and how do they ask for a share?"
_FRACTIONS = frozenset({"gpu-fraction", "gpu-memory"})
"""Annotations of pods that ask KAI Scheduler for a part of a GPU."""
_APART = {
    By.HARDWARE: "The hardware keeps the parts apart.",
    By.TIME: "The sharers run on one device; nothing keeps their memory or faults apart.",
    By.SOFTWARE: "Software keeps the shares apart.",
    By.CLAIMS: "What keeps the sharers apart is up to the driver.",
}


def detect_gpu_sharing(snapshot: Snapshot) -> Finding:
    """Whether shares or parts of accelerators are schedulable on usable nodes."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    found = (*_fractions(snapshot), *shares(snapshot))
    working = [share.way for share in found if share.way.works]
    seen = (*few([_observed(share) for share in found], most=5), *observe_stock(stock))
    if working:
        return _found(working, seen)
    if stock.unread:
        return could_not_check(ID, stock.unread, seen)
    unseen = next((share.way for share in found if share.way.unseen), None)
    if unseen:
        return could_not_check(ID, f"{unseen.name} is set up, and nobody could tell {unseen.unseen}", seen)
    if found:
        return partly(ID, f"{capital(found[0].way.name)} is set up and not in effect: {found[0].way.fault}.", seen)
    unread = why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        return could_not_check(ID, unread, seen)
    return not_detected(ID, f"{_nothing(snapshot, stock)} {_QUESTION}", (*_capable(snapshot), *seen))


def _observed(share: Share) -> Observation:
    way = share.way
    nodes = f"On {count(share.nodes, 'usable node')}"
    if way.works:
        detail = f"{nodes}. {_APART[way.by]}"
    else:
        detail = f"{nodes}, and not in effect: {way.fault}." if way.fault else f"{nodes}; unknown {way.unseen}."
    where = path(registry.RESOURCE_SLICES if way.published else registry.NODES)
    return observe("Sharing", way.name, detail, path=where, doubtful=not way.works)


def _found(working: Sequence[Way], seen: Sequence[Observation]) -> Finding:
    names = listed(way.name for way in working)
    summary = f"Shares of accelerators are schedulable: {names}."
    unproven = ["That two pods run on one accelerator at the same time: no pod was made, no device compared."]
    if all(way.by is By.SOFTWARE for way in working):
        unproven.append("That a share is kept to: only the software that hands it out was seen.")
    if any(way.by is By.TIME for way in working):
        unproven.append("That sharers are isolated: time-slicing and MPS give no isolation in hardware.")
    notes = f"Accelerators can be shared by {names}. Sharing one device between pods was not exercised."
    return detected(ID, summary, seen, unproven=unproven, notes=notes)


def _nothing(snapshot: Snapshot, stock: Inventory) -> str:
    if not stock.mediated:
        return "No usable node offers accelerators here, so there is nothing to share."
    if capable(snapshot):
        return "The hardware could be shared, and is not set up for it here."
    return "No share or part of an accelerator is offered here."


def _capable(snapshot: Snapshot) -> tuple[Observation, ...]:
    number = capable(snapshot)
    if not number:
        return ()
    detail = "Labels say that the hardware can be shared, not that it is."
    return (observe("Node", count(number, "node"), detail, path=path(registry.NODES), doubtful=True),)


def _fractions(snapshot: Snapshot) -> tuple[Share, ...]:
    """Running pods of the sample that hold a fraction by KAI Scheduler."""
    holders = [
        pod
        for pod in sample(snapshot).pods
        if pod.spec.scheduler_name == "kai-scheduler" and not _FRACTIONS.isdisjoint(pod.metadata.annotations)
    ]
    nodes = {pod.spec.node_name for pod in holders}
    return (Share(Way("fractions that KAI Scheduler hands out", By.SOFTWARE), len(nodes)),) if holders else ()
