"""Recognition of node groups and machine types with accelerators by name: a hint if nothing better is known."""

import re

from auto_detect.known.accelerator_names import names_accelerator

_TYPES = re.compile(
    r"p[3-6][a-z]{0,2}|g4(?:dn|ad)|g[56][a-z]?|gr6|trn\d[a-z]?|inf\d"  # AWS
    r"|(?:standard_)?n[cdv]\d{1,3}[a-z]*|ct[456][a-z]*"  # Azure, Google
    r"|[ahv]100|a10g?|a[34]0|h200|g?b[23]00|l40?s?|t4|mi\d{3}[a-z]?"  # models
    r"|gpu[a-z0-9]*",  # where no hyphen is allowed
    re.IGNORECASE,
)


def is_accelerator_machine(name: str) -> bool:
    """Return whether the name of a node group or machine type means accelerators: `gpu-pool`, `p5.48xlarge`."""
    return names_accelerator(name) or any(_TYPES.fullmatch(part) for part in re.split(r"[-. ]", name))
