"""What the wizard knows of a draft's links: seen, being asked for, allowed at all. No Textual here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from checklists.links.link_check import LinkCheck, Links, recent_checks


@dataclass(frozen=True)
class LinkState:
    """One immutable value; every method gives the next one."""

    online: bool = False
    """The internet may be asked."""
    results: Links = field(default_factory=dict)
    """The last result of every link, however old."""
    pending: frozenset[str] = frozenset()
    """Asked for, and not answered yet."""
    requested: int = 0
    """How many links are asked for in this run."""
    error: str = ""
    """Why the last run brought nothing."""

    def started(self, urls: Iterable[str]) -> "LinkState":
        """These are being asked for."""
        pending = frozenset(urls)
        return replace(self, pending=pending, requested=len(pending), error="")

    def with_results(self, checks: Mapping[str, LinkCheck]) -> "LinkState":
        """These results came in."""
        return replace(self, results={**self.results, **checks}, pending=self.pending - checks.keys())

    def finished(self, error: str) -> "LinkState":
        """Nobody is asked any more."""
        return replace(self, pending=frozenset(), error=error)

    def recent(self, now: datetime) -> Links:
        """The results that a verdict may rest on."""
        return recent_checks(self.results, now)
