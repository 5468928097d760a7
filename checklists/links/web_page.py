"""Classification of a web page: content, login, or "not found"; and its anchors.

Uses few and clear signs: false doubts cost more trust than missed ones.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import SplitResult, unquote, urlsplit

from checklists.links.link_check import Doubt
from checklists.text import clean_line

MAX_BYTES = 2**20
"""Maximum number of bytes of a page that is read."""

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_NO_CHARSETS = ("punycode", "idna", "unicode", "raw")
"""Python codecs that are not charsets of pages; some are slow."""
_MANY_DIGITS = re.compile(r"&#[0-9]{8,}")
"""Invalid character references; `unescape` fails on thousands of digits."""
_NOT_THERE = re.compile(
    r"\b404\b|\b(?:page|site|document|file|url|content|repository)\b.{0,20}\b(?:not|cannot be|could not be|can't be)"
    r"\s+found\b|^not found\b|page (?:does not|doesn't) exist|no longer (?:available|exists)|seite nicht gefunden"
    r"|page introuvable|página no encontrada|ページが見つかりません|页面不存在|页面未找到|找不到页面|找不到網頁"
    r"|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"^\W*(?:sign|log)[ -]?(?:in|on)\b|\b(?:sign|log)[ -]?in (?:to|with)\b|[|–-]\s*(?:sign|log)[ -]?in\W*$|^anmelden\b"
    r"|^登录|^ログイン",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:login|log-in|signin|sign-in|sign_in|sso|servicelogin|authorize|oauth2?|saml2?)(?:[/.]|$)", re.IGNORECASE
)
_LOGIN_HOSTS = ("accounts.google.com", "login.microsoftonline.com", "id.atlassian.com", "login.live.com")
_NOT_A_PART = re.compile(r"!|/|:~:|page=|L[0-9]+(?:C[0-9]+)?(?:-L[0-9]+(?:C[0-9]+)?)?$|top$", re.IGNORECASE)
"""Fragments for scripts, PDF pages, text highlights and lines of code, and `#top`."""


@dataclass(frozen=True)
class WebPage:
    """A page as received."""

    requested: str
    """The requested URL, without its fragment."""
    final: str
    """The URL after redirects."""
    body: bytes
    content_type: str
    whole: bool
    """Whether the body is complete."""

    @cached_property
    def text(self) -> str:
        """The body as text."""
        found = _CHARSET.search(self.content_type) or _CHARSET.search(self.body[:1024].decode("latin-1"))
        named = found[1].lower() if found else "utf-8"
        try:
            return self.body.decode("utf-8" if named.startswith(_NO_CHARSETS) else named, errors="replace")
        except (LookupError, UnicodeError):
            return self.body.decode("utf-8", errors="replace")

    @cached_property
    def unescaped(self) -> str:
        """The text with character references replaced."""
        return unescape(_MANY_DIGITS.sub("", self.text))


def is_html(content_type: str) -> bool:
    """Return whether a content type is HTML or missing."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml")


def doubts(page: WebPage) -> tuple[Doubt, ...]:
    """Return a reviewer's objections to a page, except missing anchors."""
    if leads_to_login(page.requested, page.final):
        return (Doubt.LOGIN,)
    found = _TITLE.search(page.text)
    title = clean_line(unescape(found[1])) if found else ""
    if _LOGIN_TITLE.search(title):
        return (Doubt.LOGIN,)
    if _NOT_THERE.search(title) or leads_to_start(page.requested, page.final):
        return (Doubt.SOFT_404,)
    return ()


def leads_to_login(requested: str, final: str) -> bool:
    """Return whether a link that is not a login page redirects to one."""
    before, after = _split(requested), _split(final)
    if requested == final or after is None or before is None:
        return False
    signs_in = after.hostname in _LOGIN_HOSTS or bool(_LOGIN_PATH.search(after.path))
    return signs_in and not _LOGIN_PATH.search(before.path)


def leads_to_start(requested: str, final: str) -> bool:
    """Return whether a link into a site redirects to its start page, as sites do for removed pages."""
    before, after = _split(requested), _split(final)
    if before is None or after is None or after.path not in ("", "/") or after.query:
        return False
    deep = before.path.strip("/").count("/") >= 1
    return deep and _site(before) == _site(after)


def lacks_anchor(page: WebPage, fragment: str) -> bool:
    """Return whether the page certainly lacks the anchor."""
    if not fragment or not page.whole or _NOT_A_PART.match(fragment):
        return False
    names = {fragment, unquote(fragment)}
    names |= {name.removeprefix("user-content-") for name in names}
    spellings = "|".join(re.escape(name) for name in sorted(names))
    marked = re.compile(
        rf"(?:id|name)\s*=\s*[\"']?(?:user-content-)?(?:{spellings})(?=[\"'\s>/])|\"(?:{spellings})\"", re.I
    )
    return marked.search(page.text) is None and marked.search(page.unescaped) is None


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")
