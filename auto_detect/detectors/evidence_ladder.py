"""The evidence ladder: API served, definition sane, controller alive, webhook wired, something reconciled, in use.

Every rung is shown, missing or unknown. From that follows the outcome, the same way for every requirement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.wording import bounded, capitalize, observe
from checklists.model.checklist import Status
from checklists.model.finding import Finding, Observation, Outcome


class RungState(StrEnum):
    """How far a look at one rung came."""

    CONFIRMED = "shown"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rung:
    """One question and its answer."""

    state: RungState
    reason: str = ""
    """A clause: what is missing, or why it could not be seen."""
    observations: tuple[Observation, ...] = ()


def confirmed(*observations: Observation) -> Rung:
    """The rung is reached."""
    return Rung(RungState.CONFIRMED, "", observations)


def missing(reason: str, *observations: Observation) -> Rung:
    """A successful look found the rung missing."""
    return Rung(RungState.MISSING, reason, observations)


def unknown(reason: str, *observations: Observation) -> Rung:
    """Nobody could look."""
    return Rung(RungState.UNKNOWN, reason, observations)


@dataclass(frozen=True)
class Ladder:
    """The rungs of one component that could meet a requirement."""

    name: str
    rungs: tuple[Rung, ...]

    @property
    def outcome(self) -> Outcome:
        """What the rungs mean: a missing rung decides, whatever is unknown beside it."""
        states = {rung.state for rung in self.rungs}
        if RungState.MISSING in states:
            counted = any(not observation.doubtful for observation in self.observations)
            return Outcome.PARTLY if counted else Outcome.NOT_DETECTED
        return Outcome.COULD_NOT_CHECK if RungState.UNKNOWN in states else Outcome.DETECTED

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Every observation on the way up."""
        return tuple(observation for rung in self.rungs for observation in rung.observations)

    @property
    def confirmed_rungs(self) -> int:
        """How many rungs are shown."""
        return sum(rung.state is RungState.CONFIRMED for rung in self.rungs)

    @property
    def missing_reason(self) -> str:
        """The lowest missing rung as a clause: what is above it rests on it."""
        return next((rung.reason for rung in self.rungs if rung.state is RungState.MISSING), "")

    @property
    def unknown_reason(self) -> str:
        """Every reason why something could not be seen, joined."""
        return "; ".join(dict.fromkeys(rung.reason for rung in self.rungs if rung.state is RungState.UNKNOWN))


_RANK = (Outcome.DETECTED, Outcome.COULD_NOT_CHECK, Outcome.PARTLY, Outcome.NOT_DETECTED)


def deciding_ladder(ladders: Sequence[Ladder]) -> Ladder | None:
    """The ladder that decides: a complete one, else one that could be complete, else the highest."""
    return min(ladders, key=lambda ladder: (_RANK.index(ladder.outcome), -ladder.confirmed_rungs), default=None)


def conclude(
    requirement: str,
    ladder: Ladder,
    observations: Sequence[Observation],
    *,
    when_detected: Callable[[], Finding],
    partly_summary: str,
    missing_summary: str = "",
) -> Finding:
    """The finding of the ladder that decides.

    Args:
        requirement: its id.
        ladder: what was climbed.
        observations: the ladder's observations and what stands beside them.
        when_detected: makes the finding where every rung is shown.
        partly_summary: the summary where some of it is there.
        missing_summary: the summary where nothing is; by default the same.
    """
    match ladder.outcome:
        case Outcome.DETECTED:
            return when_detected()
        case Outcome.COULD_NOT_CHECK:
            return could_not_check(requirement, ladder.unknown_reason, observations)
        case Outcome.PARTLY:
            return partly_detected(requirement, partly_summary, observations)
        case _:
            return not_detected(requirement, missing_summary or partly_summary, observations)


def observe_other(kind: str, ladder: Ladder, complete: str) -> Observation:
    """A component that did not decide, as an observation; `complete` says it where all its rungs are shown."""
    match ladder.outcome:
        case Outcome.DETECTED:
            return observe(kind, ladder.name, complete)
        case Outcome.COULD_NOT_CHECK:
            return observe(kind, ladder.name, f"Not checked: {ladder.unknown_reason}.", doubtful=True)
        case _:
            return observe(kind, ladder.name, f"Not counted: {ladder.missing_reason}.", doubtful=True)


def detected(
    requirement: str,
    summary: str,
    observations: Sequence[Observation],
    *,
    unproven: Sequence[str],
    notes: str,
) -> Finding:
    """All that a look can show is there: suggest, and say what a look does not show."""
    return Finding(
        requirement,
        Outcome.DETECTED,
        summary,
        bounded(observations),
        tuple(unproven),
        suggested_status=Status.IMPLEMENTED,
        suggested_notes=notes,
    )


def partly_detected(
    requirement: str, summary: str, observations: Sequence[Observation], *, unproven: Sequence[str] = ()
) -> Finding:
    """Some of it is there; the summary names the missing rung."""
    return Finding(requirement, Outcome.PARTLY, summary, bounded(observations), tuple(unproven))


def not_detected(requirement: str, summary: str, observations: Sequence[Observation] = ()) -> Finding:
    """A successful look found nothing here, which says nothing about what the platform allows."""
    return Finding(requirement, Outcome.NOT_DETECTED, summary, bounded(observations))


def could_not_check(requirement: str, reason: str, observations: Sequence[Observation] = ()) -> Finding:
    """The look did not succeed."""
    return Finding(
        requirement,
        Outcome.COULD_NOT_CHECK,
        f"{capitalize(reason)}.",
        bounded(observations),
        reason=reason,
    )
