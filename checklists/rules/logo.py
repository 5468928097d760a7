"""Advice on the product's logo: a vector image that shows the product's name."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from checklists.links.link_check import displayed_url
from checklists.links.logo import PIXELS, VECTOR, Logo, LogoKind
from checklists.model.problem import Problem, Severity
from checklists.rules.context import FieldCase, quote_text
from checklists.rules.links import is_requested

FIELD = "productLogoUrl"

_FORMATS = "The program accepts SVG, AI and EPS."
_ENDINGS = (".svg", ".eps", ".ai")
_PIXEL_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico")
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/]+/[^/]+)/blob/([^?#]+)", re.IGNORECASE)
_GITLAB = re.compile(r"(https?://[^/]+/.+?)/-/blob/([^?#]+)", re.IGNORECASE)
_PLAIN = re.compile(r"[?&](?:raw=(?:true|1)|inline=false)\b", re.IGNORECASE)


def logo(case: FieldCase, platform: str) -> Iterator[Problem]:
    """Yield advice on the logo.

    Args:
        case: The field with the link.
        platform: The product's name.
    """
    if case.field.key != FIELD or not is_requested(case):
        return
    url = case.value.text
    check = case.links.get(url)
    direct = direct_link(url)
    if direct:
        message = "The link opens a web page that shows the logo, not the logo itself."
        yield _advice(case, "logo-is-a-page", message, f"Write {displayed_url(direct)}")
    ending = PurePosixPath(_path(url)).suffix
    if ending in _PIXEL_ENDINGS:
        yield _advice(case, "logo-not-vector", f"The link ends in {ending}, a bitmap format.", _FORMATS)
    elif not direct and ending not in _ENDINGS:
        message = "The link does not end in .svg, .ai or .eps."
        yield _advice(case, "logo-ending", message, "Link a file with one of these extensions.")
    if check is not None and check.logo is not None and not (direct and check.logo.kind is LogoKind.PAGE):
        yield from _image(case, check.logo, platform)


def direct_link(url: str) -> str:
    """Return the raw file's URL for a file page of GitHub or GitLab, or "" for any other link."""
    if _PLAIN.search(url):
        return ""
    if found := _GITHUB.match(url):
        return f"https://raw.githubusercontent.com/{found[1]}/{found[2]}"
    if found := _GITLAB.match(url):
        return f"{found[1]}/-/raw/{found[2]}"
    return ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.lower()
    except ValueError:
        return ""


def _image(case: FieldCase, image: Logo, platform: str) -> Iterator[Problem]:
    kind = image.kind
    if kind is LogoKind.PAGE:
        hint = "Open only the image in a browser, and copy that URL."
        yield _advice(case, "logo-is-a-page", "The link opens a web page, not an image.", hint)
    elif kind in PIXELS:
        yield _advice(case, "logo-not-vector", f"The logo is {kind}, a bitmap.", _FORMATS)
    elif kind not in VECTOR:
        yield _advice(case, "logo-format", f"The link opens {kind}.", _FORMATS)
    elif image.broken:
        hint = "Open it in a drawing program and save it again as plain SVG."
        yield _advice(case, "logo-broken", f"The SVG {image.broken}.", hint)
    elif image.bitmaps:
        only = "contains only" if not image.shapes else "contains"
        hint = "Use the original vector file from the designer."
        yield _advice(case, "logo-not-vector", f"The SVG {only} an embedded bitmap.", hint)
    elif kind is LogoKind.SVG and not image.shapes:
        yield _advice(case, "logo-broken", "The SVG is empty.", "Link the file that contains the logo.")
    if image.texts and platform and not shows_name(image.texts, platform):
        reads = quote_text(" ".join(image.texts))
        hint = f"The logo has to show the product's name, {quote_text(platform)}."
        yield _advice(case, "logo-unnamed", f"The text in the logo reads {reads}.", hint)


def shows_name(texts: tuple[str, ...], platform: str) -> bool:
    """Return whether the logo's text shares a word with the product's name."""
    shown_text = re.sub(r"\W+", "", "".join(texts).casefold())
    words = [word for word in re.split(r"\W+", platform.casefold()) if len(word) > 2] or [platform.casefold()]
    return any(word in shown_text for word in words) or (
        bool(shown_text) and shown_text in re.sub(r"\W+", "", platform.casefold())
    )


def _advice(case: FieldCase, code: str, message: str, hint: str) -> Problem:
    return Problem(Severity.ADVICE, code, FIELD, f"metadata.{FIELD}", message, hint, case.value.line)
