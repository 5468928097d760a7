"""Stable pseudonyms for identifiers: equal values stay equal, different values stay different."""

import re
from collections.abc import Iterable, Iterator

from checklists.scan.pseudonym_form import pool_of, pseudonyms
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import Match

REDACTED = "REDACTED"
"""Replacement of a secret."""
_SERVER = re.compile(r"(?P<start>(?:https?://)?)(?P<host>\[[^\]]*\]|[^:/]+)(?P<end>.*)", re.DOTALL)
_ADDRESS = re.compile(r"[0-9a-f]*:[0-9a-f:]+|(?:\d{1,3}\.){3}\d{1,3}", re.IGNORECASE)


class Pseudonyms:
    """The pseudonyms of one submission, numbered in the order of their values."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Avoid pseudonyms that the texts already contain.

        Args:
            texts: All texts of the submission.
        """
        self._texts = tuple(text.lower() for text in texts)
        self._names: dict[str, str] = {}
        self._pools: dict[str, Iterator[str]] = {}

    def replaced(self, text: str, matches: Iterable[Match]) -> str:
        """Return the text with all matches replaced; a secret becomes `REDACTED`."""
        parts, end = list[str](), 0
        for match in sorted(matches, key=lambda match: match.start):
            value = text[match.start : match.end]
            parts += [text[end : match.start], self.replacement(match, value)]
            end = match.end
        return "".join((*parts, text[end:]))

    def replacement(self, match: Match, value: str) -> str:
        """Return the replacement of a match's value."""
        return REDACTED if match.match_class is MatchClass.SECRET else self._pseudonym(match.rule, value)

    def _pseudonym(self, rule: str, value: str) -> str:
        address = rule == "api-server-url" or value.startswith(("http://", "https://"))
        if address and (server := _SERVER.fullmatch(value)):
            host = server["host"].strip("[]")
            kind = ("ipv6" if ":" in host else "ipv4") if _ADDRESS.fullmatch(host) else rule
            name = self._name(kind, host)
            return f"{server['start']}{f'[{name}]' if ':' in name else name}{server['end']}"
        if rule == "mac-address":
            short = len(re.split("[:-]", value)) == 6
            name = self._name(rule if short else "infiniband-address", value.replace("-", ":"))
            return name.replace(":", "-") if "-" in value else name
        return self._name(rule, value)

    def _name(self, rule: str, value: str) -> str:
        """Return the pseudonym of a value, ignoring case."""
        key = value.lower()
        if key not in self._names:
            pool = pool_of(rule)
            names = self._pools.setdefault(pool, pseudonyms(pool))
            self._names[key] = next(name for name in names if not self._is_used(name.lower()))
        return self._names[key]

    def _is_used(self, name: str) -> bool:
        return any(name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in self._texts)
