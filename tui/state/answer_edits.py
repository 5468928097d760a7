"""Changes to the answer to a requirement, each a function from the answer before it to the one after. No Textual here.

Evidence is found by its value, near the place where a person saw it: an edit that was on its way while the list
changed still hits what was meant.
"""

from collections.abc import Callable, Iterable, Sequence

from checklists.model.checklist import Status
from checklists.model.draft import Origin, Response

Edit = Callable[[Response], Response]


def status_chosen(status: Status | None) -> Edit:
    """Another status, or none."""

    def edit(before: Response) -> Response:
        return before if before.status is status else _with(before, status=status, origin=Origin.TYPED)

    return edit


def notes_typed(notes: str) -> Edit:
    """Other notes; text that changes nothing once it is cleaned leaves the answer as suggested."""

    def edit(before: Response) -> Response:
        after = _with(before, notes=notes, origin=Origin.TYPED)
        return before if after.notes == before.notes else after

    return edit


def decided(status: Status, notes: str | None) -> Edit:
    """A status that questions led to, with its reason; without one the notes stay."""

    def edit(before: Response) -> Response:
        return _with(before, status=status, notes=before.notes if notes is None else notes, origin=Origin.TYPED)

    return edit


def value_typed(was: str, now: str, position: int) -> Edit:
    """A value while it is being typed: `was` is what it said one key before, empty at the first."""
    return _evidence(lambda values: _spliced(values, was, [now] if now else [], position))


def values_entered(was: str, lines: Sequence[str], position: int) -> Edit:
    """One value became these; those that are in the list already are not put in again."""

    def change(values: Sequence[str]) -> Iterable[str]:
        at = _find(values, was, position) if was else None
        others = [value for index, value in enumerate(values) if index != at]
        return _spliced(values, was, [line for line in lines if line not in others], position)

    return _evidence(change)


def value_removed(value: str, position: int) -> Edit:
    """A value was taken out."""

    def change(values: Sequence[str]) -> Iterable[str]:
        at = _find(values, value, position)
        return (other for index, other in enumerate(values) if index != at)

    return _evidence(change)


def value_put_back(value: str, at: int) -> Edit:
    """A value that was taken out is in its place again."""
    return _evidence(lambda values: values if value in values else [*values[:at], value, *values[at:]])


def value_moved(value: str, position: int, by: int) -> Edit:
    """A value changed its place in the list; at the ends it stays."""

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
    """With validation, which cleans what people typed."""
    return Response.model_validate({**dict(before), **changes})


def _spliced(values: Sequence[str], was: str, now: Sequence[str], position: int) -> Sequence[str]:
    at = _find(values, was, position) if was else None
    return [*values, *now] if at is None else [*values[:at], *now, *values[at + 1 :]]


def _find(values: Sequence[str], value: str, position: int) -> int | None:
    places = [index for index, other in enumerate(values) if other == value]
    return min(places, key=lambda index: abs(index - position), default=None)
