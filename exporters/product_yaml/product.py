"""Renders `PRODUCT.yaml`: the official template with the answers filled in, otherwise unchanged."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from checklists.errors import ExportError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.metadata import FIELDS
from checklists.model.provider import exported_response
from exporters.product_yaml.fallback_template import fallback_template
from exporters.product_yaml.template_spans import Span, find_spans
from exporters.product_yaml.yaml_quoting import quote_yaml

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_REQUIRED = tuple(field.key for field in FIELDS if field.required)
_OPTIONAL = tuple(field.key for field in FIELDS if not field.required)
_CAMEL_KEYS = {field.snake_key: field.key for field in FIELDS}
"""Key by its older spelling, which a template may use."""

Edit = tuple[int, int, str]
"""Start and end of a span, and its replacement."""


def render_product(checklist: Checklist, draft: Draft) -> str:
    """Render `PRODUCT.yaml`.

    Without the official text, fills in a replacement that is marked as not ready.

    Raises:
        ExportError: The template cannot be filled in without other changes.
    """
    draft = Draft.model_validate(draft.model_dump())
    text = official_text(checklist)
    edits = [*_metadata(text, draft), *_requirements(text, draft)]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    if not text.endswith("\n"):
        text += "\n"
    _verify(official_text(checklist), text, draft)
    return text


def official_text(checklist: Checklist) -> str:
    """Return the official template with Unix line ends, or the replacement template."""
    template = checklist.template if checklist.template is not None else fallback_template(checklist)
    return template.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class AnswersDiff:
    """Line diff between a `PRODUCT.yaml` and the official template."""

    lines: int
    """Number of different lines."""
    other: tuple[str, ...]
    """Different lines that are not answers; always empty for a rendered text."""


def answers_diff(checklist: Checklist, text: str) -> AnswersDiff:
    """Compare a text with the template that it was rendered from."""
    official = official_text(checklist)
    old, new = official.rstrip("\n").split("\n"), text.rstrip("\n").split("\n")
    answer = re.compile("|".join(_answer_lines(official)))
    lines, other = 0, list[str]()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += max(i2 - i1, j2 - j1)
            other += [line for line in (*old[i1:i2], *new[j1:j2]) if not answer.match(line)]
    return AnswersDiff(lines, tuple(other))


def _answer_lines(official: str) -> Iterator[str]:
    """Yield patterns of lines that may differ; indentation distinguishes metadata from requirement descriptions."""
    places = find_spans(official)
    columns = {place.column for place in places.metadata.values()}
    yield from (f" {{{column}}}{re.escape(key)}:" for column in columns for key in (*places.metadata, *_REQUIRED))
    for column in {entry.status.column for entry in places.requirements}:
        yield f" {{{column}}}(?:status|evidence|notes):"
        yield f' {{{column + 2}}}- "'


def unwritten(checklist: Checklist, draft: Draft) -> tuple[str, ...]:
    """Return the draft's optional metadata fields that the template lacks."""
    written = {*map(_camel_key, find_spans(official_text(checklist)).metadata), *_REQUIRED}
    return tuple(key for key in draft.metadata if key not in written)


def _answer(draft: Draft, key: str) -> str | None:
    """Return a metadata value; None keeps the template's placeholder, so that the gap stays visible."""
    key = _camel_key(key)
    return draft.metadata.get(key) or ("" if key in _OPTIONAL else None)


def _camel_key(key: str) -> str:
    return _CAMEL_KEYS.get(key, key)


def _metadata(text: str, draft: Draft) -> Iterator[Edit]:
    places = find_spans(text).metadata
    for key, place in places.items():
        if (value := _answer(draft, key)) is not None:
            yield from _put(text, place, value)
    last = max(places.values(), key=lambda place: place.end)
    end = _line_end(text, last)
    added = [
        f"\n{' ' * last.column}{key}: {quote_yaml(draft.metadata[key])}"
        for key in _REQUIRED
        if key not in map(_camel_key, places) and draft.metadata.get(key)
    ]
    yield end, end, "".join(added)


def _requirements(text: str, draft: Draft) -> Iterator[Edit]:
    for places in find_spans(text).requirements:
        answer = exported_response(draft, places.id)
        yield from _put(text, places.status, answer.status or "")
        yield from _put_list(text, places.evidence, _evidence(draft, places.id))
        yield from _put(text, places.notes, answer.notes)


def _evidence(draft: Draft, requirement: str) -> tuple[str, ...]:
    return tuple(item for item in draft.response(requirement).evidence if item)


def _put(text: str, place: Span, value: str) -> Iterator[Edit]:
    if place.now == value:
        return
    old = text[place.start : place.end]
    new = quote_yaml(value) + old[len(old.rstrip()) :]
    yield place.start, place.end, new if text[place.start - 1].isspace() else f" {new}"


def _put_list(text: str, place: Span, items: tuple[str, ...]) -> Iterator[Edit]:
    if place.now == items:
        return
    if place.block:
        indent = "\n" + " " * (place.start - text.rfind("\n", 0, place.start) - 1)
        yield place.start, place.end, indent.join(f"- {quote_yaml(item)}" for item in items) or "[]"
        return
    if not items:
        yield place.start, place.end, " []"
        return
    indent = "\n" + " " * (place.column + 2)
    after_key = len(text[: place.start].rstrip(" "))
    end = _line_end(text, place)
    yield after_key, place.end, ""
    yield end, end, "".join(f"{indent}- {quote_yaml(item)}" for item in items)


def _line_end(text: str, place: Span) -> int:
    """Return the end of the value's last line."""
    from_here = place.end - 1 if text[place.start : place.end].endswith("\n") else place.end
    found = text.find("\n", from_here)
    return len(text) if found < 0 else found


def _verify(before: str, after: str, draft: Draft) -> None:
    """Parse both texts and check that only the answers differ."""
    expected = _read(before)
    spelled = {_camel_key(key) for key in expected["metadata"]}
    for key in [*expected["metadata"], *(key for key in _REQUIRED if key not in spelled)]:
        value = _answer(draft, key)
        if value is not None:
            expected["metadata"][key] = value
    for entry in _entries(expected):
        answer = exported_response(draft, entry["id"])
        entry.update(status=answer.status or "", evidence=list(_evidence(draft, entry["id"])), notes=answer.notes)
    try:
        found = _read(after)
        for entry in _entries(found):
            entry["evidence"] = entry["evidence"] or []
    except yaml.YAMLError:
        found = None
    if found != expected:
        raise ExportError(
            "The official checklist cannot be filled in without other changes.",
            "Fill it in by hand and report the checklist to the aiconform project.",
        )


def _read(text: str) -> Any:
    """Load YAML with every scalar as text; null is empty and tags have no effect."""
    return next(yaml.load_all(text, Loader=_Loader))


def _entries(document: Any) -> Iterator[dict[str, Any]]:
    return (entry for entries in document["spec"].values() for entry in entries or ())
