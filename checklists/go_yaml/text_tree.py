"""YAML as a tree of strings with line numbers, without type resolution."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.errors import DamagedDraft
from checklists.go_yaml import parser
from checklists.go_yaml.errors import YamlUnreadable
from checklists.text import clean_line

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class TextTree:
    """A YAML mapping whose scalars are all strings, as written."""

    value: dict[str, object]
    """Strings, lists and mappings."""
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int | None:
        """Return the line of a place, or of the closest enclosing place."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[p] for p in around if p in self.lines), None)


def parse(text: str) -> TextTree:
    """Parse one document, which must be a mapping.

    Raises:
        DamagedDraft: The document is not a mapping; the message has the line and the reason.
    """
    try:
        root = parser.read(text)
    except YamlUnreadable as error:
        raise damaged(error.line, error.message.rstrip(".")) from error
    if root is None:
        raise DamagedDraft("it is empty")
    lines: dict[Place, int] = {}
    value = _texts(root, (), lines)
    if not isinstance(value, dict):
        raise damaged(root.line, "it is not a mapping (`key: value` lines)")
    return TextTree(value, lines)


def damaged(line: int | None, reason: str) -> DamagedDraft:
    """Build the error for an unreadable place."""
    reason = clean_line(reason, limit=200)
    return DamagedDraft(f"line {line}: {reason}" if line else reason)


def _texts(node: parser.Node, place: Place, lines: dict[Place, int]) -> object:
    lines.setdefault(place, node.line)
    match node:
        case parser.Scalar():
            return node.text
        case parser.Sequence():
            return [_texts(item, (*place, index), lines) for index, item in enumerate(node.items)]
        case parser.Mapping():
            return _mapping(node, place, lines)
        case parser.Alias():
            raise damaged(node.line, "a draft cannot contain aliases")


def _mapping(node: parser.Mapping, place: Place, lines: dict[Place, int]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in node.pairs:
        if not isinstance(key, parser.Scalar):
            raise damaged(key.line, "a key must be a string")
        if key.text in made:
            raise damaged(key.line, f'duplicate key "{key.text}"')
        lines[*place, key.text] = key.line
        made[key.text] = _texts(value, (*place, key.text), lines)
    return made
