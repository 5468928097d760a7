"""Facts about an SVG: whether it draws shapes or embeds bitmaps, and its text.

Hardened: fetches nothing; stops at nested or growing entities and at deep nesting.
"""

import re
from dataclasses import dataclass
from xml.parsers import expat

from checklists.text import clean_line

MAX_DEPTH = 200
MAX_TEXTS = 20
MAX_TEXT = 200
MAX_ENTITIES = 100
MAX_REFERENCES = 10_000
"""Drawing programs declare a few short entities for namespaces; more are suspicious."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = frozenset({"path", "polygon", "polyline", "circle", "ellipse", "line", "rect", "text"})
_NOT_DRAWN = frozenset({"clipPath", "mask", "pattern", "marker", "filter", "linearGradient", "radialGradient"})
_WORDS = frozenset({"text", "title"})
_VECTOR = re.compile(r"data:image/svg|[^?#]*\.svgz?(?:[?#]|$)|#", re.IGNORECASE)


class NotSvg(Exception):
    """Not a readable SVG; the message is a predicate: `is broken`."""


class OtherXml(NotSvg):
    """An XML document that is not an SVG."""


@dataclass(frozen=True)
class Svg:
    """The contents of an SVG."""

    shapes: bool
    """It draws shapes or text."""
    bitmaps: bool
    """It embeds or links a bitmap."""
    texts: tuple[str, ...]
    """Visible text; letters drawn as outlines do not count."""
    title: str
    """Its `title` element, which viewers do not draw."""


def read_svg(data: bytes) -> Svg:
    """Read an SVG.

    Raises:
        NotSvg: it is not an SVG, is broken, or is built to exhaust its reader.
    """
    reader = _SvgReader(data.count(b"&"))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotSvg(f"is broken: {expat.ErrorString(error.code)} in line {error.lineno}") from None
    except (LookupError, ValueError):
        raise NotSvg("is written in an unknown encoding") from None
    return Svg(reader.shapes, reader.bitmaps, tuple(reader.texts), reader.title)


class _SvgReader:
    def __init__(self, references: int) -> None:
        self.shapes = self.bitmaps = False
        self.texts: list[str] = []
        self.title = ""
        self._references = references
        self._entities = 0
        self._path: list[str] = []
        self._hidden = 0
        self._collected: list[str] = []

    def entity(
        self,
        name: str,  # noqa: ARG002
        is_parameter: bool,
        value: str | None,
        base: str | None,  # noqa: ARG002
        system: str | None,  # noqa: ARG002
        public: str | None,  # noqa: ARG002
        notation: str | None,  # noqa: ARG002
    ) -> None:
        """Refuse growing, external and parameter entities."""
        self._entities += 1
        harmless = not is_parameter and value is not None and len(value) <= MAX_TEXT and "&" not in value
        if not harmless or self._entities > MAX_ENTITIES or self._references > MAX_REFERENCES:
            raise NotSvg("declares entities that images do not need")

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        """Record an element's start."""
        space, _, name = qualified.rpartition(" ")
        if not self._path and (name != "svg" or space not in (_NAMESPACE, "")):
            raise OtherXml("is an XML document of another kind")
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise NotSvg(f"is nested more than {MAX_DEPTH} levels deep")
        self._hidden += name in _NOT_DRAWN
        if name in ("image", "feImage"):
            href = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "href"), "")
            self.bitmaps = self.bitmaps or not _VECTOR.match(href.strip())
        elif name in _SHAPES and not self._hidden:
            self.shapes = self.shapes or not attributes.get("fill", "").startswith("url(#pattern")
        if name in _WORDS:
            self._collected = []

    def text(self, text: str) -> None:
        """Collect the text of `text` and `title` elements."""
        if not _WORDS.isdisjoint(self._path) and len(self._collected) < MAX_TEXT:
            self._collected.append(text[:MAX_TEXT])

    def end(self, qualified: str) -> None:
        """Record an element's end."""
        name = qualified.rpartition(" ")[2]
        if name in _WORDS:
            found = clean_line(" ".join(self._collected), limit=MAX_TEXT)
            if name == "text" and found and len(self.texts) < MAX_TEXTS:
                self.texts.append(found)
            elif name == "title" and len(self._path) == 2:
                self.title = found
            self._collected = []
        self._path.pop()
        self._hidden -= name in _NOT_DRAWN
