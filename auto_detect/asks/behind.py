"""What runs behind webhooks and Services, and whether it is ready."""

import re
from collections.abc import Iterable

from auto_detect import areas
from auto_detect.area import Area
from auto_detect.ask import Ask, Listings, Unasked
from auto_detect.detectors import known
from auto_detect.objects import Object, WebhookConfiguration, WebhookService
from auto_detect.progress import worst
from auto_detect.snapshot import Listing, ReadOutcome

MAX_NAMESPACES = 10
MAX_SERVICES = 20

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_WEBHOOKS = (areas.VALIDATING_WEBHOOKS, areas.MUTATING_WEBHOOKS)


def behind_webhooks(listings: Listings) -> Iterable[Ask | Unasked]:
    """Deployments in the namespaces of webhooks: label selectors may have missed the controllers there."""
    namespaces = list(dict.fromkeys(namespace for namespace, _ in _webhook_services(listings)))
    if unread := _unread(listings, *_WEBHOOKS):
        reason = "Which namespaces matter is in the webhook configurations, which could not be read."
        yield Unasked(areas.DEPLOYMENTS, Listing(unread.outcome, reason=reason))
    elif len(namespaces) > MAX_NAMESPACES:
        reason = f"Only {MAX_NAMESPACES} of {len(namespaces)} namespaces with webhooks were searched."
        yield Unasked(areas.DEPLOYMENTS, Listing(ReadOutcome.FAILED, reason=reason))
    for namespace in namespaces[:MAX_NAMESPACES]:
        yield Ask(areas.DEPLOYMENTS, namespace=namespace)


def behind_services(listings: Listings) -> Iterable[Ask | Unasked]:
    """The endpoints of the Services of webhooks and exporters."""
    services = _services(listings)
    if len(services) > MAX_SERVICES:
        reason = f"Only {MAX_SERVICES} of {len(services)} Services were looked behind."
        yield Unasked(areas.ENDPOINT_SLICES, Listing(ReadOutcome.FAILED, reason=reason))
    elif not services and (unread := _unread(listings, *_WEBHOOKS, areas.SERVICES)):
        reason = "Which Services matter is in lists that could not be read."
        yield Unasked(areas.ENDPOINT_SLICES, Listing(unread.outcome, reason=reason))
    for namespace, name in services[:MAX_SERVICES]:
        yield Ask(areas.ENDPOINT_SLICES, namespace=namespace, selector=f"kubernetes.io/service-name={name}")


def usable(namespace: str, name: str) -> bool:
    """Whether they can be names of objects: they become part of a path."""
    return bool(_NAME.fullmatch(namespace) and _NAME.fullmatch(name))


def _unread(listings: Listings, *looked: Area[Object]) -> Listing[Object] | None:
    return worst(listing for area in looked if not (listing := listings[area.key]).readable)


def _services(listings: Listings) -> list[tuple[str, str]]:
    exporters = [(s.metadata.namespace or "", s.metadata.name) for s in listings[areas.SERVICES.key].items]
    return list(dict.fromkeys([*_webhook_services(listings), *(pair for pair in exporters if usable(*pair))]))


def _webhook_services(listings: Listings) -> list[tuple[str, str]]:
    """Services behind webhooks that concern groups of interest, as (namespace, name)."""
    configurations = (configuration for area in _WEBHOOKS for configuration in listings[area.key].items)
    pairs = ((s.namespace, s.name) for configuration in configurations for s in _relevant(configuration))
    return list(dict.fromkeys(pair for pair in pairs if usable(*pair)))


def _relevant(configuration: WebhookConfiguration) -> Iterable[WebhookService]:
    for webhook in configuration.webhooks:
        service = webhook.client_config.service
        if service and any(known.WEBHOOK_GROUPS.intersection(rule.api_groups) for rule in webhook.rules):
            yield service
