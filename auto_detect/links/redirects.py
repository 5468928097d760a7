"""Requests that follow redirects; every address on the way is checked like the first one."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urljoin

from auto_detect.links.limits import HostThrottle, RequestFailed, RequestLimits
from auto_detect.links.route import HostResolver, address_of, parts_of, proxy_for, route
from auto_detect.web.client import NoResponse, WebResponse, request
from auto_detect.web.faults import PROXY_FAULTS, Fault, failure
from checklists.links.link_check import LinkOutcome, displayed_url

MAX_REDIRECTS = 10
"""Number of redirects that the program's check follows."""
_CONNECT_SECONDS = 9.0
"""Seconds to connect to one address of a host, before the next address is tried."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_LATER = frozenset({429, 503})
_HOST_RESPONDED = (Fault.REFUSED, Fault.CERTIFICATE, Fault.ENCRYPTION, Fault.PROTOCOL)

BodyLimit = Callable[[Mapping[str, str]], int]
"""Returns how many bytes of a body to read, by its headers."""


@dataclass(frozen=True)
class PageVisit:
    """Response at the end of the redirects."""

    requested: str
    response: WebResponse
    final: str
    permanent: str
    """Target of the permanent redirects before the first temporary one; empty without any."""


class RedirectFollower:
    """Client that follows redirects; one instance for all pages, because it counts concurrent requests."""

    def __init__(self, limits: RequestLimits) -> None:
        self._limits = limits
        self._throttle = HostThrottle(limits)
        self._names = HostResolver(limits.reach.resolve)

    async def follow(self, method: str, url: str, body_limit: BodyLimit) -> PageVisit:
        """Request a link and follow its redirects.

        Raises:
            RequestFailed: no response.
            WebError: this machine's proxy or certificate settings are invalid.
        """
        at, moved, permanent = url, "", True
        seconds_left = self._limits.seconds
        for _ in range(MAX_REDIRECTS + 1):
            started = time.monotonic()
            try:
                response = await self._request_with_retry(method, address_of(at), body_limit, seconds_left)
            except RequestFailed as error:
                if at == url:
                    raise
                message = f"redirects to {displayed_url(at, limit=300)}, which {error.message}"
                raise RequestFailed(error.outcome, message, retry=error.retry, host_responded=True) from None
            target = _redirect_target(at, response)
            if target is None:
                return PageVisit(url, response, at, moved)
            permanent = permanent and response.status in _PERMANENT
            moved = target if permanent else moved
            at = target
            seconds_left = max(seconds_left - (time.monotonic() - started), 0.1)
        raise RequestFailed(
            LinkOutcome.NOT_ANSWERING, f"redirects more than {MAX_REDIRECTS} times", retry=True, host_responded=True
        )

    async def _request_with_retry(
        self, method: str, address: str, body_limit: BodyLimit, seconds: float
    ) -> WebResponse:
        response = await self._throttled(method, address, body_limit, seconds)
        pause = retry_after(response) if response.status in _LATER else None
        if pause is None or pause > self._limits.max_pause:
            return response
        self._throttle.pause(_host(address), pause)
        return await self._throttled(method, address, body_limit, seconds)

    async def _throttled(self, method: str, address: str, body_limit: BodyLimit, seconds: float) -> WebResponse:
        async with self._throttle.slot(_host(address)):
            try:
                async with asyncio.timeout(seconds):
                    return await self._request(method, address, body_limit, seconds)
            except TimeoutError:
                raise self._failure(NoResponse(Fault.LATE), address) from None
            except NoResponse as error:
                raise self._failure(error, address) from None

    async def _request(self, method: str, address: str, body_limit: BodyLimit, seconds: float) -> WebResponse:
        route_to = await route(address, self._limits.reach, self._names)
        request_at = partial(
            request,
            method,
            address,
            proxy=route_to.proxy,
            body_limit=body_limit,
            seconds=seconds,
            connect=min(seconds, _CONNECT_SECONDS),
        )
        for at in route_to.addresses[:-1]:
            try:
                return await request_at(ip_address=at)
            except NoResponse as error:
                if error.fault not in (Fault.REFUSED, Fault.UNREACHABLE):
                    raise
        return await request_at(ip_address=route_to.addresses[-1])

    def _failure(self, error: NoResponse, address: str) -> RequestFailed:
        if error.fault is Fault.SETTINGS:
            raise failure(displayed_url(address), error.fault, error.detail) from None
        if error.fault in PROXY_FAULTS and proxy_for(address) is not None:
            why = f" ({error.detail})" if error.detail else ""
            return RequestFailed(LinkOutcome.NOT_ANSWERING, f"was rejected by the proxy{why}", maybe_local=True)
        message = {
            Fault.REFUSED: "is on a host that refuses connections",
            Fault.LATE: f"does not answer within {self._limits.seconds:.3g} seconds",
            Fault.CERTIFICATE: f"has a certificate that cannot be verified ({error.detail})",
            Fault.ENCRYPTION: "does not support a TLS connection",
            Fault.PROTOCOL: "does not respond like a web server",
            Fault.ADDRESS: "is not a web address",
        }.get(error.fault, "is on a host that cannot be reached")
        outcome = LinkOutcome.DEAD if error.fault is Fault.ADDRESS else LinkOutcome.NOT_ANSWERING
        again = error.fault in (Fault.LATE, Fault.PROTOCOL)
        reached = error.fault in _HOST_RESPONDED
        return RequestFailed(
            outcome, message, retry=again, maybe_local=error.fault is Fault.UNREACHABLE, host_responded=reached
        )


def retry_after(response: WebResponse) -> float | None:
    """Return the seconds of a `Retry-After` header; None without one."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 8:
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _redirect_target(at: str, response: WebResponse) -> str | None:
    """Return the target of a redirect; None if the response is not a redirect."""
    location = response.headers.get("location", "")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(at, location)
    except ValueError:
        raise RequestFailed(LinkOutcome.DEAD, "redirects to an invalid address") from None


def _host(address: str) -> str:
    return parts_of(address).hostname or ""
