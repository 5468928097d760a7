"""Line-by-line parser for invalid YAML: follows keys, and indentation only as a last resort.

Every line ends up in the tree: in its value, or under a separate key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checklists.go_yaml import parser
from checklists.go_yaml.errors import YamlUnreadable
from checklists.importing.parsing.tree import Items, Leaf, Pairs, Tree, expand, pair
from checklists.importing.vocabulary import PARTS, SECTIONS, Vocabulary, normalize_key

_LINE = re.compile(r"(?P<indent>\s*)(?P<dash>(?:-(?:\s+|$))*)(?P<rest>.*)", re.DOTALL)
_KEY = re.compile(r"""(?P<quote>["']?)(?P<key>[A-Za-z_][\w.-]*)(?P=quote)\s*:(?:\s+(?P<value>.*))?""", re.DOTALL)
_BLOCK = re.compile(r"[|>][0-9+-]*\s*(?:#.*)?")
STRAY = "not understood"
"""The key of lines without a known place."""


@dataclass
class _Statement:
    """A value with its key or dash, if any."""

    indent: int
    key: str | None
    item: bool
    lines: list[str]
    quote: str = ""
    """The missing closing quotation mark; empty if none is missing."""

    def add(self, line: str) -> None:
        """Append a line to the value."""
        self.lines.append(line)
        if self.quote and _closes(line, self.quote):
            self.quote = ""

    @property
    def empty(self) -> bool:
        """Whether the key has no value."""
        return not any(line.strip() and not line.lstrip().startswith("#") for line in self.lines)


def parse_lines(text: str, words: Vocabulary) -> Tree:
    """Parse a damaged submission to a tree."""
    placer = _Placer(words)
    for statement in _statements(text, words):
        placer.place(statement)
    return placer.tree()


def _statements(text: str, words: Vocabulary) -> Iterator[_Statement]:
    open_: _Statement | None = None
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        indent, dash, rest = (len(found["indent"]), found["dash"], found["rest"]) if found else (0, "", line)
        key = _KEY.fullmatch(rest)
        structure = key is not None and words.is_structure(key["key"])
        if (
            open_ is not None
            and not structure
            and _continues(open_, line, indent, dash=bool(dash), key=key is not None)
        ):
            open_.add(line)
        elif rest.strip() and not rest.startswith("#"):
            if open_ is not None:
                yield open_
            value = (key["value"] or "") if key else rest
            open_ = _Statement(indent, key["key"] if key else None, bool(dash), [value], _open_quote(value))
    if open_ is not None:
        yield open_


def _continues(open_: _Statement, line: str, indent: int, *, dash: bool, key: bool) -> bool:
    """Return whether a line without a known key continues the previous value."""
    first, blank = open_.lines[0].strip(), not line.strip()
    if _BLOCK.fullmatch(first):
        return blank or indent > open_.indent
    if dash:
        return False
    if open_.quote:
        return True
    return bool(first) and not blank and not line.lstrip().startswith("#") and (not key or indent > open_.indent)


def _open_quote(value: str) -> str:
    """Return the quotation mark that a value opens and does not close."""
    text = value.strip()
    quote = text[:1] if text[:1] in ('"', "'") else ""
    return quote if quote and not _closes(text[1:], quote) else ""


def _closes(text: str, quote: str) -> bool:
    """Return whether the quotation ends in this line."""
    return quote in (text.replace("\\\\", "").replace('\\"', "") if quote == '"' else text.replace("''", ""))


def _value(lines: list[str]) -> Tree:
    """Parse a value as YAML, or else return its words."""
    first, *more = lines
    indented = more if _BLOCK.fullmatch(first.strip()) else [f" {line.strip()}" for line in more]
    try:
        root = parser.read("\n".join((f"value: {first}", *indented)))
    except YamlUnreadable:
        root = None
    if isinstance(root, parser.Mapping) and len(root.pairs) == 1:
        return expand(root.pairs[0][1])
    words = " ".join(" ".join(lines).split())
    return Leaf(words.strip("\"'"))


class _Placer:
    """Builder of the tree, statement by statement."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._metadata: list[tuple[str, Tree]] = []
        self._categories: list[tuple[str, list[Tree]]] = []
        self._strays: list[tuple[str, Tree]] = []
        self._entry: list[tuple[str, Tree]] | None = None
        self._list: list[Tree] | None = None
        self._listed_in: list[tuple[str, Tree]] = []
        """The pairs whose last value is the open list."""
        self._in_metadata = False

    def tree(self) -> Tree:
        """Return the tree of all statements so far."""
        self._end_entry()
        spec = Pairs(tuple((category, Items(tuple(entries))) for category, entries in self._categories))
        return Pairs((("metadata", Pairs(tuple(self._metadata))), ("spec", spec), *self._strays))

    def place(self, statement: _Statement) -> None:
        """Add the next statement."""
        if statement.key is None:
            if statement.item and self._list is not None:
                self._list.append(_value(statement.lines))
            else:
                self._put(STRAY, statement)
            return
        key, word = statement.key, normalize_key(statement.key)
        if statement.empty and word in SECTIONS:
            self._end_entry()
            self._in_metadata = word == "metadata"
        elif statement.empty and word in self._words.categories:
            self._end_entry()
            self._in_metadata = False
            self._categories.append((key, []))
        elif word == "id" or (statement.empty and word in self._words.ids):
            self._end_entry()
            self._in_metadata = False
            self._entry = []
            self._put("id", statement if word == "id" else _Statement(0, "id", False, [key]))
        elif word in self._words.fields and (word != "description" or self._in_metadata):
            self._end_entry()
            self._in_metadata = True
            self._put(key, statement)
        else:
            if word in PARTS and not self._in_metadata and self._entry is None:
                self._entry = []
            self._put(key, statement)

    def _put(self, key: str, statement: _Statement) -> None:
        pairs = self._entry if self._entry is not None else self._metadata if self._in_metadata else self._strays
        self._close_list()
        pairs.append(pair(key, _value(statement.lines)))
        if statement.empty:
            self._list, self._listed_in = [], pairs

    def _close_list(self) -> None:
        if self._list:
            self._listed_in[-1] = (self._listed_in[-1][0], Items(tuple(self._list)))
        self._list = None

    def _end_entry(self) -> None:
        self._close_list()
        if self._entry is not None:
            if not self._categories:
                self._categories.append(("", []))
            self._categories[-1][1].append(Pairs(tuple(self._entry)))
            self._entry = None
