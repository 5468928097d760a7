"""Fields of inference objects: inference pools and disaggregated services."""

from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Object
from auto_detect.objects.gateway import ParentReference, RouteParentStatus
from auto_detect.text_kinds import Name, Word


class PickerRef(Object, frozen=True):
    """EndpointPickerRef, reduced."""

    name: Name = ""
    kind: Word = "Service"
    failure_mode: Word = "FailClose"


class PoolSpec(Object, frozen=True):
    """InferencePoolSpec; the alpha API has a plain map as selector, and another field for the endpoint picker."""

    selector: dict[Word, Name | dict[Word, Name]] = {}
    endpoint_picker_ref: PickerRef | None = None
    extension_ref: PickerRef | None = None

    @property
    def labels(self) -> dict[str, str]:
        """Labels that select the pool's pods."""
        inner = self.selector.get("matchLabels", self.selector)
        plain = inner if isinstance(inner, dict) else self.selector
        return {key: value for key, value in plain.items() if isinstance(value, str)}

    @property
    def picker(self) -> PickerRef | None:
        """Reference to the endpoint picker."""
        return self.endpoint_picker_ref or self.extension_ref


class PoolStatus(Object, frozen=True):
    """InferencePoolStatus; the alpha API names the list `parent`."""

    parents: list[RouteParentStatus] = []
    parent: list[RouteParentStatus] = []


class InferencePool(Object, frozen=True):
    """InferencePool of inference.networking.k8s.io or of its alpha group."""

    metadata: Meta = Meta()
    spec: PoolSpec = PoolSpec()
    status: PoolStatus = PoolStatus()

    @property
    def parents(self) -> tuple[RouteParentStatus, ...]:
        """Status by gateway, without the placeholder `Status/default` of the alpha API."""
        return tuple(p for p in (*self.status.parents, *self.status.parent) if not _placeholder(p.parent_ref))


def _placeholder(reference: ParentReference) -> bool:
    return reference.kind == "Status" and reference.name == "default"


class Phase(Object, frozen=True):
    """serving.kserve.io WorkloadSpec, reduced."""

    replicas: int | None = None


class LLMServiceSpec(Object, frozen=True):
    """serving.kserve.io LLMInferenceServiceSpec, reduced."""

    replicas: int | None = None
    prefill: Phase | None = None


class LLMInferenceService(Object, frozen=True):
    """serving.kserve.io LLMInferenceService."""

    metadata: Meta = Meta()
    spec: LLMServiceSpec = LLMServiceSpec()
    status: ConditionsStatus = ConditionsStatus()


class RoleStatus(Object, frozen=True):
    """disaggregatedset.x-k8s.io RoleStatus, reduced."""

    name: Name = ""
    ready_replicas: int = 0


class DisaggregatedSetStatus(Object, frozen=True):
    """disaggregatedset.x-k8s.io DisaggregatedSetStatus, reduced."""

    role_statuses: list[RoleStatus] = []
    conditions: list[Condition] = []


class DisaggregatedSet(Object, frozen=True):
    """disaggregatedset.x-k8s.io DisaggregatedSet."""

    metadata: Meta = Meta()
    status: DisaggregatedSetStatus = DisaggregatedSetStatus()
