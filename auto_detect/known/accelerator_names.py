"""Telling accelerators by their names, whoever makes them."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from auto_detect.known.components import ACCELERATOR_WORDS, NOT_DEVICES, VENDORS
from auto_detect.text_kinds import Quantity

_TOKENS = re.compile(r"[a-z]+")
_ENDINGS = ("gpu", "npu", "xpu", "accelerator")


def names_accelerator(text: str) -> bool:
    """Whether one of the words in a name says "accelerator": `gpus`, `amdgpu-partition`, `mig`."""
    for token in _TOKENS.findall(text.lower()):
        single = token.removesuffix("s")
        if single in ACCELERATOR_WORDS or single.endswith(_ENDINGS):
            return True
    return False


@lru_cache(maxsize=1024)
def vendor_of_resource(key: str) -> str | None:
    """Whose accelerator an allocatable key counts; the key's domain for an unknown vendor, None for no accelerator."""
    low = key.lower()
    if any(fnmatchcase(low, pattern) for pattern in NOT_DEVICES):
        return None
    for vendor in VENDORS:
        if any(fnmatchcase(low, pattern.lower()) for pattern in vendor.resources):
            return vendor.name
    domain, _, name = low.partition("/")
    return domain if names_accelerator(name) else None


def whole_number(quantity: Quantity) -> int:
    """A quantity of devices as a number; 0 for what is none."""
    if isinstance(quantity, str):
        return int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 10 else 0
    return int(quantity) if 0 <= quantity < 10**9 else 0
