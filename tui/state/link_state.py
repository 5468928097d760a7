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
    seen: Links = field(default_factory=dict)
    """The last result of every link, however old."""
    waiting: frozenset[str] = frozenset()
    """Asked for, and not answered yet."""
    asked: int = 0
    """How many links are asked for in this run."""
    said: str = ""
    """Why the last run brought nothing."""

    def begun(self, urls: Iterable[str]) -> "LinkState":
        """These are being asked for."""
        waiting = frozenset(urls)
        return replace(self, waiting=waiting, asked=len(waiting), said="")

    def answered(self, checks: Mapping[str, LinkCheck]) -> "LinkState":
        """These results came in."""
        return replace(self, seen={**self.seen, **checks}, waiting=self.waiting - checks.keys())

    def ended(self, said: str) -> "LinkState":
        """Nobody is asked any more."""
        return replace(self, waiting=frozenset(), said=said)

    def counting(self, now: datetime) -> Links:
        """The results that a verdict may rest on."""
        return recent_checks(self.seen, now)
