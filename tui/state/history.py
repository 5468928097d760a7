"""Undo history of a draft: the values that each edit changed, before and after it.

Undo restores only the values of an edit, so that later changes by other edits, renames or programs stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from checklists.model.draft import Draft, Response

LIMIT = 500
"""Maximum number of edits that can be undone."""
PAUSE = timedelta(seconds=2)
"""Pause after which further typing starts a new edit."""
PASTED = 20
"""Number of characters at once that count as a paste, which is a separate edit."""
RUN = 80
"""Maximum typed characters in one edit."""

T = TypeVar("T")


class Section(StrEnum):
    """Part of a draft; the value is its attribute."""

    METADATA = "metadata"
    ELIGIBILITY = "eligibility"
    RESPONSES = "responses"
    FOLDER = "folder"
    UNCONFIRMED = "fields_to_confirm"
    SUBMITTED = "submitted"
    MERGED = "merged"
    MATCHES = "match_decisions"


@dataclass(frozen=True)
class ValueChange:
    """Change of a single value."""

    section: Section
    key: str
    """Metadata field, eligibility question or requirement; empty for a section that is a single value."""
    part: str
    """Attribute of a response; empty for the other sections."""
    before: Any
    after: Any


@dataclass(frozen=True)
class DraftEdit:
    """Changes that are undone together."""

    changes: tuple[ValueChange, ...]
    at: datetime


@dataclass(frozen=True)
class History:
    """Immutable history; each method returns the next."""

    done: tuple[DraftEdit, ...] = ()
    """Edits that can be undone, the newest last."""
    undone: tuple[DraftEdit, ...] = ()
    """Edits that can be redone, the next last."""

    def with_edit(self, before: Draft, after: Draft, at: datetime) -> "History":
        """Add an edit; typing that continues the last edit extends that edit."""
        changes = tuple(changes_between(before, after))
        if not changes:
            return self
        done, edit = self.done, DraftEdit(changes, at)
        if done and not self.undone and _continues(done[-1], edit):
            merged = _merged(done[-1], edit)
            return History((*done[:-1], merged) if merged.changes else done[:-1])
        return History((*done, edit)[-LIMIT:])

    def typed_back(self, before: "History") -> bool:
        """Return whether the edit that was extended since `before` has its first text again, and only marks changed."""
        extended = len(self.done) == len(before.done) > 0 and self.done[-1] is not before.done[-1]
        return extended and not any(map(_is_text, self.done[-1].changes))

    def undo(self, draft: Draft) -> tuple["History", Draft]:
        """Return the draft without the last edit, and the history that leads there."""
        edit = self.done[-1]
        return History(self.done[:-1], (*self.undone, edit)), _apply(draft, edit, undo=True)

    def redo(self, draft: Draft) -> tuple["History", Draft]:
        """Return the draft with the edit undone last, and the history that leads there."""
        edit = self.undone[-1]
        return History((*self.done, edit), self.undone[:-1]), _apply(draft, edit, undo=False)

    def with_renamed_file(self, old: str, new: str) -> "History":
        """Name an evidence file by its new name in every edit."""

        def renamed(values: Any) -> Any:
            return tuple(new + value[len(old) :] if value.partition("#")[0] == old else value for value in values)

        def followed(edit: DraftEdit) -> DraftEdit:
            return replace(
                edit,
                changes=tuple(
                    replace(change, before=renamed(change.before), after=renamed(change.after))
                    if change.part == "evidence"
                    else change
                    for change in edit.changes
                ),
            )

        return History(tuple(map(followed, self.done)), tuple(map(followed, self.undone)))


def changes_between(before: Draft, after: Draft) -> Iterator[ValueChange]:
    """Yield the values that differ between two drafts."""
    for section in Section:
        old, new = getattr(before, section), getattr(after, section)
        if section is Section.RESPONSES:
            for key, was, now in _entries(old, new, Response()):
                for part in Response.model_fields:
                    if getattr(was, part) != getattr(now, part):
                        yield ValueChange(section, key, part, getattr(was, part), getattr(now, part))
        elif isinstance(old, Mapping):
            for key, was, now in _entries(old, new, ""):
                yield ValueChange(section, key, "", was, now)
        elif old != new:
            yield ValueChange(section, "", "", old, new)


def _entries(old: Mapping[str, T], new: Mapping[str, T], empty: T) -> Iterator[tuple[str, T, T]]:
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, empty), new.get(key, empty)
        if was is not now and was != now:
            yield key, was, now


def _apply(draft: Draft, edit: DraftEdit, *, undo: bool) -> Draft:
    for change in edit.changes:
        value = change.before if undo else change.after
        if change.section is Section.RESPONSES:
            response = draft.response(change.key).model_copy(update={change.part: value})
            draft = draft.model_copy(update={"responses": {**draft.responses, change.key: response}})
        elif change.key:
            entries = {**getattr(draft, change.section), change.key: value}
            draft = draft.model_copy(update={change.section: {k: v for k, v in entries.items() if v}})
        else:
            draft = draft.model_copy(update={change.section: value})
    return draft


_MARKS = ("origin", "carried")
"""Attributes of a response that edits of other attributes change too."""


def _is_text(change: ValueChange) -> bool:
    """Return whether a change is more than a mark."""
    return change.section is not Section.UNCONFIRMED and change.part not in _MARKS


@dataclass(frozen=True)
class _Typing:
    """Typing into a single text: its place, and the text before and after."""

    place: tuple[str, str, str, int]
    before: str
    after: str


def _typing(edit: DraftEdit) -> _Typing | None:
    """Return the text that an edit typed into; None for any other edit."""
    texts = list(filter(_is_text, edit.changes))
    if len(texts) != 1:
        return None
    change = texts[0]
    place = (change.section, change.key, change.part)
    if change.section in (Section.METADATA, Section.FOLDER) or change.part == "notes":
        return _Typing((*place, 0), change.before, change.after)
    if change.part == "evidence":
        before, after = list(change.before), list(change.after)
        last = len(after) - 1
        if before == after[:-1]:
            return _Typing((*place, last), "", after[-1])
        differing = [index for index, values in enumerate(zip(before, after, strict=False)) if values[0] != values[1]]
        if len(before) == len(after) and len(differing) == 1:
            return _Typing((*place, differing[0]), before[differing[0]], after[differing[0]])
    return None


def _continues(last: DraftEdit, edit: DraftEdit) -> bool:
    earlier, later = _typing(last), _typing(edit)
    if earlier is None or later is None or earlier.place != later.place or earlier.after != later.before:
        return False
    pasted = abs(len(later.after) - len(later.before)) > PASTED
    run = abs(len(later.after) - len(earlier.before))
    return not pasted and run <= RUN and edit.at - last.at <= PAUSE


def _merged(last: DraftEdit, edit: DraftEdit) -> DraftEdit:
    """Merge two edits; drop values that are back to their first state."""
    changes = {(c.section, c.key, c.part): c for c in last.changes}
    for change in edit.changes:
        place = (change.section, change.key, change.part)
        first = changes.get(place, change)
        changes[place] = replace(change, before=first.before)
    return DraftEdit(tuple(c for c in changes.values() if c.before != c.after), edit.at)
