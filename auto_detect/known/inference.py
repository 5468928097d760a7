"""Roles in disaggregated serving, as data."""

import re
from dataclasses import dataclass

PREFILL, DECODE = "prefill", "decode"

LLM_D_ROLE = "llm-d.ai/role"
DYNAMO_ROLE = "nvidia.com/dynamo-component-type"
OLD_DYNAMO_ROLE = "nvidia.com/dynamo-sub-component-type"


@dataclass(frozen=True)
class RoleLabel:
    """A pod label with the role of the pod."""

    framework: str
    key: str
    group: str = ""
    """Label that all pods of one deployment share; the pods must have it. Empty for `MODEL_LABELS`."""
    own_replicas: bool = False
    """Whether each role has replicas of its own although one object owns the pods of all roles."""
    served: tuple[str, str] | None = None
    """Group and resource that have to be served for pods with the label to exist."""
    more_prefill: tuple[str, ...] = ()
    """Values besides `prefill` that mean the same role."""
    source: str = ""
    seen: str = ""


_SEEN = "2026-11"
_AIBRIX = "https://github.com/vllm-project/aibrix/blob/main/pkg/controller/constants/stormservice.go"
_RBG = "https://github.com/sgl-project/rbg"
_KTHENA = "https://github.com/volcano-sh/kthena"
_GROUPS = ("workloads.x-k8s.io", "rolebasedgroups")
ROLE_LABELS = (
    RoleLabel(
        "llm-d",
        LLM_D_ROLE,
        more_prefill=("encode-prefill",),
        source="https://github.com/llm-d/llm-d-router",
        seen=_SEEN,
    ),
    RoleLabel("NVIDIA Dynamo", OLD_DYNAMO_ROLE, source="https://github.com/ai-dynamo/dynamo", seen=_SEEN),
    RoleLabel("NVIDIA Dynamo", DYNAMO_ROLE, source="https://github.com/ai-dynamo/dynamo", seen=_SEEN),
    RoleLabel(
        "AIBrix",
        "role-name",
        "storm-service-name",
        own_replicas=True,
        served=("orchestration.aibrix.ai", "stormservices"),
        source=_AIBRIX,
        seen=_SEEN,
    ),
    RoleLabel(
        "RoleBasedGroup",
        "rbg.workloads.x-k8s.io/role-name",
        "rbg.workloads.x-k8s.io/group-name",
        own_replicas=True,
        served=_GROUPS,
        source=_RBG,
        seen=_SEEN,
    ),
    RoleLabel(
        "RoleBasedGroup",
        "rolebasedgroup.workloads.x-k8s.io/role",
        "rolebasedgroup.workloads.x-k8s.io/name",
        own_replicas=True,
        served=_GROUPS,
        source=_RBG,
        seen=_SEEN,
    ),
    RoleLabel(
        "Kthena",
        "modelserving.volcano.sh/role",
        "modelserving.volcano.sh/name",
        own_replicas=True,
        served=("workload.serving.volcano.sh", "modelservings"),
        source=_KTHENA,
        seen=_SEEN,
    ),
)
_ROLES = {
    PREFILL: re.compile(r"(?<![a-z])prefill(?:er|s)?(?![a-z])"),
    DECODE: re.compile(r"(?<![a-z])decoder?s?(?![a-z])"),
}


def role_named(value: str) -> str:
    """Return the role that a label's value names, `prefill-worker` as well; empty for both or none."""
    found = [role for role, words in _ROLES.items() if words.search(value.lower())]
    return found[0] if len(found) == 1 else ""


MODEL_LABELS = (
    "llm-d.ai/model",
    "nvidia.com/dynamo-graph-deployment-name",
    "nvidia.com/dynamo-namespace",
    "serving.kserve.io/inferenceservice",
)
"""Labels that pods of the same model share."""

CACHE_FLAG = "--kv-transfer-config"
"""Transfers the key-value cache; the direction is not known."""

ROLE_FLAGS = {
    "--is-prefill-worker": PREFILL,
    "--is-decode-worker": DECODE,
    "kv_producer": PREFILL,
    "kv_consumer": DECODE,
    "--disaggregation-mode prefill": PREFILL,
    "--disaggregation-mode decode": DECODE,
}
"""Flags of model servers that set the role."""
