"""Checks of admission webhooks: a rule for the resources, a CA bundle and a Service with ready endpoints."""

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
    """A webhook configuration that covers an operator's resources."""

    resource: Resource[Object]
    configuration: WebhookConfiguration
    webhook: Webhook
    """Its entry in the best state."""
    ready: int
    """Ready endpoints of the entry's Service."""
    fault: str
    """The fault, as a clause; empty without one."""
    unknown: str
    """Why its endpoints are unknown; empty if they are known."""

    @property
    def validates(self) -> bool:
        """Whether it can reject objects."""
        return self.resource is registry.VALIDATING_WEBHOOKS

    @property
    def observation(self) -> Observation:
        """The webhook as an observation, doubtful if it is broken or unknown."""
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
    """Return every webhook configuration with a rule for the operator's resources.

    Rules decide, not names: many projects call theirs `validating-webhook-configuration`. Rules for all groups
    belong to policy engines, so a rule has to name the group.
    """
    return wirings_for(snapshot, operator_resources(operator))


def wirings_for(snapshot: Snapshot, own: tuple[tuple[str, str], ...]) -> tuple[WebhookWiring, ...]:
    """Return every webhook configuration with a rule for these (group, resource) pairs."""
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
        return "it is called by URL, so the cluster does not show whether it answers", ""
    if not webhook.client_config.ca_bundle:
        return "its CA bundle is empty", ""
    if ready:
        return "", ""
    failure = read_failure(snapshot, registry.ENDPOINT_SLICES)
    return ("", failure) if failure else ("no endpoint of its service is ready", "")


def webhook_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Check that a validating webhook for the operator's resources works."""
    return wiring_rung(snapshot, webhook_wirings(snapshot, operator), operator.without_webhook)


def wiring_rung(snapshot: Snapshot, wirings: tuple[WebhookWiring, ...], absence_hint: str = "") -> Rung:
    """Check that one of these webhooks validates and works; `absence_hint` explains why none may exist."""
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
        needed = "a validating webhook with a ready endpoint"
        return missing(f"its validating webhook does not count ({validating[0].fault})", *observations, needed=needed)
    hint = f" ({absence_hint})" if absence_hint else ""
    needed = "a working validating webhook for the operator's resources"
    return missing(f"no validating webhook covers its resources{hint}", *observations, needed=needed)


def observe_webhook_service(wiring: WebhookWiring, detail: str) -> Observation:
    """Return the Service of a working webhook as an observation: the process behind it is running."""
    service = wiring.webhook.client_config.service or WebhookService(wiring.webhook.name)
    meta = Meta(service.name, service.namespace or None)
    return observe_object(registry.SERVICES, meta, detail)


def working_webhook(snapshot: Snapshot, operator: Operator) -> WebhookWiring | None:
    """Return a working webhook of the operator, validating or mutating."""
    return next((w for w in webhook_wirings(snapshot, operator) if not w.fault and not w.unknown), None)
