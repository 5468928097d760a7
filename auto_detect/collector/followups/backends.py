"""Queries for the endpoints and Deployments behind webhooks, gateways, inference pools and Services."""

from collections.abc import Iterable

from auto_detect.analysis.health import is_controller
from auto_detect.analysis.unknown_operators import inspected_operators
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Listings, Query, SkippedQuery
from auto_detect.known import components
from auto_detect.known.accelerators import HAMI_WEBHOOK
from auto_detect.known.gateways import implementation_of
from auto_detect.known.metrics import GOVERNING_SERVICES
from auto_detect.objects.core import Object, WebhookConfiguration, WebhookService
from auto_detect.resources import registry
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.resources.monitoring import COLLECTORS
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Listing, ReadOutcome

MAX_NAMESPACES = 5
MAX_SERVICES = 50
_WEBHOOKS = (registry.VALIDATING_WEBHOOKS, registry.MUTATING_WEBHOOKS)


def webhook_deployments(listings: Listings) -> Iterable[Query[Object] | SkippedQuery]:
    """Yield queries for Deployments in namespaces of webhooks whose controller the label selectors did not find."""
    without_controller = (
        service for group, service in _webhook_services(listings) if _controller_missing(listings, group)
    )
    namespaces = list(dict.fromkeys(service.namespace for service in without_controller))
    if unreadable := _worst_unreadable(listings, *_WEBHOOKS):
        reason = "The webhook configurations, which show the namespaces of controllers, could not be read."
        yield SkippedQuery(registry.DEPLOYMENTS, Listing(unreadable.outcome, reason=reason))
    elif len(namespaces) > MAX_NAMESPACES:
        reason = f"Only {MAX_NAMESPACES} of {len(namespaces)} namespaces with webhooks were searched."
        yield SkippedQuery(registry.DEPLOYMENTS, Listing(ReadOutcome.FAILED, reason=reason))
    for namespace in namespaces[:MAX_NAMESPACES]:
        yield Query(registry.DEPLOYMENTS, namespace=namespace)


def service_endpoints(listings: Listings) -> Iterable[Query[Object] | SkippedQuery]:
    """Yield one query for the endpoints of the Services of webhooks, exporters and endpoint pickers."""
    services = _backend_services(listings)
    if len(services) > MAX_SERVICES:
        reason = f"Only the endpoints of {MAX_SERVICES} of {len(services)} Services were read."
        yield SkippedQuery(registry.ENDPOINT_SLICES, Listing(ReadOutcome.FAILED, reason=reason))
    elif not services and (unreadable := _worst_unreadable(listings, *_WEBHOOKS, registry.SERVICES)):
        reason = "The lists that show which Services matter could not be read."
        yield SkippedQuery(registry.ENDPOINT_SLICES, Listing(unreadable.outcome, reason=reason))
    names = sorted({name for _, name in services[:MAX_SERVICES]})
    if names:
        yield Query(registry.ENDPOINT_SLICES, selector=f"kubernetes.io/service-name in ({','.join(names)})")


def gateway_endpoints(listings: Listings) -> Iterable[Query[Object]]:
    """Yield the queries for the endpoints of gateway data planes, one for each label of programmed gateways."""
    classes = {c.metadata.name: c.spec.controller_name for c in listings[registry.GATEWAY_CLASSES.group_resource].items}
    programmed = (
        gateway.spec.gateway_class_name
        for gateway in listings[registry.GATEWAYS.group_resource].items
        if any((c.type, c.status) == ("Programmed", "True") for c in gateway.status.conditions)
    )
    for label in dict.fromkeys(implementation_of(classes.get(name, "")).plane_label for name in programmed):
        yield Query(registry.ENDPOINT_SLICES, selector=label)


def _worst_unreadable(listings: Listings, *resources: Resource[Object]) -> Listing[Object] | None:
    return worst(listing for resource in resources if not (listing := listings[resource.group_resource]).readable)


def _backend_services(listings: Listings) -> list[tuple[str, str]]:
    """Return namespace and name of the Services of webhooks, endpoint pickers, exporters and collectors."""
    webhooks = [(service.namespace, service.name) for _, service in _webhook_services(listings)]
    pickers = [
        (pool.metadata.namespace or "", pool.spec.picker.name)
        for resource in (POOLS, ALPHA_POOLS)
        for pool in listings[resource.group_resource].items
        if pool.spec.picker is not None
    ]
    exporters = [
        (s.metadata.namespace or "", s.metadata.name) for s in listings[registry.SERVICES.group_resource].items
    ]
    collectors = [
        (item.metadata.namespace or "", GOVERNING_SERVICES[resource.group_resource].format(name=item.metadata.name))
        for resource in COLLECTORS
        for item in listings[resource.group_resource].items
    ]
    sharing = [
        (webhook.client_config.service.namespace, webhook.client_config.service.name)
        for configuration in listings[registry.MUTATING_WEBHOOKS.group_resource].items
        for webhook in configuration.webhooks
        if webhook.name == HAMI_WEBHOOK and webhook.client_config.service is not None
    ]
    return list(
        dict.fromkeys(pair for pair in (*webhooks, *sharing, *pickers, *exporters, *collectors) if valid_names(*pair))
    )


def _webhook_services(listings: Listings) -> list[tuple[str, WebhookService]]:
    """Return the Services of webhooks for API groups of interest, each with its group."""
    validating, services = (
        listings[resource.group_resource].items for resource in (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES)
    )
    unknown_groups = {operator.group for operator in inspected_operators(validating, services)}
    configurations = (
        configuration for resource in _WEBHOOKS for configuration in listings[resource.group_resource].items
    )
    found = (pair for configuration in configurations for pair in _relevant(configuration, unknown_groups))
    return list(dict.fromkeys((group, s) for group, s in found if valid_names(s.namespace, s.name)))


def _relevant(configuration: WebhookConfiguration, unknown_groups: set[str]) -> Iterable[tuple[str, WebhookService]]:
    for webhook in configuration.webhooks:
        service = webhook.client_config.service
        groups = {group for rule in webhook.rules for group in rule.api_groups}
        if service is not None:
            yield from ((group, service) for group in sorted(groups & (components.WEBHOOK_GROUPS | unknown_groups)))


def _controller_missing(listings: Listings, group: str) -> bool:
    """Return whether a controller of the group's operator is still missing; always true for unknown operators."""
    operator = next((operator for operator in components.OPERATORS if group in operator.groups), None)
    if operator is None:
        return True
    deployments = listings[registry.DEPLOYMENTS.group_resource].items
    return not all(any(is_controller(d, controller) for d in deployments) for controller in operator.controllers)
