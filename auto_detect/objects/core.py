"""Fields of Kubernetes objects that detectors read; no other field is kept.

Types follow the Kubernetes API (camelCase field names); decoding drops unknown fields. Every field has a default,
because custom resources and some clients omit required fields.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

import msgspec

from auto_detect.known.managed_platforms import HARDWARE_LABELS, NODE_POOL_LABELS
from auto_detect.known.sharing_labels import CLIENTS_PER_DEVICE, DEVICE_COUNTS, SHARING_LABELS, suggests_sharing
from auto_detect.objects.keys_memo import KeysMemo
from auto_detect.text_kinds import Name, NamespaceName, Quantity, Shared, TextKind, Word

_KEPT_PREFIXES = (
    "nvidia.com/",
    "amd.com/",
    "beta.amd.com/",
    "gpu.intel.com/",
    "intel.feature.node.kubernetes.io/",
    "feature.node.kubernetes.io/pci-",
    "feature.node.kubernetes.io/amd-",
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu",
    "aws.amazon.com/neuron",
    "accelerator",
    "kwok.x-k8s.io/",
    "run.ai/simulated-gpu",
    "hami.io/node-",
    "sandbox.gke.io/",
    "katacontainers.io/",
    "feature.node.kubernetes.io/rdma",
    "feature.node.kubernetes.io/network-sriov",
    "app.kubernetes.io/",
    "helm.sh/chart",
    "kueue.x-k8s.io/",
    "volcano.sh/",
    "kai.scheduler/",
    "scheduling.x-k8s.io/",
    "gateway.networking.k8s.io/",
    "gateway.envoyproxy.io/owning-gateway-name",
    "kubernetes.io/service-name",
    "prometheus.io/",
    "prometheus.kserve.io/",
    "ray.io/node-type",
    "kube-aggregator.kubernetes.io/",
    "llm-d.ai/",
    "rbg.workloads.x-k8s.io/",
    "rolebasedgroup.workloads.x-k8s.io/",
    "modelserving.volcano.sh/",
    "kserve.io/",
    "serving.kserve.io/",
    "scaledobject.keda.sh/name",
    "autoscaling.keda.sh/paused",
    "karpenter.sh/nodepool",
    "alibabacloud.com/sandboxed-container",
    "cluster-autoscaler.kubernetes.io/last-updated",
    "cluster.x-k8s.io/cluster-api-autoscaler-",
    "capacity.cluster-autoscaler.kubernetes.io/gpu-",
    "machine.openshift.io/cluster-api-autoscaler-",
    "machine.openshift.io/GPU",
)
_KEPT_KEYS = frozenset(
    {
        *NODE_POOL_LABELS,
        *(row.key for row in (*HARDWARE_LABELS, *SHARING_LABELS)),
        *(CLIENTS_PER_DEVICE, *DEVICE_COUNTS),
        *("app", "k8s-app", "control-plane", "component", "release"),
        *("storm-service-name", "role-name"),
        *("k8s.v1.cni.cncf.io/resourceName", "gpu-fraction", "gpu-memory"),
    }
)
_LONGEST_KEY = 317
"""Maximum characters of a label or annotation key, including its prefix."""
_DRIVER_VERSION = re.compile(r".+/.*driver[-._]?version(?:\.full)?")
"""Labels with a driver version, of any vendor."""
_REGISTERS = re.compile(r"hami\.io/node-[a-z0-9-]+-register")


def kept_key(key: str) -> bool:
    """Return whether detectors read a label or annotation key."""
    return len(key) <= _LONGEST_KEY and _kept_key(key)


@lru_cache(maxsize=4096)
def _kept_key(key: str) -> bool:
    return key in _KEPT_KEYS or key.startswith(_KEPT_PREFIXES) or _DRIVER_VERSION.fullmatch(key) is not None


class Object(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, gc=False):
    """Base class of all types that are decoded from the API.

    Objects contain no cycles and are excluded from garbage collection, because a large cluster has a million of them.
    """


class Meta(Object, frozen=True):
    """ObjectMeta, reduced; labels and annotations contain only keys that `kept_key` accepts."""

    name: Name = ""
    namespace: NamespaceName | None = None
    generation: int = 0
    labels: Shared[dict[Word, Name]] = {}
    annotations: Shared[dict[Word, Name]] = {}
    deletion_timestamp: Word | None = None

    def __post_init__(self) -> None:
        """Drop the labels and annotations that no detector reads."""
        keep_keys(self, "labels", self.labels)
        keep_keys(self, "annotations", self.annotations)


def keep_keys(target: Object, field: str, values: Mapping[str, object]) -> None:
    """Drop the entries of a field that `kept_key` rejects, while its object is created."""
    if values:
        kept = _kept_keys[tuple(values)]
        if len(kept) < len(values):
            msgspec.structs.force_setattr(target, field, {key: values[key] for key in kept})


@KeysMemo
def _kept_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(kept_key, keys))


class Condition(Object, frozen=True):
    """metav1.Condition and older condition types, without the message, which can contain names and addresses."""

    type: Word = ""
    status: Word = ""
    reason: Word = ""
    observed_generation: int | None = None


class Named(Object, frozen=True):
    """CustomResourceDefinition, or another object with a public name of which only metadata is read."""

    metadata: Annotated[Meta, TextKind.WORD] = Meta()


# --- core/v1 -----------------------------------------------------------------------------------------


class Taint(Object, frozen=True):
    """core/v1 Taint, also used inline by DRA devices."""

    key: Word = ""
    effect: Word = ""


class NodeSpec(Object, frozen=True):
    """core/v1 NodeSpec. `providerID` is reduced to its scheme (`aws`, `kwok`)."""

    unschedulable: bool = False
    taints: list[Taint] = []
    provider_id: Word = msgspec.field(default="", name="providerID")

    def __post_init__(self) -> None:
        """Keep only the provider's scheme; the rest identifies accounts and machines."""
        if self.provider_id:
            provider = self.provider_id.partition("://")[0]
            msgspec.structs.force_setattr(self, "provider_id", provider if provider.replace("-", "").isalnum() else "")


