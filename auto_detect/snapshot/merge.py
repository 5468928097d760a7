"""Merging of two snapshots of one cluster: the earlier one fills in what the newer one could not read."""

from typing import Any

import msgspec

from auto_detect.objects.metrics import Scrape
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, Snapshot


def merge_snapshots(newer: Snapshot, older: Snapshot | None) -> Snapshot:
    """Return the newer snapshot, completed with listings of the older one where it could not read them.

    Both snapshots must use the same names: snapshots of different clusters, or with and without pseudonyms, are not
    merged. A newer snapshot without any object keeps all listings of an older one of the same context.
    """
    if older is None or not _mergeable(newer, older):
        return newer
    keys = dict.fromkeys((*older.listings, *newer.listings))
    listings = {key: found for key in keys if (found := _listing(key, newer, older)) is not None}
    return msgspec.structs.replace(
        newer,
        server_version=newer.server_version or older.server_version,
        discovery=_discovery(newer, older),
        listings=listings,
        scrape=_scrape(newer, older),
        names=newer.names if newer.names == older.names else older.names,
    )


def _mergeable(newer: Snapshot, older: Snapshot) -> bool:
    if newer.names == older.names:
        return bool(newer.names.cluster)
    nothing = not any(listing.items for listing in newer.listings.values())
    return nothing and newer.context == older.context and newer.names.kept == older.names.kept


def _listing(key: str, newer: Snapshot, older: Snapshot) -> Listing[Any] | None:
    new, old = newer.listings.get(key), older.listings.get(key)
    if new is not None and new.readable:
        return new
    if old is None or old.outcome is not ReadOutcome.READ or (new is None and newer.complete):
        return new
    return msgspec.structs.replace(old, taken_at=old.taken_at or older.taken_at)


def _scrape(newer: Snapshot, older: Snapshot) -> Scrape | None:
    new, old = newer.scrape, older.scrape
    if old is None or any(answer.outcome is ReadOutcome.READ for answer in newer.scraped().results):
        return new
    return msgspec.structs.replace(old, taken_at=old.taken_at or older.taken_at)


def _discovery(newer: Snapshot, older: Snapshot) -> Discovery:
    if newer.discovery.outcome is ReadOutcome.READ or older.discovery.outcome is not ReadOutcome.READ:
        return newer.discovery
    return msgspec.structs.replace(older.discovery, taken_at=older.discovery.taken_at or older.taken_at)
