"""Forms of pseudonyms: their prefixes, their numbering, and the pattern that recognizes them."""

import itertools
import re
from collections.abc import Callable, Iterator

_STEMS = {
    "node-name": "node",
    "host-name": "host",
    "serial-number": "serial",
    "asset-tag": "asset",
    "machine-id": "machine",
    "system-uuid": "system",
    "uuid": "device",
    "boot-id": "boot",
    "gpu-unique-id": "accelerator",
    "infiniband-guid": "guid",
    "disk-id": "disk",
    "device-id": "disk",
    "provider-id": "provider",
    "account-id": "account",
    "project-id": "project",
    "project-number": "project",
    "subscription-id": "subscription",
    "tenant-id": "tenant",
    "client-id": "client",
    "resource-group": "group",
    "instance-id": "instance",
    "network-id": "network",
    "storage-id": "volume",
    "launch-template": "template",
    "home-folder": "user",
    "shell-prompt": "user",
    "unix-user": "user",
    "ssh-public-key": "ssh-key",
    "arn": "arn",
    "ocid": "ocid",
    "crn": "crn",
}
"""Prefix of a pseudonym, by rule."""
_LETTERED = {"gpu-uuid": "gpu", "mig-uuid": "mig"}
_FORM = re.compile(
    rf"(?:{'|'.join(sorted({*_STEMS.values()}))})-\d{{1,6}}|(?:{'|'.join(_LETTERED.values())})-[A-Z]{{1,4}}"
    r"|(?:node|pod|namespace|host)-[0-9a-f]{10}"
)
"""Pseudonyms of exports, and those of snapshots."""


def is_pseudonym(value: str) -> bool:
    """Return whether a value is a pseudonym."""
    return _FORM.fullmatch(value) is not None


def pool_of(rule: str) -> str:
    """Return the pool of a rule's pseudonyms; rules for the same kind of value share a pool."""
    return _STEMS.get(rule, rule)


def pseudonyms(pool: str) -> Iterator[str]:
    """Yield the pseudonyms of a pool, without end."""
    if pool in _LETTERED:
        return (f"{_LETTERED[pool]}-{_letters(number)}" for number in itertools.count(1))
    form = _SPECIAL.get(pool)
    return map(form, itertools.count(1)) if form else (f"{pool}-{number}" for number in itertools.count(1))


def _letters(number: int) -> str:
    """Return A, B, … Z, AA, AB and so on."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _ipv4(number: int) -> str:
    """Return an address reserved for documentation; once those are used up, one reserved for benchmarks."""
    networks = ("192.0.2", "198.51.100", "203.0.113")
    block, host = divmod(number - 1, 254)
    if block < len(networks):
        return f"{networks[block]}.{host + 1}"
    return f"198.{18 + block // 256 % 2}.{block % 256}.{host + 1}"


def _hardware_address(number: int) -> str:
    if number < 256:
        return f"00:00:5e:00:53:{number:02x}"
    return f"02:00:00:00:{number >> 8 & 255:02x}:{number & 255:02x}"


_SPECIAL: dict[str, Callable[[int], str]] = {
    "ipv4": _ipv4,
    "ipv6": lambda number: f"2001:db8::{number:x}",
    "mac-address": _hardware_address,
    "infiniband-address": lambda number: f"02:00:00:00:00:00:{number >> 8 & 255:02x}:{number & 255:02x}",
    "email": lambda number: f"person-{number}@example.com",
    "phone": lambda number: f"+1 555 01{number:02}",
    "api-server-url": lambda number: f"api-{number}.example",
}
