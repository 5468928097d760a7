"""Asks for the links of a submission as the program's check does, and looks at what comes."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from auto_detect.links.answer import Seen, refused
from auto_detect.links.limits import Manners, Stopped
from auto_detect.links.redirects import Visit, Visitor
from auto_detect.links.route import address_of, in_thread, proxy_for
from checklists.links import logo, web_page
from checklists.links.link_check import Doubt, LinkCheck, Outcome

_POLL = 0.1
_CANARY = "github.com"
"""The host of the program's own repository: who cannot even look that up has no internet."""
_CANARY_SECONDS = 5.0


@dataclass(frozen=True)
class Asked:
    """What came of asking for links."""

    checks: Mapping[str, LinkCheck]
    """By link, as it stands in the submission; what was not asked for in time is missing."""
    no_internet: bool = False
    """No host could be reached at all, which says more about this machine than about the links."""


def ask_links(
    urls: Iterable[str],
    *,
    logos: Collection[str] = (),
    manners: Manners,
    seconds: float,
    now: Callable[[], datetime],
    tell: Callable[[LinkCheck], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Asked:
    """Ask for links, each page once, and wait for the answers.

    Args:
        urls: As they stand in submissions.
        logos: Those of them that are to be looked at as pictures.
        manners: How to ask.
        seconds: For all of it; what was not answered by then is left out.
        now: The clock that results are dated with.
        tell: Told of each result as it comes, in the thread of the caller.
        cancelled: Whether to stop and leave the rest out.

    Raises:
        WebError: the settings of this machine for proxies or certificates cannot be used.
    """
    return asyncio.run(_Asking(frozenset(logos), manners, now, tell).all(urls, time.monotonic() + seconds, cancelled))


class _Asking:
    def __init__(
        self, logos: frozenset[str], manners: Manners, now: Callable[[], datetime], tell: Callable[[LinkCheck], None]
    ) -> None:
        self._logos = logos
        self._manners = manners
        self._visitor = Visitor(manners)
        self._now = now
        self._tell = tell
        self._checks: dict[str, LinkCheck] = {}
        self._answered = self._lost = False

    async def all(self, urls: Iterable[str], deadline: float, cancelled: Callable[[], bool]) -> Asked:
        """Ask for every page once, whatever parts of it are linked."""
        pages: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            try:
                pages.setdefault(address_of(url), []).append(url)
            except Stopped as stopped:
                self._done([url], Seen(stopped.outcome, stopped.says))
        asking = asyncio.gather(*(self._page(address, linked) for address, linked in pages.items()))
        try:
            while not asking.done() and not cancelled() and time.monotonic() < deadline:
                await asyncio.wait({asking}, timeout=_POLL)
        finally:
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking
        return Asked(self._checks, no_internet=self._lost and not self._answered and await self._cut_off(pages))

    async def _cut_off(self, pages: Iterable[str]) -> bool:
        if any(proxy_for(address) for address in pages):
            return True
        with contextlib.suppress(OSError, UnicodeError, TimeoutError):
            async with asyncio.timeout(_CANARY_SECONDS):
                return not await in_thread(lambda: self._manners.reach.resolve(_CANARY, 443))
        return True

    async def _page(self, address: str, urls: list[str]) -> None:
        try:
            seen = await self._look(address, as_logo=not self._logos.isdisjoint(urls))
            self._answered = True
        except Stopped as stopped:
            seen = Seen(stopped.outcome, stopped.says)
            self._answered = self._answered or stopped.reached
            self._lost = self._lost or stopped.local
        self._done(urls, seen)

    async def _look(self, address: str, *, as_logo: bool) -> Seen:
        def keep(headers: Mapping[str, str]) -> int:
            if as_logo:
                return logo.MAX_BYTES
            return web_page.MAX_BYTES if web_page.is_html(headers.get("content-type", "")) else 0

        found: Visit | None = None
        try:
            found = await self._visitor.visit("HEAD", address, keep)
        except Stopped as stopped:
            if not stopped.again:
                raise
        if found is None or found.reply.status >= 400:
            found = await self._visitor.visit("GET", address, keep)
            return Seen.of(found) if found.reply.status < 400 else refused(found)
        if not keep(found.reply.headers):
            return Seen.of(found)
        with contextlib.suppress(Stopped):
            return Seen.of(found, await self._visitor.visit("GET", address, keep))
        return Seen.of(found)

    def _done(self, urls: Iterable[str], seen: Seen) -> None:
        for url in urls:
            check = self._check(url, seen)
            self._checks[url] = check
            self._tell(check)

    def _check(self, url: str, seen: Seen) -> LinkCheck:
        fragment = _fragment(url)
        parts = (Doubt.ANCHOR,) if seen.page is not None and web_page.misses(seen.page, fragment) else ()
        final = f"{seen.final}#{fragment}" if seen.outcome is Outcome.MOVED and fragment else seen.final
        return LinkCheck(
            url=url,
            outcome=seen.outcome,
            says=seen.says,
            checked_at=self._now(),
            status=seen.status,
            final_url=final,
            doubts=(*seen.doubts, *parts),
            logo=seen.picture if url in self._logos else None,
        )


def _fragment(url: str) -> str:
    try:
        return urlsplit(url).fragment
    except ValueError:
        return ""
