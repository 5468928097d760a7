"""Differences between two checklists that affect answers."""

from collections.abc import Collection
from dataclasses import dataclass, field

from checklists.catalog import catalog_data
from checklists.catalog.catalog import digest
from checklists.model.checklist import Checklist, Level

_SHOWN = 3
_TYPOS = 3
_ALIKE = 0.6
_MEANING = frozenset({"can", "may", "must", "no", "not", "or", "and", "shall", "should"})
"""Words that change a requirement's meaning, however similar their spelling."""


@dataclass(frozen=True)
class Change:
    """A requirement that changed since it was answered."""

    requirement: str
    levels: tuple[Level, Level] | None
    """The old and new level, if they differ."""
    wording: bool
    """Whether the official text differs."""
    words: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The words that differ, old and new; empty without both official texts."""

    @property
    def typo(self) -> bool:
        """Whether the texts differ only in the spelling of a few words."""
        return 0 < len(self.words) <= _TYPOS and all(_is_typo(*pair) for pair in self.words)

    def __str__(self) -> str:
        parts = [f"{self.levels[0]} became {self.levels[1]}"] if self.levels else []
        shown = [_shown(*pair) for pair in self.words[:_SHOWN]]
        more = [f"and {len(self.words) - _SHOWN} more"] if len(self.words) > _SHOWN else []
        if self.wording:
            about = "only a typo was fixed" if self.typo else "wording"
            parts.append(f"{about}: {', '.join([*shown, *more])}" if shown else about)
        return ", ".join(parts)


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
    words = changed_words(before.description, now.description) if wording else ()
    return Change(requirement, levels, wording, words) if levels or wording else None


def changed_words(before: str | None, now: str | None) -> tuple[tuple[str, str], ...]:
    """Return the words in which two texts differ, old and new; empty if a text is missing."""
    from difflib import SequenceMatcher

    old, new = (before or "").split(), (now or "").split()
    if not old or not new:
        return ()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((" ".join(old[a:b]), " ".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal")


def _is_typo(old: str, new: str) -> bool:
    """Return whether two words differ only by a typo; a changed number or level is not a typo."""
    from difflib import SequenceMatcher

    single = old and new and " " not in old + new
    meaningful = any(letter.isdigit() for letter in old + new) or {old.lower(), new.lower()} & _MEANING
    return bool(single) and not meaningful and SequenceMatcher(None, old.lower(), new.lower()).ratio() >= _ALIKE


def _shown(old: str, new: str) -> str:
    if not old:
        return f'"{new}" was added'
    return f'"{old}" became "{new}"' if new else f'"{old}" was removed'


def _fingerprint(checklist: Checklist, requirement: str) -> str | None:
    """Return the digest of the official text, or else the catalog's."""
    found = checklist.get(requirement)
    if found is not None and found.description is not None:
        return digest(found.description)
    frozen = catalog_data.frozen_checklist(checklist.minor)
    known = {r.id: r.sha256 for group in frozen.spec.values() for r in group} if frozen else {}
    return known.get(requirement)
