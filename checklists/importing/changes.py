"""Differences between two checklists that affect answers."""

from collections.abc import Collection
from dataclasses import dataclass

from checklists.catalog import catalog_data
from checklists.catalog.catalog import digest
from checklists.model.checklist import Checklist, Level


@dataclass(frozen=True)
class Change:
    """A requirement that changed since it was answered."""

    requirement: str
    levels: tuple[Level, Level] | None
    """The old and new level, if they differ."""
    wording: bool
    """Whether the official text differs."""

    def __str__(self) -> str:
        levels = [f"{self.levels[0]} became {self.levels[1]}"] if self.levels else []
        return ", ".join([*levels, *(["wording"] if self.wording else [])])


@dataclass(frozen=True)
class ChecklistChanges:
    """The requirements of an import, by change."""

    carried: tuple[str, ...]
    """In both the submission and the checklist."""
    new: tuple[str, ...]
    """Only in the checklist."""
    dropped: tuple[str, ...]
    """Only in the submission."""
    changed: tuple[Change, ...]
    """Carried requirements whose level or text changed."""


def compare_checklists(answered: Collection[str], source: Checklist | None, target: Checklist) -> ChecklistChanges:
    """Compare a submission's requirements with a checklist.

    Args:
        answered: The requirements with an entry in the submission.
        source: The submission's own checklist; None if unknown; changes are then empty.
        target: The checklist of the new draft.
    """
    ids = [requirement.id for requirement in target.requirements]
    carried = tuple(requirement for requirement in ids if requirement in answered)
    return ChecklistChanges(
        carried,
        tuple(requirement for requirement in ids if requirement not in answered),
        tuple(requirement for requirement in answered if target.get(requirement) is None),
        tuple(filter(None, (_change(requirement, source, target) for requirement in carried))) if source else (),
    )


def _change(requirement: str, source: Checklist, target: Checklist) -> Change | None:
    before, now = source.get(requirement), target.get(requirement)
    if before is None or now is None:
        return None
    levels = (before.level, now.level) if before.level is not now.level else None
    texts = _fingerprint(source, requirement), _fingerprint(target, requirement)
    wording = None not in texts and texts[0] != texts[1]
    return Change(requirement, levels, wording) if levels or wording else None


def _fingerprint(checklist: Checklist, requirement: str) -> str | None:
    """Return the digest of the official text, or else the catalog's."""
    found = checklist.get(requirement)
    if found is not None and found.description is not None:
        return digest(found.description)
    frozen = catalog_data.frozen_checklist(checklist.minor)
    known = {r.id: r.sha256 for group in frozen.spec.values() for r in group} if frozen else {}
    return known.get(requirement)
