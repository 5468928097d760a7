"""Answers of a layered product that do not name a provider; the program's check ignores them, so this is advice."""

from collections.abc import Iterator

from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem, Severity
from checklists.model.provider import is_layered, provider

CODE = "provider-open"


def open_provider(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """Report `provider-open` for each answered requirement of a layered product without a provider."""
    if not is_layered(draft):
        return
    for requirement in checklist.requirements:
        if draft.response(requirement.id).status is not None and provider(draft, requirement.id) is None:
            where = f"spec.{requirement.category}.{requirement.id}.provider"
            message = "A layered product names the layer that provides each requirement."
            hint = "Choose the provider: the base distribution, this product or the user."
            yield Problem(Severity.ADVICE, CODE, requirement.id, where, message, hint)
