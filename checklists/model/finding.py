"""What a look at a cluster may say about a requirement: the vocabulary only."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Status


class Outcome(StrEnum):
    """Four different things, never mixed up."""

    DETECTED = "detected"
    """Everything that a read-only look can show for the requirement was seen."""
    PARTLY = "partly-detected"
    """Some of it was seen; the summary names what is missing."""
    NOT_DETECTED = "not-detected"
    """The look succeeded and nothing was there. It says nothing about what the platform can do."""
    COULD_NOT_CHECK = "could-not-check"
    """The look did not succeed; `reason` says why."""


@dataclass(frozen=True)
class Observation:
    """One fact seen in a cluster: which object, and a sentence."""

    kind: str
    """Kubernetes kind, for example `DeviceClass`, or `API` for a served group version."""
    name: str
    detail: str
    namespace: str | None = None
    path: str | None = None
    """API path that shows it, for example `/apis/resource.k8s.io/v1/deviceclasses/gpu.nvidia.com`."""
    doubtful: bool = False
    """Seen, and not counted: shown with a warning mark."""


@dataclass(frozen=True)
class Source:
    """One place that a finding rests on, and how the look at it ended."""

    path: str
    """API path of the resource."""
    result: str
    """A clause: how many objects were read, or why none could be."""
    queried: bool = False
    """Only objects that others point at were asked for, not the whole list."""
    read: bool = True
    """Objects could be read there, if there are any."""


@dataclass(frozen=True)
class Finding:
    """What the observations mean for one requirement. It never sets a status by itself."""

    requirement: str
    outcome: Outcome
    summary: str
    observations: tuple[Observation, ...] = ()
    unproven: tuple[str, ...] = ()
    suggested_status: Status | None = None
    suggested_notes: str | None = None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    """Where the answer was looked for, in the order in which it was needed."""
    to_detected: str | None = None
    """What would raise it to *detected* on this cluster, as a sentence; None if it is detected."""
    since: str | None = None
    """RFC 3339: when the oldest of it was read, where that was in an earlier look than the snapshot's."""

    def __post_init__(self) -> None:
        """Hold the two promises of the contract.

        Raises:
            ValueError: a suggestion without `detected`, or `could-not-check` without a reason.
        """
        if self.suggested_status is not None and self.outcome is not Outcome.DETECTED:
            raise ValueError("only a detected finding may suggest a status")
        if (self.outcome is Outcome.COULD_NOT_CHECK) != (self.reason is not None):
            raise ValueError("exactly the findings that could not check have a reason")
