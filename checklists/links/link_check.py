"""Results of link checks, as rules, reports and screens use them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

import msgspec

from checklists.links.logo import Logo
from checklists.text import clean_line

FRESH = timedelta(days=1)
"""Time for which a result stays valid."""


class LinkOutcome(StrEnum):
    """The result of a request for a page."""

    REACHABLE = "reachable"
    MOVED = "moved"
    """Reachable, permanently at another URL."""
    DEAD = "dead"
    """The page does not exist."""
    BLOCKED = "blocked"
    """The server refuses automated requests."""
    NOT_ANSWERING = "not answering"
    """No usable response; a retry, or another machine, may get one."""
    NOT_PUBLIC = "not public"
    """The address is not public; no request was sent."""


class Doubt(StrEnum):
    """A reviewer's objection to a reachable page; the values are advice codes."""

    MOVED = "link-moved"
    SOFT_404 = "link-soft-404"
    LOGIN = "link-login"
    ANCHOR = "link-anchor-missing"


class LinkCheck(msgspec.Struct, frozen=True):
    """The result for a link of a submission."""

    url: str
    outcome: LinkOutcome
    predicate: str = msgspec.field(name="says")
    """Predicate of a sentence about the link: `answers 404 (Not Found)`."""
    checked_at: datetime
    status: int | None = None
    final_url: str = ""
    """The URL after redirects, or the new URL of a moved link; empty if it equals the link."""
    doubts: tuple[Doubt, ...] = ()
    logo: Logo | None = None
    """The kind of image; only for logo links."""

    @property
    def passed(self) -> bool:
        """Whether the program's check would get a status below 400."""
        return self.outcome in (LinkOutcome.REACHABLE, LinkOutcome.MOVED)

    @property
    def may_pass_elsewhere(self) -> bool:
        """Whether another machine may get a different response."""
        return self.outcome in (LinkOutcome.BLOCKED, LinkOutcome.NOT_ANSWERING)

    def fresh(self, now: datetime) -> bool:
        """Return whether the result is still valid."""
        return timedelta(0) <= now - self.checked_at < FRESH


Links = Mapping[str, LinkCheck]
"""Results by the link's text in the submission; links without a result were not checked."""


def recent_checks(links: Links, now: datetime) -> Links:
    """Return the results that are still valid."""
    return {url: check for url, check in links.items() if check.fresh(now)}


def count_outcomes(urls: Iterable[str], links: Links) -> str:
    """Count different links by outcome: `3 reachable, 1 dead, 2 not checked`."""
    different = set(urls)
    number = Counter(links[url].outcome for url in different if url in links)
    counts = [f"{number[outcome]} {outcome}" for outcome in LinkOutcome if number[outcome]]
    left = len(different - links.keys())
    return ", ".join([*counts, *([f"{left} not checked"] if left else [])])


def displayed_url(url: str, *, limit: int = 2_000) -> str:
    """Return a link for display and storage: one line, without credentials."""
    line = clean_line(url, limit=limit)
    try:
        parts = urlsplit(line)
        if "@" not in parts.netloc:
            return line
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return f"{line.partition('//')[0]}//{line.rpartition('@')[2]}" if "@" in line else line