class RuntimeHandler(Object, frozen=True):
    """core/v1 NodeRuntimeHandler, reduced; the default handler has an empty name."""

    name: Word = ""


class NodeInfo(Object, frozen=True):
    """core/v1 NodeSystemInfo, reduced."""

    container_runtime_version: Word = ""


class NodeStatus(Object, frozen=True):
    """core/v1 NodeStatus. `allocatable` keeps extended resources only (keys with a `/`)."""

    allocatable: dict[Word, Quantity] = {}
    conditions: list[Condition] = []
    node_info: NodeInfo = NodeInfo()
    runtime_handlers: list[RuntimeHandler] = []

    def __post_init__(self) -> None:
        """Drop native resources such as cpu, and every condition except Ready."""
        msgspec.structs.force_setattr(self, "allocatable", {k: v for k, v in self.allocatable.items() if "/" in k})
        msgspec.structs.force_setattr(self, "conditions", [c for c in self.conditions if c.type == "Ready"])


class NodeMeta(Meta, frozen=True):
    """ObjectMeta of a node; of devices that HAMi registers only the number, of unknown sharing labels only the key."""

    def __post_init__(self) -> None:
        """Count registered devices, and reduce the values of unknown labels about sharing to whether they are set."""
        unknown = (
            {key: _is_set(self.labels[key]) for key in _unknown_sharing[tuple(self.labels)]} if self.labels else {}
        )
        Meta.__post_init__(self)
        if unknown:
            msgspec.structs.force_setattr(self, "labels", {**self.labels, **unknown})
        for key in [key for key in self.annotations if key.startswith("hami.io/")]:
            value = self.annotations.pop(key)
            if _REGISTERS.fullmatch(key):
                self.annotations[key] = value if value.isdecimal() else str(_registered(value))


def _is_set(value: str) -> str:
    return "false" if value.lower() in ("", "0", "false", "none", "no", "off", "disabled", "default") else "true"


@KeysMemo
def _unknown_sharing(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in keys if len(key) <= _LONGEST_KEY and not _kept_key(key) and suggests_sharing(key))


def _registered(value: str) -> int:
    """Count the devices in a JSON list or, of older HAMi versions, in a list that ends each device with a colon."""
    return value.count('"id"') if value.lstrip().startswith("[") else value.count(":")


