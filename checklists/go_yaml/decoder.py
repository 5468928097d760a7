"""Decodes YAML nodes by the rules of Go's yaml.v3: merge keys, aliases, null, duplicate keys.

Collects values of the wrong type, so that one run reports every fault; raises where decoding cannot continue.
"""

from collections.abc import Iterator

import msgspec

from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import MAX_DEPTH, Alias, Mapping, Node, Scalar, Sequence
from checklists.go_yaml.scalars import ScalarFault, ScalarKind, plain_kind, read_scalar

_MERGE_TAG = "tag:yaml.org,2002:merge"
_WRITE_OUT = "Write the repeated part out."


class Fault(msgspec.Struct, frozen=True):
    """A value of the wrong type."""

    where: str
    message: str
    hint: str
    line: int


class Value(msgspec.Struct, frozen=True):
    """A value of any type: its kind, its text if it is a scalar, its line."""

    kind: ScalarKind | None
    """None for a list or a map."""
    text: str
    line: int | None


class Field(msgspec.Struct, frozen=True):
    """One pair of a map."""

    key: str
    value: Node
    line: int


class Decoder:
    """Decoder of one document."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._visits = 0
        self._repeated = 0
        self._depth = 0
        self._repeating: list[Alias] = []

    def is_null(self, node: Node) -> bool:
        """Return whether the node is null or empty."""
        target = node.target if isinstance(node, Alias) else node
        return isinstance(target, Scalar) and _read(target)[0] is ScalarKind.NULL

    def value(self, node: Node, where: str) -> Value:
        """Decode a value of any type, with everything inside."""
        if isinstance(node, Scalar):
            return Value(*self._single(node), node.line)
        found = self._enter(node)
        value = Value(None, "", node.line)
        if isinstance(found, Scalar):
            value = Value(*_read(found), node.line)
        elif isinstance(found, Sequence):
            for item in found.items:
                self.value(item, where)
        else:
            for field in self._pairs(found, where, None, typed=False):
                self.value(field.value, where)
        self._leave(node)
        return value

    def text(self, node: Node, where: str) -> str | None:
        """Return a scalar's text, whatever its type; None for null and for lists and maps."""
        if isinstance(node, Scalar):
            return _text_or_none(*self._single(node))
        found = self._enter(node)
        text = None
        if isinstance(found, Scalar):
            text = _text_or_none(*_read(found))
        else:
            self._wrong_type(found, where, "a string", 'Write one string in double quotes, or `""` for none.')
        self._leave(node)
        return text

    def items(self, node: Node, where: str, hint: str) -> Iterator[Node]:
        """Yield the items of a list; no items for null."""
        found = self._enter(node)
        if isinstance(found, Sequence):
            yield from found.items
        elif not self.is_null(found):
            self._wrong_type(found, where, "a list", hint)
        self._leave(node)

    def fields(self, node: Node, where: str, hint: str, only: frozenset[str] | None = None) -> Iterator[Field]:
        """Yield the pairs of a map, then its merged pairs; no pairs for null.

        With `only`, other keys are skipped with their values, and each of these keys may occur once.
        """
        found = self._enter(node)
        if isinstance(found, Mapping):
            own: set[str] = set()
            for field in self._pairs(found, where, None):
                if only is None:
                    yield field
                elif field.key in only:
                    if field.key in own:
                        self._duplicate_key(where, field.key, field.line)
                    own.add(field.key)
                    yield field
        elif not self.is_null(found):
            self._wrong_type(found, where, "a map", hint)
        self._leave(node)

    def _single(self, scalar: Scalar) -> tuple[ScalarKind, str]:
        """Decode a scalar without an alias: the fast path for nearly every node."""
        if self._repeating:
            self._count(scalar)
        else:
            self._visits += 1
        if scalar.tag is None:
            return (plain_kind(scalar.text) if scalar.plain else ScalarKind.STRING), scalar.text
        return _read(scalar)

    def _enter(self, node: Node) -> Scalar | Sequence | Mapping:
        """Return a node, or the target of an alias, to decode it; `_leave` has to follow unless decoding ends."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise YamlUnreadable(f"The file is nested deeper than {MAX_DEPTH} levels.", _WRITE_OUT, node.line)
        self._count(node)
        if not isinstance(node, Alias):
            return node
        if node.target is None or any(node is other for other in self._repeating):
            raise YamlUnreadable(f"`*{node.name}` repeats itself without end.", _WRITE_OUT, node.line)
        self._repeating.append(node)
        self._count(node)
        return node.target

    def _leave(self, node: Node) -> None:
        if isinstance(node, Alias):
            self._repeating.pop()
        self._depth -= 1

    def _count(self, node: Node, visits: int = 1) -> None:
        """Enforce yaml.v3's limit on content from aliases."""
        self._visits += visits
        if not self._repeating:
            return
        self._repeated += visits
        spread = min(max((self._visits - 400_000) / 3_600_000, 0), 1)
        if self._repeated > 100 and self._visits > 1000 and self._repeated / self._visits > 0.99 - 0.89 * spread:
            raise YamlUnreadable("The file uses far too many aliases.", _WRITE_OUT, node.line)

    def _pairs(self, node: Mapping, where: str, taken: set[str] | None, *, typed: bool = True) -> Iterator[Field]:
        """Yield own pairs, then merged pairs that are not `taken`; without `typed` any scalar may be a key."""
        if self._has_duplicates(node, where):
            return
        own: set[str] = set()
        merge: Node | None = None
        for key_node, value in node.pairs:
            if is_merge(key_node):
                merge = value
                continue
            key = self._key(key_node, where, typed=typed)
            if key is None or (taken is not None and key in taken):
                continue
            own.add(key)
            if taken is not None:
                taken.add(key)
            yield Field(key, value, key_node.line)
        if merge is None:
            return
        if taken is None:
            self._count(node, len(node.pairs))
            taken = own
        for source in merge.items if isinstance(merge, Sequence) else (merge,):
            found = self._enter(source)
            if not isinstance(found, Mapping):
                raise YamlUnreadable("The value of `<<` is not a map.", _WRITE_OUT, source.line)
            yield from self._pairs(found, where, taken, typed=typed)
            self._leave(source)

    def _key(self, node: Node, where: str, *, typed: bool) -> str | None:
        if isinstance(node, Scalar):
            kind, text = self._single(node)
            return None if typed and kind is ScalarKind.NULL else text
        found = self._enter(node)
        key = None
        if isinstance(found, Scalar):
            kind, text = _read(found)
            key = None if typed and kind is ScalarKind.NULL else text
        else:
            place = f"in `{where}` " if where else ""
            self.faults.append(
                Fault(where, f"A key {place}is a list or a map.", "Put plain words before the colon.", node.line)
            )
        self._leave(node)
        return key

    def _has_duplicates(self, node: Mapping, where: str) -> bool:
        texts = {key.text for key, _ in node.pairs if isinstance(key, Scalar)}
        if len(texts) == len(node.pairs):
            return False
        lines: dict[tuple[type[Node], str], int] = {}
        before = len(self.faults)
        for key, _ in node.pairs:
            text = key.text if isinstance(key, Scalar) else key.name if isinstance(key, Alias) else ""
            if (type(key), text) in lines:
                self._duplicate_key(where, text, key.line, lines[type(key), text])
            lines.setdefault((type(key), text), key.line)
        return len(self.faults) > before

    def _duplicate_key(self, where: str, key: str, line: int, first: int | None = None) -> None:
        place = f"{where}.{key}" if where else key
        also = f", first on line {first}" if first else ""
        self.faults.append(Fault(place, f"Duplicate key `{key}`{also}.", "Remove one of them.", line))

    def _wrong_type(self, found: Scalar | Sequence | Mapping, where: str, wanted: str, hint: str) -> None:
        name = f"`{where}`" if where else "The file"
        is_now = {Scalar: "a single value", Sequence: "a list", Mapping: "a map"}[type(found)]
        self.faults.append(Fault(where, f"{name} is {is_now}, but must be {wanted}.", hint, found.line))


def _read(scalar: Scalar) -> tuple[ScalarKind, str]:
    try:
        return read_scalar(scalar.text, scalar.tag, plain=scalar.plain)
    except ScalarFault as fault:
        raise YamlUnreadable(
            f"The file cannot be read: {fault}.", "Remove the tag (the word after `!!`).", scalar.line
        ) from None


def _text_or_none(kind: ScalarKind, text: str) -> str | None:
    return None if kind is ScalarKind.NULL else text


def is_merge(node: Node) -> bool:
    """Return whether a key is the merge key `<<`."""
    return isinstance(node, Scalar) and node.text == "<<" and (node.tag == _MERGE_TAG or (node.plain and not node.tag))
