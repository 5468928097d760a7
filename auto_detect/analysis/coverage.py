"""Whether a look succeeded: the difference between "nothing is there" and "nobody was allowed to look"."""

from auto_detect.objects.core import Object
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import ReadOutcome, Snapshot
from checklists.text import clean_line


def qualified(area: Area[Object]) -> str:
    """For example `resourceslices.resource.k8s.io`, as RBAC and kubectl name it."""
    return f"{area.resource}.{area.group}" if area.group else area.resource


def why_unread(snapshot: Snapshot, area: Area[Object]) -> str | None:
    """Why an area could not be read, as a clause; None where the look succeeded."""
    listing = snapshot.of(area)
    if listing.readable:
        lost = listing.malformed if not listing.items else 0
        return f"no object of {qualified(area)} could be understood" if lost else None
    reason = clean_line(listing.reason or "", limit=200).rstrip(".")
    if listing.outcome is ReadOutcome.DENIED:
        denied = [p for p in snapshot.denied if (p.group, p.resource) == (area.group, area.resource)]
        if len(denied) == 1:
            return f"not allowed to {clean_line(str(denied[0]))}"
        if denied or not reason:
            return f"not allowed to list {qualified(area)}"
    if listing.outcome is ReadOutcome.UNAVAILABLE:
        return f"the API behind {qualified(area)} does not answer"
    if listing.outcome is ReadOutcome.CANCELLED:
        return f"reading was stopped before {qualified(area)}"
    return f"could not read {qualified(area)}" + (f": {reason}" if reason else "")


def among(snapshot: Snapshot, area: Area[Object]) -> str:
    """What to add to "there is none" where not every object was read."""
    listing = snapshot.of(area)
    if listing.more:
        return f" among the first {len(listing.items):,} that were read"
    return f" among the {len(listing.items):,} that could be understood" if listing.malformed else ""


def why_undiscovered(snapshot: Snapshot) -> str | None:
    """Why it is unknown what the API server serves; None where discovery was read."""
    discovery = snapshot.discovery
    if discovery.outcome is ReadOutcome.READ:
        return None
    if discovery.outcome is ReadOutcome.DENIED:
        return "not allowed to ask which APIs are served (get /apis)"
    if discovery.outcome is ReadOutcome.CANCELLED:
        return "reading was stopped before the list of APIs was there"
    reason = clean_line(discovery.reason or "", limit=200).rstrip(".")
    return "the list of served APIs could not be read" + (f": {reason}" if reason else "")
