"""Metric names that refer to accelerators or AI servers: the only metric names that are kept."""

import re

from auto_detect.known.accelerator_names import names_accelerator

MOST = 20
"""Limit of names kept per source."""

_LABELS = re.compile(r"\{[^{}]*\}|\b(?:by|without|on|ignoring)\s*\([^()]*\)")
"""Labels with values, which reveal what the vendor runs, and grouping clauses."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_:.\-]{2,120}")
_STARTS = ("vllm", "sglang", "tgi_", "nv_", "dcgm_", "ray_", "llm", "dynamo_", "neuron", "habana")
_PARTS = ("kv_cache", "tokens", "first_token", "inference", "requests_waiting", "vram", "hbm", "model_")


def names_ai(name: str) -> bool:
    """Return whether a metric's name refers to accelerators or AI servers."""
    low = name.lower()
    return low.startswith(_STARTS) or any(part in low for part in _PARTS) or names_accelerator(low)


def ai_metrics(text: str) -> tuple[str, ...]:
    """Return the metric names in a text, such as a query, that refer to accelerators or AI servers."""
    found = (name.rstrip(":.-") for name in _NAME.findall(_LABELS.sub(" ", text)))
    return tuple(dict.fromkeys(name for name in found if names_ai(name)))[:MOST]
