"""Link check results and pending requests of a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from checklists.links.link_check import LinkCheck, Links, recent_checks


@dataclass(frozen=True)
class LinkState:
    """Immutable state of link checks; each method returns the next state."""

    online: bool = False
    """Whether requests to the internet are permitted."""
    results: Links = field(default_factory=dict)
    """Last result of every link, regardless of age."""
    pending: frozenset[str] = frozenset()
    """Links without a response in the current run."""
    requested: int = 0
    """Number of links in the current run."""
    error: str = ""
    """Why the last run has no results."""

    def started(self, urls: Iterable[str]) -> "LinkState":
        """Return the state at the start of a run."""
        pending = frozenset(urls)
        return replace(self, pending=pending, requested=len(pending), error="")

    def with_results(self, checks: Mapping[str, LinkCheck]) -> "LinkState":
        """Return the state with more results."""
        return replace(self, results={**self.results, **checks}, pending=self.pending - checks.keys())

    def finished(self, error: str) -> "LinkState":
        """Return the state after a run."""
        return replace(self, pending=frozenset(), error=error)

    def recent(self, now: datetime) -> Links:
        """Return the results that are recent enough for a verdict."""
        return recent_checks(self.results, now)
