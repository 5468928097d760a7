"""Common spellings of the four statuses."""

import re

from checklists.model.checklist import Status

_MEANT = {
    "implemented": Status.IMPLEMENTED,
    "yes": Status.IMPLEMENTED,
    "true": Status.IMPLEMENTED,
    "done": Status.IMPLEMENTED,
    "notimplemented": Status.NOT_IMPLEMENTED,
    "unimplemented": Status.NOT_IMPLEMENTED,
    "no": Status.NOT_IMPLEMENTED,
    "false": Status.NOT_IMPLEMENTED,
    "partiallyimplemented": Status.PARTIALLY_IMPLEMENTED,
    "partialimplemented": Status.PARTIALLY_IMPLEMENTED,
    "partlyimplemented": Status.PARTIALLY_IMPLEMENTED,
    "partially": Status.PARTIALLY_IMPLEMENTED,
    "partial": Status.PARTIALLY_IMPLEMENTED,
    "partly": Status.PARTIALLY_IMPLEMENTED,
    "na": Status.NOT_APPLICABLE,
    "notapplicable": Status.NOT_APPLICABLE,
}


def meant_status(text: str) -> Status | None:
    """Return the status that a text probably means, ignoring case and punctuation; None if unclear."""
    return _MEANT.get(re.sub("[^a-z]", "", text.lower()))
