"""Words that name a requirement's feature in notes."""

import re
from functools import lru_cache

_STEM = 6
"""Length to which words of a requirement's id are cut, so that `scheduling` also finds "schedules"."""
_COMMON = ("auto[- ]?scal", r"\bvgpu")
_NAMES = {
    "accelerator_metrics": r"metric|\bdcgm|export|utili[sz]ation",
    "advanced_inference_ingress": r"gateway|inferencepool|endpoint picker|\bgaie\b|inference extension",
    "ai_inference": r"gateway|inferen|\b(?:http|grpc)route|header|weight|traffic split|routing",
    "ai_service_metrics": r"metric|prometheus|opentelemetry|monitor|scrap|discover",
    "cluster_autoscaling": (
        r"auto[- ]?scal|karpenter|node provision|automat\w+ (?:provision|scal)|(?:added|nodes?"
        r"|removed) automatically|\b(?:dynamic|elastic|node) scaling|scaling of"
        r"|scale automatically|scal(?:es?|ing)[ -](?:up|down|out|in)\b"
        r"|\b(?:groups?|pools?)\b(?: [\w-]+){0,3} scales?\b|\bscales? (?:[\w-]+ ){0,2}(?:groups|nodes|pools)\b"
    ),
    "disaggregated_inference": r"disaggreg|separate|separation|prefill|\bllm-d\b|\bdynamo\b",
    "dra_support": r"\bdra\b|resource\.k8s\.io|resourceclaim|resourceslice|deviceclass|dynamic resource",
    "driver_runtime_management": r"driver|gpu operator",
    "gang_scheduling": r"\bgang|all[- ]or[- ]nothing|podgroup|\bkueue|\bvolcano|\bkai\b|coschedul",
    "gpu_sharing": r"\bshar(?:e|es|ed|ing)\b|\bmig\b|\bmps\b|time[- ]?slic|\bhami\b|fraction|partition",
    "high_performance_networking": r"\brdma|\broce|infiniband|\befa\b|gpudirect|dranet|sr-?iov|multus",
    "pod_autoscaling": r"autoscal|custom metric|\bhpa\b|\bkeda\b",
    "robust_controller": r"operator|controller|\bkube(?:ray|flow)|\bray|reconcil|\bcrds?\b|webhook",
    "secure_accelerator_access": r"isolat|mediat|access control",
    "virtualized_accelerator": r"\bvgpu|virtuali|\bmdev|sr-?iov|kubevirt|passthrough",
    "workload_sandboxing": r"sandbox|\bkata\b|\bgvisor\b|runtimeclass|confidential|microvm|firecracker",
}
"""Patterns for a requirement's feature in notes, more precise than the words of its id."""
_MAIN_NAMES = {
    "cluster_autoscaling": r"\bscaling (?:is|of the cluster)\b",
}
"""Patterns for a whole requirement in notes, besides the words of its id."""

_SOLUTIONS = {
    "gang_scheduling": r"\bgang scheduling|\bkueue|\bvolcano|\bkai\b|coscheduling",
    "robust_controller": r"\bkube(?:ray|flow)|\bray\b|\b(?:ai|ml) operator|\boperators\b",
    "secure_accelerator_access": r"isolation|mediation",
    "workload_sandboxing": r"\bkata\b|\bgvisor\b|sandboxing|sandbox(?:ed)? (?:runtimes?|containers?)",
}
"""Patterns for the solution only, of requirements whose proofs are full of negations: "no pod of the gang starts"."""
_TOPICS = {
    "gpu_sharing": r"\bshar(?:e|ed|es|ing)\b|fraction",
    "pod_autoscaling": r"auto[- ]?scal|\bhpa\b|\bscaling (?:based )?on\b|custom metric",
    "secure_accelerator_access": r"isolat|mediat|secure access|access control",
}
"""Patterns for a whole requirement if its id has words that deny nothing: "no access to a GPU from this pod"."""


@lru_cache(maxsize=128)
def topic(requirement: str) -> re.Pattern[str]:
    """Return the pattern for the words of a requirement's id and its main name in lower-case text."""
    if requirement in _TOPICS:
        return re.compile(_TOPICS[requirement])
    words = [rf"\b{word[:_STEM]}" for word in requirement.split("_") if len(word) > 2]
    main = _MAIN_NAMES.get(requirement)
    return re.compile("|".join((*words, *_COMMON, *([main] if main else ()))))


@lru_cache(maxsize=128)
def subject(requirement: str) -> re.Pattern[str]:
    """Return the pattern for names of the feature in lower-case text, by default the words of the id."""
    return re.compile(_NAMES[requirement]) if requirement in _NAMES else topic(requirement)


@lru_cache(maxsize=128)
def solution(requirement: str) -> re.Pattern[str]:
    """Return the pattern for names of what implements the feature in lower-case text."""
    return re.compile(_SOLUTIONS[requirement]) if requirement in _SOLUTIONS else subject(requirement)
