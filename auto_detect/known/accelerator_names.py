"""Recognition of accelerators by name, for known and unknown vendors."""

import re

from auto_detect.known.components import ACCELERATOR_WORDS

_WORDS = re.compile(r"[a-z]+")
_ENDINGS = ("gpu", "npu", "xpu", "accelerator")


def names_accelerator(text: str) -> bool:
    """Return whether a word of a name means an accelerator: `gpus`, `amdgpu-partition`, `mig`."""
    return any(map(is_accelerator_word, _WORDS.findall(text.lower())))


def is_accelerator_word(word: str) -> bool:
    """Return whether a single lower-case word means an accelerator."""
    single = word.removesuffix("s")
    return single in ACCELERATOR_WORDS or single.endswith(_ENDINGS)
