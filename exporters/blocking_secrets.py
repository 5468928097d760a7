"""Refusal to write a submission with secrets."""

from collections.abc import Iterable

from checklists.errors import ExportError
from checklists.scan.publication import PlacedMatch
from checklists.text import count

_SHOWN = 3


class SecretsFound(ExportError):
    """Secrets without a decision; `secrets` has their places."""

    def __init__(self, secrets: tuple[PlacedMatch, ...]) -> None:
        super().__init__(
            secrets_sentence(secrets),
            "Remove and revoke each, or decide: `aiconform drafts allow` or `aiconform drafts replace`.",
        )
        self.secrets = secrets


def require_no_secrets(secrets: Iterable[PlacedMatch]) -> None:
    """Raise if the submission contains secrets without a decision.

    Raises:
        SecretsFound: The submission contains secrets without a decision.
    """
    if found := tuple(secrets):
        raise SecretsFound(found)


def secrets_sentence(secrets: tuple[PlacedMatch, ...]) -> str:
    """Return the sentence that names the places and kinds of secrets, never their values."""
    named = ", ".join(f"{secret.where} ({secret.match.title})" for secret in secrets[:_SHOWN])
    more = f" and {len(secrets) - _SHOWN} more" if len(secrets) > _SHOWN else ""
    return f"The submission contains {count(len(secrets), 'secret')}: {named}{more}. Nothing was written."
