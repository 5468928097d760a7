"""Unknown operators, recognized by their objects: an API group that CRDs serve, and a webhook for the group."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from auto_detect.known.components import COSCHEDULING, OPERATORS
from auto_detect.known.operators import AI_GROUPS, AI_PARTS, AI_WORDS, GENERAL_GROUPS
from auto_detect.objects.core import APIService, CustomResource, WebhookConfiguration
from auto_detect.objects.scheduling import PodGroup
from auto_detect.resources.registry import RESOURCES, unknown_pod_groups, unknown_resource
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery

MAX_INSPECTED = 2
"""Maximum number of inspected AI operators, and of inspected schedulers."""
_CRD_LABEL = ("kube-aggregator.kubernetes.io/automanaged", "true")
"""Value of the label that the API server sets on APIServices of CRDs; its own APIServices have `onstart`."""
_KNOWN_GROUPS = frozenset(
    {*(resource.group for resource in RESOURCES), *(group for op in (*OPERATORS, COSCHEDULING) for group in op.groups)}
)
_TOKENS = re.compile(r"[a-z]+")
_VERSION = re.compile(r"v(\d{1,6})(?:(alpha|beta)(\d{1,6}))?")


@dataclass(frozen=True)
class UnknownOperator:
    """An API group that may belong to an operator."""

    group: str
    plural: str
    """The resource that its webhook validates."""
    versions: tuple[str, ...]
    """Served versions, preferred first."""

    @property
    def name(self) -> str:
        """Common name, or the group."""
        return AI_GROUPS.get(self.group, self.group)

    @property
    def ai(self) -> bool:
        """Whether its names suggest AI workloads."""
        return self.group in AI_GROUPS or names_ai_operator(self.group, self.plural)

    @property
    def custom_resource(self) -> Resource[CustomResource]:
        """Resource that holds its custom resources."""
        return unknown_resource(self.group, self.plural, *self.versions)


@lru_cache(maxsize=4096)
def general_operator_name(group: str) -> str | None:
    """Return the name of a known operator that runs no AI workloads; None for any other group."""
    return next((name for end, name in GENERAL_GROUPS.items() if group == end or group.endswith(f".{end}")), None)


@lru_cache(maxsize=4096)
def names_ai_operator(group: str, resource: str) -> bool:
    """Return whether a word of the names refers to AI; the top-level domain of a group is ignored."""
    words = _TOKENS.findall(f"{group.rpartition('.')[0]}.{resource}".lower())
    return any(word in AI_WORDS or any(part in word for part in AI_PARTS) for word in words)


def unknown_operators(
    webhooks: Iterable[WebhookConfiguration], api_services: Iterable[APIService]
) -> tuple[UnknownOperator, ...]:
    """Return every API group of an unknown operator, AI operators first."""
    resources = _webhook_resources(webhooks)
    found = (
        UnknownOperator(group, resources[group], tuple(sorted(versions, key=_version_priority)))
        for group, versions in _crd_versions(api_services).items()
        if group in resources and group not in _KNOWN_GROUPS and general_operator_name(group) is None
    )
    return tuple(sorted(found, key=lambda operator: (not operator.ai, operator.group)))


def inspected_operators(
    webhooks: Iterable[WebhookConfiguration], api_services: Iterable[APIService]
) -> tuple[UnknownOperator, ...]:
    """Return the operators to inspect: a few AI operators, or a single other operator if no AI operator is served."""
    services = tuple(api_services)
    found = unknown_operators(webhooks, services)
    ai = tuple(operator for operator in found if operator.ai)
    named = {group for operator in OPERATORS for group in operator.groups}
    return ai[:MAX_INSPECTED] if ai or any(service.spec.group in named for service in services) else found[:1]


def general_operators(webhooks: Iterable[WebhookConfiguration]) -> tuple[str, ...]:
    """Return the names of known operators with webhooks that run no AI workloads."""
    names = (general_operator_name(group) for group in _webhook_resources(webhooks) if group not in _KNOWN_GROUPS)
    return tuple(sorted({name for name in names if name}))


def unlisted_pod_groups(discovery: Discovery) -> tuple[Resource[PodGroup], ...]:
    """Return the `podgroups` resources of unknown API groups."""
    return tuple(
        unknown_pod_groups(group, *versions)
        for group in sorted(discovery.groups)
        if group not in _KNOWN_GROUPS and (versions := discovery.serves(group, "podgroups"))
    )


def _webhook_resources(webhooks: Iterable[WebhookConfiguration]) -> dict[str, str]:
    """Return the resource that a webhook rule names, by group; prefer AI resources."""
    found: dict[str, list[str]] = {}
    for configuration in webhooks:
        for rule in (rule for webhook in configuration.webhooks for rule in webhook.rules):
            plain = [name.removesuffix("/*") for name in rule.resources if "*" not in name.removesuffix("/*")]
            for group in rule.api_groups:
                found.setdefault(group, []).extend(name for name in plain if "/" not in name)
    return {
        group: min(names, key=lambda name: (not names_ai_operator("", name), names.index(name)))
        for group, names in found.items()
        if names and "*" not in group
    }


def _crd_versions(api_services: Iterable[APIService]) -> dict[str, list[str]]:
    """Return the versions of every group that CRDs serve."""
    found: dict[str, list[str]] = {}
    for service in api_services:
        key, value = _CRD_LABEL
        if service.metadata.labels.get(key) == value and service.spec.group and service.spec.version:
            found.setdefault(service.spec.group, []).append(service.spec.version)
    return found


def _version_priority(version: str) -> tuple[int, int, int, str]:
    """Return the sort key of a version as the API server orders them: stable, beta, alpha; newest first."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return (3, 0, 0, version)
    stage = {None: 0, "beta": 1, "alpha": 2}[found[2]]
    return (stage, -int(found[1]), -int(found[3] or 0), version)
