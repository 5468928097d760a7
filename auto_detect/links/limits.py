"""Rate limits of link checks: concurrent requests in total and per host, and pauses that hosts request."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from auto_detect.links.addresses import Reach
from checklists.links.link_check import LinkOutcome


@dataclass(frozen=True)
class RequestLimits:
    """Limits of requests: concurrency, time, and permitted destinations."""

    seconds: float = 30.0
    """Seconds for a page with its redirects; for HEAD and GET separately."""
    concurrent: int = 8
    per_host: int = 2
    max_pause: float = 10.0
    """Longest `Retry-After` in seconds after which a request is repeated."""
    reach: Reach = field(default_factory=Reach)


class RequestFailed(Exception):
    """Request that failed before a response."""

    def __init__(
        self,
        outcome: LinkOutcome,
        message: str,
        *,
        retry: bool = False,
        maybe_local: bool = False,
        host_responded: bool = False,
    ) -> None:
        """Describe the failure.

        Args:
            outcome: the outcome for the link.
            message: predicate: `does not answer within 30 seconds`.
            retry: whether another HTTP method may succeed.
            maybe_local: whether this machine may be the cause.
            host_responded: whether some host responded.
        """
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.retry = retry
        self.maybe_local = maybe_local
        self.host_responded = host_responded


class HostThrottle:
    """Throttle that applies the limits to all requests."""

    def __init__(self, limits: RequestLimits) -> None:
        self._all = asyncio.Semaphore(limits.concurrent)
        self._per_host = limits.per_host
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._pauses: dict[str, float] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Wait for a slot, first of the host, so that requests to a busy host do not block other hosts."""
        async with self._hosts.setdefault(host, asyncio.Semaphore(self._per_host)):
            while (wait := self._pauses.get(host, 0.0) - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            async with self._all:
                yield

    def pause(self, host: str, seconds: float) -> None:
        """Delay requests to `host` by `seconds`."""
        self._pauses[host] = max(self._pauses.get(host, 0.0), time.monotonic() + seconds)
