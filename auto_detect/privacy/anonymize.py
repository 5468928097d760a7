"""A snapshot whose names were kept, without them: for what others will read."""

from typing import Any

import msgspec

from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.snapshot.snapshot import Listing, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from auto_detect.text_kinds import TextKind


def anonymize(snapshot: Snapshot) -> Snapshot:
    """The same look with pseudonyms, the same ones each time; the snapshot itself where it has them already."""
    if not snapshot.names.kept:
        return snapshot
    names = Pseudonyms(snapshot.names.cluster or snapshot.taken_at)
    redactor = Redactor(names)
    copy = decode_snapshot(encode_snapshot(snapshot))  # Redaction changes objects in place.
    return msgspec.structs.replace(
        copy,
        listings={key: _anonymize_listing(listing, redactor) for key, listing in copy.listings.items()},
        scrape=redactor(copy.scrape) if copy.scrape is not None else None,
        denied=tuple(
            msgspec.structs.replace(p, namespace=p.namespace and names.name_for(TextKind.NAMESPACE, p.namespace))
            for p in copy.denied
        ),
        errors=(),
        names=names.naming,
    )


def _anonymize_listing(listing: Listing[Any], redactor: Redactor) -> Listing[Any]:
    """Sentences about failures are left out: names may be in them."""
    return msgspec.structs.replace(listing, items=tuple(map(redactor, listing.items)), reason=None)