class Node(Object, frozen=True):
    """core/v1 Node."""

    metadata: Annotated[NodeMeta, TextKind.NODE] = NodeMeta()
    spec: Shared[NodeSpec] = NodeSpec()
    status: Shared[NodeStatus] = NodeStatus()


# --- extension points --------------------------------------------------------------------------------


class StatePhase(Object, frozen=True):
    """Volcano's JobState: the only `state` that is not a string."""

    phase: Word = ""


class JobCounts(Object, frozen=True):
    """Entry of a JobSet's `replicatedJobsStatus` or a TrainJob's `jobsStatus`."""

    active: int = 0
    ready: int = 0
    succeeded: int = 0


class ConditionsStatus(Object, frozen=True):
    """Status with conditions and a summarizing state."""

    conditions: list[Condition] = []
    observed_generation: int | None = None
    state: Word | StatePhase = ""
    phase: Word = ""
    job_status: Word = ""
    service_status: Word = ""
    available_replicas: int = 0
    ready_replicas: int = 0
    replicated_jobs_status: list[JobCounts] | None = None
    jobs_status: list[JobCounts] | None = None

    @property
    def state_name(self) -> str:
        """Summarizing state, from the field that the kind uses for it."""
        state = self.state if isinstance(self.state, str) else self.state.phase
        return state or self.phase or self.job_status or self.service_status


class CustomResource(Object, frozen=True):
    """Custom resource with the usual status: conditions, and a state such as `state`, `phase` or `jobStatus`."""

    metadata: Meta = Meta()
    status: ConditionsStatus = ConditionsStatus()


class WebhookService(Object, frozen=True):
    """ServiceReference of a webhook or of an APIService."""

    name: Name = ""
    namespace: NamespaceName = ""


class APIServiceSpec(Object, frozen=True):
    """apiregistration.k8s.io/v1 APIServiceSpec; without a service the API server serves the group itself."""

    group: Word = ""
    version: Word = ""
    service: WebhookService | None = None


class APIService(Object, frozen=True):
    """apiregistration.k8s.io/v1 APIService."""

    metadata: Annotated[Meta, TextKind.WORD] = Meta()
    spec: APIServiceSpec = APIServiceSpec()
    status: ConditionsStatus = ConditionsStatus()


class WebhookClient(Object, frozen=True):
    """admissionregistration.k8s.io/v1 WebhookClientConfig; of the CA bundle only whether it is set."""

    service: WebhookService | None = None
    url: Word | None = None
    ca_bundle: Word | bool = ""

    def __post_init__(self) -> None:
        """Reduce the URL and the CA bundle to whether they are set."""
        msgspec.structs.force_setattr(self, "ca_bundle", bool(self.ca_bundle))
        if self.url:
            msgspec.structs.force_setattr(self, "url", "set")


class WebhookRule(Object, frozen=True):
    """admissionregistration.k8s.io/v1 RuleWithOperations, reduced."""

    api_groups: list[Word] = []
    resources: list[Word] = []
    operations: list[Word] = []


class SelectorRequirement(Object, frozen=True):
    """metav1 LabelSelectorRequirement without its values."""

    operator: Word = ""


class OptIn(Object, frozen=True):
    """metav1 LabelSelector of a webhook, reduced to whether namespaces or objects must opt in."""

    match_labels: dict[Word, Name] | bool = False
    match_expressions: list[SelectorRequirement] = []

    def __post_init__(self) -> None:
        """Keep whether labels are required, but not the labels."""
        msgspec.structs.force_setattr(self, "match_labels", bool(self.match_labels))

    @property
    def opt_in(self) -> bool:
        """Whether the webhook covers only namespaces or objects with certain labels."""
        return bool(self.match_labels) or any(e.operator in ("In", "Exists") for e in self.match_expressions)


class Webhook(Object, frozen=True):
    """Webhook of a webhook configuration."""

    name: Word = ""
    client_config: WebhookClient = WebhookClient()
    failure_policy: Word = ""
    rules: list[WebhookRule] = []
    namespace_selector: OptIn = OptIn()
    object_selector: OptIn = OptIn()


class WebhookConfiguration(Object, frozen=True):
    """admissionregistration.k8s.io/v1 Validating- or MutatingWebhookConfiguration."""

    metadata: Annotated[Meta, TextKind.WORD] = Meta()
    webhooks: list[Webhook] = []
