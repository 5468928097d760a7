"""Texts and places of edits that are undone or redone."""

from checklists.model.checklist import Checklist
from checklists.model.draft import Origin
from checklists.model.metadata import FIELDS
from checklists.model.provider import requirement_of
from checklists.text import count
from tui.state.eligibility import QUESTIONS
from tui.state.history import DraftEdit, Section, ValueChange
from tui.state.steps import StepField

_LABELS = {field.key: field.label for field in FIELDS} | {
    question.id: question.label.rstrip("?") for question in QUESTIONS
}
_VALUES = {
    Section.SUBMITTED: "date of the pull request",
    Section.MERGED: "merge date",
    Section.MATCHES: "decision about secrets and identifiers",
}
"""Names of sections that are a single value."""
_PARTS = ("status", "evidence", "notes")


def edit_text(edit: DraftEdit, checklist: Checklist, *, undo: bool) -> str:
    """Name what an edit changed, with the status that it has now.

    Args:
        edit: The edit.
        checklist: The draft's checklist, for titles.
        undo: Whether the edit was undone; otherwise it was redone.
    """
    responses = [change for change in edit.changes if change.section is Section.RESPONSES]
    fields = [change for change in edit.changes if change.section in (Section.METADATA, Section.ELIGIBILITY)]
    if responses and fields:
        parts = {(change.key, change.part) for change in responses if change.part in _PARTS}
        return count(len(parts) + len(fields), "answer")
    if responses:
        return _responses_text(responses, checklist, undo=undo)
    values = [change for change in edit.changes if change.section is not Section.UNCONFIRMED]
    if not values:
        before, after = edit.changes[0].before, edit.changes[0].after
        return f"confirmation of {_names(set(before) ^ set(after))}"
    if values[0].section in _VALUES:
        return _VALUES[values[0].section]
    requirement = checklist.get(requirement_of(values[0].key) or "")
    if requirement is not None:
        return f"provider of {requirement.title}"
    return _names({change.key or "folder" for change in values})


def edit_place(edit: DraftEdit, checklist: Checklist) -> StepField:
    """Return where to see the first change of an edit."""
    parts = {c.part for c in edit.changes if c.section is Section.RESPONSES}
    for change in edit.changes:
        if change.section is Section.RESPONSES and checklist.get(change.key) is not None:
            return StepField(change.key, next((part for part in _PARTS if part in parts), "status"))
        if change.section is Section.UNCONFIRMED:
            return StepField("platform", next(iter({*change.before} ^ {*change.after}), None))
        requirement = requirement_of(change.key) if change.section is Section.ELIGIBILITY else None
        if requirement is not None and checklist.get(requirement) is not None:
            return StepField(requirement, "provider")
        if change.section in (Section.METADATA, Section.ELIGIBILITY):
            return StepField("platform", change.key)
        if change.section is Section.MATCHES:
            return StepField("export", "matches")
    return StepField("platform", "folder")


def _responses_text(changes: list[ValueChange], checklist: Checklist, *, undo: bool) -> str:
    requirements = dict.fromkeys(change.key for change in changes)
    parts = {change.part: change for change in changes}
    if len(requirements) > 1:
        return f"answers to {count(len(requirements), 'requirement')}"
    requirement = checklist.get(changes[0].key)
    title = requirement.title if requirement is not None else changes[0].key
    accepted = "origin" in parts and parts["origin"].after is Origin.DETECTED
    if accepted:
        return f"accepted answer to {title}"
    if "status" in parts:
        status = parts["status"].before if undo else parts["status"].after
        return f"status of {title}, now {status or 'open'}"
    if parts.keys() == {"carried"}:
        return f"confirmation of {title}"
    return f"{' and '.join(part for part in _PARTS if part in parts) or 'answer'} of {title}"


def _names(keys: set[str]) -> str:
    return " and ".join(_LABELS.get(key, "Folder name" if key == "folder" else key) for key in sorted(keys))
