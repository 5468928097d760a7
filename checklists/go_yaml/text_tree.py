"""YAML read as a tree of texts: nothing is guessed to be a number or a date, and every place has its line."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.errors import DamagedDraft
from checklists.go_yaml import parser
from checklists.go_yaml.errors import YamlUnreadable
from checklists.text import clean_line

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class TextTree:
    """A YAML mapping whose every scalar is text as written."""

    value: dict[str, object]
    """Texts, lists and mappings."""
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest one around it."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[p] for p in around if p in self.lines), None)


def parse(text: str) -> TextTree:
    """Read one document that is a mapping.

    Raises:
        DamagedDraft: it is not one; the message has the line and the reason.
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
        raise damaged(root.line, "it is not a list of `key: value`")
    return TextTree(value, lines)


def damaged(line: int | None, reason: str) -> DamagedDraft:
    """The error for a place that cannot be read."""
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
            raise damaged(node.line, "aliases are not used here")


def _mapping(node: parser.Mapping, place: Place, lines: dict[Place, int]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in node.pairs:
        if not isinstance(key, parser.Scalar):
            raise damaged(key.line, "a key must be text")
        if key.text in made:
            raise damaged(key.line, f'"{key.text}" is there twice')
        lines[*place, key.text] = key.line
        made[key.text] = _texts(value, (*place, key.text), lines)
    return made
