"""Findings: results of detectors, one per requirement."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Status


class Outcome(StrEnum):
    """Outcome of a detector."""

    DETECTED = "detected"
    """The cluster shows everything that read-only access can show for the requirement."""
    PARTLY = "partly-detected"
    """The cluster shows a part; the summary names the first missing check."""
    NOT_DETECTED = "not-detected"
    """The read succeeded and found nothing; the platform may still support it."""
    COULD_NOT_CHECK = "could-not-check"
    """The read failed; `reason` explains why."""


@dataclass(frozen=True)
class Observation:
    """One observed fact: the object and a sentence."""

    kind: str
    """Kubernetes kind, for example `DeviceClass`, or `API` for a served group version."""
    name: str
    detail: str
    namespace: str | None = None
    path: str | None = None
    """API path of the object, for example `/apis/resource.k8s.io/v1/deviceclasses/gpu.nvidia.com`."""
    doubtful: bool = False
    """The observation does not count; screens show it with a warning sign."""


@dataclass(frozen=True)
class Source:
    """One resource that a finding relies on, with the result of its query."""

    path: str
    """API path of the resource."""
    result: str
    """A clause: the number of objects, or why the resource is unreadable."""
    queried: bool = False
    """A follow-up query read selected objects only, not the whole list."""
    read: bool = True
    """The query succeeded."""


@dataclass(frozen=True)
class Finding:
    """A detector's result for one requirement; it never sets a status."""

    requirement: str
    outcome: Outcome
    summary: str
    observations: tuple[Observation, ...] = ()
    unproven: tuple[str, ...] = ()
    suggested_status: Status | None = None
    suggested_notes: str | None = None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    """Resources that the detector used, in order of use."""
    to_detected: str | None = None
    """What would raise it to *detected* on this cluster, as a sentence; None if it is detected."""
    since: str | None = None
    """RFC 3339: time of the oldest data used, if it is older than the snapshot."""

    def __post_init__(self) -> None:
        """Enforce the contract.

        Raises:
            ValueError: The finding suggests a status without `detected`, or lacks the reason for `could-not-check`.
        """
        if self.suggested_status is not None and self.outcome is not Outcome.DETECTED:
            raise ValueError("only a detected finding may suggest a status")
        if (self.outcome is Outcome.COULD_NOT_CHECK) != (self.reason is not None):
            raise ValueError("exactly the findings that could not check have a reason")
