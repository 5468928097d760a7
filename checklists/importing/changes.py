"""What the way from one checklist to another means for the answers."""

from collections.abc import Collection
from dataclasses import dataclass

from checklists.catalog import catalog_data
from checklists.catalog.catalog import digest
from checklists.model.checklist import Checklist, Level


@dataclass(frozen=True)
class Change:
    """A requirement that is not what it was when it was answered."""

    requirement: str
    levels: tuple[Level, Level] | None
    """Before and now, where they differ."""
    wording: bool
    """The official text differs."""

    def __str__(self) -> str:
        levels = [f"{self.levels[0]} became {self.levels[1]}"] if self.levels else []
        return ", ".join([*levels, *(["wording"] if self.wording else [])])


@dataclass(frozen=True)
class ChecklistChanges:
    """The requirements of an import, told apart."""

    carried: tuple[str, ...]
    """In the submission and in the checklist."""
    new: tuple[str, ...]
    """In the checklist alone."""
    dropped: tuple[str, ...]
    """In the submission alone."""
    changed: tuple[Change, ...]
    """Carried ones that another checklist asks differently."""


def compare_checklists(answered: Collection[str], source: Checklist | None, target: Checklist) -> ChecklistChanges:
    """Compare what a submission answers with what a checklist asks.

    Args:
        answered: The requirements that the submission has an entry for.
        source: The submission's own checklist; None where it is unknown, and nothing can be said of changes.
        target: The checklist that it is carried to.
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
    """The digest of the official text: of the one at hand, else the catalog's."""
    found = checklist.get(requirement)
    if found is not None and found.description is not None:
        return digest(found.description)
    frozen = catalog_data.frozen_checklist(checklist.minor)
    known = {r.id: r.sha256 for group in frozen.spec.values() for r in group} if frozen else {}
    return known.get(requirement)
