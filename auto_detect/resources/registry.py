"""Registry of all resources that a collection reads."""

from auto_detect.objects import apps, core, dra, gateway, pods, scheduling, services
from auto_detect.objects.core import Object
from auto_detect.resources import accelerators, autoscaling, inference, monitoring, networking, sandboxing
from auto_detect.resources.resource import Resource

NODES = Resource("", "nodes", "Node", core.Node, all_pages=True, label="Nodes")

_DRA_VERSIONS = ("v1", "v1beta2", "v1beta1")
_DRA = "resource.k8s.io"
DEVICE_CLASSES = Resource(_DRA, "deviceclasses", "DeviceClass", dra.DeviceClass, _DRA_VERSIONS, label="Device classes")
RESOURCE_SLICES = Resource(
    _DRA,
    "resourceslices",
    "ResourceSlice",
    dra.ResourceSlice,
    _DRA_VERSIONS,
    all_pages=True,
    label="Device slices",
)
RESOURCE_CLAIMS = Resource(
    _DRA, "resourceclaims", "ResourceClaim", dra.ResourceClaim, _DRA_VERSIONS, limit=20, label="Device claims"
)

_GATEWAY = "gateway.networking.k8s.io"
_GATEWAY_VERSIONS = ("v1", "v1beta1")
GATEWAY_CLASSES = Resource(
    _GATEWAY,
    "gatewayclasses",
    "GatewayClass",
    gateway.GatewayClass,
    _GATEWAY_VERSIONS,
    limit=200,
    label="Gateways",
)
GATEWAYS = Resource(_GATEWAY, "gateways", "Gateway", gateway.Gateway, _GATEWAY_VERSIONS, limit=200, label="Gateways")
HTTP_ROUTES = Resource(
    _GATEWAY, "httproutes", "HTTPRoute", gateway.HTTPRoute, _GATEWAY_VERSIONS, limit=200, label="Gateways"
)

_ADMISSION = "admissionregistration.k8s.io"
VALIDATING_WEBHOOKS = Resource(
    _ADMISSION,
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    core.WebhookConfiguration,
    all_pages=True,
    label="Webhooks",
)
MUTATING_WEBHOOKS = Resource(
    _ADMISSION,
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    core.WebhookConfiguration,
    all_pages=True,
    label="Webhooks",
)
API_SERVICES = Resource("apiregistration.k8s.io", "apiservices", "APIService", core.APIService, label="Aggregated APIs")

# Read by selector, by name or per service; never as a whole.
CRDS = Resource(
    "apiextensions.k8s.io",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    core.Named,
    metadata_only=True,
    label="Definitions",
)
DEPLOYMENTS = Resource("apps", "deployments", "Deployment", apps.Deployment, all_pages=True, label="Controllers")
DAEMON_SETS = Resource("apps", "daemonsets", "DaemonSet", apps.DaemonSet, all_pages=True, label="Controllers")
LEASES = Resource("coordination.k8s.io", "leases", "Lease", apps.Lease, label="Controllers")
PODS = Resource("", "pods", "Pod", pods.Pod, limit=20, label="Pods")
SERVICES = Resource("", "services", "Service", services.Service, all_pages=True, label="Metrics endpoints")
ENDPOINT_SLICES = Resource(
    "discovery.k8s.io", "endpointslices", "EndpointSlice", services.EndpointSlice, all_pages=True, label="Endpoints"
)

