"""The user's decisions about secrets and identifiers in a submission."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from checklists.text import line_as_typed

ALL_IDENTIFIERS = "identifiers"
"""Name for all kinds of identifiers."""
_Digest = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class Decision(StrEnum):
    """Decision about a secret or an identifier in an export."""

    ALLOW = "allow"
    """Write the value: it is not a secret, or an identifier that may be public."""
    REPLACE = "replace"
    """Write a pseudonym, or `REDACTED` for a secret, instead."""


class MatchDecisions(BaseModel):
    """Decisions by match and by kind; matches are known by digests with a random key, which reveal nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: _Digest = Field(default_factory=lambda: secrets.token_hex(16))
    """Key of the digests."""
    kinds: Mapping[str, Decision] = Field(default_factory=dict)
    """Decisions by the name of a rule, or `identifiers`."""
    matches: Mapping[_Digest, Decision] = Field(default_factory=dict)
    """Decisions by the keyed digest of the value."""

    def of(self, digest: str, rule: str, *, secret: bool) -> Decision | None:
        """Return the decision about a match; a kind never decides about secrets.

        Args:
            digest: The digest of its value.
            rule: The rule that found it.
            secret: Whether it is a secret.
        """
        decided = self.matches.get(self._keyed(digest)) if self.matches else None
        if decided is not None or secret:
            return decided
        return self.kinds.get(rule, self.kinds.get(ALL_IDENTIFIERS))

    def with_matches(self, digests: Iterable[str], decision: Decision | None) -> Self:
        """Return the decisions with a new decision about each value; None removes the decision."""
        return self.model_copy(update={"matches": _with(self.matches, map(self._keyed, digests), decision)})

    def with_kind(self, rule: str, decision: Decision | None) -> Self:
        """Return the decisions with a new decision about a kind; None removes the decision."""
        return self.model_copy(update={"kinds": _with(self.kinds, [line_as_typed(rule)], decision)})

    def _keyed(self, digest: str) -> str:
        return hmac.new(self.key.encode(), digest.encode(), hashlib.sha256).hexdigest()[:32]


def _with(before: Mapping[str, Decision], names: Iterable[str], decision: Decision | None) -> dict[str, Decision]:
    changed = {**before, **dict.fromkeys(names, decision)}
    return {name: value for name, value in changed.items() if value is not None}
