"""IP addresses, hardware addresses and addresses of API servers."""

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Literal

from checklists.scan.pseudonym_form import is_pseudonym
from checklists.scan.rule import Check, Group, PatternRule, Rule, SearchRule
from checklists.scan.searched_text import Span
from checklists.text import lazy_pattern

_RESERVED_V4 = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "127.0.0.0/8",
            "192.0.2.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "198.18.0.0/15",
            "224.0.0.0/3",
        ),
    )
)
_WELL_KNOWN = frozenset(
    {"169.254.169.254", "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "1.2.3.4", "169.254.20.10"}
)
_DOCUMENTATION_V6 = ipaddress.ip_network("2001:db8::/32")
_VERSION = lazy_pattern(
    r"(?:version|ver\.?|release|driver|rev|chart|cuda|build|tag|firmware|bios|vbios|nccl|kernel)s?[\"']?[ \t]{0,40}[:=]?[ \t]{0,40}[\"']?v?$",
    re.I,
)


def _is_ipv4(value: str, before: str) -> bool:
    """Accept addresses except reserved ones, well-known ones and versions."""
    kind = _ipv4_kind(value)
    return kind is not None and (kind == "private" or not _VERSION().search(before))


@lru_cache(maxsize=4096)
def _ipv4_kind(value: str) -> Literal["private", "public"] | None:
    """Return the kind of an address; None if it cannot be a machine of the vendor."""
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return None
    if value in _WELL_KNOWN or any(address in network for network in _RESERVED_V4):
        return None
    return "private" if address.is_private else "public"


def _ipv4(text: str, low: str) -> Iterator[Span]:
    """Yield IPv4 addresses."""
    for middle in _DOTS.finditer(low):
        start = middle.start()
        while start > middle.start() - 3 and low[start - 1 : start].isdecimal():
            start -= 1
        last = _LAST.match(low, middle.end())
        before = low[max(start - 2, 0) : start]
        if last is None or start == middle.start() or before[-1:].isalnum() or before[-1:] in _JOINTS:
            continue
        if _is_ipv4(text[start : last.end()], text[max(start - 40, 0) : start].rpartition("\n")[2]):
            yield start, last.end()


def _is_ipv6(value: str, _: str) -> bool:
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    digits = sum(c in "0123456789abcdefABCDEF" for c in value)
    return digits >= 5 and not (address.is_loopback or address.is_multicast or address in _DOCUMENTATION_V6)


def _is_hardware_address(value: str, _: str) -> bool:
    pairs = re.split("[:-]", value.lower())
    known = len(pairs) in (6, 8, 16, 20)
    return known and len(set("".join(pairs))) > 2 and not ":".join(pairs).startswith(("00:00:5e:00:53", "02:00:00:00:"))


_DOTS = re.compile(r"\.[0-9]{1,3}\.[0-9]{1,3}\.(?=[0-9])")
_LAST = re.compile(r"[0-9]{1,3}(?![\w-]|\.\d)")
_JOINTS = frozenset("_.-")
_DASHES = re.compile(r"-[0-9a-f]{2}(?=-[0-9a-f]{2}-)")
_DASHED = lazy_pattern(r"(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?![\w-])")
_COLONS = re.compile(r":[0-9a-f]{0,4}:")
_HEAD = re.compile(r"[0-9a-f:]+\Z")
_TAIL = re.compile(r"[0-9a-f:]*")


@lru_cache(maxsize=4096)
def _is_own_server(value: str, _: str) -> bool:
    host = re.split("[:/]+", value.partition("//")[2])[0]
    return not is_pseudonym(host) and (
        re.match(
            r"https?://(?:localhost|127\.|0\.0\.0\.0|kubernetes(?:\.default)?[.:/]|\[?::1|[\w.-]*\bexample\b|[\w.-]+\.svc\b|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|\[2001:db8:)",
            value,
            re.I,
        )
        is None
    )


def _colon_addresses(accepts: Check, text: str, low: str) -> Iterator[Span]:
    """Yield addresses whose parts are separated by colons."""
    end = 0
    for part in _COLONS.finditer(low):
        if part.start() < end:
            continue
        head = _HEAD.search(low, max(part.start() - 60, 0), part.start())
        start = head.start() if head else part.start()
        tail = _TAIL.match(low, part.end() - 1)
        end = tail.end() if tail else part.end()
        before, after = low[start - 1 : start], low[end : end + 2]
        value = text[start:end]
        if before.isalnum() or before in ("_", ".") or after[:1].isalnum() or re.match(r"[_:]|\.\d", after):
            continue
        if accepts(value, ""):
            yield start, end


def _dashed_addresses(_: str, low: str) -> Iterator[Span]:
    """Yield hardware addresses of six pairs with dashes."""
    for part in _DASHES.finditer(low):
        start, end = part.start() - 2, part.start() + 15
        free = start >= 0 and not (low[start - 1 : start] or " ").isalnum()
        if free and _DASHED().match(low, start) and _is_hardware_address(low[start:end], ""):
            yield start, end


NETWORK: tuple[Rule, ...] = (
    PatternRule(
        "api-server-url",
        "URL of an API server",
        (":6443", ":8443", ":16443", ":9345"),
        r"https?://[\w.\[\]:-]{1,200}?:(?:6443|8443|16443|9345)(?!\d)",
        Group.ADDRESS,
        _is_own_server,
        in_links=True,
    ),
    PatternRule(
        "api-server-url",
        "URL of an API server",
        ("server: http", 'server": "http', "running at http"),
        r"(?:server: |server\": \"|running at )(?P<v>https?://[\w.\[\]:-]{3,200})",
        Group.ADDRESS,
        _is_own_server,
        in_links=True,
    ),
    PatternRule(
        "api-server-url",
        "URL of an API server",
        (".eks.amazonaws.com", ".azmk8s.io", ".k8s.ondigitalocean.com", ".gke.goog"),
        r"(?<![\w.-])(?:https?://)?[\w.-]{3,120}\.(?:eks\.amazonaws\.com|azmk8s\.io|k8s\.ondigitalocean\.com|gke\.goog)(?::\d{2,5})?",
        Group.ADDRESS,
        _is_own_server,
        in_links=True,
    ),
    SearchRule("ipv4", "IP address", (".",), _ipv4, Group.ADDRESS),
    SearchRule("ipv6", "IP address", (":",), partial(_colon_addresses, _is_ipv6), Group.ADDRESS),
    SearchRule(
        "mac-address", "hardware address", (":",), partial(_colon_addresses, _is_hardware_address), Group.ADDRESS
    ),
    SearchRule("mac-address", "hardware address", ("-",), _dashed_addresses, Group.ADDRESS),
)