_KUEUE = "kueue.x-k8s.io"
_KUEUE_VERSIONS = ("v1beta2", "v1beta1")
CLUSTER_QUEUES = Resource(
    _KUEUE, "clusterqueues", "ClusterQueue", scheduling.ClusterQueue, _KUEUE_VERSIONS, limit=200, label="Scheduling"
)
LOCAL_QUEUES = Resource(
    _KUEUE, "localqueues", "LocalQueue", scheduling.LocalQueue, _KUEUE_VERSIONS, limit=200, label="Scheduling"
)
KUEUE_WORKLOADS = Resource(
    _KUEUE, "workloads", "Workload", scheduling.KueueWorkload, _KUEUE_VERSIONS, limit=50, label="Scheduling"
)
VOLCANO_QUEUES = Resource(
    "scheduling.volcano.sh",
    "queues",
    "Queue",
    scheduling.Queue,
    ("v1beta1",),
    limit=50,
    label="Scheduling",
)
VOLCANO_POD_GROUPS = Resource(
    "scheduling.volcano.sh",
    "podgroups",
    "PodGroup",
    scheduling.PodGroup,
    ("v1beta1",),
    limit=50,
    label="Scheduling",
)
KAI_QUEUES = Resource("scheduling.run.ai", "queues", "Queue", scheduling.Queue, ("v2",), limit=50, label="Scheduling")
KAI_POD_GROUPS = Resource(
    "scheduling.run.ai", "podgroups", "PodGroup", scheduling.PodGroup, ("v2alpha2",), limit=50, label="Scheduling"
)
COSCHEDULING_POD_GROUPS = Resource(
    "scheduling.x-k8s.io", "podgroups", "PodGroup", scheduling.PodGroup, ("v1alpha1",), limit=50, label="Scheduling"
)
POD_GANGS = Resource(
    "scheduler.grove.io", "podgangs", "PodGang", scheduling.PodGang, ("v1alpha1",), limit=50, label="Scheduling"
)

_NATIVE = "scheduling.k8s.io"
_NATIVE_VERSIONS = ("v1", "v1beta2", "v1beta1", "v1alpha3", "v1alpha2", "v1alpha1")
NATIVE_WORKLOADS = Resource(
    _NATIVE, "workloads", "Workload", scheduling.NativeWorkload, _NATIVE_VERSIONS, limit=50, label="Scheduling"
)
NATIVE_POD_GROUPS = Resource(
    _NATIVE, "podgroups", "PodGroup", scheduling.NativePodGroup, _NATIVE_VERSIONS, limit=50, label="Scheduling"
)


def _operator(group: str, resource: str, kind: str, *versions: str) -> Resource[core.CustomResource]:
    return Resource(group, resource, kind, core.CustomResource, versions, limit=20, label="Operators")


LEADER_WORKER_SETS = Resource(
    "leaderworkerset.x-k8s.io", "leaderworkersets", "LeaderWorkerSet", apps.LeaderWorkerSet, limit=20, label="Operators"
)
OPERATOR_RESOURCES: tuple[Resource[Object], ...] = (
    _operator("ray.io", "rayclusters", "RayCluster", "v1", "v1alpha1"),
    _operator("ray.io", "rayjobs", "RayJob", "v1", "v1alpha1"),
    _operator("ray.io", "rayservices", "RayService", "v1", "v1alpha1"),
    _operator("trainer.kubeflow.org", "trainjobs", "TrainJob", "v2", "v1beta1", "v1alpha1"),
    _operator("kubeflow.org", "pytorchjobs", "PyTorchJob", "v1"),
    _operator("kubeflow.org", "tfjobs", "TFJob", "v1"),
    _operator("kubeflow.org", "mpijobs", "MPIJob", "v2beta1", "v1"),
    _operator("kubeflow.org", "jaxjobs", "JAXJob", "v1"),
    _operator("serving.kserve.io", "inferenceservices", "InferenceService", "v1beta1"),
    _operator("nvidia.com", "dynamographdeployments", "DynamoGraphDeployment", "v1beta1", "v1alpha1"),
    _operator("jobset.x-k8s.io", "jobsets", "JobSet", "v1alpha2"),
    LEADER_WORKER_SETS,
    _operator("grove.io", "podcliquesets", "PodCliqueSet", "v1alpha1"),
    _operator("batch.volcano.sh", "jobs", "Job", "v1alpha1"),
)
"""Resources of known AI operators; the status shows whether an object was reconciled."""

