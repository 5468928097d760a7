"""Sandboxing RuntimeClasses, which run each pod with its own kernel, and the nodes with their handlers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auto_detect.analysis.nodes import usable_real_nodes
from auto_detect.analysis.runtime_handlers import Handler, handler_of, hands_out_accelerators
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node

_SANDBOX = re.compile(
    r"(?:^|[^a-z])(?:gvisor|runsc|kata(?:containers)?|sandboxed|quark|(?:lib)?krun|run[vd]|edera|kuasar|urunc"
    r"|firecracker|microvm|hypervisor)(?![a-z])",
    re.IGNORECASE,
)
"""Sandboxes by name. `runv` and `rund` are those of ACK; `hypervisor` that of Windows (`runhcs-wcow-hypervisor`)."""
_ORDINARY = frozenset({"", "runc", "crun", "youki"})
"""Handlers that share the host's kernel; so do those that inject accelerators."""
_KATA = "nvidia.com/kata-runtime-class"


@dataclass(frozen=True)
class SandboxClass:
    """A RuntimeClass that may sandbox pods."""

    item: RuntimeClass
    by_name: bool
    """Whether its name or handler is a known sandbox; otherwise only its pod overhead suggests it."""
    handler: Handler
    """Its handler on usable nodes."""

    @property
    def name(self) -> str:
        """Name of the RuntimeClass."""
        return self.item.metadata.name


def sandbox_classes(classes: Iterable[RuntimeClass], nodes: Sequence[Node]) -> tuple[SandboxClass, ...]:
    """Return every RuntimeClass that may be a sandbox, joined with the handlers of nodes."""
    chosen = [item for item in classes if may_sandbox(item)]
    if not chosen:
        return ()
    groups = usable_real_nodes(nodes)
    return tuple(SandboxClass(item, _named_as_sandbox(item), handler_of(item, groups)) for item in chosen)


def may_sandbox(item: RuntimeClass) -> bool:
    """Return whether a RuntimeClass may be a sandbox, by its names or its pod overhead."""
    return not _is_ordinary(item) and (_named_as_sandbox(item) or _reserves_memory(item))


def is_mislabeled(item: RuntimeClass) -> bool:
    """Return whether a RuntimeClass has the name of a sandbox but an ordinary handler."""
    return _is_ordinary(item) and _SANDBOX.search(item.metadata.name) is not None


def _is_ordinary(item: RuntimeClass) -> bool:
    return item.handler in _ORDINARY or hands_out_accelerators(item.handler)


def _named_as_sandbox(item: RuntimeClass) -> bool:
    named = any(_SANDBOX.search(text) for text in (item.metadata.name, item.handler))
    return named or item.metadata.labels.get(_KATA) == "true"


def _reserves_memory(item: RuntimeClass) -> bool:
    """Return whether the class reserves memory, which a virtual machine or a second kernel needs."""
    return item.overhead is not None and "memory" in item.overhead.pod_fixed
