"""Link checks; results of the last day are reused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.links.link_check import LinkCheck, Links, recent_checks
from checklists.rules.link_uses import LinkUse
from tui.state.paths import paths

if TYPE_CHECKING:
    from auto_detect.links.checker import LinkResults
    from auto_detect.links.limits import RequestLimits

SECONDS = 300.0
"""Limit for all links of one run together; eight run at once."""


def _now() -> datetime:
    return datetime.now(UTC)


class Recheck(StrEnum):
    """Choice of the links with a recent result that are requested again."""

    NONE = auto()
    FAILED = auto()
    """Links that failed may work by now; the others keep their result."""
    ALL = auto()


@dataclass(frozen=True)
class LinkBatch:
    """Links to check, and how."""

    uses: tuple[LinkUse, ...]
    known: Links
    """Results of the last day."""
    recheck: Recheck = Recheck.FAILED
    private: bool = False
    """Whether this machine and its network may be requested too."""

    @property
    def urls(self) -> tuple[str, ...]:
        """Every link, once."""
        return tuple(dict.fromkeys(use.url for use in self.uses))

    @property
    def to_request(self) -> tuple[str, ...]:
        """Links that need a request."""
        logos = {use.url for use in self.uses if use.is_logo}
        return tuple(url for url in self.urls if not self._is_known(url, url in logos))

    def _is_known(self, url: str, as_logo: bool) -> bool:
        known = self.known.get(url)
        if known is None or self.recheck is Recheck.ALL:
            return False
        if not known.passed:
            return self.recheck is Recheck.NONE
        return known.logo is not None or not as_logo


def cached_checks(*, private: bool = False) -> Links:
    """Return the results of the last thirty days, by link."""
    from auto_detect.links.cache import load

    return load(checks_file(private=private))


def recent_cached_checks() -> Links:
    """Return the results of the last day, by link, without a request."""
    return recent_checks(cached_checks(), _now())


def request_limits(*, private: bool = False) -> "RequestLimits":
    """Return the limits of requests; `private` permits requests to this machine and its network."""
    from auto_detect.links.addresses import ANYWHERE
    from auto_detect.links.limits import RequestLimits

    return RequestLimits(reach=ANYWHERE) if private else RequestLimits()


def run_link_checks(
    batch: LinkBatch,
    *,
    on_result: Callable[[LinkCheck], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime] = _now,
) -> "LinkResults":
    """Request the links that need it and cache the results; blocks.

    Args:
        batch: Links to check.
        on_result: Receives each result as it arrives.
        cancelled: Returns whether to skip the remaining links.
        now: The clock.

    Raises:
        WebError: the proxy or certificate settings of this machine are unusable.
    """
    from auto_detect.links.cache import save
    from auto_detect.links.checker import check_links

    results = check_links(
        batch.to_request,
        logos=[use.url for use in batch.uses if use.is_logo],
        limits=request_limits(private=batch.private),
        seconds=SECONDS,
        now=now,
        on_result=on_result,
        cancelled=cancelled,
    )
    if not results.no_internet:
        save(checks_file(private=batch.private), results.checks, now())
    return results


class ResultBatches:
    """Results that are passed on once a remote host has responded; earlier failures may be due to this machine.

    Held-back results are passed on at the end, unless no host responded.
    """

    def __init__(self, on_results: Callable[[Links], None]) -> None:
        self._on_results = on_results
        self._pending: dict[str, LinkCheck] = {}
        self._online = False

    def __call__(self, check: LinkCheck) -> None:
        """Add a result."""
        self._pending[check.url] = check
        self._online = self._online or check.status is not None
        if self._online:
            self.release()

    def release(self) -> None:
        """Pass on the pending results."""
        pending, self._pending = self._pending, {}
        if pending:
            self._on_results(pending)


def checks_file(*, private: bool) -> Path:
    """Return the cache file; results from a private network are kept apart."""
    return paths().cache / ("links-private.json" if private else "links.json")
