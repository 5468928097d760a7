"""Reads an official checklist template: what it asks for, in which order, in which words.

Only the first document's nodes are walked and nothing is constructed from them, so neither tags nor merge keys nor
aliases of a hostile file have an effect.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from checklists.errors import ProgramDataError
from checklists.model import MINOR_PATTERN, Level
from checklists.text import clean_line

MAX_TEMPLATE = 256 * 1024
"""Characters that a template may have; the published ones have less than ten thousand."""
_MAX_DEPTH = 32
_MAX_REQUIREMENTS = 500
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_HINT = "Run `aiconform program sync` to fetch the official checklists again, or name a clone with --program DIR."
_HINT_NEWER = "This checklist may need a newer aiconform; the change log of the latest release says so."
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
            raise _Refusal(f'"{template.minor}" is not a Kubernetes minor such as 1.36')
        if len(template.text) > MAX_TEMPLATE:
            raise _Refusal(f"it is longer than {MAX_TEMPLATE // 1024} kB")
        root = _mapping(_first_document(template.text), "the file")
        metadata = _mapping(_required(root, "metadata"), "`metadata`")
        version = metadata.get("kubernetesVersion")
        return _Contents(
            tuple(metadata), _scalar(version, "`kubernetesVersion`") if version else "", tuple(_spec(root))
        )
    except _Refusal as refusal:
        name = f"The checklist {template.minor} from {template.source}"
        raise ProgramDataError(clean_line(f"{name} cannot be used: {refusal}."), refusal.hint) from None


def _spec(root: dict[str, yaml.Node]) -> Iterator[OfficialRequirement]:
    seen: set[str] = set()
    for category, items in _mapping(_required(root, "spec"), "`spec`").items():
        if not _KEY.fullmatch(category):
            raise _Refusal(f'the category name "{category}" is not a plain key', items)
        for item in _sequence(items, f"the category {category}"):
            entry = _requirement(category, item)
            if entry.id in seen:
                raise _Refusal(f"it has {entry.id} twice", item)
            seen.add(entry.id)
            if len(seen) > _MAX_REQUIREMENTS:
                raise _Refusal(f"it has more than {_MAX_REQUIREMENTS} requirements")
            yield entry
    if not seen:
        raise _Refusal("its `spec` has no requirement")


def _requirement(category: str, item: yaml.Node) -> OfficialRequirement:
    fields = _mapping(item, f"an entry of {category}")
    requirement_id = _scalar(_required(fields, "id", item), "an `id`")
    if not _KEY.fullmatch(requirement_id):
        raise _Refusal(f'the id "{requirement_id}" is not a plain key', item)
    level = _scalar(_required(fields, "level", item), f"the level of {requirement_id}")
    if level not in tuple(Level):
        raise _Refusal(f'the level of {requirement_id} is "{level}", neither MUST nor SHOULD', item, _HINT_NEWER)
    description = _scalar(_required(fields, "description", item), f"the description of {requirement_id}")
    if not description.strip():
        raise _Refusal(f"{requirement_id} has no description", item)
    return OfficialRequirement(requirement_id, category, Level(level), description)


class _Refusal(Exception):
    """Why a text is no checklist, with the line where that shows."""

    def __init__(self, reason: str, node: yaml.Node | None = None, hint: str = _HINT) -> None:
        super().__init__(f"line {node.start_mark.line + 1}: {reason}" if node and node.start_mark else reason)
        self.hint = hint


def _first_document(text: str) -> yaml.Node:
    try:
        _check_depth(text)
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_node() if loader.check_node() else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise _Refusal(f"{line}not YAML, {error.problem or 'unreadable'}") from None
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        raise _Refusal(f"not YAML, {error}") from None
    if node is None:
        raise _Refusal("the file is empty")
    return node


def _check_depth(text: str) -> None:
    # Composing recurses once a level, in C without a guard; the event stream does not.
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise _Refusal(f"it is nested deeper than {_MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _required(fields: dict[str, yaml.Node], key: str, where: yaml.Node | None = None) -> yaml.Node:
    if key not in fields:
        raise _Refusal(f"`{key}` is missing", where)
    return fields[key]


def _mapping(node: yaml.Node, what: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _Refusal(f"{what} is not a map", node)
    fields: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = _scalar(key_node, f"a key of {what}")
        if key in fields:
            raise _Refusal(f"{what} has the key {key} twice", key_node)
        fields[key] = value
    return fields


def _sequence(node: yaml.Node, what: str) -> list[yaml.Node]:
    if isinstance(node, yaml.ScalarNode) and _is_null(node):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise _Refusal(f"{what} is not a list", node)
    return list(node.value)


def _scalar(node: yaml.Node, what: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _Refusal(f"{what} is not text", node)
    return "" if _is_null(node) else str(node.value)


def _is_null(node: yaml.ScalarNode) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")
