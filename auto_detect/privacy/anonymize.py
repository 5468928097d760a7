"""A snapshot whose names were kept, without them: for what others will read."""

from typing import Any

import msgspec

from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.snapshot.snapshot import Listing, Snapshot
from auto_detect.text_kinds import TextKind


def anonymize(snapshot: Snapshot) -> Snapshot:
    """The same look with pseudonyms, the same ones each time; the snapshot itself where it has them already."""
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
    """Sentences about failures are left out: names may be in them."""
    return msgspec.structs.replace(listing, items=tuple(map(redactor, listing.items)), reason=None)
