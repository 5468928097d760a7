"""The evidence ladder: checks in order, such as API served, controller running, webhook ready, object reconciled.

Each check is confirmed, missing or unknown; the outcome follows from them in the same way for every requirement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.wording import bounded, capitalize, join_names, observe
from checklists.model.checklist import Status
from checklists.model.finding import Finding, Observation, Outcome


class RungState(StrEnum):
    """Result of one check."""

    CONFIRMED = "confirmed"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rung:
    """One check and its result."""

    state: RungState
    reason: str = ""
    """A clause: the missing fact, or why the check is unknown."""
    observations: tuple[Observation, ...] = ()
    needed: str = ""
    """A noun phrase for the object that would confirm the check on this cluster."""


def confirmed(*observations: Observation) -> Rung:
    """Build a confirmed check."""
    return Rung(RungState.CONFIRMED, "", observations)


def missing(reason: str, *observations: Observation, needed: str = "") -> Rung:
    """Build a check that failed although everything it needs was read."""
    return Rung(RungState.MISSING, reason, observations, needed)


def unknown(reason: str, *observations: Observation, needed: str = "") -> Rung:
    """Build a check that could not be made."""
    return Rung(RungState.UNKNOWN, reason, observations, needed)


@dataclass(frozen=True)
class Ladder:
    """The checks of one component that could meet a requirement."""

    name: str
    rungs: tuple[Rung, ...]

    @property
    def outcome(self) -> Outcome:
        """Outcome of the checks: a missing check decides, even if others are unknown."""
        states = {rung.state for rung in self.rungs}
        if RungState.MISSING in states:
            counted = any(not observation.doubtful for observation in self.observations)
            return Outcome.PARTLY if counted else Outcome.NOT_DETECTED
        return Outcome.COULD_NOT_CHECK if RungState.UNKNOWN in states else Outcome.DETECTED

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Observations of all checks: first the decisive one of each check, then the rest in order."""
        decisive = (observation for rung in self.rungs for observation in _decisive(rung))
        return tuple(dict.fromkeys((*decisive, *(o for rung in self.rungs for o in rung.observations))))

    @property
    def needed(self) -> str:
        """The objects that would confirm all open checks, as a noun phrase; empty unless each open check names one."""
        pending = [rung for rung in self.rungs if rung.state is not RungState.CONFIRMED]
        return join_names(rung.needed for rung in pending) if all(rung.needed for rung in pending) else ""

    @property
    def confirmed_rungs(self) -> int:
        """Number of confirmed checks."""
        return sum(rung.state is RungState.CONFIRMED for rung in self.rungs)

    @property
    def missing_reason(self) -> str:
        """Reason of the first missing check, as a clause: later checks depend on it."""
        return next((rung.reason for rung in self.rungs if rung.state is RungState.MISSING), "")

    @property
    def unknown_reason(self) -> str:
        """Reasons of all unknown checks, joined."""
        return "; ".join(dict.fromkeys(rung.reason for rung in self.rungs if rung.state is RungState.UNKNOWN))


def _decisive(rung: Rung) -> tuple[Observation, ...]:
    """Return the observation that proves a confirmed check; for any other check, the first that does not count."""
    confirms = rung.state is RungState.CONFIRMED
    return tuple(o for o in rung.observations if o.doubtful is not confirms)[:1]


_RANK = (Outcome.DETECTED, Outcome.COULD_NOT_CHECK, Outcome.PARTLY, Outcome.NOT_DETECTED)


def deciding_ladder(ladders: Sequence[Ladder]) -> Ladder | None:
    """Return the ladder that decides: the first complete one, else a possibly complete one, else the most complete."""
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
    """Build the finding of the ladder that decides.

    Args:
        requirement: its id.
        ladder: the ladder that decides.
        observations: the ladder's observations and further ones.
        when_detected: builds the finding if every check is confirmed.
        partly_summary: summary of a *partly detected* finding.
        missing_summary: summary of a *not detected* finding; by default the same.
    """
    match ladder.outcome:
        case Outcome.DETECTED:
            return when_detected()
        case Outcome.COULD_NOT_CHECK:
            return could_not_check(requirement, ladder.unknown_reason, observations, needed=ladder.needed)
        case Outcome.PARTLY:
            return partly_detected(requirement, partly_summary, observations, needed=ladder.needed)
        case _:
            return not_detected(requirement, missing_summary or partly_summary, observations, needed=ladder.needed)


def observe_other(kind: str, ladder: Ladder, complete: str) -> Observation:
    """Return a component that did not decide as an observation; `complete` is its text if every check is confirmed."""
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
    """Build a *detected* finding, which suggests a status and notes, and lists unproven points."""
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
    requirement: str,
    summary: str,
    observations: Sequence[Observation],
    *,
    unproven: Sequence[str] = (),
    needed: str = "",
) -> Finding:
    """Build a *partly detected* finding; the summary names the first missing check."""
    return Finding(
        requirement,
        Outcome.PARTLY,
        summary,
        bounded(observations),
        tuple(unproven),
        to_detected=_sentence(needed),
    )


def not_detected(
    requirement: str, summary: str, observations: Sequence[Observation] = (), *, needed: str = ""
) -> Finding:
    """Build a *not detected* finding, which does not rule out that the platform supports it."""
    return Finding(requirement, Outcome.NOT_DETECTED, summary, bounded(observations), to_detected=_sentence(needed))


def could_not_check(
    requirement: str, reason: str, observations: Sequence[Observation] = (), *, needed: str = ""
) -> Finding:
    """Build a *could not check* finding."""
    return Finding(
        requirement,
        Outcome.COULD_NOT_CHECK,
        f"{capitalize(reason)}.",
        bounded(observations),
        reason=reason,
        to_detected=_sentence(needed),
    )


def _sentence(needed: str) -> str | None:
    return f"{capitalize(needed)}." if needed else None
