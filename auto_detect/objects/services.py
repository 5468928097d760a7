"""Fields of Services, EndpointSlices and namespaces, without addresses."""

from typing import Annotated

import msgspec

from auto_detect.objects.core import Meta, Object, keep_keys, kept_key
from auto_detect.objects.labels import LabeledMeta
from auto_detect.text_kinds import LabelValue, Name, NodeName, PodName, TextKind, Word


class Namespace(Object, frozen=True):
    """core/v1 Namespace."""

    metadata: Annotated[LabeledMeta, TextKind.NAMESPACE] = LabeledMeta()


class ServicePort(Object, frozen=True):
    """core/v1 ServicePort."""

    name: Word = ""
    port: int = 0
    target_port: Word | int = ""


class ServiceSpec(Object, frozen=True):
    """core/v1 ServiceSpec, reduced."""

    ports: list[ServicePort] = []
    selector: dict[Word, Name] = {}
    """Requirements on labels that detectors read."""
    own_selector: dict[Word, LabelValue] = {}
    """Requirements on other labels."""

    def __post_init__(self) -> None:
        """Move requirements on other labels to `own_selector`."""
        own = {key: value for key, value in self.selector.items() if not kept_key(key)}
        if own:
            msgspec.structs.force_setattr(self, "own_selector", {**self.own_selector, **own})
            keep_keys(self, "selector", self.selector)


class Service(Object, frozen=True):
    """core/v1 Service."""

    metadata: LabeledMeta = LabeledMeta()
    spec: ServiceSpec = ServiceSpec()


class EndpointConditions(Object, frozen=True):
    """discovery.k8s.io/v1 EndpointConditions; an absent `ready` counts as ready."""

    ready: bool | None = None


class TargetRef(Object, frozen=True):
    """core/v1 ObjectReference of an endpoint's target, in the slice's namespace."""

    kind: Word = ""
    name: PodName = ""


class Endpoint(Object, frozen=True):
    """discovery.k8s.io/v1 Endpoint, without its addresses."""

    conditions: EndpointConditions = EndpointConditions()
    node_name: NodeName | None = None
    target_ref: TargetRef | None = None


class EndpointPort(Object, frozen=True):
    """discovery.k8s.io/v1 EndpointPort: port of the pods."""

    name: Word | None = None
    port: int | None = None


class EndpointSlice(Object, frozen=True):
    """discovery.k8s.io/v1 EndpointSlice; the label `kubernetes.io/service-name` names its Service."""

    metadata: Meta = Meta()
    address_type: Word = ""
    endpoints: list[Endpoint] | None = None
    ports: list[EndpointPort] | None = None
