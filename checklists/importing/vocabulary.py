"""Keys of submissions, recognized in any spelling."""

import re
from collections.abc import Iterable
from functools import cache

from checklists.catalog import catalog_data
from checklists.catalog.catalog import MINORS
from checklists.model.checklist import Checklist
from checklists.model.metadata import FIELDS

SECTIONS = ("metadata", "spec")
PARTS = {
    "id": "id",
    "description": "description",
    "level": "level",
    "status": "status",
    "state": "status",
    "evidence": "evidence",
    "evidences": "evidence",
    "notes": "notes",
    "note": "notes",
}
"""The parts of an answer, by normalized key."""


def normalize_key(key: str) -> str:
    """Reduce a key to its letters and digits: `k8s_conformance_url` equals `k8sConformanceUrl`."""
    return re.sub(r"[\W_]", "", key).lower()


@cache
def requirements_of(minor: str) -> dict[str, str]:
    """Return the catalog's requirements of a minor with their categories."""
    frozen = catalog_data.frozen_checklist(minor)
    return {r.id: category for category, group in frozen.spec.items() for r in group} if frozen else {}


class Vocabulary:
    """Keys, ids and categories of the given checklists and of the catalog."""

    def __init__(self, *checklists: Checklist, more_fields: Iterable[str] = ()) -> None:
        at_hand = {r.id: r.category for checklist in checklists for r in checklist.requirements}
        known = {requirement: category for minor in MINORS for requirement, category in requirements_of(minor).items()}
        self.category_of = {**known, **at_hand}
        self.ids = {normalize_key(requirement): requirement for requirement in self.category_of}
        self.categories = {normalize_key(category): category for category in self.category_of.values()}
        self.fields = {normalize_key(key): key for key in (*more_fields, *(field.key for field in FIELDS))}

    def is_structure(self, key: str) -> bool:
        """Return whether a key belongs to the structure of a submission."""
        word = normalize_key(key)
        return any(word in known for known in (SECTIONS, PARTS, self.fields, self.categories, self.ids))
