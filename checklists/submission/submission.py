"""A submission as the program reads it: from a `PRODUCT.yaml`, or from a draft without writing one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from checklists.go_yaml.decoder import Decoder, Fault, Value
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import Node, read
from checklists.go_yaml.scalars import ScalarKind
from checklists.model.checklist import Checklist
from checklists.model.metadata import FIELDS, metadata_field

if TYPE_CHECKING:
    from checklists.model.draft import Draft

_SHOWN_FAULTS = 6
_TOP = frozenset({"metadata", "spec"})
_ANSWER = frozenset({"id", "description", "level", "status", "evidence", "notes"})
_NO_FILE = "Start again from the official checklist."
_EVIDENCE = 'Write evidence as a list, one quoted value after each dash: `- "https://…"`; `evidence: []` for none.'


class SourceText(msgspec.Struct, frozen=True):
    """A text and its line; the line is None outside files."""

    text: str
    line: int | None = None


class SubmittedAnswer(msgspec.Struct, frozen=True):
    """The answer to a requirement in a submission."""

    id: str
    status: SourceText
    evidence: tuple[SourceText, ...]
    notes: SourceText
    line: int | None = None
    level: SourceText | None = None
    description: SourceText | None = None
    """Like `level`, as written in the file; None if absent, and in drafts."""


class Submission(msgspec.Struct, frozen=True):
    """The parts of a submission that the program's check reads."""

    metadata: Mapping[str, Value] | None
    """By key as written; None if the section is absent."""
    spec: Mapping[str, tuple[SubmittedAnswer, ...]] | None
    """The answers by category, repeated ids included; None if the section is absent."""
    section_lines: Mapping[str, int] = msgspec.field(default_factory=dict)
    """The first lines of `metadata`, `spec` and each `spec.<category>`."""

    def value(self, key: str) -> Value | None:
        """Return a metadata field by its camelCase key, or else by its snake_case key."""
        if not self.metadata:
            return None
        if key in self.metadata:
            return self.metadata[key]
        found = metadata_field(key)
        return self.metadata.get(found.snake_key) if found else None

    def answer(self, category: str, requirement: str) -> SubmittedAnswer | None:
        """Return the answer that counts: the last with that id in the category."""
        for answer in reversed(self.spec.get(category, ()) if self.spec else ()):
            if answer.id == requirement:
                return answer
        return None


def parse_submission(content: bytes | str) -> Submission:
    """Parse a `PRODUCT.yaml`.

    Raises:
        YamlUnreadable: it is not YAML or lacks the structure of a submission; the message names every fault.
    """
    root = read(content)
    if root is None:
        return Submission(None, None)
    decoder = Decoder()
    submission = _submission(decoder, root)
    if decoder.faults:
        raise _combine_faults(decoder.faults)
    return submission


def submission_from_draft(draft: Draft, checklist: Checklist) -> Submission:
    """Return the submission that an export of the draft contains.

    Open metadata fields keep the checklist's placeholders; open answers are empty.
    """
    metadata = {key: _draft_value(draft, key, value) for key, value in _blank_metadata(checklist).items()}
    for known in FIELDS:
        if known.required and known.key not in metadata and (text := draft.metadata.get(known.key)):
            metadata[known.key] = Value(ScalarKind.STRING, text, None)
    spec = {
        category: tuple(_draft_answer(draft, requirement.id) for requirement in checklist.in_category(category))
        for category in checklist.categories
    }
    return Submission(metadata, spec)


def _draft_value(draft: Draft, key: str, blank: Value) -> Value:
    text = draft.metadata.get(key)
    known = metadata_field(key)
    if text or (known and not known.required):
        return Value(ScalarKind.STRING, text or "", None)
    return Value(blank.kind, blank.text, None)


