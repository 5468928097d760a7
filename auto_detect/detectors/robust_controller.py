"""`robust_controller`: an AI operator with definitions, a living controller, a wired webhook, reconciled resources."""

from auto_detect.detectors.components import api_rung, controller_version, controllers_rung, serves
from auto_detect.detectors.known import AI_OPERATORS, OPERATORS, Operator
from auto_detect.detectors.ladder import Ladder, beside, best, conclude, could_not_check, detected, not_detected
from auto_detect.detectors.reconciled import reconciled_rung
from auto_detect.detectors.unread import why_undiscovered
from auto_detect.detectors.webhooks import webhook_rung, wirings
from auto_detect.snapshot import Snapshot
from checklists.finding import Finding, Observation

ID = "robust_controller"


def detect_robust_controller(snapshot: Snapshot) -> Finding:
    """Whether one operator shows all four: definitions, controller, webhook, a reconciled resource."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    ladders = {operator: _climb(snapshot, operator) for operator in OPERATORS if serves(snapshot, operator)}
    chosen = best(list(ladders.values()))
    if chosen is None:
        return not_detected(ID, "No AI operator that is known by name is visible here.")
    operator = next(operator for operator, ladder in ladders.items() if ladder is chosen)
    others = (ladder for ladder in ladders.values() if ladder is not chosen)
    seen = (*chosen.seen, *(beside("Operator", ladder, "Complete as well.") for ladder in others))
    return conclude(
        ID,
        chosen,
        seen,
        found=lambda: _found(snapshot, operator, seen),
        some=f"{chosen.name}: {chosen.why_missing}.",
    )


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


def _found(snapshot: Snapshot, operator: Operator, seen: tuple[Observation, ...]) -> Finding:
    version = controller_version(snapshot, operator)
    named = f"{operator.name}{f' {version}' if version else ''}"
    unproven = ["That an invalid resource is refused by the webhook: none was submitted."]
    if any(w.hook.failure_policy == "Ignore" for w in wirings(snapshot, operator) if w.validates):
        unproven.append("That invalid resources are refused at all times: failurePolicy Ignore lets them pass.")
    if operator not in AI_OPERATORS:
        unproven.append(
            f"That an operator of AI workloads such as KubeRay or Kubeflow Trainer works: {operator.name} schedules."
        )
    return detected(
        ID,
        f"{operator.name} runs, its webhook is wired and its resources are reconciled.",
        seen,
        unproven=unproven,
        notes=(
            f"{named} runs: its API {operator.group} is served, its controller is available, a validating webhook for "
            f"its resources has ready endpoints, and resources were reconciled. "
            "That the webhook refuses an invalid resource was not exercised."
        ),
    )
