"""Block the network for tests: this process reaches loopback and UNIX sockets only."""

import ipaddress
import socket
import sys
from typing import Any


class NetworkBlockedError(OSError):
    """A test tried to reach another machine."""


_TRAFFIC = ("socket.connect", "socket.sendto", "socket.sendmsg")
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname")
_GUARDED = frozenset((*_TRAFFIC, *_LOOKUPS))


def block_network() -> None:
    """Refuse every connection, datagram and name lookup that leaves this machine, until the process ends.

    A name that is not local does not exist, as on a machine without a resolver; addresses need no lookup. Programs that
    a test starts are out of reach: `AICONFORM_OFFLINE` holds them back.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event not in _GUARDED:  # Python reports thousands of other events.
        return
    if event in _TRAFFIC:
        address = args[1]
        if isinstance(address, tuple) and not _loopback(str(address[0])):
            raise NetworkBlockedError(f"tests reach this machine only, not {address[0]}")
    else:
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        if host not in (None, "", "localhost") and not _literal(host):
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no names, not even {host}")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _literal(host: str) -> bool:
    """Return whether the text is an address, in any notation that the C library reads."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            socket.inet_aton(host)
        except OSError:
            return False
    return True
