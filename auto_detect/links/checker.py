"""Link check: requests the links of a submission like the program's check, and inspects the responses."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from auto_detect.links.answer import PageResult, refused_page
from auto_detect.links.limits import RequestFailed, RequestLimits
from auto_detect.links.redirects import PageVisit, RedirectFollower
from auto_detect.links.route import address_of, in_thread, proxy_for
from checklists.links import logo, web_page
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome

_POLL = 0.1
_CANARY = "github.com"
"""Host of the program's repository; a machine that cannot resolve it is offline."""
_CANARY_SECONDS = 5.0


@dataclass(frozen=True)
class LinkResults:
    """Results of a link check."""

    checks: Mapping[str, LinkCheck]
    """Results by link, as written in the submission; links that were not checked in time are missing."""
    no_internet: bool = False
    """Whether no host could be reached, so that this machine is probably offline."""


def check_links(
    urls: Iterable[str],
    *,
    logos: Collection[str] = (),
    limits: RequestLimits,
    seconds: float,
    now: Callable[[], datetime],
    on_result: Callable[[LinkCheck], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> LinkResults:
    """Check links, requesting each page once, and wait for the results.

    Args:
        urls: the links as written in submissions.
        logos: links that are also checked as logos.
        limits: limits for requests.
        seconds: time limit of the whole check; links without a response by then are left out.
        now: clock for the time of results.
        on_result: called with each result in the caller's thread.
        cancelled: called repeatedly; True ends the check and leaves the remaining links out.

    Raises:
        WebError: this machine's proxy or certificate settings are invalid.
    """
    return asyncio.run(
        _LinkCheckRun(frozenset(logos), limits, now, on_result).check_all(urls, time.monotonic() + seconds, cancelled)
    )


class _LinkCheckRun:
    def __init__(
        self,
        logos: frozenset[str],
        limits: RequestLimits,
        now: Callable[[], datetime],
        on_result: Callable[[LinkCheck], None],
    ) -> None:
        self._logos = logos
        self._limits = limits
        self._requester = RedirectFollower(limits)
        self._now = now
        self._on_result = on_result
        self._checks: dict[str, LinkCheck] = {}
        self._any_response = self._unreachable = False

    async def check_all(self, urls: Iterable[str], deadline: float, cancelled: Callable[[], bool]) -> LinkResults:
        """Request every page once, also if several of its fragments are linked."""
        pages: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            try:
                pages.setdefault(address_of(url), []).append(url)
            except RequestFailed as error:
                self._record([url], PageResult(error.outcome, error.message))
        requests = asyncio.gather(*(self._page(address, linked) for address, linked in pages.items()))
        try:
            while not requests.done() and not cancelled() and time.monotonic() < deadline:
                await asyncio.wait({requests}, timeout=_POLL)
        finally:
            requests.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await requests
        return LinkResults(
            self._checks, no_internet=self._unreachable and not self._any_response and await self._is_offline(pages)
        )

    async def _is_offline(self, pages: Iterable[str]) -> bool:
        if any(proxy_for(address) for address in pages):
            return True
        with contextlib.suppress(OSError, UnicodeError, TimeoutError):
            async with asyncio.timeout(_CANARY_SECONDS):
                return not await in_thread(lambda: self._limits.reach.resolve(_CANARY, 443))
        return True

    async def _page(self, address: str, urls: list[str]) -> None:
        try:
            result = await self._request(address, as_logo=not self._logos.isdisjoint(urls))
            self._any_response = True
        except RequestFailed as error:
            result = PageResult(error.outcome, error.message)
            self._any_response = self._any_response or error.host_responded
            self._unreachable = self._unreachable or error.maybe_local
        self._record(urls, result)

    async def _request(self, address: str, *, as_logo: bool) -> PageResult:
        def keep(headers: Mapping[str, str]) -> int:
            if as_logo:
                return logo.MAX_BYTES
            return web_page.MAX_BYTES if web_page.is_html(headers.get("content-type", "")) else 0

        found: PageVisit | None = None
        try:
            found = await self._requester.follow("HEAD", address, keep)
        except RequestFailed as error:
            if not error.retry:
                raise
        if found is None or found.response.status >= 400:
            found = await self._requester.follow("GET", address, keep)
            return PageResult.reached(found) if found.response.status < 400 else refused_page(found)
        if not keep(found.response.headers):
            return PageResult.reached(found)
        with contextlib.suppress(RequestFailed):
            return PageResult.reached(found, await self._requester.follow("GET", address, keep))
        return PageResult.reached(found)

    def _record(self, urls: Iterable[str], result: PageResult) -> None:
        for url in urls:
            check = self._check(url, result)
            self._checks[url] = check
            self._on_result(check)

    def _check(self, url: str, result: PageResult) -> LinkCheck:
        fragment = _fragment(url)
        parts = (Doubt.ANCHOR,) if result.page is not None and web_page.lacks_anchor(result.page, fragment) else ()
        final = f"{result.final}#{fragment}" if result.outcome is LinkOutcome.MOVED and fragment else result.final
        return LinkCheck(
            url=url,
            outcome=result.outcome,
            predicate=result.message,
            checked_at=self._now(),
            status=result.status,
            final_url=final,
            doubts=(*result.doubts, *parts),
            logo=result.logo if url in self._logos else None,
        )


def _fragment(url: str) -> str:
    try:
        return urlsplit(url).fragment
    except ValueError:
        return ""
