"""Parses YAML into nodes like Go's yaml.v3, which the program's check uses, from PyYAML's event stream.

Only the first document is read. Scalars keep their text and tag; `scalars` derives the type, `decoder` the value.

Compared with yaml.v3 on tens of thousands of texts. Known differences, none of them seen in a submission:
- this parser has lower limits for size and depth;
- in brackets and braces yaml.v3 reads a colon before a comma or a closing bracket as part of a plain text (`[a:, b]`);
- tags that hold commas or brackets, a tag, `!` or `?` with nothing behind it in brackets, `!!float` before an integer
  beyond 64 bits, and a tab before a comment that follows another one are read differently;
- without libyaml, PyYAML's own scanner rejects tabs between tokens, which yaml.v3 accepts.
"""

import codecs
import re
from typing import TypeAlias

import msgspec
import yaml
from yaml import CollectionEndEvent, CollectionStartEvent, DocumentEndEvent, ScalarEvent

from checklists.go_yaml.errors import YamlUnreadable, translate_error

_REFUSED = re.compile(r"(?<!\\)(?:\\\\)*\\/")


def holds_refused(content: bytes, event: ScalarEvent) -> bool:
    r"""Return whether a double-quoted text contains the escape `\/`, which yaml.v3 rejects."""
    if event.style != '"' or event.start_mark is None or event.end_mark is None:
        return False
    written = _decoded(content)[event.start_mark.index : event.end_mark.index]
    return _REFUSED.search(written) is not None


