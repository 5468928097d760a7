"""Recognition of accelerators by name, for known and unknown vendors."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from auto_detect.known.components import ACCELERATOR_WORDS, NOT_DEVICES, VENDORS
from auto_detect.text_kinds import Quantity

_TOKENS = re.compile(r"[a-z]+")
_ENDINGS = ("gpu", "npu", "xpu", "accelerator")


def names_accelerator(text: str) -> bool:
    """Return whether a word of a name means an accelerator: `gpus`, `amdgpu-partition`, `mig`."""
    for token in _TOKENS.findall(text.lower()):
        single = token.removesuffix("s")
        if single in ACCELERATOR_WORDS or single.endswith(_ENDINGS):
            return True
    return False


@lru_cache(maxsize=1024)
def vendor_of_resource(key: str) -> str | None:
    """Return the vendor of an allocatable key; its domain for an unknown vendor, None if it counts no accelerators."""
    low = key.lower()
    if any(fnmatchcase(low, pattern) for pattern in NOT_DEVICES):
        return None
    for vendor in VENDORS:
        if any(fnmatchcase(low, pattern.lower()) for pattern in vendor.resources):
            return vendor.name
    domain, _, name = low.partition("/")
    return domain if names_accelerator(name) else None


def whole_number(quantity: Quantity) -> int:
    """Return a quantity of devices as a number; 0 if invalid."""
    if isinstance(quantity, str):
        return int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 10 else 0
    return int(quantity) if 0 <= quantity < 10**9 else 0
