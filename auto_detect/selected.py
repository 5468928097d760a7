"""What else is worth asking once the lists are there: by selector, by name, per Service; and one listing of it all."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auto_detect import areas
from auto_detect.areas import Area, T
from auto_detect.detectors import known
from auto_detect.look import Query
from auto_detect.objects import Object, WebhookConfiguration, WebhookService
from auto_detect.progress import worst
from auto_detect.snapshot import Discovery, Listing, ReadOutcome

MAX_NAMESPACES = 10
MAX_SERVICES = 20

Ask = tuple[Area[Object], Query]

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")


def at_once(discovery: Discovery, versions: Mapping[str, str]) -> list[Ask]:
    """Queries that need nothing but discovery: well-known controllers, exporters and definitions.

    Args:
        discovery: what the server serves; where that is unknown every definition is asked for.
        versions: by area key, the version to use; areas that are not served are left out.
    """
    asks: list[Ask] = []
    for area, selectors in (
        (areas.DEPLOYMENTS, known.CONTROLLER_SELECTORS),
        (areas.DAEMON_SETS, known.DAEMON_SET_SELECTORS),
        (areas.SERVICES, known.SERVICE_SELECTORS),
    ):
        if area.key in versions:
            asks += [(area, Query(versions[area.key], selector=selector)) for selector in selectors]
    if areas.CRDS.key in versions:
        unknown = discovery.outcome is not ReadOutcome.READ
        for name in known.CRD_NAMES:
            resource, _, group = name.partition(".")
            if unknown or discovery.serves(group, resource):
                asks.append((areas.CRDS, Query(versions[areas.CRDS.key], name=name)))
    return asks


def afterwards(listings: Mapping[str, Listing[Any]], versions: Mapping[str, str]) -> list[Ask]:
    """Queries that follow from webhooks and Services: what runs behind them, and whether it is ready."""
    asks: list[Ask] = []
    if areas.DEPLOYMENTS.key in versions:
        version = versions[areas.DEPLOYMENTS.key]
        namespaces = _namespaces(listings)[:MAX_NAMESPACES]
        asks += [(areas.DEPLOYMENTS, Query(version, namespace=namespace)) for namespace in namespaces]
    if areas.ENDPOINT_SLICES.key in versions:
        version = versions[areas.ENDPOINT_SLICES.key]
        for namespace, name in _services(listings)[:MAX_SERVICES]:
            selector = f"kubernetes.io/service-name={name}"
            asks.append((areas.ENDPOINT_SLICES, Query(version, namespace=namespace, selector=selector)))
    return asks


def unasked(listings: Mapping[str, Listing[Any]]) -> Iterable[tuple[Area[Object], Listing[Any]]]:
    """The areas of which more may matter than is asked for, and why."""
    webhooks = areas.VALIDATING_WEBHOOKS, areas.MUTATING_WEBHOOKS
    namespaces, services = len(_namespaces(listings)), len(_services(listings))
    if unread := _unread(listings, *webhooks):
        reason = "Which namespaces matter is in the webhook configurations, which could not be read."
        yield areas.DEPLOYMENTS, Listing(unread.outcome, reason=reason)
    elif namespaces > MAX_NAMESPACES:
        reason = f"Only {MAX_NAMESPACES} of {namespaces} namespaces with webhooks were searched."
        yield areas.DEPLOYMENTS, Listing(ReadOutcome.FAILED, reason=reason)
    if services > MAX_SERVICES:
        reason = f"Only {MAX_SERVICES} of {services} Services were looked behind."
        yield areas.ENDPOINT_SLICES, Listing(ReadOutcome.FAILED, reason=reason)
    elif not services and (unread := _unread(listings, *webhooks, areas.SERVICES)):
        reason = "Which Services matter is in lists that could not be read."
        yield areas.ENDPOINT_SLICES, Listing(unread.outcome, reason=reason)


def _unread(listings: Mapping[str, Listing[Any]], *looked: Area[Object]) -> Listing[Any] | None:
    return worst(listing for area in looked if not (listing := listings[area.key]).readable)


def merged(listings: Sequence[Listing[T]]) -> Listing[T]:
    """Several answers for one area as one listing without duplicates; the worst outcome decides."""
    decisive = worst(listings)
    if decisive is None:
        return Listing(ReadOutcome.READ)
    items: dict[object, T] = {}
    for listing in listings:
        for item in listing.items:
            meta = getattr(item, "metadata", None)
            items.setdefault((meta.namespace, meta.name) if meta else id(item), item)
    return Listing(
        decisive.outcome,
        next((listing.version for listing in listings if listing.version), None),
        tuple(items.values()),
        any(listing.more for listing in listings),
        sum(listing.malformed for listing in listings),
        decisive.reason,
    )


def _namespaces(listings: Mapping[str, Listing[Any]]) -> list[str]:
    """Where controllers run that label selectors may have missed."""
    return list(dict.fromkeys(namespace for namespace, _ in _webhook_services(listings)))


def _services(listings: Mapping[str, Listing[Any]]) -> list[tuple[str, str]]:
    exporters = [(s.metadata.namespace or "", s.metadata.name) for s in listings[areas.SERVICES.key].items]
    return list(dict.fromkeys([*_webhook_services(listings), *(pair for pair in exporters if _usable(*pair))]))


def _webhook_services(listings: Mapping[str, Listing[Any]]) -> list[tuple[str, str]]:
    """Services behind webhooks that concern groups of interest, as (namespace, name)."""
    configurations = (
        configuration
        for area in (areas.VALIDATING_WEBHOOKS, areas.MUTATING_WEBHOOKS)
        for configuration in listings[area.key].items
    )
    pairs = ((s.namespace, s.name) for configuration in configurations for s in _relevant(configuration))
    return list(dict.fromkeys(pair for pair in pairs if _usable(*pair)))


def _relevant(configuration: WebhookConfiguration) -> Iterable[WebhookService]:
    for webhook in configuration.webhooks:
        service = webhook.client_config.service
        if service and any(known.WEBHOOK_GROUPS.intersection(rule.api_groups) for rule in webhook.rules):
            yield service


def _usable(namespace: str, name: str) -> bool:
    """Whether they can be names of objects: they become part of a path."""
    return bool(_NAME.fullmatch(namespace) and _NAME.fullmatch(name))
