"""What an answer means for the links that led to it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from auto_detect.links.redirects import PageVisit, retry_after
from auto_detect.web.faults import phrase
from checklists.links import web_page
from checklists.links.link_check import Doubt, LinkOutcome, displayed_url
from checklists.links.logo import Logo, sniff
from checklists.links.web_page import WebPage
from checklists.text import count

_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425})
_FIREWALL = re.compile(
    rb"captcha|challenge-platform|just a moment|request (?:was |has been )?(?:blocked|rejected)|access denied|incapsula"
    rb"|attention required",
    re.IGNORECASE,
)
_STATUS_TEXTS = {
    401: "it wants a login",
    403: "it does not show the page to a program",
    404: "there is no such page",
    410: "the page was taken away",
    429: "it was asked too often",
}


@dataclass(frozen=True)
class PageResult:
    """A page, seen once for all links to it and to its parts."""

    outcome: LinkOutcome
    says: str
    status: int | None = None
    final: str = ""
    doubts: tuple[Doubt, ...] = ()
    page: WebPage | None = None
    logo: Logo | None = None

    @classmethod
    def reached(cls, visit: PageVisit, content: PageVisit | None = None) -> Self:
        """A page that was reached.

        Args:
            visit: The visit that the program's check would be content with.
            content: The visit that brought what is there, if there was another one.
        """
        content = content or visit
        status, reply = visit.response.status, content.response
        says = f"answers {phrase(status)}"
        if reply.status >= 400:
            gone = (Doubt.SOFT_404,) if reply.status in _GONE else ()
            return cls(LinkOutcome.REACHABLE, says, status, _redirect_target(visit), gone)
        kind = reply.headers.get("content-type", "")
        plain = reply.headers.get("content-encoding", "identity").lower() == "identity"
        html = web_page.is_html(kind) and plain and bool(reply.body)
        asked = visit.requested
        page = WebPage(asked, content.final, reply.body, kind, reply.complete) if html else None
        doubts = web_page.doubts(page) if page else ()
        moved = visit.permanent if not doubts and not _same_page(asked, visit.permanent) else ""
        picture = sniff(reply.body, whole=reply.complete) if plain and reply.body else None
        if moved:
            return cls(LinkOutcome.MOVED, says, status, displayed_url(moved), (Doubt.MOVED,), page, picture)
        return cls(LinkOutcome.REACHABLE, says, status, _redirect_target(visit), doubts, page, picture)


def refused_page(visit: PageVisit) -> PageResult:
    """A page that was answered for, and not given."""
    reply, status = visit.response, visit.response.status
    outcome, says = _refusal(visit)
    if visit.final != visit.requested:
        says = f"redirects to {displayed_url(visit.final, limit=300)}, which {says}"
    pause = retry_after(reply)
    if pause is not None and status in (429, 503):
        says += f", and not again for {_duration(pause)}"
    return PageResult(outcome, says, status, _redirect_target(visit))


def _refusal(visit: PageVisit) -> tuple[LinkOutcome, str]:
    reply, status = visit.response, visit.response.status
    more = f": {_STATUS_TEXTS[status]}" if status in _STATUS_TEXTS else f" ({_name(status)})" if _name(status) else ""
    says = f"answers {status}{more}"
    if status in _GONE:
        return LinkOutcome.DEAD, says
    blocked = reply.headers.get("cf-mitigated") == "challenge" or _FIREWALL.search(reply.body[:20_000]) is not None
    if blocked and status not in (401, 429):
        return LinkOutcome.BLOCKED, f"answers {status}: a firewall wants to see a browser"
    if 500 <= status < 600 or status in _LATER:
        return LinkOutcome.NOT_ANSWERING, says
    return LinkOutcome.BLOCKED, says


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _duration(seconds: float) -> str:
    return count(round(seconds), "second") if seconds < 120 else count(round(seconds / 60), "minute")


def _redirect_target(visit: PageVisit) -> str:
    """Where redirects ended, if that is elsewhere."""
    return "" if visit.final == visit.requested else displayed_url(visit.final)


def _same_page(first: str, second: str) -> bool:
    return not second or first.partition("#")[0].rstrip("/") == second.partition("#")[0].rstrip("/")
