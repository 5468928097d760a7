"""Signs of virtualized accelerators on nodes and in ResourceSlices, and their strength."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.accelerators.devices import DeviceSummary
from auto_detect.analysis.wording import clean_name, join_names
from auto_detect.known.accelerators import REGISTERED
from auto_detect.objects.core import Node
from auto_detect.quantities import whole_units

_PRESENT = "nvidia.com/vgpu.present"
_PRODUCT = "nvidia.com/gpu.product"
_WORKLOAD = "nvidia.com/gpu.workload.config"
_MODE = "amd.com/gpu.mode"
_PROFILE = re.compile(r"^GRID-|-\d{1,3}[ABCQ](?:$|-)")
"""NVIDIA product names of vGPUs, with memory and series."""
_TYPE = re.compile(r"nvidia\.com/[A-Za-z0-9_]+-\d{1,3}[ABCQ]")
"""Allocatable keys that count vGPUs for virtual machines."""
_BRAND = re.compile(r"(?:nvidia ?)?(?:vapps|vpc|vcs|vws|virtual\b.*|(?:rtx ?)?virtual ?workstation|cloud ?gaming|grid)")
"""Brands that only NVIDIA's virtual GPUs have, in lower case."""


class SignStrength(StrEnum):
    """Strength of a sign."""

    PROOF = "proof"
    CLAIM = "claim"
    """Only a label or a name claims it."""
    UNRELATED = "unrelated"
    """A similar technology, but not a virtual accelerator."""


@dataclass(frozen=True)
class Sign:
    """One sign of a virtual accelerator."""

    name: str
    detail: str
    """A sentence without the period."""
    strength: SignStrength
    missing: str = ""
    """For claims: what is missing, as a clause."""
    published: bool = False
    """Whether it was found in ResourceSlices; otherwise on nodes."""


def node_signs(node: Node, *, offers: bool) -> Iterator[Sign]:
    """Yield the signs on a node; `offers`: whether pods can get accelerators there."""
    yield from _nvidia(node, offers)
    mode = node.metadata.labels.get(_MODE, "")
    if offers and mode.startswith("vf"):
        yield Sign("AMD virtual function", f"Labeled {_MODE}={clean_name(mode)}", SignStrength.PROOF)
    elif mode.startswith("pf"):
        yield Sign(
            "AMD passthrough",
            f"Labeled {_MODE}={clean_name(mode)}: whole devices for virtual machines",
            SignStrength.UNRELATED,
        )
    if any(key in node.metadata.annotations for key in REGISTERED):
        yield Sign("HAMi", "Shares isolated by software, which count as GPU sharing", SignStrength.UNRELATED)


def _nvidia(node: Node, offers: bool) -> Iterator[Sign]:
    labels = node.metadata.labels
    types = sorted(
        key for key, number in node.status.allocatable.items() if _TYPE.fullmatch(key) and whole_units(number)
    )
    if types:
        yield Sign("NVIDIA vGPU for virtual machines", f"{join_names(types)} allocatable", SignStrength.PROOF)
    if labels.get(_PRESENT) == "true" and offers:
        host = labels.get("nvidia.com/vgpu.host-driver-version", "")
        tail = f", driver of the host {clean_name(host)}" if host else ""
        yield Sign("NVIDIA vGPU", f"Labeled {_PRESENT}=true{tail}", SignStrength.PROOF)
    elif labels.get(_PRESENT) == "true":
        missing = f"nodes are labeled {_PRESENT}=true, but no device plugin or DRA driver offers their devices"
        yield Sign(
            "NVIDIA vGPU",
            "Labeled as virtual, but no device plugin or DRA driver offers it",
            SignStrength.CLAIM,
            missing,
        )
    elif offers and _PROFILE.search(labels.get(_PRODUCT, "")):
        missing = "only a product name suggests that the GPU is virtual"
        yield Sign("NVIDIA vGPU", f"The product name is {clean_name(labels[_PRODUCT])}", SignStrength.CLAIM, missing)
    workload = labels.get(_WORKLOAD, "")
    if workload == "vm-vgpu" and not types:
        missing = f"nodes are labeled {_WORKLOAD}={workload}, but offer no vGPU type"
        yield Sign(
            "NVIDIA vGPU for virtual machines",
            f"Labeled {_WORKLOAD}={workload}, but offers no vGPU type",
            SignStrength.CLAIM,
            missing,
        )
    elif workload == "vm-passthrough":
        yield Sign(
            "NVIDIA passthrough",
            f"Labeled {_WORKLOAD}={workload}: whole devices for virtual machines",
            SignStrength.UNRELATED,
        )


def device_signs(driver: str, summary: DeviceSummary) -> Iterator[Sign]:
    """Yield the signs in the devices of a DRA driver."""
    brands = sorted(brand for brand in summary.brands if _BRAND.fullmatch(brand.lower()))
    if brands:
        yield Sign(clean_name(driver), f"Devices of brand {join_names(brands)}", SignStrength.PROOF, published=True)
    if summary.virtual_functions:
        yield Sign(clean_name(driver), "Virtual functions of a device", SignStrength.PROOF, published=True)
    if summary.passthrough:
        yield Sign(clean_name(driver), "Whole devices for virtual machines", SignStrength.UNRELATED, published=True)
