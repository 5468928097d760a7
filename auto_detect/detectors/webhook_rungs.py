"""Is a component's admission webhook wired: a rule for its resources, a CA bundle, and a Service that answers?"""

from collections.abc import Iterator
from dataclasses import dataclass

from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.health import ready_endpoints
from auto_detect.analysis.operator_resources import resources_of
from auto_detect.analysis.wording import count, observe_object, word
from auto_detect.detectors.evidence_ladder import Rung, missing, shown, unknown
from auto_detect.known.components import Operator
from auto_detect.objects.core import Meta, Object, Webhook, WebhookConfiguration, WebhookRule, WebhookService
from auto_detect.resources import registry
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class Wiring:
    """One webhook configuration that covers an operator's resources."""

    area: Area[Object]
    configuration: WebhookConfiguration
    hook: Webhook
    """Its entry that is wired best."""
    ready: int
    """Ready endpoints behind the entry's Service."""
    fault: str
    """What is broken, as a clause; empty where it is wired."""
    unseen: str
    """Why its endpoints could not be seen; empty where they could."""

    @property
    def validates(self) -> bool:
        """It can refuse an object."""
        return self.area is registry.VALIDATING_WEBHOOKS

    @property
    def observation(self) -> Observation:
        """The webhook as an observation, doubtful where it is not known to be wired."""
        detail = f"{count(self.ready, 'ready endpoint')} behind {word(self.hook.name)}"
        if self.hook.failure_policy == "Ignore":
            detail += "; failurePolicy Ignore lets everything pass while it is down"
        if self.hook.namespace_selector.opt_in:
            detail += "; only in namespaces that opt in by label"
        if self.hook.object_selector.opt_in:
            detail += "; only for objects that opt in by label"
        doubt = self.fault or self.unseen
        return observe_object(
            self.area,
            self.configuration.metadata,
            f"Not counted: {doubt}." if doubt else detail + ".",
            doubtful=bool(doubt),
        )


def wirings(snapshot: Snapshot, operator: Operator) -> tuple[Wiring, ...]:
    """Every webhook configuration with a rule for the operator's resources.

    Rules decide, not names: `validating-webhook-configuration` is what many projects call theirs. A rule for all
    groups is a policy engine's, so only a rule that names the group counts.
    """
    return wirings_of(snapshot, resources_of(operator))


def wirings_of(snapshot: Snapshot, own: tuple[tuple[str, str], ...]) -> tuple[Wiring, ...]:
    """The same for resources as (group, resource)."""
    found = []
    for area in (registry.VALIDATING_WEBHOOKS, registry.MUTATING_WEBHOOKS):
        for configuration in snapshot.of(area).items:
            entries = [
                _wiring(snapshot, area, configuration, hook)
                for hook in configuration.webhooks
                if any(_covers(rule, own) for rule in hook.rules)
            ]
            if entries:
                found.append(min(entries, key=lambda entry: (bool(entry.fault), bool(entry.unseen), -entry.ready)))
    return tuple(found)


def _covers(rule: WebhookRule, own: tuple[tuple[str, str], ...]) -> bool:
    if rule.operations and not {"CREATE", "UPDATE", "*"} & set(rule.operations):
        return False
    return any((group, resource) in own for group, resource in _pairs(rule, own))


def _pairs(rule: WebhookRule, own: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for group in rule.api_groups:
        for resource in rule.resources:
            if resource in ("*", "*/*"):
                yield from (pair for pair in own if pair[0] == group)
            else:
                yield group, resource.removesuffix("/*")


def _wiring(snapshot: Snapshot, area: Area[Object], configuration: WebhookConfiguration, hook: Webhook) -> Wiring:
    service = hook.client_config.service
    ready = len(ready_endpoints(snapshot, service.name, service.namespace or None)) if service is not None else 0
    fault, unseen = _state(snapshot, hook, service, ready)
    return Wiring(area, configuration, hook, ready, fault, unseen)


def _state(snapshot: Snapshot, hook: Webhook, service: WebhookService | None, ready: int) -> tuple[str, str]:
    if service is None:
        return "it is reached by URL, so the cluster does not show whether it answers", ""
    if not hook.client_config.ca_bundle:
        return "its CA bundle is empty", ""
    if ready:
        return "", ""
    unread = why_unread(snapshot, registry.ENDPOINT_SLICES)
    return ("", unread) if unread else ("no endpoint of its service is ready", "")


def webhook_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """A validating webhook for the operator's resources that is wired."""
    return wired(snapshot, wirings(snapshot, operator), operator.without_webhook)


def wired(snapshot: Snapshot, found: tuple[Wiring, ...], without: str = "") -> Rung:
    """A validating one among these that is wired; `without` is a clause about why there may be none."""
    seen = tuple(wiring.observation for wiring in found)
    validating = [wiring for wiring in found if wiring.validates]
    if any(not wiring.fault and not wiring.unseen for wiring in validating):
        return shown(*seen)
    unread = why_unread(snapshot, registry.VALIDATING_WEBHOOKS)
    if unread:
        return unknown(unread, *seen)
    unseen = next((wiring.unseen for wiring in validating if wiring.unseen), "")
    if unseen:
        return unknown(unseen, *seen)
    if validating:
        return missing(f"its validating webhook is broken ({validating[0].fault})", *seen)
    hint = f" ({without})" if without else ""
    return missing(f"no validating webhook covers its resources{hint}", *seen)


def observe_answering(wiring: Wiring, detail: str) -> Observation:
    """The Service of a webhook that answers: whoever answers is alive."""
    service = wiring.hook.client_config.service or WebhookService(wiring.hook.name)
    meta = Meta(service.name, service.namespace or None)
    return observe_object(registry.SERVICES, meta, detail)


def answering_webhook(snapshot: Snapshot, operator: Operator) -> Wiring | None:
    """A wired webhook of the operator, validating or mutating."""
    return next((w for w in wirings(snapshot, operator) if not w.fault and not w.unseen), None)
