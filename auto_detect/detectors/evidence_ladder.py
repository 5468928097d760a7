"""The evidence ladder: API served, definition sane, controller alive, webhook wired, something reconciled, in use.

Every rung is shown, missing or unknown. From that follows the outcome, the same way for every requirement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.wording import bounded, capital, observe
from checklists.model.checklist import Status
from checklists.model.finding import Finding, Observation, Outcome


class Step(StrEnum):
    """How far a look at one rung came."""

    SHOWN = "shown"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rung:
    """One question and its answer."""

    step: Step
    why: str = ""
    """A clause: what is missing, or why it could not be seen."""
    seen: tuple[Observation, ...] = ()


def shown(*seen: Observation) -> Rung:
    """The rung is reached."""
    return Rung(Step.SHOWN, "", seen)


def missing(why: str, *seen: Observation) -> Rung:
    """A successful look found the rung missing."""
    return Rung(Step.MISSING, why, seen)


def unknown(why: str, *seen: Observation) -> Rung:
    """Nobody could look."""
    return Rung(Step.UNKNOWN, why, seen)


@dataclass(frozen=True)
class Ladder:
    """The rungs of one component that could meet a requirement."""

    name: str
    rungs: tuple[Rung, ...]

    @property
    def outcome(self) -> Outcome:
        """What the rungs mean: a missing rung decides, whatever is unknown beside it."""
        steps = {rung.step for rung in self.rungs}
        if Step.MISSING in steps:
            counted = any(not observation.doubtful for observation in self.seen)
            return Outcome.PARTLY if counted else Outcome.NOT_DETECTED
        return Outcome.COULD_NOT_CHECK if Step.UNKNOWN in steps else Outcome.DETECTED

    @property
    def seen(self) -> tuple[Observation, ...]:
        """Every observation on the way up."""
        return tuple(observation for rung in self.rungs for observation in rung.seen)

    @property
    def reached(self) -> int:
        """How many rungs are shown."""
        return sum(rung.step is Step.SHOWN for rung in self.rungs)

    @property
    def why_missing(self) -> str:
        """The lowest missing rung as a clause: what is above it rests on it."""
        return next((rung.why for rung in self.rungs if rung.step is Step.MISSING), "")

    @property
    def why_unknown(self) -> str:
        """Every reason why something could not be seen, joined."""
        return "; ".join(dict.fromkeys(rung.why for rung in self.rungs if rung.step is Step.UNKNOWN))


_RANK = (Outcome.DETECTED, Outcome.COULD_NOT_CHECK, Outcome.PARTLY, Outcome.NOT_DETECTED)


def best(ladders: Sequence[Ladder]) -> Ladder | None:
    """The ladder that decides: a complete one, else one that could be complete, else the highest."""
    return min(ladders, key=lambda ladder: (_RANK.index(ladder.outcome), -ladder.reached), default=None)


def conclude(
    requirement: str,
    ladder: Ladder,
    seen: Sequence[Observation],
    *,
    found: Callable[[], Finding],
    some: str,
    nothing: str = "",
) -> Finding:
    """The finding of the ladder that decides.

    Args:
        requirement: its id.
        ladder: what was climbed.
        seen: the ladder's observations and what stands beside them.
        found: makes the finding where every rung is shown.
        some: the summary where some of it is there.
        nothing: the summary where nothing is; by default the same.
    """
    match ladder.outcome:
        case Outcome.DETECTED:
            return found()
        case Outcome.COULD_NOT_CHECK:
            return could_not_check(requirement, ladder.why_unknown, seen)
        case Outcome.PARTLY:
            return partly(requirement, some, seen)
        case _:
            return not_detected(requirement, nothing or some, seen)


def beside(kind: str, ladder: Ladder, complete: str) -> Observation:
    """A component that did not decide, as an observation; `complete` says it where all its rungs are shown."""
    match ladder.outcome:
        case Outcome.DETECTED:
            return observe(kind, ladder.name, complete)
        case Outcome.COULD_NOT_CHECK:
            return observe(kind, ladder.name, f"Not checked: {ladder.why_unknown}.", doubtful=True)
        case _:
            return observe(kind, ladder.name, f"Not counted: {ladder.why_missing}.", doubtful=True)


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


def partly(
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
        f"{capital(reason)}.",
        bounded(observations),
        reason=reason,
    )
