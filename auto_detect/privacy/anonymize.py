"""Anonymizing of snapshots that were taken with original names, for reports that others read."""

from typing import Any

import msgspec

from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.snapshot.snapshot import Listing, Snapshot
from auto_detect.text_kinds import TextKind


def anonymize(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with pseudonyms, equal on every call; an anonymized snapshot is returned unchanged."""
    if not snapshot.names.kept:
        return snapshot
    names = Pseudonyms(snapshot.names.cluster or snapshot.taken_at)
    redactor = Redactor(names, in_place=False)
    return msgspec.structs.replace(
        snapshot,
        listings={key: _anonymize_listing(listing, redactor) for key, listing in snapshot.listings.items()},
        scrape=redactor(snapshot.scrape) if snapshot.scrape is not None else None,
        denied=tuple(
            msgspec.structs.replace(p, namespace=p.namespace and names.name_for(TextKind.NAMESPACE, p.namespace))
            for p in snapshot.denied
        ),
        errors=(),
        names=names.naming,
    )


def _anonymize_listing(listing: Listing[Any], redactor: Redactor) -> Listing[Any]:
    """Anonymize objects, and drop the reason because it may contain names."""
    return msgspec.structs.replace(listing, items=tuple(map(redactor, listing.items)), reason=None)
