"""Signs of virtualized accelerators, on nodes and in ResourceSlices, and what each is worth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.accelerators.devices import DeviceSummary
from auto_detect.analysis.wording import clean_name, join_names
from auto_detect.known.accelerator_names import whole_number
from auto_detect.known.accelerators import REGISTERED
from auto_detect.objects.core import Node

_PRESENT = "nvidia.com/vgpu.present"
_PRODUCT = "nvidia.com/gpu.product"
_WISH = "nvidia.com/gpu.workload.config"
_MODE = "amd.com/gpu.mode"
_PROFILE = re.compile(r"^GRID-|-\d{1,3}[ABCQ](?:$|-)")
"""In product names of NVIDIA: a vGPU, with its memory and series."""
_TYPE = re.compile(r"nvidia\.com/[A-Za-z0-9_]+-\d{1,3}[ABCQ]")
"""Allocatable keys that count vGPUs for virtual machines."""
_BRAND = re.compile(r"(?:nvidia ?)?(?:vapps|vpc|vcs|vws|virtual\b.*|(?:rtx ?)?virtual ?workstation|cloud ?gaming|grid)")
"""Brands of NVIDIA that only virtual GPUs have, in lower case."""


class SignStrength(StrEnum):
    """What a sign is worth."""

    PROOF = "shows"
    CLAIM = "claims"
    """Somebody says so, and nothing else does."""
    UNRELATED = "aside"
    """It looks like it and is something else."""


@dataclass(frozen=True)
class Sign:
    """One sign."""

    name: str
    detail: str
    """A sentence without its end."""
    strength: SignStrength
    missing: str = ""
    """For what is only said: what is missing, as a clause."""
    published: bool = False
    """ResourceSlices show it; otherwise nodes do."""


def node_signs(node: Node, *, offers: bool) -> Iterator[Sign]:
    """What the labels and resources of a node show; `offers` tells whether pods can get accelerators there."""
    yield from _nvidia(node, offers)
    mode = node.metadata.labels.get(_MODE, "")
    if offers and mode.startswith("vf"):
        yield Sign("AMD virtual function", f"Labelled {_MODE}={clean_name(mode)}", SignStrength.PROOF)
    elif mode.startswith("pf"):
        yield Sign(
            "AMD passthrough",
            f"Labelled {_MODE}={clean_name(mode)}: whole devices for virtual machines",
            SignStrength.UNRELATED,
        )
    if any(key in node.metadata.annotations for key in REGISTERED):
        yield Sign("HAMi", "Shares that software keeps apart; they belong to GPU sharing", SignStrength.UNRELATED)


def _nvidia(node: Node, offers: bool) -> Iterator[Sign]:
    labels = node.metadata.labels
    types = sorted(
        key for key, number in node.status.allocatable.items() if _TYPE.fullmatch(key) and whole_number(number)
    )
    if types:
        yield Sign("NVIDIA vGPU for virtual machines", f"{join_names(types)} allocatable", SignStrength.PROOF)
    if labels.get(_PRESENT) == "true" and offers:
        host = labels.get("nvidia.com/vgpu.host-driver-version", "")
        tail = f", driver of the host {clean_name(host)}" if host else ""
        yield Sign("NVIDIA vGPU", f"Labelled {_PRESENT}=true{tail}", SignStrength.PROOF)
    elif labels.get(_PRESENT) == "true":
        missing = f"nodes are labelled {_PRESENT}=true, and nothing offers their devices"
        yield Sign("NVIDIA vGPU", "Labelled as virtual, and nothing offers the device", SignStrength.CLAIM, missing)
    elif offers and _PROFILE.search(labels.get(_PRODUCT, "")):
        missing = "only the name of a product says that its GPU is virtual"
        yield Sign("NVIDIA vGPU", f"The product is called {clean_name(labels[_PRODUCT])}", SignStrength.CLAIM, missing)
    wish = labels.get(_WISH, "")
    if wish == "vm-vgpu" and not types:
        missing = f"the label {_WISH}={wish} says what nodes are meant to offer, and they offer no vGPU type"
        yield Sign("NVIDIA vGPU for virtual machines", f"{_WISH}={wish}: a wish", SignStrength.CLAIM, missing)
    elif wish == "vm-passthrough":
        yield Sign("NVIDIA passthrough", f"{_WISH}={wish}: whole devices for virtual machines", SignStrength.UNRELATED)


def device_signs(driver: str, summary: DeviceSummary) -> Iterator[Sign]:
    """What devices of a DRA driver show."""
    brands = sorted(brand for brand in summary.brands if _BRAND.fullmatch(brand.lower()))
    if brands:
        yield Sign(clean_name(driver), f"Devices of brand {join_names(brands)}", SignStrength.PROOF, published=True)
    if summary.virtual_functions:
        yield Sign(clean_name(driver), "Virtual functions of a device", SignStrength.PROOF, published=True)
    if summary.passthrough:
        yield Sign(clean_name(driver), "Whole devices for virtual machines", SignStrength.UNRELATED, published=True)
