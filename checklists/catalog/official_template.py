"""Parser for official checklist templates: metadata keys, requirements and their texts, in file order."""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checklists.errors import ProgramDataError
from checklists.go_yaml import parser
from checklists.go_yaml.decoder import Decoder
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import Node
from checklists.go_yaml.scalars import ScalarKind, plain_kind
from checklists.model.checklist import MINOR_PATTERN, Level
from checklists.text import clean_line

MAX_TEMPLATE = 256 * 1024
"""Maximum characters of a template; the published ones have less than ten thousand."""
_MAX_REQUIREMENTS = 500
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_HINT = "Use a checklist from the folder docs of github.com/cncf/k8s-ai-conformance."
_HINT_NEWER = "This checklist may need a newer version of aiconform."


class Template(msgspec.Struct, frozen=True):
    """Official checklist file."""

    minor: str
    """Minor in the file name, for example `1.36`."""
    text: str
    """The published text, unchanged."""
    source: str
    """Origin of the file, for users."""


class OfficialRequirement(msgspec.Struct, frozen=True):
    """Entry of a template's `spec`."""

    id: str
    category: str
    level: Level
    description: str


class _Contents(msgspec.Struct, frozen=True):
    metadata: tuple[str, ...]
    kubernetes_version: str
    requirements: tuple[OfficialRequirement, ...]


def parse_template(minor: str, text: str, source: str) -> Template:
    """Parse a template.

    Raises:
        ProgramDataError: The text is not a checklist.
    """
    template = Template(minor, text, source)
    _contents(template)
    return template


def entries(template: Template) -> tuple[OfficialRequirement, ...]:
    """Return the template's requirements, in file order."""
    return _contents(template).requirements


def metadata_fields(template: Template) -> tuple[str, ...]:
    """Return the keys of the template's `metadata`, in file order."""
    return _contents(template).metadata


def kubernetes_version(template: Template) -> str:
    """Return the Kubernetes version in the template's `metadata`, or "" if it has none."""
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
    except _TemplateError as error:
        name = f"The checklist {template.minor} from {template.source}"
        raise ProgramDataError(clean_line(f"{name} cannot be used: {error}."), error.hint) from None


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
    """Error in a template, with its line."""

    def __init__(self, reason: str, line: int | None = None, hint: str = _HINT) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.hint = hint


def _read(text: str) -> Node:
    try:
        root = parser.read(text)
        if root is not None:
            Decoder().value(root, "")  # Rejects aliases that expand without limit.
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
    resolved = _resolved(node)
    if not isinstance(resolved, parser.Mapping):
        raise _TemplateError(f"{what} is not a map", node.line)
    fields: dict[str, Node] = {}
    for key_node, value in resolved.pairs:
        key = _scalar(key_node, f"a key of {what}")
        if key in fields:
            raise _TemplateError(f"{what} has the key {key} twice", key_node.line)
        fields[key] = value
    return fields


def _sequence(node: Node, what: str) -> tuple[Node, ...]:
    resolved = _resolved(node)
    if _is_null(resolved):
        return ()
    if not isinstance(resolved, parser.Sequence):
        raise _TemplateError(f"{what} is not a list", node.line)
    return resolved.items


def _scalar(node: Node, what: str) -> str:
    resolved = _resolved(node)
    if not isinstance(resolved, parser.Scalar):
        raise _TemplateError(f"{what} is not text", node.line)
    return "" if _is_null(resolved) else resolved.text


def _resolved(node: Node) -> Node | None:
    return node.target if isinstance(node, parser.Alias) else node


def _is_null(node: Node | None) -> bool:
    return isinstance(node, parser.Scalar) and node.plain and not node.tag and plain_kind(node.text) is ScalarKind.NULL
