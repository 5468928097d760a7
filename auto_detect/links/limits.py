"""How pages are asked for: not many at once, fewer of one host, none of a host that wants a pause."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from auto_detect.links.addresses import Reach
from checklists.links.link_check import LinkOutcome


@dataclass(frozen=True)
class RequestLimits:
    """How much is asked at once, how long an answer is waited for, and where requests may go."""

    seconds: float = 30.0
    """For one page with its redirects; it may be asked for twice, with HEAD and with GET."""
    concurrent: int = 8
    per_host: int = 2
    max_pause: float = 10.0
    """The longest pause that a server may ask for before it is asked once more."""
    reach: Reach = field(default_factory=Reach)


class RequestFailed(Exception):
    """A visit that ended before an answer."""

    def __init__(
        self,
        outcome: LinkOutcome,
        says: str,
        *,
        retry: bool = False,
        maybe_local: bool = False,
        host_responded: bool = False,
    ) -> None:
        """Say how it ended.

        Args:
            outcome: What that makes of the link.
            says: A predicate: `does not answer within 30 seconds`.
            retry: Another method may get an answer.
            maybe_local: This machine may be the cause rather than the page.
            host_responded: Some other machine was there all the same.
        """
        super().__init__(says)
        self.outcome = outcome
        self.says = says
        self.retry = retry
        self.maybe_local = maybe_local
        self.host_responded = host_responded


class HostThrottle:
    """Lets visits through as the manners say."""

    def __init__(self, limits: RequestLimits) -> None:
        self._all = asyncio.Semaphore(limits.concurrent)
        self._per_host = limits.per_host
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._pauses: dict[str, float] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Wait for one's turn: first at the host's gate, so that a crowd before it keeps nobody else waiting."""
        async with self._hosts.setdefault(host, asyncio.Semaphore(self._per_host)):
            while (wait := self._pauses.get(host, 0.0) - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            async with self._all:
                yield

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody to that host for a while."""
        self._pauses[host] = max(self._pauses.get(host, 0.0), time.monotonic() + seconds)
