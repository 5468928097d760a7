"""Short text for the last check of a link."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from checklists.links.link_check import LinkCheck, LinkOutcome
from checklists.links.logo import VECTOR, Logo
from tui.state.links.link_state import LinkState
from tui.times import ago


class LinkMood(Enum):
    """Meaning of a link check's result."""

    GOOD = auto()
    DOUBTFUL = auto()
    BAD = auto()
    BUSY = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class LinkText:
    """Short text about a link."""

    mood: LinkMood
    short: str
    when: str = ""

    @property
    def long(self) -> str:
        """Outcome and time of the check."""
        return f"{self.short}, checked {self.when}" if self.when else self.short


def link_text(url: str, links: LinkState, now: datetime) -> LinkText:
    """Describe the last check of a link."""
    if url in links.pending:
        return LinkText(LinkMood.BUSY, "checking")
    check = links.results.get(url)
    if check is None:
        return LinkText(LinkMood.UNKNOWN, "link")
    return LinkText(_mood(check, now), check.outcome, _when(check.checked_at, now))


def _mood(check: LinkCheck, now: datetime) -> LinkMood:
    if not check.fresh(now):
        return LinkMood.UNKNOWN
    if not check.passed:
        return LinkMood.BAD
    return LinkMood.DOUBTFUL if check.doubts or check.outcome is LinkOutcome.MOVED else LinkMood.GOOD


def _when(time: datetime, now: datetime) -> str:
    today = time.astimezone().date() == now.astimezone().date()
    return "today" if today else ago(time, now)


def about_logo(logo: Logo) -> str:
    """Describe a logo, and what a person has to check."""
    advice = "check that it shows the product's name"
    if logo.texts:
        return f"It is {logo.kind} with the text {' '.join(logo.texts)}."
    if logo.kind in VECTOR and not logo.broken:
        return f"It is {logo.kind}. Its text has no readable letters: {advice}."
    return f"It is {logo.kind}."
