"""`robust_controller`: an AI operator with CRDs, a running controller, a wired webhook and reconciled resources."""

from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.unknown_operators import (
    UnknownOperator,
    general_operators,
    inspected_operators,
    unknown_operators,
)
from auto_detect.analysis.wording import clean_name, join_names, observe
from auto_detect.detectors.component_rungs import api_rung, controller_version, controllers_rung, is_served
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    conclude,
    could_not_check,
    deciding_ladder,
    detected,
    not_detected,
    observe_other,
)
from auto_detect.detectors.operators.reconciled import reconciled_rung
from auto_detect.detectors.operators.unknown_operators import build_ladder
from auto_detect.detectors.webhook_rungs import WebhookWiring, webhook_rung, webhook_wirings, wirings_for
from auto_detect.known.components import AI_OPERATORS, OPERATORS, Operator
from auto_detect.known.operators import AI_GROUPS
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "robust_controller"


@dataclass(frozen=True)
class _Candidate:
    """An operator that could meet the requirement."""

    operator: Operator | UnknownOperator
    ladder: Ladder

    @property
    def tier(self) -> int:
        """0 for operators of AI workloads, 1 for schedulers, 2 for any other, judged by names."""
        if isinstance(self.operator, Operator):
            return 0 if self.operator in AI_OPERATORS else 1
        return 0 if self.operator.ai else 2


def detect_robust_controller(snapshot: Snapshot) -> Finding:
    """Detect whether an operator passes all four checks: CRDs, controller, webhook, a reconciled resource.

    The operator that passes all checks decides, else an operator of AI workloads, known or not, else a scheduler. Any
    other operator is reported but is not enough.
    """
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    candidates = _candidates(snapshot)
    others_seen = _observe_others(snapshot)
    candidate = _deciding_candidate(candidates)
    if candidate is None:
        return _not_found(snapshot, others_seen)
    chosen = candidate.ladder
    others = (
        observe_other("Operator", c.ladder, "Passes every check as well.") for c in candidates if c is not candidate
    )
    observations = (*chosen.observations, *others, *others_seen)
    return conclude(
        ID,
        chosen,
        observations,
        when_detected=lambda: _detected(snapshot, candidate, observations),
        partly_summary=f"{chosen.name}: {chosen.missing_reason}.",
    )


def _deciding_candidate(candidates: Sequence[_Candidate]) -> _Candidate | None:
    complete = (c for c in candidates if c.ladder.outcome is Outcome.DETECTED)
    tiers = ([c for c in candidates if c.tier == tier] for tier in range(3))
    preferred = next((tier for tier in tiers if tier), [])
    ladder = deciding_ladder([c.ladder for c in preferred])
    return next(complete, next((c for c in preferred if c.ladder is ladder), None))


def _candidates(snapshot: Snapshot) -> tuple[_Candidate, ...]:
    """Return every served operator, AI operators first."""
    named = [
        _Candidate(operator, _build_ladder(snapshot, operator))
        for operator in OPERATORS
        if is_served(snapshot, operator)
    ]
    unnamed = [_Candidate(operator, build_ladder(snapshot, operator)) for operator in _inspected(snapshot)]
    return tuple(sorted((*named, *unnamed), key=lambda candidate: candidate.tier))


def _inspected(snapshot: Snapshot) -> tuple[UnknownOperator, ...]:
    return inspected_operators(
        snapshot.listing(registry.VALIDATING_WEBHOOKS).items, snapshot.listing(registry.API_SERVICES).items
    )


def _build_ladder(snapshot: Snapshot, operator: Operator) -> Ladder:
    return Ladder(
        operator.name,
        (
            api_rung(snapshot, operator),
            controllers_rung(snapshot, operator),
            webhook_rung(snapshot, operator),
            reconciled_rung(snapshot, operator),
        ),
    )


def _not_found(snapshot: Snapshot, others_seen: Sequence[Observation]) -> Finding:
    """Return the finding without candidates; unknown operators are found by webhooks, so those must be readable."""
    resources = (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES)
    failure = next((why for resource in resources if (why := read_failure(snapshot, resource))), None)
    if failure:
        return could_not_check(ID, failure, others_seen)
    return not_detected(ID, "No operator of AI workloads is visible here.", others_seen)


def _observe_others(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return observations of other operators, and of operators that were not inspected."""
    observations = []
    general = general_operators(snapshot.listing(registry.VALIDATING_WEBHOOKS).items)
    if general:
        detail = "Not for AI workloads; not counted."
        path = f"/apis/{registry.VALIDATING_WEBHOOKS.group}/v1/{registry.VALIDATING_WEBHOOKS.plural}"
        observations.append(observe("Operator", join_names(general, limit=6), detail, path=path, doubtful=True))
    found = unknown_operators(
        snapshot.listing(registry.VALIDATING_WEBHOOKS).items, snapshot.listing(registry.API_SERVICES).items
    )
    inspected = _inspected(snapshot)
    more = [operator.group for operator in found if operator not in inspected]
    if more:
        detail = "Not inspected: their names do not suggest AI workloads, or others were inspected first."
        observations.append(
            observe("Operator", join_names(more), detail, path=f"/apis/{registry.API_SERVICES.group}", doubtful=True)
        )
    return tuple(observations)


def _detected(snapshot: Snapshot, candidate: _Candidate, observations: tuple[Observation, ...]) -> Finding:
    operator = candidate.operator
    name = clean_name(operator.name)
    version = controller_version(snapshot, operator) if isinstance(operator, Operator) else None
    unproven = ["That the webhook rejects an invalid resource: none was submitted."]
    if any(w.webhook.failure_policy == "Ignore" for w in _wirings(snapshot, operator) if w.validates):
        unproven.append(
            "That invalid resources are always rejected: failurePolicy Ignore admits them while the webhook is down."
        )
    if isinstance(operator, UnknownOperator) and operator.group not in AI_GROUPS:
        unproven.append(f"That {name} is an operator of AI workloads: only its names suggest it.")
    elif isinstance(operator, Operator) and operator not in AI_OPERATORS:
        unproven.append(
            f"That an operator of AI workloads, such as KubeRay or Kubeflow Trainer, works: {name} only schedules pods."
        )
    return detected(
        ID,
        f"{name} runs, its webhook has a ready endpoint and its resources are reconciled.",
        observations,
        unproven=unproven,
        notes=(
            f"{name}{f' {version}' if version else ''} runs: its API {clean_name(operator.group)} "
            f"is served, its controller "
            "is available, a validating webhook for its resources has ready endpoints, and resources were reconciled. "
            "Whether the webhook rejects an invalid resource was not tested."
        ),
    )


def _wirings(snapshot: Snapshot, operator: Operator | UnknownOperator) -> tuple[WebhookWiring, ...]:
    if isinstance(operator, Operator):
        return webhook_wirings(snapshot, operator)
    return wirings_for(snapshot, ((operator.group, operator.plural),))
