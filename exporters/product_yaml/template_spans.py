"""Character spans of the values to fill in, from the YAML parser's marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from checklists.errors import ExportError


@dataclass(frozen=True)
class Span:
    """Span of one value, with its current content."""

    start: int
    end: int
    column: int
    """Column of the value's key."""
    now: str | tuple[str, ...] | None
    """The current text or list items (null is empty); None for a number, date or boolean."""
    block: bool = False
    """A block list: its items are on the lines below its key."""


@dataclass(frozen=True)
class RequirementSpans:
    """Spans of one requirement."""

    id: str
    status: Span
    evidence: Span
    notes: Span


@dataclass(frozen=True)
class TemplateSpans:
    """Spans of a template."""

    metadata: dict[str, Span]
    requirements: tuple[RequirementSpans, ...]


@lru_cache(maxsize=8)
def find_spans(text: str) -> TemplateSpans:
    """Find the spans of a template.

    Raises:
        ExportError: The text is not a template that can be filled in.
    """
    try:
        root = next(yaml.compose_all(text, Loader=yaml.SafeLoader), None)
    except (yaml.YAMLError, RecursionError) as error:
        raise _unusable("it is not YAML") from error
    sections = _pairs(root, "the document")
    metadata = {key: _field(*value, key) for key, value in _pairs(sections, "metadata").items()}
    return TemplateSpans(metadata, tuple(_requirements(sections)))


_Pairs = dict[str, tuple[int, yaml.Node]]
"""Values of a mapping by key, each with the column of its key."""


def _pairs(of: yaml.Node | _Pairs | None, name: str) -> _Pairs:
    """Return the pairs of a mapping: of the node itself, or of the named member."""
    node = of.get(name, (0, None))[1] if isinstance(of, dict) else of
    if not isinstance(node, yaml.MappingNode):
        raise _unusable(f"{name} is not a mapping")
    return {str(key.value): (key.start_mark.column, value) for key, value in node.value}


def _requirements(sections: _Pairs) -> Iterator[RequirementSpans]:
    for category, (_, node) in _pairs(sections, "spec").items():
        if isinstance(node, yaml.ScalarNode) and _text(node) == "":
            continue
        if not isinstance(node, yaml.SequenceNode):
            raise _unusable(f"{category} is not a list")
        for entry in node.value:
            fields = _pairs(entry, f"an entry of {category}")
            missing = [name for name in ("id", "status", "evidence", "notes") if name not in fields]
            if missing:
                raise _unusable(f"an entry of {category} has no {missing[0]}")
            yield RequirementSpans(
                id=str(fields["id"][1].value),
                status=_scalar(*fields["status"], "status"),
                evidence=_list(*fields["evidence"]),
                notes=_scalar(*fields["notes"], "notes"),
            )


def _field(column: int, node: yaml.Node, name: str) -> Span:
    """Return the span of a metadata value; an unquoted placeholder like `[Vendor Name]` is a YAML list."""
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        return Span(node.start_mark.index, node.end_mark.index, column, None)
    return _scalar(column, node, name)


def _scalar(column: int, node: yaml.Node, name: str) -> Span:
    if not isinstance(node, yaml.ScalarNode):
        raise _unusable(f"{name} is not a single value")
    return Span(node.start_mark.index, node.end_mark.index, column, _text(node))


def _list(column: int, node: yaml.Node) -> Span:
    if isinstance(node, yaml.ScalarNode) and _text(node) == "":
        return Span(node.start_mark.index, node.end_mark.index, column, ())
    if not isinstance(node, yaml.SequenceNode):
        raise _unusable("evidence is not a list")
    items = tuple(str(item.value) for item in node.value)
    if node.flow_style:
        return Span(node.start_mark.index, node.end_mark.index, column, items)
    return Span(node.start_mark.index, node.value[-1].end_mark.index, column, items, block=True)


def _text(node: yaml.ScalarNode) -> str | None:
    if node.tag == "tag:yaml.org,2002:null":
        return ""
    return str(node.value) if node.tag == "tag:yaml.org,2002:str" else None


def _unusable(reason: str) -> ExportError:
    return ExportError(
        f"The official checklist cannot be filled in: {reason}.",
        "Fetch it again with `aiconform program sync`; a new form may need a newer version of aiconform.",
    )