def _draft_answer(draft: Draft, requirement: str) -> SubmittedAnswer:
    from checklists.model.provider import exported_response  # Imports pydantic, which takes longer than a validation.

    response = exported_response(draft, requirement)
    evidence = tuple(SourceText(item) for item in response.evidence if item)
    return SubmittedAnswer(requirement, SourceText(response.status or ""), evidence, SourceText(response.notes))


def _blank_metadata(checklist: Checklist) -> Mapping[str, Value]:
    if checklist.template is not None:
        return _template_metadata(checklist.template)
    texts = {"kubernetesVersion": checklist.folder}
    return {known.key: Value(ScalarKind.STRING, texts.get(known.key, ""), None) for known in FIELDS}


@lru_cache(maxsize=8)
def _template_metadata(template: str) -> Mapping[str, Value]:
    return parse_submission(template).metadata or {}


def _submission(decoder: Decoder, root: Node) -> Submission:
    metadata: Mapping[str, Value] | None = None
    spec: Mapping[str, tuple[SubmittedAnswer, ...]] | None = None
    lines: dict[str, int] = {}
    for section in decoder.fields(root, "", _NO_FILE, _TOP):
        lines[section.key] = section.line
        absent = decoder.is_null(section.value)
        if section.key == "metadata":
            metadata = dict(_metadata(decoder, section.value))
            metadata = None if absent else metadata
        else:
            spec = dict(_spec(decoder, section.value, lines))
            spec = None if absent else spec
    return Submission(metadata, spec, lines)


def _metadata(decoder: Decoder, node: Node) -> Iterator[tuple[str, Value]]:
    for entry in decoder.fields(node, "metadata", 'Write one field per line: `vendorName: "…"`.'):
        value = decoder.value(entry.value, f"metadata.{entry.key}")
        yield entry.key, Value(value.kind, value.text, entry.line)


def _spec(decoder: Decoder, node: Node, lines: dict[str, int]) -> Iterator[tuple[str, tuple[SubmittedAnswer, ...]]]:
    for category in decoder.fields(node, "spec", _NO_FILE):
        where = f"spec.{category.key}"
        lines[where] = category.line
        hint = "A category holds a list of requirements, each starting with `- id:`."
        items = decoder.items(category.value, where, hint)
        answers = (_answer(decoder, item, f"{where}[{index}]") for index, item in enumerate(items))
        yield category.key, tuple(answer for answer in answers if answer is not None)


def _answer(decoder: Decoder, node: Node, where: str) -> SubmittedAnswer | None:
    if decoder.is_null(node):
        return None
    texts: dict[str, SourceText] = {}
    evidence: tuple[SourceText, ...] = ()
    hint = "A requirement is a map with `id`, `description`, `level`, `status`, `evidence` and `notes`."
    for entry in decoder.fields(node, where, hint, _ANSWER):
        place = f"{where}.{entry.key}"
        if entry.key == "evidence":
            items = decoder.items(entry.value, place, _EVIDENCE)
            texts_or_null = ((decoder.text(item, f"{place}[{index}]"), item) for index, item in enumerate(items))
            evidence = tuple(SourceText(text, item.line) for text, item in texts_or_null if text is not None)
        else:
            texts[entry.key] = SourceText(decoder.text(entry.value, place) or "", entry.line)
    line = node.line
    empty = SourceText("", line)
    return SubmittedAnswer(
        texts.get("id", empty).text,
        texts.get("status", empty),
        evidence,
        texts.get("notes", empty),
        line,
        texts.get("level"),
        texts.get("description"),
    )


def _combine_faults(faults: list[Fault]) -> YamlUnreadable:
    faults = sorted(faults, key=lambda fault: fault.line)
    others = [f"Line {fault.line}: {fault.message}" for fault in faults[1:_SHOWN_FAULTS]]
    if len(faults) > _SHOWN_FAULTS:
        others.append(f"{len(faults) - _SHOWN_FAULTS} more faults follow.")
    return YamlUnreadable(" ".join((faults[0].message, *others)), faults[0].hint, faults[0].line)
