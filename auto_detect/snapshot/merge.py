"""A look over an earlier one at the same cluster: what could not be read again stays as it was, with its age."""

from typing import Any

import msgspec

from auto_detect.objects.metrics import Scrape
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, Snapshot


def merged_over(now: Snapshot, before: Snapshot | None) -> Snapshot:
    """The newer look, with listings of the earlier one where it has none of its own.

    Names must mean the same in both: looks at different clusters, and those of which only one keeps names, are not
    merged. A look that could read no object at all leaves those of the same context as they were.
    """
    if before is None or not _fit(now, before):
        return now
    keys = dict.fromkeys((*before.listings, *now.listings))
    listings = {key: found for key in keys if (found := _listing(key, now, before)) is not None}
    return msgspec.structs.replace(
        now,
        server_version=now.server_version or before.server_version,
        discovery=_discovery(now, before),
        listings=listings,
        scrape=_scrape(now, before),
        names=now.names if now.names == before.names else before.names,
    )


def _fit(now: Snapshot, before: Snapshot) -> bool:
    if now.names == before.names:
        return bool(now.names.cluster)
    nothing = not any(listing.items for listing in now.listings.values())
    return nothing and now.context == before.context and now.names.kept == before.names.kept


def _listing(key: str, now: Snapshot, before: Snapshot) -> Listing[Any] | None:
    new, old = now.listings.get(key), before.listings.get(key)
    if new is not None and new.readable:
        return new
    if old is None or old.outcome is not ReadOutcome.READ or (new is None and now.complete):
        return new
    return msgspec.structs.replace(old, taken_at=old.taken_at or before.taken_at)


def _scrape(now: Snapshot, before: Snapshot) -> Scrape | None:
    new, old = now.scrape, before.scrape
    if old is None or any(answer.outcome is ReadOutcome.READ for answer in now.scraped().answers):
        return new
    return msgspec.structs.replace(old, taken_at=old.taken_at or before.taken_at)


def _discovery(now: Snapshot, before: Snapshot) -> Discovery:
    if now.discovery.outcome is ReadOutcome.READ or before.discovery.outcome is not ReadOutcome.READ:
        return now.discovery
    return msgspec.structs.replace(before.discovery, taken_at=before.discovery.taken_at or before.taken_at)
