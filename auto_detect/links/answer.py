"""Results of link checks, derived from responses."""

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
    401: "it requires a login",
    403: "it rejects requests from programs",
    404: "the page does not exist",
    410: "the page was removed",
    429: "it limits the rate of requests",
}


@dataclass(frozen=True)
class PageResult:
    """Result of requesting a page, shared by all links to the page and its fragments."""

    outcome: LinkOutcome
    message: str
    status: int | None = None
    final: str = ""
    doubts: tuple[Doubt, ...] = ()
    page: WebPage | None = None
    logo: Logo | None = None

    @classmethod
    def reached(cls, visit: PageVisit, content: PageVisit | None = None) -> Self:
        """Return the result for a page that was reached.

        Args:
            visit: the visit that satisfies the program's check.
            content: the visit that returned the content, if it was a separate one.
        """
        content = content or visit
        status, reply = visit.response.status, content.response
        message = f"answers {phrase(status)}"
        if reply.status >= 400:
            gone = (Doubt.SOFT_404,) if reply.status in _GONE else ()
            return cls(LinkOutcome.REACHABLE, message, status, _redirect_target(visit), gone)
        kind = reply.headers.get("content-type", "")
        plain = reply.headers.get("content-encoding", "identity").lower() == "identity"
        html = web_page.is_html(kind) and plain and bool(reply.body)
        requested = visit.requested
        page = WebPage(requested, content.final, reply.body, kind, reply.complete) if html else None
        doubts = web_page.doubts(page) if page else ()
        moved = visit.permanent if not doubts and not _same_page(requested, visit.permanent) else ""
        picture = sniff(reply.body, whole=reply.complete) if plain and reply.body else None
        if moved:
            return cls(LinkOutcome.MOVED, message, status, displayed_url(moved), (Doubt.MOVED,), page, picture)
        return cls(LinkOutcome.REACHABLE, message, status, _redirect_target(visit), doubts, page, picture)


def refused_page(visit: PageVisit) -> PageResult:
    """Return the result for a page whose response is an error status."""
    reply, status = visit.response, visit.response.status
    outcome, message = _refusal(visit)
    if visit.final != visit.requested:
        message = f"redirects to {displayed_url(visit.final, limit=300)}, which {message}"
    pause = retry_after(reply)
    if pause is not None and status in (429, 503):
        message += f"; it accepts requests again in {_duration(pause)}"
    return PageResult(outcome, message, status, _redirect_target(visit))


def _refusal(visit: PageVisit) -> tuple[LinkOutcome, str]:
    reply, status = visit.response, visit.response.status
    more = f": {_STATUS_TEXTS[status]}" if status in _STATUS_TEXTS else f" ({_name(status)})" if _name(status) else ""
    message = f"answers {status}{more}"
    if status in _GONE:
        return LinkOutcome.DEAD, message
    blocked = reply.headers.get("cf-mitigated") == "challenge" or _FIREWALL.search(reply.body[:20_000]) is not None
    if blocked and status not in (401, 429):
        return LinkOutcome.BLOCKED, f"answers {status}: a firewall accepts only browsers"
    if 500 <= status < 600 or status in _LATER:
        return LinkOutcome.NOT_ANSWERING, message
    return LinkOutcome.BLOCKED, message


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _duration(seconds: float) -> str:
    return count(round(seconds), "second") if seconds < 120 else count(round(seconds / 60), "minute")


def _redirect_target(visit: PageVisit) -> str:
    """Return the final address if it differs from the requested one."""
    return "" if visit.final == visit.requested else displayed_url(visit.final)


def _same_page(first: str, second: str) -> bool:
    return not second or first.partition("#")[0].rstrip("/") == second.partition("#")[0].rstrip("/")
