"""Addresses of cloud metadata services, which answer any GET request with credentials of this machine.

No flag permits a request to these services: not for a link, a redirect, a mirror or an API server.
"""

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SERVICES_4 = tuple(
    map(
        ip_network,
        (
            "169.254.0.0/16",  # link-local: AWS, Azure, Google Cloud, OpenStack and most others
            "100.100.100.200/32",  # Alibaba Cloud
            "168.63.129.16/32",  # Azure, the host's own service
            "192.0.0.192/32",  # Oracle Cloud, older
        ),
    )
)
_SERVICES_6 = tuple(
    map(
        ip_network,
        (
            "fd00:ec2::/32",  # AWS
            "fd20:ce::/32",  # Google Cloud
            "fd00:c1::/32",  # Oracle Cloud
            "fd00:42::/32",  # Scaleway
            "fe80::a9fe:a9fe/128",  # OpenStack
        ),
    )
)
_WRAPPED = tuple(
    map(
        ip_network,
        (
            "::/96",  # IPv4-compatible
            "::ffff:0:0/96",  # IPv4-mapped
            "::ffff:0:0:0/96",  # IPv4-translated
            "64:ff9b::/96",  # NAT64
            "64:ff9b:1::/48",  # NAT64 of a network's own
        ),
    )
)
"""IPv6 networks whose last 32 bits are an IPv4 address."""
_EXACT = frozenset(
    map(IPv4Address, ("169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16"))
)
"""Refused as the last 32 bits of any IPv6 address: a network may choose its own prefix for NAT64."""
_TEREDO, _SIX_TO_FOUR = ip_network("2001::/32"), ip_network("2002::/16")
_NAMES = re.compile(
    r"(?:metadata|instance-data)(?:\.(?:[^.]+\.)*internal)?"
    r"|metadata\.(?:goog|tencentyun\.com|packet\.net|platformequinix\.com|azure\.com)"
)


def is_metadata_host(host: str) -> bool:
    """Return whether the host of a URL is a metadata service, by name or by an address in any spelling.

    `is_metadata_address` finds names that resolve to a metadata service, after the DNS lookup.
    """
    plain = unicodedata.normalize("NFKC", host).replace("\u3002", ".").strip("[]").rstrip(".").lower()
    if _NAMES.fullmatch(plain) is not None or is_metadata_address(plain):
        return True
    try:
        # Reads what a C library reads: decimal, octal and hexadecimal numbers, and fewer than four of them.
        return is_metadata_address(str(IPv4Address(socket.inet_aton(plain))))
    except (OSError, UnicodeError, ValueError):
        return False


def is_metadata_address(address: str) -> bool:
    """Return whether a network address belongs to a metadata service, also when embedded in an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_service(found)
    plain = IPv6Address(int(found))
    last = IPv4Address(int(plain) & 0xFFFFFFFF)
    if last in _EXACT or any(plain in network for network in _SERVICES_6):
        return True
    if any(plain in network for network in _WRAPPED):
        return _is_service(last)
    if plain in _SIX_TO_FOUR:
        return _is_service(IPv4Address(int(plain) >> 80 & 0xFFFFFFFF))
    return plain in _TEREDO and _is_service(IPv4Address(int(last) ^ 0xFFFFFFFF))


class MetadataAddressError(OSError):
    """Connection to a metadata service, closed before anything was sent."""


def refuse_metadata(sock: socket.socket) -> None:
    """Close a new connection if its peer is a metadata service, regardless of the host name.

    Raises:
        MetadataAddressError: the peer is a metadata service.
    """
    try:
        address = sock.getpeername()[0]
    except (OSError, IndexError):
        return
    if isinstance(address, str) and is_metadata_address(address):
        sock.close()
        raise MetadataAddressError


def _is_service(address: IPv4Address) -> bool:
    return any(address in network for network in _SERVICES_4)
