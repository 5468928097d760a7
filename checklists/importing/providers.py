"""Providers of a layered product, read from the notes that an export wrote."""

from collections.abc import Mapping

from checklists.model.provider import LAYERED, Provider, provider_question, split_notes

_LAYERS = {Provider.BASE, Provider.PRODUCT}
"""Providers that only a layered product names; any product can leave an installation to users."""


def read_providers(notes: Mapping[str, str]) -> dict[str, Provider]:
    """Return the provider of each requirement whose notes begin with one; empty unless the product is layered."""
    named = {requirement: layer for requirement, text in notes.items() if (layer := split_notes(text)[0]) is not None}
    return named if _LAYERS & set(named.values()) else {}


def provider_answers(providers: Mapping[str, Provider]) -> dict[str, str]:
    """Return the eligibility answers of a layered product with these providers; empty without a provider."""
    if not providers:
        return {}
    question, layered = LAYERED
    return {question: layered} | {provider_question(name): str(layer) for name, layer in providers.items()}
