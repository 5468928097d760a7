"""Official levels and descriptions, to detect a submission's changes."""

import difflib

from checklists.catalog import catalog_data
from checklists.catalog.catalog import MINORS, digest
from checklists.catalog.catalog_data import FrozenRequirement
from checklists.model.checklist import Checklist, Level

_ALIKE = 0.9


class OfficialTexts:
    """Levels and descriptions of the submission's own checklist, or of all known checklists."""

    def __init__(self, source: Checklist | None, target: Checklist) -> None:
        self._near = [checklist for checklist in (source, target) if checklist is not None]
        self._frozen = _frozen(source.minor) if source and source.minor in MINORS else _frozen(*MINORS)

    def level(self, requirement: str) -> Level | None:
        """Return the official level."""
        found = (checklist.get(requirement) for checklist in self._near)
        return next((r.level for r in found if r is not None), None)

    def description(self, requirement: str) -> str | None:
        """Return the official description, if available."""
        found = (checklist.get(requirement) for checklist in self._near)
        return next((r.description for r in found if r is not None and r.description), None)

    def is_description(self, requirement: str, text: str) -> bool:
        """Return whether a text is the official description; ignores white space if that is available."""
        official = self.description(requirement)
        if official is not None and official.split() == text.split():
            return True
        return any(frozen.id == requirement and frozen.sha256 == digest(text) for frozen in self._frozen)

    def requirement_of(self, text: str) -> str | None:
        """Return the requirement of a description, allowing a few changed words."""
        official = {r.description: r.id for c in self._near for r in c.requirements if r.description}
        matches = difflib.get_close_matches(text, official, n=1, cutoff=_ALIKE)
        if matches:
            return official[matches[0]]
        return next((frozen.id for frozen in self._frozen if frozen.sha256 == digest(text)), None)


def _frozen(*minors: str) -> tuple[FrozenRequirement, ...]:
    known = filter(None, map(catalog_data.frozen_checklist, minors))
    return tuple(requirement for checklist in known for group in checklist.spec.values() for requirement in group)
