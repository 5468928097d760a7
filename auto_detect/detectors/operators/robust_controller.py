"""`robust_controller`: an AI operator with definitions, a living controller, a wired webhook, reconciled resources."""

from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.unknown_operators import Unnamed, general_operators, looked_into, unnamed_operators
from auto_detect.analysis.wording import listed, observe, word
from auto_detect.detectors.component_rungs import api_rung, controller_version, controllers_rung, serves
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    beside,
    best,
    conclude,
    could_not_check,
    detected,
    not_detected,
)
from auto_detect.detectors.operators.reconciled import reconciled_rung
from auto_detect.detectors.operators.unknown_operators import climb
from auto_detect.detectors.webhook_rungs import Wiring, webhook_rung, wirings, wirings_of
from auto_detect.known.components import AI_OPERATORS, OPERATORS, Operator
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "robust_controller"


@dataclass(frozen=True)
class _Candidate:
    """One operator that could meet the requirement."""

    operator: Operator | Unnamed
    ladder: Ladder

    @property
    def tier(self) -> int:
        """0 for operators of AI workloads, 1 for schedulers of them, 2 for any other, as far as names tell."""
        if isinstance(self.operator, Operator):
            return 0 if self.operator in AI_OPERATORS else 1
        return 0 if self.operator.ai else 2


def detect_robust_controller(snapshot: Snapshot) -> Finding:
    """Whether one operator shows all four: definitions, controller, webhook, a reconciled resource.

    One that is complete decides, else one of AI workloads, whether it is known by name or by its shape; then a
    scheduler. Where there is none of them, any other operator of that shape is told of, and is not enough.
    """
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    candidates = _candidates(snapshot)
    aside = _aside(snapshot)
    candidate = _deciding(candidates)
    if candidate is None:
        return _nothing(snapshot, aside)
    chosen = candidate.ladder
    others = (beside("Operator", c.ladder, "Complete as well.") for c in candidates if c is not candidate)
    seen = (*chosen.seen, *others, *aside)
    return conclude(
        ID,
        chosen,
        seen,
        found=lambda: _found(snapshot, candidate, seen),
        some=f"{chosen.name}: {chosen.why_missing}.",
    )


def _deciding(candidates: Sequence[_Candidate]) -> _Candidate | None:
    complete = (c for c in candidates if c.ladder.outcome is Outcome.DETECTED)
    tiers = ([c for c in candidates if c.tier == tier] for tier in range(3))
    preferred = next((tier for tier in tiers if tier), [])
    ladder = best([c.ladder for c in preferred])
    return next(complete, next((c for c in preferred if c.ladder is ladder), None))


def _candidates(snapshot: Snapshot) -> tuple[_Candidate, ...]:
    """Every operator that is served, those of AI first."""
    named = [_Candidate(operator, _climb(snapshot, operator)) for operator in OPERATORS if serves(snapshot, operator)]
    unnamed = [_Candidate(operator, climb(snapshot, operator)) for operator in _looked_into(snapshot)]
    return tuple(sorted((*named, *unnamed), key=lambda candidate: candidate.tier))


def _looked_into(snapshot: Snapshot) -> tuple[Unnamed, ...]:
    return looked_into(snapshot.of(registry.VALIDATING_WEBHOOKS).items, snapshot.of(registry.API_SERVICES).items)


def _climb(snapshot: Snapshot, operator: Operator) -> Ladder:
    return Ladder(
        operator.name,
        (
            api_rung(snapshot, operator),
            controllers_rung(snapshot, operator),
            webhook_rung(snapshot, operator),
            reconciled_rung(snapshot, operator),
        ),
    )


def _nothing(snapshot: Snapshot, aside: Sequence[Observation]) -> Finding:
    """Operators without a name here are found by their webhooks, so those must have been read."""
    looked = (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES)
    unread = next((why for area in looked if (why := why_unread(snapshot, area))), None)
    if unread:
        return could_not_check(ID, unread, aside)
    return not_detected(ID, "No operator of AI workloads is visible here.", aside)


def _aside(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Operators that are none of AI workloads, and those that were not looked into."""
    seen = []
    general = general_operators(snapshot.of(registry.VALIDATING_WEBHOOKS).items)
    if general:
        detail = "They run no AI workloads; not counted."
        path = f"/apis/{registry.VALIDATING_WEBHOOKS.group}/v1/{registry.VALIDATING_WEBHOOKS.resource}"
        seen.append(observe("Operator", listed(general, most=6), detail, path=path, doubtful=True))
    found = unnamed_operators(snapshot.of(registry.VALIDATING_WEBHOOKS).items, snapshot.of(registry.API_SERVICES).items)
    more = [operator.group for operator in found if operator not in _looked_into(snapshot)]
    if more:
        detail = "Not looked into: nothing in their names says AI, or others come first."
        seen.append(
            observe("Operator", listed(more), detail, path=f"/apis/{registry.API_SERVICES.group}", doubtful=True)
        )
    return tuple(seen)


def _found(snapshot: Snapshot, candidate: _Candidate, seen: tuple[Observation, ...]) -> Finding:
    operator = candidate.operator
    name = word(operator.name)
    version = controller_version(snapshot, operator) if isinstance(operator, Operator) else None
    unproven = ["That an invalid resource is refused by the webhook: none was submitted."]
    if any(w.hook.failure_policy == "Ignore" for w in _wirings(snapshot, operator) if w.validates):
        unproven.append("That invalid resources are refused at all times: failurePolicy Ignore lets them pass.")
    if isinstance(operator, Unnamed):
        unproven.append(f"That {name} is an operator of AI workloads: only its names say so.")
    elif operator not in AI_OPERATORS:
        unproven.append(
            f"That an operator of AI workloads such as KubeRay or Kubeflow Trainer works: {name} schedules."
        )
    return detected(
        ID,
        f"{name} runs, its webhook is wired and its resources are reconciled.",
        seen,
        unproven=unproven,
        notes=(
            f"{name}{f' {version}' if version else ''} runs: its API {word(operator.group)} is served, its controller "
            "is available, a validating webhook for its resources has ready endpoints, and resources were reconciled. "
            "That the webhook refuses an invalid resource was not exercised."
        ),
    )


def _wirings(snapshot: Snapshot, operator: Operator | Unnamed) -> tuple[Wiring, ...]:
    if isinstance(operator, Operator):
        return wirings(snapshot, operator)
    return wirings_of(snapshot, ((operator.group, operator.resource),))
