"""Requirements of Karpenter's NodePools: whether they demand, admit or exclude machines with accelerators."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.managed_platforms import is_accelerator_machine
from auto_detect.objects.autoscaling.node_groups import Requirement

_CATEGORIES: dict[str, frozenset[str]] = {
    "karpenter.k8s.aws": frozenset({"g", "gr", "p", "trn", "inf", "dl"}),
    "eks.amazonaws.com": frozenset({"g", "gr", "p", "trn", "inf", "dl"}),
    "karpenter.k8s.gcp": frozenset({"a", "g"}),
}
"""By the domain of the label: categories of machines with accelerators. Sources: AWS and Google machine type pages."""
_FAMILIES = {"sku-family": ("n",)}
"""Azure's `karpenter.azure.com/sku-family`: N is the family of sizes with accelerators."""
_MACHINE = re.compile(
    r"(?:.*-)?(?:(?:instance|machine|vm|server)-(?:type|family|shape|flavor|size)|sku|shape|flavor)(?:-name)?"
)
"""Names of labels with a machine type or family, of any provider."""
_AWS = "karpenter.k8s.aws/"
_NEURON = ("trn", "inf")
_NOTHING = frozenset({"0", "", "none", "false"})


class Effect(StrEnum):
    """Effect of a requirement on machines with accelerators."""

    DEMANDS = "demands"
    """Admits only machines with accelerators."""
    ADMITS = "admits"
    """Names machines with accelerators besides others."""
    NEUTRAL = "neutral"
    EXCLUDES = "excludes"


def effect_of(requirement: Requirement) -> Effect:
    """Return the effect of a requirement on machines with accelerators."""
    domain, _, name = requirement.key.rpartition("/")
    operator, values = requirement.operator, [value.lower() for value in requirement.values]
    if names_accelerator(name):
        return _of_count(operator, values)
    if name == "instance-category" and domain in _CATEGORIES:
        return _of_names(operator, [value in _CATEGORIES[domain] for value in values])
    if name in _FAMILIES:
        return _of_names(operator, [value.startswith(_FAMILIES[name]) for value in values])
    if _MACHINE.fullmatch(name):
        effect = _of_names(operator, [is_accelerator_machine(value) for value in values])
        return Effect.NEUTRAL if effect is Effect.EXCLUDES else effect  # a machine may have a name that is not known
    return Effect.NEUTRAL


def joint_effect(requirements: Iterable[Requirement]) -> tuple[Effect, list[str]]:
    """Return the effect of requirements that all hold at once, and the keys that cause it."""
    by_effect: dict[Effect, list[str]] = {effect: [] for effect in Effect}
    every = list(requirements)
    neuron = any(_is_neuron(item) and effect_of(item) is Effect.DEMANDS for item in every)
    for requirement in every:
        effect = effect_of(requirement)
        if effect is Effect.EXCLUDES and requirement.key.startswith(_AWS) and _is_neuron(requirement) is not neuron:
            effect = Effect.NEUTRAL
        by_effect[effect].append(requirement.key)
    for effect in (Effect.EXCLUDES, Effect.DEMANDS, Effect.ADMITS):
        if by_effect[effect]:
            return effect, by_effect[effect]
    return Effect.NEUTRAL, []


def _is_neuron(requirement: Requirement) -> bool:
    """Return whether a requirement is about AWS' own accelerators, which have other labels there than GPUs."""
    values = requirement.values
    return "accelerator" in requirement.key or bool(values and all(value.startswith(_NEURON) for value in values))


def _of_names(operator: str, accelerated: Sequence[bool]) -> Effect:
    """Return the effect of a list of machine names, each with accelerators or not."""
    if operator != "In" or not accelerated:
        return Effect.NEUTRAL
    if all(accelerated):
        return Effect.DEMANDS
    return Effect.ADMITS if any(accelerated) else Effect.EXCLUDES


def _of_count(operator: str, values: Sequence[str]) -> Effect:
    """Return the effect of an accelerator label: number, memory, name or vendor."""
    bound = _bound(values)
    match operator:
        case "Exists":
            return Effect.DEMANDS
        case "DoesNotExist":
            return Effect.EXCLUDES
        case "In":
            return _of_names(operator, [value not in _NOTHING for value in values])
        case "NotIn":
            return Effect.DEMANDS if "0" in values else Effect.NEUTRAL
        case "Gt" if bound is not None:
            return Effect.DEMANDS if bound >= 0 else Effect.NEUTRAL
        case "Gte" if bound is not None:
            return Effect.DEMANDS if bound >= 1 else Effect.NEUTRAL
        case "Lt" if bound is not None:
            return Effect.EXCLUDES if bound <= 1 else Effect.NEUTRAL
        case "Lte" if bound is not None:
            return Effect.EXCLUDES if bound <= 0 else Effect.NEUTRAL
    return Effect.NEUTRAL


def _bound(values: Sequence[str]) -> int | None:
    text = values[0] if len(values) == 1 else ""
    number = text.removeprefix("-")
    return int(text) if number.isascii() and number.isdigit() and len(number) < 12 else None
