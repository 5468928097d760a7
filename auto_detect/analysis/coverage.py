"""Reasons why a resource could not be read: an empty list differs from a missing permission."""

from auto_detect.objects.core import Object
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import ReadOutcome, Snapshot
from checklists.text import clean_line


def qualified_name(resource: Resource[Object]) -> str:
    """Return for example `resourceslices.resource.k8s.io`, as RBAC and kubectl name it."""
    return f"{resource.plural}.{resource.group}" if resource.group else resource.plural


def read_failure(snapshot: Snapshot, resource: Resource[Object]) -> str | None:
    """Return why a resource could not be read, as a clause; None where it was read."""
    listing = snapshot.listing(resource)
    if listing.readable:
        malformed = listing.malformed if not listing.items else 0
        return f"no object of {qualified_name(resource)} could be decoded" if malformed else None
    reason = clean_line(listing.reason or "", limit=200).rstrip(".")
    if listing.outcome is ReadOutcome.DENIED:
        denied = [p for p in snapshot.denied if (p.group, p.resource) == (resource.group, resource.plural)]
        if len(denied) == 1:
            return f"not allowed to {clean_line(str(denied[0]))}"
        if denied or not reason:
            return f"not allowed to list {qualified_name(resource)}"
    if listing.outcome is ReadOutcome.UNAVAILABLE:
        return f"the API behind {qualified_name(resource)} does not answer"
    if listing.outcome is ReadOutcome.CANCELLED:
        return f"reading was stopped before {qualified_name(resource)}"
    return f"could not read {qualified_name(resource)}" + (f": {reason}" if reason else "")


def partial_note(snapshot: Snapshot, resource: Resource[Object]) -> str:
    """Return the end of a "none found" sentence where not every object was read."""
    listing = snapshot.listing(resource)
    if listing.more:
        return f" among the first {len(listing.items):,} that were read"
    return f" among the {len(listing.items):,} that could be decoded" if listing.malformed else ""


def discovery_failure(snapshot: Snapshot) -> str | None:
    """Return why discovery could not be read, as a clause; None where it was read."""
    discovery = snapshot.discovery
    if discovery.outcome is ReadOutcome.READ:
        return None
    if discovery.outcome is ReadOutcome.DENIED:
        return "not allowed to list the served APIs (get /apis)"
    if discovery.outcome is ReadOutcome.CANCELLED:
        return "reading was stopped before the list of APIs was read"
    reason = clean_line(discovery.reason or "", limit=200).rstrip(".")
    return "the list of served APIs could not be read" + (f": {reason}" if reason else "")
