"""What came of asking for a link: the facts that the rules, the report and the screens speak of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from checklists.links.logo import Logo
from checklists.text import clean_line

FRESH = timedelta(days=1)
"""How long what was seen counts as today's."""


class LinkOutcome(StrEnum):
    """What became of a request for a page."""

    REACHABLE = "reachable"
    MOVED = "moved"
    """Reachable, and for good at another address."""
    DEAD = "dead"
    """There is nothing, for nobody."""
    BLOCKED = "blocked"
    """There is something that is not shown to a program."""
    NOT_ANSWERING = "not answering"
    """No answer of use; another try, or another machine, may get one."""
    NOT_PUBLIC = "not public"
    """The address is none of the internet's, so it was not asked."""


class Doubt(StrEnum):
    """What a reviewer would mind about a page that was reached; the values are the codes of the advice."""

    MOVED = "link-moved"
    SOFT_404 = "link-soft-404"
    LOGIN = "link-login"
    ANCHOR = "link-anchor-missing"


@dataclass(frozen=True)
class LinkCheck:
    """One link, as it stands in a submission, and what was seen when it was asked for."""

    url: str
    outcome: LinkOutcome
    says: str
    """Goes on after the link's own text to make a sentence: `answers 404 (Not Found)`."""
    checked_at: datetime
    status: int | None = None
    final_url: str = ""
    """Where redirects ended, or for a link that moved where it is now; empty if that is the link itself."""
    doubts: tuple[Doubt, ...] = ()
    logo: Logo | None = None
    """What kind of picture is there; for a link that was asked for as a logo."""

    @property
    def passed(self) -> bool:
        """Whether the program's check would get an answer below 400."""
        return self.outcome in (LinkOutcome.REACHABLE, LinkOutcome.MOVED)

    @property
    def may_pass_elsewhere(self) -> bool:
        """Whether the program's machine may well get another answer than this one."""
        return self.outcome in (LinkOutcome.BLOCKED, LinkOutcome.NOT_ANSWERING)

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts as what one would see now."""
        return timedelta(0) <= now - self.checked_at < FRESH


Links = Mapping[str, LinkCheck]
"""By the link's text in the submission; what is missing was not asked for."""


def recent_checks(links: Links, now: datetime) -> Links:
    """The results that still count as what one would see now."""
    return {url: check for url, check in links.items() if check.fresh(now)}


def count_outcomes(checks: Iterable[LinkCheck], left: int = 0) -> str:
    """How many links had which outcome: `3 reachable, 1 dead`; `left` are those that were not asked for."""
    number = Counter(check.outcome for check in checks)
    counts = [f"{number[outcome]} {outcome}" for outcome in LinkOutcome if number[outcome]]
    return ", ".join([*counts, *([f"{left} not asked for"] if left else [])])


def displayed_url(url: str, *, limit: int = 2_000) -> str:
    """A link fit to be shown and stored: one line, and no user or password before its host."""
    line = clean_line(url, limit=limit)
    try:
        parts = urlsplit(line)
        if "@" not in parts.netloc:
            return line
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return f"{line.partition('//')[0]}//{line.rpartition('@')[2]}" if "@" in line else line