def without_escaped_apostrophe(content: bytes, error: Exception) -> bytes | None:
    r"""Replace the escape `\'`, at which libyaml failed but which yaml.v3 accepts, with `'`; else return None."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None or "unknown escape" not in str(error):
        return None
    text = _decoded(content)
    place = mark.index if text[mark.index : mark.index + 1] == "\\" else mark.index - 1
    if text[place : place + 2] != "\\'":
        return None
    return (text[:place] + text[place + 1 :]).encode()


def _decoded(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf_16 else "utf-8-sig", "replace")


MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 200_000
MAX_DEPTH = 100

_AHEAD = 3
_STUMBLES = 100

_BOM = codecs.BOM_UTF8
_STAND_INS = tuple(map(chr, range(0xF8FE, 0xF8DE, -1)))
"""Placeholders for byte-order marks, which yaml.v3 accepts and libyaml rejects; the first unused one is used."""
_DOUBT = "Is it a PRODUCT.yaml?"
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(msgspec.Struct, frozen=True):
    """A scalar; `plain` is false if it is quoted."""

    text: str
    tag: str | None
    """The explicit tag in its long form; None without a tag and for a bare `!`."""
    plain: bool
    line: int


class Sequence(msgspec.Struct, frozen=True):
    """A list."""

    items: tuple["Node", ...]
    line: int


class Mapping(msgspec.Struct, frozen=True):
    """A map, its pairs in file order."""

    pairs: tuple[tuple["Node", "Node"], ...]
    line: int


class Alias(msgspec.Struct, frozen=True):
    """An alias of an anchored node."""

    name: str
    target: Scalar | Sequence | Mapping | None
    """None for an alias inside its own target."""
    line: int


Node: TypeAlias = Scalar | Sequence | Mapping | Alias


def read(data: bytes | str) -> Node | None:
    """Parse the first document and return its root; None without a document.

    Bytes may be UTF-8, or UTF-16 with a byte-order mark.

    Raises:
        YamlUnreadable: The text is not YAML; the error has the line.
    """
    content, stand_in = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"), ""
    if len(content) > MAX_BYTES:
        raise YamlUnreadable(
            f"The file is larger than {MAX_BYTES // (1024 * 1024)} MiB.", "Move evidence into separate files."
        )
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.removeprefix(_BOM).removeprefix(_BOM)
        if _BOM in text:
            stand_in = next((mark for mark in _STAND_INS if mark.encode() not in text), "")
        content = _BOM + text.replace(_BOM, stand_in.encode())
    for _ in range(_STUMBLES):
        try:
            return _document(content, stand_in)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            rewritten = without_escaped_apostrophe(content, error)
            if rewritten is None:
                raise translate_error(error, content) from None
            content = rewritten
    raise YamlUnreadable("The file has too many escaped apostrophes.", "Remove the backslashes before them.")


def _document(content: bytes, stand_in: str) -> Node | None:
    builder = _Builder(content, stand_in)
    for count, event in enumerate(iter(LOADER(content).get_event, None)):
        if count > MAX_NODES:
            raise YamlUnreadable(f"The file has more than {MAX_NODES:,} values.", _DOUBT, _line(event))
        if isinstance(event, ScalarEvent):  # Most events.
            builder.add_scalar(event)
        elif isinstance(event, DocumentEndEvent):
            _check_next_document(content, event)
            break
        else:
            builder.take(event)
    return builder.root


class _Open(msgspec.Struct):
    """A list or map that is still open."""

    start: CollectionStartEvent
    items: list[Node]

    def closed(self) -> Sequence | Mapping:
        line = _line(self.start)
        if isinstance(self.start, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items), line)
        items = iter(self.items)
        return Mapping(tuple(zip(items, items, strict=True)), line)


class _Builder:
    """Builder of one document's nodes from events."""

    def __init__(self, content: bytes, stand_in: str) -> None:
        self._content = content
        self._stand_in = stand_in
        self._escapes = b"\\/" in content
        self._open: list[_Open] = []
        self._nodes: list[Node] = []
        """Items of the innermost open list or map; outside of all, the root."""
        self._roots = self._nodes
        self._anchors: dict[str, Scalar | Sequence | Mapping | _Open] = {}

    @property
    def root(self) -> Node | None:
        """The document's root; None for none."""
        return self._roots[-1] if self._roots else None

    def take(self, event: yaml.Event) -> None:
        """Add a list, a map, an alias, or the end of one."""
        if isinstance(event, CollectionStartEvent):
            self._start(event)
        elif isinstance(event, CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._nodes.append(self._alias(event))
        elif isinstance(event, yaml.DocumentStartEvent) and event.version not in (None, (1, 1)):
            raise YamlUnreadable(
                "The file declares a YAML version other than 1.1.", "Remove the line %YAML.", _line(event)
            )

    def add_scalar(self, event: ScalarEvent) -> None:
        """Add a scalar to the innermost open list or map."""
        text, style, mark = event.value, event.style, event.start_mark
        line = mark.line + 1 if mark else 1
        if not style and "?" in text and self._open and self._open[-1].start.flow_style:
            raise YamlUnreadable(
                "A value within brackets contains a question mark.", "Put double quotes around the value.", line
            )
        if self._escapes and holds_refused(self._content, event):
            raise YamlUnreadable("A quoted text contains `\\/`.", "Remove the backslash: a slash needs none.", line)
        if self._stand_in:
            text = text.replace(self._stand_in, "\ufeff")
        tag = event.tag
        scalar = Scalar(text, None if tag == "!" else tag, not style, line)
        if event.anchor:
            self._anchors[event.anchor] = scalar
        self._nodes.append(scalar)

    def _start(self, event: CollectionStartEvent) -> None:
        if len(self._open) == MAX_DEPTH:
            raise YamlUnreadable(f"The file is nested deeper than {MAX_DEPTH} levels.", _DOUBT, _line(event))
        opened = _Open(event, [])
        self._open.append(opened)
        self._nodes = opened.items
        self._anchor(event, opened)

    def _end(self) -> None:
        done = self._open.pop()
        node = done.closed()
        if self._anchors.get(done.start.anchor or "") is done:
            self._anchor(done.start, node)
        self._nodes = self._open[-1].items if self._open else self._roots
        self._nodes.append(node)

    def _anchor(self, event: yaml.NodeEvent, node: Scalar | Sequence | Mapping | _Open) -> None:
        if event.anchor:
            self._anchors[event.anchor] = node

    def _alias(self, event: yaml.AliasEvent) -> Alias:
        name = str(event.anchor)
        target = self._anchors.get(name)
        if target is None:
            raise YamlUnreadable(
                f"The anchor of `*{name}` is missing.",
                f"Mark the original with `&{name}`, or quote a text that starts with an asterisk.",
                _line(event),
            )
        return Alias(name, None if isinstance(target, _Open) else target, _line(event))


def _check_next_document(content: bytes, end: DocumentEndEvent) -> None:
    """Scan as far past the document's end as yaml.v3 does for comments, and reject invalid YAML there."""
    mark = end.start_mark
    left = content.count(b"\n") - mark.line + 1 if mark else 0
    rest = content.rsplit(b"\n", left)[-left:] if left > 0 else []
    if mark is None or not any(line.strip() and not line.lstrip().startswith(b"#") for line in rest):
        return
    ahead = _AHEAD
    for token in yaml.scan(content, Loader=LOADER):
        if token.start_mark and token.start_mark.index >= mark.index and not isinstance(token, yaml.BlockEndToken):
            ahead -= 1
            if not ahead:
                return


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
