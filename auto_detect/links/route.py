"""From a link to the network address that is connected to, or to the proxy that is asked instead.

A name is looked up once, and every connection goes to an address that was looked at: a name server that answers
differently the next time gains nothing. Through a proxy that cannot be promised, since the proxy looks names
up by itself; what this machine knows of them is refused all the same.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from auto_detect.links.addresses import Reach, Resolver, is_local_name, is_reserved_name, is_unusual_spelling
from auto_detect.links.limits import RequestFailed
from auto_detect.metadata_addresses import is_metadata_address, is_metadata_host
from checklists.links.link_check import LinkOutcome

_MAX_LENGTH = 8_000
_MAX_ADDRESSES = 3
_ODD = frozenset(' \t\r\n\\<>"^`{|}')
"""Characters that one program takes for the end of a host and another for a part of it."""
_METADATA = "leads to a cloud metadata service, so it was not asked"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Route:
    """How a page is asked for."""

    addresses: tuple[str | None, ...]
    """To connect to, the likeliest first; None for a host that the proxy looks up."""
    proxy: str | None


def parts_of(url: str) -> SplitResult:
    """The parts of a link; raises `RequestFailed` for what is no address of a web page."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and parts.port != 0 and len(url) <= _MAX_LENGTH
        if usable and not _ODD.intersection(parts.netloc) and "%" not in (parts.hostname or ""):
            return parts
    except ValueError:
        pass
    raise RequestFailed(LinkOutcome.DEAD, "is no address of a web page")


def address_of(url: str) -> str:
    """What is requested for a link: no user, no password, no fragment; raises `RequestFailed` as `parts_of` does."""
    parts = parts_of(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def proxy_for(url: str) -> str | None:
    """The proxy that the environment wants for an address."""
    parts = parts_of(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class HostResolver:
    """Looks every host up once, however many links lead there: a slow name server is slow once."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._asked: dict[tuple[str, int], asyncio.Task[tuple[str, ...]]] = {}

    async def find(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of a host; raises OSError as the resolver does."""
        asked = self._asked.get((host, port))
        if asked is None:
            asked = asyncio.ensure_future(in_thread(lambda: self._resolve(host, port)))
            asked.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._asked[host, port] = asked
        return await asyncio.shield(asked)


async def route(url: str, reach: Reach, names: HostResolver) -> Route:
    """How to ask for an address.

    Raises:
        Stopped: It is not to be asked for, or nobody knows where it is.
    """
    parts = parts_of(url)
    host = parts.hostname or ""
    if not reach.any_name:
        if is_local_name(host):
            raise RequestFailed(LinkOutcome.NOT_PUBLIC, "names this machine or its network, so it was not asked")
        if is_unusual_spelling(host):
            raise RequestFailed(LinkOutcome.NOT_PUBLIC, "spells its network address in an odd way, so it was not asked")
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
        raise RequestFailed(LinkOutcome.NOT_PUBLIC, "leads to an address that is not public, so it was not asked")
    if any(map(is_metadata_address, found)):
        raise RequestFailed(LinkOutcome.NOT_PUBLIC, _METADATA)
    return Route((None,) if proxy is not None else allowed, proxy)


def _resolve_failure(error: OSError | UnicodeError) -> RequestFailed:
    unknown = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
    if isinstance(error, UnicodeError) or error.errno in unknown:
        return RequestFailed(LinkOutcome.DEAD, "has a host that does not exist", maybe_local=True)
    return RequestFailed(LinkOutcome.NOT_ANSWERING, "has a host that could not be looked up", maybe_local=True)


async def in_thread(work: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """Do something that blocks; neither a cancelled visit nor the end of the program waits for it."""
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
        trouble: Exception | None = None
        try:
            found = work()
        except Exception as error:
            trouble = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, trouble)

    threading.Thread(target=run, name="look-up", daemon=True).start()
    return await future
