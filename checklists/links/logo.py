"""Image formats, recognized by content instead of file name."""

import re
from enum import StrEnum

import msgspec

from checklists.text import lazy_pattern

MAX_BYTES = 5 * 2**20
"""Maximum number of bytes of a logo that is read."""


class LogoKind(StrEnum):
    """The image format, as messages name it."""

    SVG = "an SVG"
    EPS = "an EPS"
    AI = "an Illustrator file"
    PDF = "a PDF"
    PNG = "a PNG"
    JPEG = "a JPEG"
    GIF = "a GIF"
    WEBP = "a WebP"
    ICON = "an ICO"
    PAGE = "a web page"
    OTHER = "an unknown format"


VECTOR = frozenset({LogoKind.SVG, LogoKind.EPS, LogoKind.AI})
"""Formats that the program accepts."""
PIXELS = frozenset({LogoKind.PNG, LogoKind.JPEG, LogoKind.GIF, LogoKind.WEBP, LogoKind.ICON})

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", LogoKind.PNG),
    (b"\xff\xd8\xff", LogoKind.JPEG),
    (b"GIF8", LogoKind.GIF),
    (b"\x00\x00\x01\x00", LogoKind.ICON),
    (b"\xc5\xd0\xd3\xc6", LogoKind.EPS),
)
_POSTSCRIPT = lazy_pattern(rb"%!PS-Adobe-[^\r\n]*EPSF")
_ILLUSTRATOR = lazy_pattern(rb"AIPrivateData|%AI\d+_|Adobe Illustrator")
_PAGE = lazy_pattern(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I | re.S
)
_XML = lazy_pattern(rb"\s*(?:<\?xml|<!--|<!doctype\s+svg|<svg\b|<\w+:svg\b)", re.I)


class Logo(msgspec.Struct, frozen=True):
    """The facts about an image."""

    kind: LogoKind
    broken: str = ""
    """The fault of an SVG, as a predicate; the other fields then have their defaults."""
    shapes: bool = True
    bitmaps: bool = False
    texts: tuple[str, ...] = ()
    """Visible text of an SVG; letters drawn as outlines do not count."""
    title: str = ""


def sniff(data: bytes, *, whole: bool = True) -> Logo:
    """Return the facts about an image.

    Args:
        data: Its content, or the first `MAX_BYTES` bytes.
        whole: Whether `data` is the complete content.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return Logo(kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Logo(LogoKind.WEBP)
    if data.startswith(b"%!PS"):
        return Logo(_postscript(data[:4096]))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Logo(LogoKind.AI if _ILLUSTRATOR().search(data) else LogoKind.PDF)
    if _PAGE().match(data[:4096]):
        return Logo(LogoKind.PAGE)
    if _XML().match(data[:4096].removeprefix(b"\xef\xbb\xbf")) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _svg(data, whole=whole)
    return Logo(LogoKind.OTHER)


def _postscript(start: bytes) -> LogoKind:
    if _POSTSCRIPT().match(start):
        return LogoKind.EPS
    return LogoKind.AI if _ILLUSTRATOR().search(start) else LogoKind.OTHER


def _svg(data: bytes, *, whole: bool) -> Logo:
    if not whole:
        return Logo(LogoKind.SVG, broken=f"is larger than {MAX_BYTES // 2**20} MiB")
    from checklists.links.svg import NotSvg, OtherXml, read_svg

    try:
        found = read_svg(data)
    except OtherXml:
        return Logo(LogoKind.OTHER)
    except NotSvg as error:
        return Logo(LogoKind.SVG, broken=str(error))
    return Logo(LogoKind.SVG, shapes=found.shapes, bitmaps=found.bitmaps, texts=found.texts, title=found.title)
