"""Edits of the answer to a requirement, each a function from answer to answer.

Evidence is found by its value, nearest to the given position, so that an edit still applies to the intended value if
the list changed meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence

from checklists.model.checklist import Status
from checklists.model.draft import Origin, Response
from checklists.model.finding import Finding

Edit = Callable[[Response], Response]


def status_chosen(status: Status | None) -> Edit:
    """Return the edit that sets the status; None clears it."""

    def edit(before: Response) -> Response:
        return before if before.status is status else _with(before, status=status, origin=Origin.TYPED)

    return edit


def notes_typed(notes: str) -> Edit:
    """Return the edit that sets the notes; text that is equal once cleaned keeps the answer's origin."""

    def edit(before: Response) -> Response:
        after = _with(before, notes=notes, origin=Origin.TYPED)
        return before if after.notes == before.notes else after

    return edit


def decided(status: Status, notes: str | None) -> Edit:
    """Return the edit that sets the status and notes that a decision led to; without notes the old ones stay."""

    def edit(before: Response) -> Response:
        return _with(before, status=status, notes=before.notes if notes is None else notes, origin=Origin.TYPED)

    return edit


def suggestion_accepted(finding: Finding) -> Edit:
    """Return the edit that accepts a finding's suggestion: the status, and the notes if they are empty.

    An answer that has both already stays as it is, so that it keeps its origin and waits to be confirmed.
    """

    def edit(before: Response) -> Response:
        status, notes = finding.suggested_status, before.notes
        if not notes.strip():
            notes = finding.suggested_notes or ""
        if status is None or (status, notes) == (before.status, before.notes):
            return before
        return Response(status=status, evidence=before.evidence, notes=notes, origin=Origin.DETECTED)

    return edit


def value_typed(was: str, now: str, position: int) -> Edit:
    """Return the edit for one key typed in a value; `was` is the value before that key, empty for a new value."""
    return _evidence(lambda values: _spliced(values, was, [now] if now else [], position))


def values_entered(was: str, lines: Sequence[str], position: int) -> Edit:
    """Return the edit that replaces `was` by `lines`; values already in the list are skipped."""

    def change(values: Sequence[str]) -> Iterable[str]:
        at = _find(values, was, position) if was else None
        others = [value for index, value in enumerate(values) if index != at]
        return _spliced(values, was, [line for line in lines if line not in others], position)

    return _evidence(change)


def value_removed(value: str, position: int) -> Edit:
    """Return the edit that removes a value."""

    def change(values: Sequence[str]) -> Iterable[str]:
        at = _find(values, value, position)
        return (other for index, other in enumerate(values) if index != at)

    return _evidence(change)


def value_put_back(value: str, at: int) -> Edit:
    """Return the edit that restores a removed value at its old position."""
    return _evidence(lambda values: values if value in values else [*values[:at], value, *values[at:]])


def value_moved(value: str, position: int, by: int) -> Edit:
    """Return the edit that moves a value by `by` positions, up to the ends of the list."""

    def change(values: Sequence[str]) -> Iterable[str]:
        at = _find(values, value, position)
        if at is None or not 0 <= at + by < len(values):
            return values
        others = [*values[:at], *values[at + 1 :]]
        return [*others[: at + by], value, *others[at + by :]]

    return _evidence(change)


def _evidence(change: Callable[[Sequence[str]], Iterable[str]]) -> Edit:
    return lambda before: _with(before, evidence=tuple(change(before.evidence)))


def _with(before: Response, **changes: object) -> Response:
    """Copy with validation, which cleans typed text."""
    return Response.model_validate({**dict(before), **changes})


def _spliced(values: Sequence[str], was: str, now: Sequence[str], position: int) -> Sequence[str]:
    at = _find(values, was, position) if was else None
    return [*values, *now] if at is None else [*values[:at], *now, *values[at + 1 :]]


def _find(values: Sequence[str], value: str, position: int) -> int | None:
    places = [index for index, other in enumerate(values) if other == value]
    return min(places, key=lambda index: abs(index - position), default=None)
