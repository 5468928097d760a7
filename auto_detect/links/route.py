"""Routes of link checks: the network addresses to connect to, or the proxy.

A host is resolved once, and connections go only to the checked addresses, so DNS rebinding has no effect. A proxy
resolves hosts by itself, so this guarantee does not hold there; addresses that this machine resolves are still checked.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from auto_detect.links.addresses import Reach, Resolver, is_local_name, is_reserved_name, is_unusual_spelling
from auto_detect.links.limits import RequestFailed
from auto_detect.metadata_addresses import is_metadata_address, is_metadata_host
from auto_detect.web.proxy import environment_proxy
from checklists.links.link_check import LinkOutcome

_MAX_LENGTH = 8_000
_MAX_ADDRESSES = 3
_ODD = frozenset(' \t\r\n\\<>"^`{|}')
"""Characters that some programs treat as the end of a host and others as part of the host."""
_METADATA = "leads to a cloud metadata service, so it was not requested"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Route:
    """Addresses and proxy for requesting a page."""

    addresses: tuple[str | None, ...]
    """Addresses to connect to, preferred first; None if the proxy resolves the host."""
    proxy: str | None


def parts_of(url: str) -> SplitResult:
    """Split a link; raise `RequestFailed` if it is not a web address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and parts.port != 0 and len(url) <= _MAX_LENGTH
        if usable and not _ODD.intersection(parts.netloc) and "%" not in (parts.hostname or ""):
            return parts
    except ValueError:
        pass
    raise RequestFailed(LinkOutcome.DEAD, "is not a web address")


def address_of(url: str) -> str:
    """Return the address to request for a link, without credentials and fragment; raise like `parts_of`."""
    parts = parts_of(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def proxy_for(url: str) -> str | None:
    """Return the environment's proxy for an address."""
    return environment_proxy(parts_of(url))


class HostResolver:
    """Resolver that looks up every host once."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._lookups: dict[tuple[str, int], asyncio.Task[tuple[str, ...]]] = {}

    async def find(self, host: str, port: int) -> tuple[str, ...]:
        """Resolve a host; raises OSError like the resolver."""
        lookup = self._lookups.get((host, port))
        if lookup is None:
            lookup = asyncio.ensure_future(in_thread(lambda: self._resolve(host, port)))
            lookup.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._lookups[host, port] = lookup
        return await asyncio.shield(lookup)


async def route(url: str, reach: Reach, names: HostResolver) -> Route:
    """Return the route to an address.

    Raises:
        RequestFailed: the address must not be requested, or its host does not resolve.
    """
    parts = parts_of(url)
    host = parts.hostname or ""
    if not reach.any_name:
        if is_local_name(host):
            raise RequestFailed(LinkOutcome.NOT_PUBLIC, "names this machine or its network, so it was not requested")
        if is_unusual_spelling(host):
            raise RequestFailed(
                LinkOutcome.NOT_PUBLIC, "writes its IP address in an unusual form, so it was not requested"
            )
    if is_metadata_host(host):
        raise RequestFailed(LinkOutcome.NOT_PUBLIC, _METADATA)
    if is_reserved_name(host):
        raise RequestFailed(LinkOutcome.DEAD, "has a host that does not exist")
    proxy = proxy_for(url)
    try:
        found = await names.find(host, parts.port or _PORTS[parts.scheme])
    except (OSError, UnicodeError) as error:
        if proxy is not None:
            return Route((None,), proxy)
        raise _resolve_failure(error) from None
    allowed = tuple(address for address in found if reach.permits(address))[:_MAX_ADDRESSES]
    if not allowed:
        raise RequestFailed(LinkOutcome.NOT_PUBLIC, "leads to an address that is not public, so it was not requested")
    if any(map(is_metadata_address, found)):
        raise RequestFailed(LinkOutcome.NOT_PUBLIC, _METADATA)
    return Route((None,) if proxy is not None else allowed, proxy)


def _resolve_failure(error: OSError | UnicodeError) -> RequestFailed:
    unknown = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
    if isinstance(error, UnicodeError) or error.errno in unknown:
        return RequestFailed(LinkOutcome.DEAD, "has a host that does not exist", maybe_local=True)
    return RequestFailed(LinkOutcome.NOT_ANSWERING, "has a host that could not be looked up", maybe_local=True)


async def in_thread(work: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """Run blocking work in a daemon thread; neither cancellation nor the end of the program waits for it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def settle(found: tuple[str, ...], error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(found)

    def run() -> None:
        found: tuple[str, ...] = ()
        failure: Exception | None = None
        try:
            found = work()
        except Exception as error:
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, failure)

    threading.Thread(target=run, name="look-up", daemon=True).start()
    return await future
