"""Public addresses: a link of a submission must not lead a request into a private network.

The networks are listed here because the properties of `ipaddress` differ between Python releases.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Resolver = Callable[[str, int], tuple[str, ...]]
"""Function that resolves host and port to addresses; blocks, and raises OSError like `socket.getaddrinfo`."""

_SPECIAL_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's own service, on every machine there
            "169.254.0.0/16",  # link-local, metadata services
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, a metadata service
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # former 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_GLOBAL_6 = ip_network("2000::/3")
_SPECIAL_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_SIX_TO_FOUR = ip_network("2002::/16")
_TRANSLATED = ip_network("64:ff9b::/96")
_LOCAL_NAMES = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)|(?:ip6-)?loopback"
)
_NO_NAMES = re.compile(r"(?:.*\.)?(?:invalid|onion|alt)")
_ODD = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Return whether an address is public, also when embedded in an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return _public_4(found) if isinstance(found, IPv4Address) else _public_6(found)


def _public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _SPECIAL_4)


def _public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in _TRANSLATED:
        return _public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _SIX_TO_FOUR:
        return _public_4(IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)


def is_local_name(host: str) -> bool:
    """Return whether a host name refers to this machine or network by its suffix."""
    return _LOCAL_NAMES.fullmatch(host.lower().rstrip(".")) is not None


def is_reserved_name(host: str) -> bool:
    """Return whether a host name is reserved and never resolves."""
    return _NO_NAMES.fullmatch(host.lower().rstrip(".")) is not None


def is_unusual_spelling(host: str) -> bool:
    """Return whether an IPv4 address is in a form that only some programs read: `127.1`, `0x7f000001`, `0177.0.0.1`."""
    if not _ODD.fullmatch(host):
        return False
    try:
        return str(IPv4Address(host)) != host
    except ValueError:
        return True


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Resolve a host on this machine; IPv4 addresses first, because more networks support IPv4."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    return tuple(sorted(addresses, key=lambda address: ":" in address))


@dataclass(frozen=True)
class Reach:
    """Permitted destinations of requests."""

    permits: Callable[[str], bool] = is_public
    """Called with each address before a connection."""
    any_name: bool = False
    """Whether local names and unusual spellings of addresses are permitted."""
    resolve: Resolver = look_up


ANYWHERE = Reach(lambda _: True, any_name=True)
"""Destinations including this machine and its network, for `--allow-private`; metadata services remain refused."""
