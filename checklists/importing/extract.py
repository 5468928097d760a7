"""Extraction of metadata fields and answers from any place in a tree; the rest becomes remarks."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.importing.parsing.tree import Items, Leaf, Pairs, Tree, child_location, has_text, leaves
from checklists.importing.report import ImportLog
from checklists.importing.vocabulary import PARTS, Vocabulary, normalize_key


@dataclass(frozen=True)
class KeyValue:
    """A key with its value and place."""

    key: str
    """As written."""
    tree: Tree
    where: str


@dataclass(frozen=True)
class AnswerEntry:
    """An answer as found in the file."""

    category: str
    """As written; empty outside categories."""
    where: str
    parts: tuple[tuple[str, KeyValue], ...]
    """Parts by `id`, `description`, `level`, `status`, `evidence` or `notes`; each can repeat."""

    def of(self, name: str) -> tuple[KeyValue, ...]:
        """Return the parts with a name, in file order."""
        return tuple(part for kind, part in self.parts if kind == name)


@dataclass(frozen=True)
class ExtractedSubmission:
    """The contents of a submission, in file order."""

    fields: tuple[KeyValue, ...]
    entries: tuple[AnswerEntry, ...]


def extract(root: Tree | None, words: Vocabulary, log: ImportLog) -> ExtractedSubmission:
    """Extract fields and answers from the tree."""
    extractor = _Extractor(words, log)
    if root is not None:
        extractor.section(root, "", "")
    return ExtractedSubmission(tuple(extractor.fields), tuple(extractor.entries))


class _Extractor:
    def __init__(self, words: Vocabulary, log: ImportLog) -> None:
        self.fields: list[KeyValue] = []
        self.entries: list[AnswerEntry] = []
        self._words = words
        self._log = log

    def section(self, tree: Tree, where: str, category: str) -> None:
        """Extract from a node that is not an answer: document, section, category, or other map or list."""
        if isinstance(tree, Leaf):
            self._single(tree, where, category)
        elif isinstance(tree, Items):
            for number, value in enumerate(tree.values):
                self.section(value, f"{where}[{number}]", category)
        elif self._is_answer(tree, where, category):
            self._answer(tree, where, category)
        else:
            for key, value in tree.pairs:
                self._pair(KeyValue(key, value, child_location(where, key)), category)

    def _pair(self, part: KeyValue, category: str) -> None:
        word = normalize_key(part.key)
        holds_more = not isinstance(part.tree, Leaf)
        empty = isinstance(part.tree, Leaf) and not has_text(part.tree)
        if word in ("metadata", "spec") and (holds_more or empty):
            self.section(part.tree, part.where, "")
        elif word in self._words.categories and (holds_more or empty):
            self.section(part.tree, part.where, part.key)
        elif word in self._words.fields:
            self.fields.append(part)
        elif word in self._words.ids:
            self._named(part, category)
        elif holds_more:
            self.section(part.tree, part.where, part.key if part.where.startswith("spec.") else "")
        else:
            self._stray(part)

    def _is_answer(self, tree: Pairs, where: str, category: str) -> bool:
        keys = {PARTS.get(normalize_key(key)) for key, _ in tree.pairs} - {None}
        return bool(keys) if category or where.startswith("spec") else "id" in keys and where != "metadata"

    def _single(self, leaf: Leaf, where: str, category: str) -> None:
        if has_text(leaf) and category and normalize_key(leaf.text) in self._words.ids:
            self.entries.append(AnswerEntry(category, where, (("id", KeyValue("id", leaf, where)),)))
        elif has_text(leaf):
            self._log.record_remark(where or "The file", leaf.text)

    def _named(self, part: KeyValue, category: str) -> None:
        """Extract answers under a requirement's id; a single value is the status."""
        for value in part.tree.values if isinstance(part.tree, Items) else (part.tree,):
            pairs = value.pairs if isinstance(value, Pairs) else (("status", value),)
            self._answer(Pairs((("id", Leaf(part.key)), *pairs)), part.where, category)

    def _answer(self, tree: Pairs, where: str, category: str) -> None:
        parts: list[tuple[str, KeyValue]] = []
        inner: list[KeyValue] = []
        for key, value in tree.pairs:
            part = KeyValue(key, value, child_location(where, key))
            name = PARTS.get(normalize_key(key))
            if name is not None:
                parts.append((name, part))
            else:
                inner.append(part)
        self.entries.append(AnswerEntry(category, where, tuple(parts)))
        for part in inner:
            self._within_answer(part)

    def _within_answer(self, part: KeyValue) -> None:
        """Extract what an indentation mistake put inside an answer."""
        word = normalize_key(part.key)
        if word in ("metadata", "spec") or word in self._words.categories or word in self._words.fields:
            self._pair(part, "")
        else:
            self._stray(part)

    def _stray(self, part: KeyValue) -> None:
        for place, text in list(leaves(part.tree, part.where)) or [(part.where, "nothing")]:
            self._log.record_remark(place, text)


def texts(tree: Tree) -> Iterator[str]:
    """Yield every non-blank value of a tree."""
    return (text for _, text in leaves(tree, ""))
