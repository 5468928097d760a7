"""How the look at a part of a cluster ended."""

from enum import StrEnum


class ReadOutcome(StrEnum):
    """Five ways; only the first two let emptiness mean absence."""

    READ = "read"
    ABSENT = "absent"
    """The API server does not serve it: a successful look at nothing."""
    DENIED = "denied"
    UNAVAILABLE = "unavailable"
    """Served by an aggregated API that does not answer, or behind a proxy that reaches nobody."""
    FAILED = "failed"
    """Time-out, broken answer, lost connection; what came before is kept."""
    CANCELLED = "cancelled"
