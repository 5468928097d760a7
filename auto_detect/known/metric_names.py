"""Names of metrics that say "accelerator" or "AI": the only ones that are kept of what a cluster measures."""

import re

from auto_detect.known.accelerator_names import names_accelerator

MOST = 20
"""Names that are kept of one source."""

_LABELS = re.compile(r"\{[^{}]*\}|\b(?:by|without|on|ignoring)\s*\([^()]*\)")
"""Labels and their values, which name what the vendor runs, and those that are grouped by."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_:.\-]{2,120}")
_STARTS = ("vllm", "sglang", "tgi_", "nv_", "dcgm_", "ray_", "llm", "dynamo_", "neuron", "habana")
_PARTS = ("kv_cache", "tokens", "first_token", "inference", "requests_waiting", "vram", "hbm", "model_")


def names_ai(name: str) -> bool:
    """Whether a metric's name is one of accelerators or of AI servers, as far as names tell."""
    low = name.lower()
    return low.startswith(_STARTS) or any(part in low for part in _PARTS) or names_accelerator(low)


def ai_metrics(text: str) -> tuple[str, ...]:
    """The names in a text, for instance in a query, that say so."""
    found = (name.rstrip(":.-") for name in _NAME.findall(_LABELS.sub(" ", text)))
    return tuple(dict.fromkeys(name for name in found if names_ai(name)))[:MOST]
