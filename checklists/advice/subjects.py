"""Words that name a requirement's feature in notes."""

import re
from functools import lru_cache

_STEM = 6
"""Length to which words of a requirement's id are cut, so that `scheduling` also finds "schedules"."""
_COMMON = ("auto[- ]?scal", r"\bvgpu")
_NAMES = {
    "accelerator_metrics": r"metric|\bdcgm|exporter|utili[sz]ation",
    "advanced_inference_ingress": r"gateway|inferencepool|endpoint picker",
    "ai_inference": r"gateway|inferen",
    "ai_service_metrics": r"metric|prometheus|opentelemetry",
    "cluster_autoscaling": (
        r"auto[- ]?scal|karpenter|node provision|automatic scaling|nodes? automatically"
        r"|scale automatically|scal(?:es?|ing)[ -](?:up|down|out|in)\b"
        r"|\b(?:groups?|pools?)\b(?: [\w-]+){0,3} scales?\b|\bscales (?:[\w-]+ ){0,2}(?:groups|nodes|pools)\b"
    ),
    "disaggregated_inference": r"disaggreg|prefill|\bllm-d\b|\bdynamo\b",
    "dra_support": r"\bdra\b|resourceclaim|resourceslice|deviceclass|dynamic resource",
    "driver_runtime_management": r"driver|gpu operator",
    "gang_scheduling": r"\bgang|\bkueue|\bvolcano|\bkai\b|coschedul",
    "gpu_sharing": r"\bshar(?:e|es|ed|ing)\b|\bmig\b|\bmps\b|time-?slic|\bhami\b|fraction",
    "high_performance_networking": r"\brdma|\broce|infiniband|\befa\b|gpudirect",
    "pod_autoscaling": r"autoscal|\bhpa\b|\bkeda\b",
    "robust_controller": r"operator|controller|kuberay|\bcrds?\b|webhook",
    "secure_accelerator_access": r"isolat|\baccess",
    "virtualized_accelerator": r"\bvgpu|virtuali|\bmdev|sr-?iov|kubevirt|passthrough",
    "workload_sandboxing": r"sandbox|\bkata\b|\bgvisor\b|runtimeclass|confidential",
}
"""Patterns for a requirement's feature in notes, more precise than the words of its id."""
_MAIN_NAMES = {
    "cluster_autoscaling": r"\bscaling (?:is|of the cluster)\b",
    "pod_autoscaling": r"\bhpa\b",
    "secure_accelerator_access": r"\bisolation\b",
}
"""Patterns for a whole requirement in notes, besides the words of its id."""


@lru_cache(maxsize=128)
def topic(requirement: str) -> re.Pattern[str]:
    """Return the pattern for the words of a requirement's id and its main name in lower-case text."""
    words = [rf"\b{word[:_STEM]}" for word in requirement.split("_") if len(word) > 2]
    main = _MAIN_NAMES.get(requirement)
    return re.compile("|".join((*words, *_COMMON, *([main] if main else ()))))


@lru_cache(maxsize=128)
def subject(requirement: str) -> re.Pattern[str]:
    """Return the pattern for names of the feature in lower-case text, by default the words of the id."""
    return re.compile(_NAMES[requirement]) if requirement in _NAMES else topic(requirement)
