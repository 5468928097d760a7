"""Outcomes of reading a resource."""

from enum import StrEnum


class ReadOutcome(StrEnum):
    """Outcome of reading a resource; only with READ and ABSENT does an empty listing mean absence."""

    READ = "read"
    ABSENT = "absent"
    """The API server does not serve the resource, so no objects exist."""
    DENIED = "denied"
    UNAVAILABLE = "unavailable"
    """The aggregated API does not respond, or the proxy cannot reach the workload."""
    FAILED = "failed"
    """Timeout, invalid response or lost connection; objects read before are kept."""
    CANCELLED = "cancelled"
