"""Reads an official checklist template: what it asks for, in which order, in which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checklists.errors import ProgramDataError
from checklists.go_yaml import parser
from checklists.go_yaml.decoder import Decoder
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import Node
from checklists.go_yaml.scalars import ScalarKind, plain_kind
from checklists.model.checklist import MINOR_PATTERN, Level
from checklists.text import clean_line

MAX_TEMPLATE = 256 * 1024
"""Characters that a template may have; the published ones have less than ten thousand."""
_MAX_REQUIREMENTS = 500
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_HINT = "It should be a checklist of github.com/cncf/k8s-ai-conformance, as its folder docs has them."
_HINT_NEWER = "This checklist may need a newer aiconform; the change log of the latest release says so."


@dataclass(frozen=True)
class Template:
    """An official checklist file."""

    minor: str
    """As its file name says, for example `1.36`."""
    text: str
    """Byte for byte what the program published."""
    source: str
    """Where it came from, for people."""


@dataclass(frozen=True)
class OfficialRequirement:
    """One entry of a template's `spec`."""

    id: str
    category: str
    level: Level
    description: str


@dataclass(frozen=True)
class _Contents:
    metadata: tuple[str, ...]
    kubernetes_version: str
    requirements: tuple[OfficialRequirement, ...]


def parse_template(minor: str, text: str, source: str) -> Template:
    """The template in `text`; raises ProgramDataError if that is no checklist."""
    template = Template(minor, text, source)
    _contents(template)
    return template


def entries(template: Template) -> tuple[OfficialRequirement, ...]:
    """The template's requirements, in file order."""
    return _contents(template).requirements


def metadata_fields(template: Template) -> tuple[str, ...]:
    """The keys of the template's `metadata`, in file order."""
    return _contents(template).metadata


def kubernetes_version(template: Template) -> str:
    """The Kubernetes version that the template's `metadata` states, empty if it states none."""
    return _contents(template).kubernetes_version


@lru_cache(maxsize=32)
def _contents(template: Template) -> _Contents:
    try:
        if not re.fullmatch(MINOR_PATTERN, template.minor):
            raise _TemplateError(f'"{template.minor}" is not a Kubernetes minor such as 1.36')
        if len(template.text) > MAX_TEMPLATE:
            raise _TemplateError(f"it is longer than {MAX_TEMPLATE // 1024} kB")
        root = _mapping(_read(template.text), "the file")
        metadata = _mapping(_required(root, "metadata"), "`metadata`")
        version = metadata.get("kubernetesVersion")
        return _Contents(
            tuple(metadata), _scalar(version, "`kubernetesVersion`") if version else "", tuple(_spec(root))
        )
    except _TemplateError as refusal:
        name = f"The checklist {template.minor} from {template.source}"
        raise ProgramDataError(clean_line(f"{name} cannot be used: {refusal}."), refusal.hint) from None


def _spec(root: dict[str, Node]) -> Iterator[OfficialRequirement]:
    seen: set[str] = set()
    for category, items in _mapping(_required(root, "spec"), "`spec`").items():
        if not _KEY.fullmatch(category):
            raise _TemplateError(f'the category name "{category}" is not a plain key', items.line)
        for item in _sequence(items, f"the category {category}"):
            entry = _requirement(category, item)
            if entry.id in seen:
                raise _TemplateError(f"it has {entry.id} twice", item.line)
            seen.add(entry.id)
            if len(seen) > _MAX_REQUIREMENTS:
                raise _TemplateError(f"it has more than {_MAX_REQUIREMENTS} requirements")
            yield entry
    if not seen:
        raise _TemplateError("its `spec` has no requirement")


def _requirement(category: str, item: Node) -> OfficialRequirement:
    fields = _mapping(item, f"an entry of {category}")
    requirement_id = _scalar(_required(fields, "id", item.line), "an `id`")
    if not _KEY.fullmatch(requirement_id):
        raise _TemplateError(f'the id "{requirement_id}" is not a plain key', item.line)
    level = _scalar(_required(fields, "level", item.line), f"the level of {requirement_id}")
    if level not in tuple(Level):
        raise _TemplateError(
            f'the level of {requirement_id} is "{level}", neither MUST nor SHOULD', item.line, _HINT_NEWER
        )
    description = _scalar(_required(fields, "description", item.line), f"the description of {requirement_id}")
    if not description.strip():
        raise _TemplateError(f"{requirement_id} has no description", item.line)
    return OfficialRequirement(requirement_id, category, Level(level), description)


class _TemplateError(Exception):
    """Why a text is no checklist, with the line where that shows."""

    def __init__(self, reason: str, line: int | None = None, hint: str = _HINT) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.hint = hint


def _read(text: str) -> Node:
    try:
        root = parser.read(text)
        if root is not None:
            Decoder().value(root, "")  # Whoever fills in what repeats itself without bound would never end.
    except YamlUnreadable as error:
        reason = error.message.rstrip(".")
        raise _TemplateError(reason[:1].lower() + reason[1:], error.line) from None
    if root is None:
        raise _TemplateError("the file is empty")
    return root


def _required(fields: dict[str, Node], key: str, line: int | None = None) -> Node:
    if key not in fields:
        raise _TemplateError(f"`{key}` is missing", line)
    return fields[key]


def _mapping(node: Node, what: str) -> dict[str, Node]:
    found = _resolved(node)
    if not isinstance(found, parser.Mapping):
        raise _TemplateError(f"{what} is not a map", node.line)
    fields: dict[str, Node] = {}
    for key_node, value in found.pairs:
        key = _scalar(key_node, f"a key of {what}")
        if key in fields:
            raise _TemplateError(f"{what} has the key {key} twice", key_node.line)
        fields[key] = value
    return fields


def _sequence(node: Node, what: str) -> tuple[Node, ...]:
    found = _resolved(node)
    if _is_null(found):
        return ()
    if not isinstance(found, parser.Sequence):
        raise _TemplateError(f"{what} is not a list", node.line)
    return found.items


def _scalar(node: Node, what: str) -> str:
    found = _resolved(node)
    if not isinstance(found, parser.Scalar):
        raise _TemplateError(f"{what} is not text", node.line)
    return "" if _is_null(found) else found.text


def _resolved(node: Node) -> Node | None:
    return node.target if isinstance(node, parser.Alias) else node


def _is_null(node: Node | None) -> bool:
    return isinstance(node, parser.Scalar) and node.plain and not node.tag and plain_kind(node.text) is ScalarKind.NULL
