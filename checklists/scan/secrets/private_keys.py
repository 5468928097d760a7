"""Private keys: PEM and PGP blocks, their base64 forms, and keys with a fixed prefix."""

from collections.abc import Iterator
from itertools import zip_longest

from checklists.scan.rule import PatternRule, Rule, SearchRule
from checklists.scan.searched_text import Span
from checklists.text import lazy_pattern

_MARKER = lazy_pattern(r"-{4,5} ?(?P<kind>BEGIN|END) (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_LONGEST = 20_000
"""Characters of a key; a block without an end marker stops at the end of its line."""
_BASE64 = "|".join(
    (
        "LS0tLS1CRUdJTiBQUklWQVRFIEtFW",
        "LS0tLS1CRUdJTiBSU0EgUFJJVkFURS",
        "LS0tLS1CRUdJTiBFQyBQUklWQVRFIE",
        "LS0tLS1CRUdJTiBEU0EgUFJJVkFURS",
        "LS0tLS1CRUdJTiBFRDI1NTE5IFBSSVZBVEUg",
        "LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUg",
        "LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURS",
    )
)


def _blocks(text: str, _: str) -> Iterator[Span]:
    """Yield each key from its `BEGIN` to its `END` line, or to the end of the line if that is missing."""
    markers = list(_MARKER().finditer(text))
    for marker, following in zip_longest(markers, markers[1:]):
        if marker["kind"] == "BEGIN":
            near = following is not None and following.start() - marker.end() <= _LONGEST
            line = text.find("\n", marker.end())
            closed = near and following["kind"] == "END"
            yield marker.start(), following.end() if closed else line if line >= 0 else len(text)


PRIVATE_KEYS: tuple[Rule, ...] = (
    SearchRule("private-key", "private key", ("private key",), _blocks, in_links=True),
    PatternRule(
        "private-key-base64", "private key in base64", ("ls0tls1crudjti",), rf"(?-i:(?:{_BASE64})[A-Za-z0-9+/]*+=*+)"
    ),
    PatternRule(
        "putty-key",
        "PuTTY private key",
        ("private-lines:",),
        r"^Private-Lines: \d{1,3}\n(?P<v>[A-Za-z0-9+/=]{20,100})",
        lines=2,
    ),
    PatternRule("age-key", "age secret key", ("age-secret-key-",), r"\bAGE-SECRET-KEY-1[0-9A-Z]{50,70}"),
    PatternRule(
        "wireguard-key",
        "WireGuard key",
        ("privatekey", "presharedkey"),
        r"\b(?:PrivateKey|PresharedKey)[ \t]{0,5}=[ \t]{0,5}(?P<v>[A-Za-z0-9+/]{43}=)",
    ),
    PatternRule(
        "ssh-dsa-jwk", "private JSON web key", ('"kty"',), r'"d"[ ]{0,5}:[ ]{0,5}"(?P<v>[\w-]{20,700})"', lines=12
    ),
)
