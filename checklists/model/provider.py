"""Providers of the features of a layered product: its base distribution, the product itself, or its user.

A product that is built on another conformant distribution states for each requirement which layer provides it.
"""

from enum import StrEnum

from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response

LAYERED = ("product", "layered")
"""Eligibility question and answer of a layered product."""
_PREFIX = "provider."
_ABSENT = {Status.NOT_IMPLEMENTED, Status.NOT_APPLICABLE}


class Provider(StrEnum):
    """Layer that provides a requirement."""

    BASE = "base"
    PRODUCT = "product"
    USER = "user"


LABELS = {
    Provider.BASE: "Base distribution",
    Provider.PRODUCT: "This product",
    Provider.USER: "User",
}
SENTENCES = {
    Provider.BASE: "Provided by the base distribution.",
    Provider.PRODUCT: "Provided by this product.",
    Provider.USER: "Installed by the user.",
}
"""First sentence of the exported notes."""


def provider_question(requirement: str) -> str:
    """Return the eligibility question that holds the provider of a requirement."""
    return f"{_PREFIX}{requirement}"


def requirement_of(question: str) -> str | None:
    """Return the requirement whose provider an eligibility question holds; None for any other question."""
    return question.removeprefix(_PREFIX) if question.startswith(_PREFIX) else None


def is_layered(draft: Draft) -> bool:
    """Return whether the product is built on another distribution."""
    question, answer = LAYERED
    return draft.eligibility.get(question) == answer


def provider(draft: Draft, requirement: str) -> Provider | None:
    """Return the provider of a requirement; None if it is open, or the product is not layered."""
    named = draft.eligibility.get(provider_question(requirement), "")
    return Provider(named) if is_layered(draft) and named in set(Provider) else None


def is_absent(draft: Draft, requirement: str) -> bool:
    """Return whether the product lacks a feature or it does not apply, so that no layer provides it."""
    return draft.response(requirement).status in _ABSENT


def split_notes(notes: str) -> tuple[Provider | None, str]:
    """Return the provider that exported notes begin with, and the notes without that sentence."""
    for layer, sentence in SENTENCES.items():
        if notes.startswith(sentence):
            return layer, notes.removeprefix(sentence).removeprefix(" ")
    return None, notes


def exported_response(draft: Draft, requirement: str) -> Response:
    """Return the answer as exported: notes of a feature that a layered product has begin with the provider only."""
    response, layer = draft.response(requirement), provider(draft, requirement)
    if layer is None:
        return response
    notes = split_notes(response.notes)[1]
    if not is_absent(draft, requirement):
        notes = f"{SENTENCES[layer]} {notes}".rstrip()
    return response.model_copy(update={"notes": notes})
