"""Providers of a layered product's features that a reviewer would question; the program's check ignores them."""

from collections.abc import Iterator

from checklists.model.checklist import Checklist, Level, Status
from checklists.model.draft import Draft
from checklists.model.problem import Problem, Severity
from checklists.model.provider import LAYERED, Provider, is_absent, is_layered, provider

OPEN = "provider-open"
NO_CONTRIBUTION = "nothing-contributed"
_DONE = {Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED}


def open_provider(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """Report `provider-open` for each feature that a layered product has, without a provider."""
    if not is_layered(draft):
        return
    for requirement in checklist.requirements:
        answered = draft.response(requirement.id).status is not None and not is_absent(draft, requirement.id)
        if answered and provider(draft, requirement.id) is None:
            where = f"spec.{requirement.category}.{requirement.id}.provider"
            message = "A layered product names the layer that provides each requirement."
            hint = "Choose the provider: the base distribution, this product or the user."
            yield Problem(Severity.ADVICE, OPEN, requirement.id, where, message, hint)


def nothing_contributed(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """Report `nothing-contributed` once all providers are named and this product provides no feature."""
    if not is_layered(draft) or any(open_provider(draft, checklist)):
        return
    answered = {r.id: draft.response(r.id).status for r in checklist.requirements}
    if any(answered[r.id] is None for r in checklist.requirements if r.level is Level.MUST):
        return
    if any(status in _DONE and provider(draft, id) is Provider.PRODUCT for id, status in answered.items()):
        return
    message = "This product provides none of the features; a layered product has to contribute at least one."
    hint = "Choose it as the provider of what it adds or replaces, or describe its own feature in the description."
    yield Problem(Severity.ADVICE, NO_CONTRIBUTION, LAYERED[0], f"eligibility.{LAYERED[0]}", message, hint)
