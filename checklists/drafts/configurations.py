"""Configurations of a product, such as cloud and air-gapped: drafts that share the id of the product's first draft.

Each copy stores this id, so drafts can be renamed, deleted and restored without losing the link.
"""

from collections.abc import Iterable

from checklists.drafts.draft_file import utc_text
from checklists.errors import DraftError
from checklists.model.draft import Configuration, Draft
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import product_folder, slug, submission_folder
from checklists.text import clean_line


def draft_id(draft: Draft) -> str:
    """Return a draft's id: the time of its creation, which never changes."""
    return utc_text(draft.created_at)


def product_id(draft: Draft) -> str:
    """Return the id of the first draft of the product that a draft describes."""
    return draft.configuration.product if draft.configuration else draft_id(draft)


def related(one: Draft, other: Draft) -> bool:
    """Return whether two drafts are configurations of the same product; two first drafts never are."""
    return product_id(one) == product_id(other) and (one.configuration is not None or other.configuration is not None)


def configuration_of(draft: Draft, label: str, name: str = "", *, siblings: Iterable[Draft] = ()) -> Draft:
    """Return a copy as another configuration; its folder differs from that of each sibling.

    The copy has no dates: the program certifies each configuration separately.

    Raises:
        DraftError: The label is empty.
    """
    label = clean_line(label)
    if not label:
        raise DraftError("The configuration has no name.", 'Name it, for example "air-gapped".')
    known = (draft, *siblings)
    taken = {product_folder(other).lower() for other in known}
    first = next((other for other in known if other.configuration is None), draft)
    base = slug(f"{product_folder(first)} {label}")
    folder = next(name for name in (base, *(slug(f"{base} {n}") for n in range(2, 1000))) if name not in taken)
    copy = draft.model_copy(
        update={
            "name": clean_line(name) or f"{first.name} {label}",
            "folder": folder,
            "configuration": Configuration(label=label, product=product_id(draft)),
            "submitted": None,
            "merged": None,
            "imported": draft.imported.model_copy(update={"merged": None}) if draft.imported else None,
        }
    )
    for requirement, response in draft.responses.items():
        evidence = [evidence_in_folder(value, submission_folder(draft)) for value in response.evidence]
        if evidence != [*response.evidence]:
            copy = copy.with_evidence(requirement, evidence)
    return copy


def evidence_in_folder(value: str, folder: str) -> str:
    """Return an evidence value without the product's folder, for a draft with another folder; links stay.

    Args:
        value: The value.
        folder: The submission's folder that the value may begin with, for example `v1.36/nebula`.
    """
    relative = "" if is_url(value) else locate_evidence(value, folder).relative
    _, mark, fragment = value.partition("#")
    return f"{relative}{mark}{fragment}" if relative else value
