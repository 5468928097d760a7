"""A visit to a page: through its redirects to the end, each stop asked for as if it were the first."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from auto_detect.links.limits import Gates, Manners, Stopped
from auto_detect.links.route import Names, address_of, parts_of, proxy_for, route
from auto_detect.web.client import Reply, Unanswered, ask
from auto_detect.web.faults import Fault, failure
from checklists.links.link_check import Outcome, shown

MAX_REDIRECTS = 10
"""As many as the program's check follows."""
_CONNECT_SECONDS = 9.0
"""For one address of a host; the next one may answer."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_LATER = frozenset({429, 503})
_PROXYS_OWN = (Fault.PROXY, Fault.REFUSED, Fault.UNREACHABLE, Fault.NAME)
_SOMEBODY_THERE = (Fault.REFUSED, Fault.CERTIFICATE, Fault.ENCRYPTION, Fault.PROTOCOL)

Keep = Callable[[Mapping[str, str]], int]
"""How many bytes of a body are of use, by its headers."""


@dataclass(frozen=True)
class Visit:
    """What was found at the end of the redirects."""

    asked: str
    reply: Reply
    final: str
    moved: str
    """Where redirects for good lead, before the first one that is not; empty if there is none."""


class Visitor:
    """Visits pages in the given manners; one for all pages, so that its gates count them all."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._gates = Gates(manners)
        self._names = Names(manners.reach.resolve)

    async def visit(self, method: str, url: str, keep: Keep) -> Visit:
        """Follow a link to its end.

        Raises:
            Stopped: there is no answer.
            WebError: the settings of this machine cannot be used.
        """
        at, moved, for_good = url, "", True
        left = self._manners.seconds
        for _ in range(MAX_REDIRECTS + 1):
            started = time.monotonic()
            try:
                reply = await self._hop(method, address_of(at), keep, left)
            except Stopped as stopped:
                if at == url:
                    raise
                says = f"redirects to {shown(at, limit=300)}, which {stopped.says}"
                raise Stopped(stopped.outcome, says, again=stopped.again, reached=True) from None
            following = _following(at, reply)
            if following is None:
                return Visit(url, reply, at, moved)
            for_good = for_good and reply.status in _FOR_GOOD
            moved = following if for_good else moved
            at = following
            left = max(left - (time.monotonic() - started), 0.1)
        raise Stopped(Outcome.NOT_ANSWERING, f"redirects more than {MAX_REDIRECTS} times", again=True, reached=True)

    async def _hop(self, method: str, address: str, keep: Keep, seconds: float) -> Reply:
        reply = await self._in_turn(method, address, keep, seconds)
        pause = retry_after(reply) if reply.status in _LATER else None
        if pause is None or pause > self._manners.patience:
            return reply
        self._gates.pause(_host(address), pause)
        return await self._in_turn(method, address, keep, seconds)

    async def _in_turn(self, method: str, address: str, keep: Keep, seconds: float) -> Reply:
        async with self._gates.through(_host(address)):
            try:
                async with asyncio.timeout(seconds):
                    return await self._ask(method, address, keep, seconds)
            except TimeoutError:
                raise self._stopped(Unanswered(Fault.LATE), address) from None
            except Unanswered as error:
                raise self._stopped(error, address) from None

    async def _ask(self, method: str, address: str, keep: Keep, seconds: float) -> Reply:
        way = await route(address, self._manners.reach, self._names)
        connect = min(seconds, _CONNECT_SECONDS)
        for at in way.addresses[:-1]:
            try:
                return await ask(method, address, at=at, proxy=way.proxy, keep=keep, seconds=seconds, connect=connect)
            except Unanswered as error:
                if error.fault not in (Fault.REFUSED, Fault.UNREACHABLE):
                    raise
        at = way.addresses[-1]
        return await ask(method, address, at=at, proxy=way.proxy, keep=keep, seconds=seconds, connect=connect)

    def _stopped(self, error: Unanswered, address: str) -> Stopped:
        if error.fault is Fault.SETTINGS:
            raise failure(shown(address), error.fault, error.detail) from None
        if error.fault in _PROXYS_OWN and proxy_for(address) is not None:
            why = f" ({error.detail})" if error.detail else ""
            return Stopped(Outcome.NOT_ANSWERING, f"was not let through by the proxy{why}", local=True)
        says = {
            Fault.REFUSED: "is on a host that refuses connections",
            Fault.LATE: f"does not answer within {self._manners.seconds:.3g} seconds",
            Fault.CERTIFICATE: f"has a certificate that cannot be verified ({error.detail})",
            Fault.ENCRYPTION: "makes no encrypted connection",
            Fault.PROTOCOL: "does not answer as a web server does",
            Fault.ADDRESS: "is no address of a web page",
        }.get(error.fault, "is on a host that cannot be reached")
        outcome = Outcome.DEAD if error.fault is Fault.ADDRESS else Outcome.NOT_ANSWERING
        again = error.fault in (Fault.LATE, Fault.PROTOCOL)
        reached = error.fault in _SOMEBODY_THERE
        return Stopped(outcome, says, again=again, local=error.fault is Fault.UNREACHABLE, reached=reached)


def retry_after(reply: Reply) -> float | None:
    """The pause in seconds that a server asks for; None if it asks for none."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 8:
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _following(at: str, reply: Reply) -> str | None:
    """Where a redirect leads, as it says; None for the end."""
    location = reply.headers.get("location", "")
    if reply.status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(at, location)
    except ValueError:
        raise Stopped(Outcome.DEAD, "redirects to what is no address of a web page") from None


def _host(address: str) -> str:
    return parts_of(address).hostname or ""
