"""The product's logo: a picture made of lines that shows the product's name. None of it changes the verdict."""

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

_TAKES = "The program takes SVG, AI and EPS."
_ENDINGS = (".svg", ".eps", ".ai")
_PIXEL_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico")
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/]+/[^/]+)/blob/([^?#]+)", re.IGNORECASE)
_GITLAB = re.compile(r"(https?://[^/]+/.+?)/-/blob/([^?#]+)", re.IGNORECASE)
_PLAIN = re.compile(r"[?&](?:raw=(?:true|1)|inline=false)\b", re.IGNORECASE)


def logo(case: FieldCase, platform: str) -> Iterator[Problem]:
    """What a reviewer would say of the logo.

    Args:
        case: The field that links it.
        platform: The product's name.
    """
    if case.field.key != FIELD or not is_requested(case):
        return
    url = case.value.text
    check = case.links.get(url)
    direct = direct_link(url)
    if direct:
        says = "The link opens a page around the logo, not the logo itself."
        yield _advice(case, "logo-is-a-page", says, f"Write {displayed_url(direct)}")
    ending = PurePosixPath(_path(url)).suffix
    if ending in _PIXEL_ENDINGS:
        yield _advice(case, "logo-not-vector", f"The link ends in {ending}: a picture of pixels, not of lines.", _TAKES)
    elif not direct and ending not in _ENDINGS:
        says = "The link does not end in .svg, .ai or .eps."
        yield _advice(case, "logo-ending", says, "Whoever looks at the name of the file alone takes it for no logo.")
    if check is not None and check.logo is not None and not (direct and check.logo.kind is LogoKind.PAGE):
        yield from _picture(case, check.logo, platform)


def direct_link(url: str) -> str:
    """The address of the file itself, for a page of GitHub or GitLab around it; empty for any other link."""
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


def _picture(case: FieldCase, found: Logo, platform: str) -> Iterator[Problem]:
    kind = found.kind
    if kind is LogoKind.PAGE:
        hint = "Link the file itself: in a browser, open the picture alone and copy that address."
        yield _advice(case, "logo-is-a-page", "The link opens a web page, not a picture.", hint)
    elif kind in PIXELS:
        yield _advice(case, "logo-not-vector", f"The logo is {kind}: made of pixels, not of lines.", _TAKES)
    elif kind not in VECTOR:
        yield _advice(case, "logo-format", f"What the link opens is {kind}.", _TAKES)
    elif found.broken:
        hint = "Open it in a drawing program and save it anew as a plain SVG."
        yield _advice(case, "logo-broken", f"The SVG {found.broken}.", hint)
    elif found.bitmaps:
        only = "holds nothing but" if not found.shapes else "holds"
        hint = "Ask the designer for the logo as lines: a picture of pixels does not grow well."
        yield _advice(case, "logo-not-vector", f"The SVG {only} an embedded picture of pixels.", hint)
    elif kind is LogoKind.SVG and not found.shapes:
        yield _advice(case, "logo-broken", "The SVG draws nothing.", "Link the file with the logo in it.")
    if found.texts and platform and not shows_name(found.texts, platform):
        reads = quote_text(" ".join(found.texts))
        hint = f"The logo has to show the product's name, {quote_text(platform)}."
        yield _advice(case, "logo-unnamed", f"The text in the logo reads {reads}.", hint)


def shows_name(texts: tuple[str, ...], platform: str) -> bool:
    """Whether words in the logo are from the product's name."""
    shown_text = re.sub(r"\W+", "", "".join(texts).casefold())
    words = [word for word in re.split(r"\W+", platform.casefold()) if len(word) > 2] or [platform.casefold()]
    return any(word in shown_text for word in words) or (
        bool(shown_text) and shown_text in re.sub(r"\W+", "", platform.casefold())
    )


def _advice(case: FieldCase, code: str, message: str, hint: str) -> Problem:
    return Problem(Severity.ADVICE, code, FIELD, f"metadata.{FIELD}", message, hint, case.value.line)