_BY_PLURAL = {resource.plural: resource for resource in (VOLCANO_POD_GROUPS, *OPERATOR_RESOURCES)}
FURTHER_RESOURCES: dict[Resource[Object], tuple[Resource[Object], ...]] = {
    _BY_PLURAL["rayclusters"]: (_BY_PLURAL["rayjobs"], _BY_PLURAL["rayservices"]),
    _BY_PLURAL["pytorchjobs"]: (_BY_PLURAL["tfjobs"], _BY_PLURAL["mpijobs"], _BY_PLURAL["jaxjobs"]),
    VOLCANO_POD_GROUPS: (_BY_PLURAL["jobs"],),
}
"""Further resources of the same operator by resource, read only if no object of the first is reconciled."""

CONDITIONAL: tuple[Resource[Object], ...] = (
    RESOURCE_CLAIMS,
    accelerators.NVIDIA_DRIVERS,
    networking.GKE_PARAMETER_SETS,
    *(resource for further in FURTHER_RESOURCES.values() for resource in further),
)
"""Resources that are listed across the cluster only if other listings require it."""

LISTABLE: tuple[Resource[Object], ...] = (
    NODES,
    DEVICE_CLASSES,
    RESOURCE_SLICES,
    RESOURCE_CLAIMS,
    GATEWAY_CLASSES,
    GATEWAYS,
    HTTP_ROUTES,
    VALIDATING_WEBHOOKS,
    MUTATING_WEBHOOKS,
    API_SERVICES,
    CLUSTER_QUEUES,
    LOCAL_QUEUES,
    KUEUE_WORKLOADS,
    VOLCANO_QUEUES,
    VOLCANO_POD_GROUPS,
    KAI_QUEUES,
    KAI_POD_GROUPS,
    COSCHEDULING_POD_GROUPS,
    NATIVE_WORKLOADS,
    NATIVE_POD_GROUPS,
    POD_GANGS,
    *OPERATOR_RESOURCES,
    *accelerators.LISTED,
    *networking.LISTED,
    *sandboxing.LISTED,
    inference.LLM_SERVICES,
    inference.POOLS,
    inference.ALPHA_POOLS,
    inference.DISAGGREGATED_SETS,
    autoscaling.HPAS,
    autoscaling.SCALED_OBJECTS,
    autoscaling.NODE_POOLS,
    autoscaling.NODE_CLAIMS,
    autoscaling.MACHINE_DEPLOYMENTS,
    autoscaling.MACHINE_SETS,
    autoscaling.PROVISIONING_REQUESTS,
    autoscaling.COMPUTE_CLASSES,
    *monitoring.LISTED,
)
"""Resources that are listed across the cluster."""
LISTED = tuple(resource for resource in LISTABLE if resource not in CONDITIONAL)
"""Resources that are always listed if discovery finds them."""

SELECTED: tuple[Resource[Object], ...] = (
    *CONDITIONAL,
    CRDS,
    DEPLOYMENTS,
    DAEMON_SETS,
    LEASES,
    autoscaling.STATEFUL_SETS,
    PODS,
    SERVICES,
    ENDPOINT_SLICES,
    autoscaling.AUTOSCALER_REPORTS,
    autoscaling.EVENTS,
    monitoring.NAMESPACES,
)
"""Resources that are read, in part or as a whole, only if other resources refer to them."""

RESOURCES: tuple[Resource[Object], ...] = LISTED + SELECTED


def unknown_resource(group: str, resource: str, *versions: str) -> Resource[core.CustomResource]:
    """Return an unregistered resource, read with the fields that custom resources share."""
    return Resource(group, resource, resource, core.CustomResource, versions or ("v1",), limit=20, label=CRDS.label)


def unknown_pod_groups(group: str, *versions: str) -> Resource[scheduling.PodGroup]:
    """Return the `podgroups` resource of an unregistered scheduler."""
    return Resource(
        group, "podgroups", "PodGroup", scheduling.PodGroup, versions or ("v1",), limit=20, label=CRDS.label
    )


def resource_of(key: str) -> Resource[Object]:
    """Return the resource of a `group/resource` key, registered or not."""
    group, _, resource = key.partition("/")
    return _BY_KEY.get(key) or (
        unknown_pod_groups(group) if resource == "podgroups" else unknown_resource(group, resource)
    )


_BY_KEY = {resource.group_resource: resource for resource in RESOURCES}
