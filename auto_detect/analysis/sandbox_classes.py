"""RuntimeClasses that promise a kernel of its own to each pod, and the nodes that have their handlers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auto_detect.analysis.nodes import usable_real_nodes
from auto_detect.analysis.runtime_handlers import Handler, handler_of, hands_out_accelerators
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node

_SANDBOX = re.compile(
    r"(?:^|[^a-z])(?:gvisor|runsc|kata(?:containers)?|sandboxed|quark|(?:lib)?krun)(?![a-z])", re.IGNORECASE
)
_ORDINARY = frozenset({"", "runc", "crun", "youki"})
"""Handlers that share the host's kernel, as those that hand out accelerators do."""
_KATA = "nvidia.com/kata-runtime-class"


@dataclass(frozen=True)
class SandboxClass:
    """A RuntimeClass that may sandbox pods."""

    item: RuntimeClass
    by_name: bool
    """Its name or its handler says so; otherwise only the overhead that it sets aside does."""
    handler: Handler
    """Where its handler is."""

    @property
    def name(self) -> str:
        """What a pod writes to get it."""
        return self.item.metadata.name


def sandbox_classes(classes: Iterable[RuntimeClass], nodes: Sequence[Node]) -> tuple[SandboxClass, ...]:
    """Every class that may sandbox, joined with what nodes tell of their runtimes."""
    chosen = [item for item in classes if may_sandbox(item)]
    if not chosen:
        return ()
    groups = usable_real_nodes(nodes)
    return tuple(SandboxClass(item, _named_as_sandbox(item), handler_of(item, groups)) for item in chosen)


def may_sandbox(item: RuntimeClass) -> bool:
    """Whether a class looks like a sandbox and has a handler that could be one."""
    return not _is_ordinary(item) and (_named_as_sandbox(item) or _reserves_memory(item))


def is_mislabeled(item: RuntimeClass) -> bool:
    """Whether a class is named like a sandbox and leads to an ordinary runtime."""
    return _is_ordinary(item) and _SANDBOX.search(item.metadata.name) is not None


def _is_ordinary(item: RuntimeClass) -> bool:
    return item.handler in _ORDINARY or hands_out_accelerators(item.handler)


def _named_as_sandbox(item: RuntimeClass) -> bool:
    named = any(_SANDBOX.search(text) for text in (item.metadata.name, item.handler))
    return named or item.metadata.labels.get(_KATA) == "true"


def _reserves_memory(item: RuntimeClass) -> bool:
    """A virtual machine or a second kernel takes memory of its own, which a class sets aside."""
    return item.overhead is not None and "memory" in item.overhead.pod_fixed
