"""Is a component's admission webhook wired: a rule for its resources, a CA bundle, and a Service that answers?"""

from collections.abc import Iterator
from dataclasses import dataclass

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import ready_endpoints
from auto_detect.analysis.operator_resources import operator_resources
from auto_detect.analysis.wording import clean_name, count, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.components import Operator
from auto_detect.objects.core import Meta, Object, Webhook, WebhookConfiguration, WebhookRule, WebhookService
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class WebhookWiring:
    """One webhook configuration that covers an operator's resources."""

    resource: Resource[Object]
    configuration: WebhookConfiguration
    webhook: Webhook
    """Its entry that is wired best."""
    ready: int
    """Ready endpoints behind the entry's Service."""
    fault: str
    """What is broken, as a clause; empty where it is wired."""
    unknown: str
    """Why its endpoints could not be seen; empty where they could."""

    @property
    def validates(self) -> bool:
        """It can refuse an object."""
        return self.resource is registry.VALIDATING_WEBHOOKS

    @property
    def observation(self) -> Observation:
        """The webhook as an observation, doubtful where it is not known to be wired."""
        detail = f"{count(self.ready, 'ready endpoint')} behind {clean_name(self.webhook.name)}"
        if self.webhook.failure_policy == "Ignore":
            detail += "; failurePolicy Ignore lets everything pass while it is down"
        if self.webhook.namespace_selector.opt_in:
            detail += "; only in namespaces that opt in by label"
        if self.webhook.object_selector.opt_in:
            detail += "; only for objects that opt in by label"
        doubt = self.fault or self.unknown
        return observe_object(
            self.resource,
            self.configuration.metadata,
            f"Not counted: {doubt}." if doubt else detail + ".",
            doubtful=bool(doubt),
        )


def webhook_wirings(snapshot: Snapshot, operator: Operator) -> tuple[WebhookWiring, ...]:
    """Every webhook configuration with a rule for the operator's resources.

    Rules decide, not names: `validating-webhook-configuration` is what many projects call theirs. A rule for all
    groups is a policy engine's, so only a rule that names the group counts.
    """
    return wirings_for(snapshot, operator_resources(operator))


def wirings_for(snapshot: Snapshot, own: tuple[tuple[str, str], ...]) -> tuple[WebhookWiring, ...]:
    """The same for resources as (group, resource)."""
    found = []
    for resource in (registry.VALIDATING_WEBHOOKS, registry.MUTATING_WEBHOOKS):
        for configuration in snapshot.listing(resource).items:
            entries = [
                _wiring(snapshot, resource, configuration, webhook)
                for webhook in configuration.webhooks
                if any(_covers(rule, own) for rule in webhook.rules)
            ]
            if entries:
                found.append(min(entries, key=lambda entry: (bool(entry.fault), bool(entry.unknown), -entry.ready)))
    return tuple(found)


def _covers(rule: WebhookRule, own: tuple[tuple[str, str], ...]) -> bool:
    if rule.operations and not {"CREATE", "UPDATE", "*"} & set(rule.operations):
        return False
    return any((group, resource) in own for group, resource in _covered_pairs(rule, own))


def _covered_pairs(rule: WebhookRule, own: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for group in rule.api_groups:
        for resource in rule.resources:
            if resource in ("*", "*/*"):
                yield from (pair for pair in own if pair[0] == group)
            else:
                yield group, resource.removesuffix("/*")


def _wiring(
    snapshot: Snapshot, resource: Resource[Object], configuration: WebhookConfiguration, webhook: Webhook
) -> WebhookWiring:
    service = webhook.client_config.service
    ready = len(ready_endpoints(snapshot, service.name, service.namespace or None)) if service is not None else 0
    fault, unseen = _state(snapshot, webhook, service, ready)
    return WebhookWiring(resource, configuration, webhook, ready, fault, unseen)


def _state(snapshot: Snapshot, webhook: Webhook, service: WebhookService | None, ready: int) -> tuple[str, str]:
    if service is None:
        return "it is reached by URL, so the cluster does not show whether it answers", ""
    if not webhook.client_config.ca_bundle:
        return "its CA bundle is empty", ""
    if ready:
        return "", ""
    failure = read_failure(snapshot, registry.ENDPOINT_SLICES)
    return ("", failure) if failure else ("no endpoint of its service is ready", "")


def webhook_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """A validating webhook for the operator's resources that is wired."""
    return wiring_rung(snapshot, webhook_wirings(snapshot, operator), operator.without_webhook)


def wiring_rung(snapshot: Snapshot, wirings: tuple[WebhookWiring, ...], absence_hint: str = "") -> Rung:
    """A validating one among these that is wired; `absence_hint` is a clause about why there may be none."""
    observations = tuple(wiring.observation for wiring in wirings)
    validating = [wiring for wiring in wirings if wiring.validates]
    if any(not wiring.fault and not wiring.unknown for wiring in validating):
        return confirmed(*observations)
    failure = read_failure(snapshot, registry.VALIDATING_WEBHOOKS)
    if failure:
        return unknown(failure, *observations)
    unknown_reason = next((wiring.unknown for wiring in validating if wiring.unknown), "")
    if unknown_reason:
        return unknown(unknown_reason, *observations)
    if validating:
        return missing(f"its validating webhook is broken ({validating[0].fault})", *observations)
    hint = f" ({absence_hint})" if absence_hint else ""
    return missing(f"no validating webhook covers its resources{hint}", *observations)


def observe_webhook_service(wiring: WebhookWiring, detail: str) -> Observation:
    """The Service of a webhook that answers: whoever answers is alive."""
    service = wiring.webhook.client_config.service or WebhookService(wiring.webhook.name)
    meta = Meta(service.name, service.namespace or None)
    return observe_object(registry.SERVICES, meta, detail)


def working_webhook(snapshot: Snapshot, operator: Operator) -> WebhookWiring | None:
    """A wired webhook of the operator, validating or mutating."""
    return next((w for w in webhook_wirings(snapshot, operator) if not w.fault and not w.unknown), None)
