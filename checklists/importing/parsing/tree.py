"""A YAML document as a tree, with aliases expanded and merge keys applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from checklists.go_yaml import parser
from checklists.go_yaml.decoder import is_merge
from checklists.go_yaml.parser import MAX_DEPTH
from checklists.go_yaml.scalars import ScalarFault, ScalarKind, read_scalar

_MOST = 50_000
"""Maximum number of nodes from aliases; further aliases stay as text."""
_MOST_TEXT = 2**20
"""Maximum number of characters from aliases."""
_LONGEST_KEY = 100
_HALF_A_PLACE = 150


@dataclass(frozen=True)
class Leaf:
    """A single value."""

    text: str
    kind: ScalarKind = ScalarKind.STRING


@dataclass(frozen=True)
class Items:
    """A list."""

    values: tuple["Tree", ...]


@dataclass(frozen=True)
class Pairs:
    """A map in file order; keys can repeat."""

    pairs: tuple[tuple[str, "Tree"], ...]


Tree: TypeAlias = Leaf | Items | Pairs


def expand(node: parser.Node) -> Tree:
    """Return the tree of a document."""
    return _Expander().tree(node, 0)


def leaves(tree: Tree, where: str) -> Iterator[tuple[str, str]]:
    """Yield every non-blank value with its place."""
    match tree:
        case Leaf():
            if has_text(tree):
                yield where, tree.text
        case Items():
            for number, value in enumerate(tree.values):
                yield from leaves(value, f"{where}[{number}]")
        case Pairs():
            for key, value in tree.pairs:
                yield from leaves(value, child_location(where, key))


def child_location(where: str, key: str) -> str:
    """Return the place of a key, shortened in the middle because every value below repeats it."""
    place = f"{where}.{key}" if where else key
    return place if len(place) <= 2 * _HALF_A_PLACE else f"{place[:_HALF_A_PLACE]}…{place[-_HALF_A_PLACE:]}"


def pair(key: str, value: Tree) -> tuple[str, Tree]:
    """Return a key with its value; an overlong key becomes a value."""
    return (key, value) if len(key) <= _LONGEST_KEY else (f"{key[:_LONGEST_KEY]}…", Items((Leaf(key), value)))


def has_text(leaf: Leaf) -> bool:
    """Return whether a leaf is not blank."""
    return leaf.kind is not ScalarKind.NULL and bool(leaf.text.strip())


class _Expander:
    def __init__(self) -> None:
        self._made = 0
        self._repeated_text = 0
        self._within = 0

    def tree(self, node: parser.Node, depth: int) -> Tree:
        if isinstance(node, parser.Alias):
            return self._repeated(node, depth)
        self._made += self._within > 0
        match node:
            case parser.Scalar():
                self._repeated_text += len(node.text) if self._within else 0
                return _leaf(node)
            case parser.Sequence():
                return Items(tuple(self.tree(item, depth + 1) for item in node.items))
            case parser.Mapping():
                return Pairs(tuple(self._pairs(node, depth)))

    @property
    def _full(self) -> bool:
        return self._made > _MOST or self._repeated_text > _MOST_TEXT

    def _repeated(self, alias: parser.Alias, depth: int) -> Tree:
        if alias.target is None or depth > MAX_DEPTH or self._full:
            return Leaf(f"*{alias.name}")
        self._within += 1
        tree = self.tree(alias.target, depth + 1)
        self._within -= 1
        return tree

    def _pairs(self, node: parser.Mapping, depth: int) -> Iterator[tuple[str, Tree]]:
        own = [(key, value) for key, value in node.pairs if not is_merge(key)]
        pairs = [pair(self._key(key, depth), self.tree(value, depth + 1)) for key, value in own]
        yield from pairs
        taken = {key for key, _ in pairs}
        for key, value in node.pairs:
            if is_merge(key):
                merged = self.tree(value, depth + 1)
                for source in merged.values if isinstance(merged, Items) else (merged,):
                    yield from _merged(source, taken)

    def _key(self, node: parser.Node, depth: int) -> str:
        tree = self.tree(node, depth + 1)
        return tree.text if isinstance(tree, Leaf) else " ".join(text for _, text in leaves(tree, ""))


def _merged(source: Tree, taken: set[str]) -> Iterator[tuple[str, Tree]]:
    if not isinstance(source, Pairs):
        yield "<<", source
        return
    for key, value in source.pairs:
        if key not in taken:
            taken.add(key)
            yield key, value


def _leaf(scalar: parser.Scalar) -> Leaf:
    try:
        kind, text = read_scalar(scalar.text, scalar.tag, plain=scalar.plain)
    except ScalarFault:
        kind, text = ScalarKind.STRING, scalar.text
    return Leaf(text, kind)
