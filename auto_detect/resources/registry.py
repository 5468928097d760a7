"""What is read from a cluster: one area per resource."""

from auto_detect.objects import apps, core, dra, gateway, pods, scheduling, services
from auto_detect.objects.core import Object
from auto_detect.resources import accelerators, autoscaling, inference, monitoring, networking, sandboxing
from auto_detect.resources.resource import Area

NODES = Area("", "nodes", "Node", core.Node, all_pages=True, label="Nodes")

_DRA_VERSIONS = ("v1", "v1beta2", "v1beta1")
_DRA = "resource.k8s.io"
DEVICE_CLASSES = Area(_DRA, "deviceclasses", "DeviceClass", dra.DeviceClass, _DRA_VERSIONS, label="Device classes")
RESOURCE_SLICES = Area(
    _DRA,
    "resourceslices",
    "ResourceSlice",
    dra.ResourceSlice,
    _DRA_VERSIONS,
    all_pages=True,
    label="Device slices",
)
RESOURCE_CLAIMS = Area(
    _DRA, "resourceclaims", "ResourceClaim", dra.ResourceClaim, _DRA_VERSIONS, limit=20, label="Device claims"
)

_GATEWAY = "gateway.networking.k8s.io"
_GATEWAY_VERSIONS = ("v1", "v1beta1")
GATEWAY_CLASSES = Area(
    _GATEWAY,
    "gatewayclasses",
    "GatewayClass",
    gateway.GatewayClass,
    _GATEWAY_VERSIONS,
    limit=200,
    label="Gateways",
)
GATEWAYS = Area(_GATEWAY, "gateways", "Gateway", gateway.Gateway, _GATEWAY_VERSIONS, limit=200, label="Gateways")
HTTP_ROUTES = Area(
    _GATEWAY, "httproutes", "HTTPRoute", gateway.HTTPRoute, _GATEWAY_VERSIONS, limit=200, label="Gateways"
)

_ADMISSION = "admissionregistration.k8s.io"
VALIDATING_WEBHOOKS = Area(
    _ADMISSION,
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    core.WebhookConfiguration,
    all_pages=True,
    label="Webhooks",
)
MUTATING_WEBHOOKS = Area(
    _ADMISSION,
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    core.WebhookConfiguration,
    all_pages=True,
    label="Webhooks",
)
API_SERVICES = Area("apiregistration.k8s.io", "apiservices", "APIService", core.APIService, label="Aggregated APIs")

# Read by selector, by name or per service; never as a whole.
CRDS = Area(
    "apiextensions.k8s.io",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    core.Named,
    metadata_only=True,
    label="Definitions",
)
DEPLOYMENTS = Area("apps", "deployments", "Deployment", apps.Deployment, all_pages=True, label="Controllers")
DAEMON_SETS = Area("apps", "daemonsets", "DaemonSet", apps.DaemonSet, all_pages=True, label="Controllers")
PODS = Area("", "pods", "Pod", pods.Pod, limit=20, label="Pods")
SERVICES = Area("", "services", "Service", services.Service, all_pages=True, label="Metrics endpoints")
ENDPOINT_SLICES = Area(
    "discovery.k8s.io", "endpointslices", "EndpointSlice", services.EndpointSlice, all_pages=True, label="Endpoints"
)

_KUEUE = "kueue.x-k8s.io"
_KUEUE_VERSIONS = ("v1beta2", "v1beta1")
CLUSTER_QUEUES = Area(
    _KUEUE, "clusterqueues", "ClusterQueue", scheduling.ClusterQueue, _KUEUE_VERSIONS, limit=200, label="Scheduling"
)
LOCAL_QUEUES = Area(
    _KUEUE, "localqueues", "LocalQueue", scheduling.LocalQueue, _KUEUE_VERSIONS, limit=200, label="Scheduling"
)
KUEUE_WORKLOADS = Area(
    _KUEUE, "workloads", "Workload", scheduling.KueueWorkload, _KUEUE_VERSIONS, limit=50, label="Scheduling"
)
VOLCANO_QUEUES = Area(
    "scheduling.volcano.sh",
    "queues",
    "Queue",
    core.CustomResource,
    ("v1beta1",),
    limit=50,
    label="Scheduling",
)
VOLCANO_POD_GROUPS = Area(
    "scheduling.volcano.sh",
    "podgroups",
    "PodGroup",
    scheduling.PodGroup,
    ("v1beta1",),
    limit=50,
    label="Scheduling",
)
KAI_QUEUES = Area("scheduling.run.ai", "queues", "Queue", core.CustomResource, ("v2",), limit=50, label="Scheduling")
KAI_POD_GROUPS = Area(
    "scheduling.run.ai", "podgroups", "PodGroup", scheduling.PodGroup, ("v2alpha2",), limit=50, label="Scheduling"
)
COSCHEDULING_POD_GROUPS = Area(
    "scheduling.x-k8s.io", "podgroups", "PodGroup", scheduling.PodGroup, ("v1alpha1",), limit=50, label="Scheduling"
)
POD_GANGS = Area(
    "scheduler.grove.io", "podgangs", "PodGang", scheduling.PodGang, ("v1alpha1",), limit=50, label="Scheduling"
)

_NATIVE = "scheduling.k8s.io"
_NATIVE_VERSIONS = ("v1", "v1beta2", "v1beta1", "v1alpha3", "v1alpha2", "v1alpha1")
NATIVE_WORKLOADS = Area(
    _NATIVE, "workloads", "Workload", scheduling.NativeWorkload, _NATIVE_VERSIONS, limit=50, label="Scheduling"
)
NATIVE_POD_GROUPS = Area(
    _NATIVE, "podgroups", "PodGroup", scheduling.NativePodGroup, _NATIVE_VERSIONS, limit=50, label="Scheduling"
)


def _operator(group: str, resource: str, kind: str, *versions: str) -> Area[core.CustomResource]:
    return Area(group, resource, kind, core.CustomResource, versions, limit=20, label="Operators")


OPERATOR_RESOURCES: tuple[Area[core.CustomResource], ...] = (
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
    _operator("leaderworkerset.x-k8s.io", "leaderworkersets", "LeaderWorkerSet", "v1"),
    _operator("grove.io", "podcliquesets", "PodCliqueSet", "v1alpha1"),
    _operator("batch.volcano.sh", "jobs", "Job", "v1alpha1"),
)
"""Primary resources of AI operators that are known by name; the status shows whether one was reconciled."""

LISTED: tuple[Area[Object], ...] = (
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
    autoscaling.PROVISIONING_REQUESTS,
    *monitoring.LISTED,
)
"""Areas that are listed across the cluster wherever discovery says that they are served."""

SELECTED: tuple[Area[Object], ...] = (
    CRDS,
    DEPLOYMENTS,
    DAEMON_SETS,
    autoscaling.STATEFUL_SETS,
    PODS,
    SERVICES,
    ENDPOINT_SLICES,
    autoscaling.AUTOSCALER_REPORTS,
    autoscaling.EVENTS,
    monitoring.NAMESPACES,
)
"""Areas of which only what the others point at is read."""

AREAS: tuple[Area[Object], ...] = LISTED + SELECTED


def foreign(group: str, resource: str, *versions: str) -> Area[core.CustomResource]:
    """A resource that nobody here knows by name, read as far as custom resources are alike."""
    return Area(group, resource, resource, core.CustomResource, versions or ("v1",), limit=20, label=CRDS.label)


def foreign_pod_groups(group: str, *versions: str) -> Area[scheduling.PodGroup]:
    """`podgroups` of a scheduler that nobody here knows by name."""
    return Area(group, "podgroups", "PodGroup", scheduling.PodGroup, versions or ("v1",), limit=20, label=CRDS.label)


def known_or_foreign(key: str) -> Area[Object]:
    """The area of a key, which need not be one of `AREAS`."""
    group, _, resource = key.partition("/")
    return _BY_KEY.get(key) or (foreign_pod_groups(group) if resource == "podgroups" else foreign(group, resource))


_BY_KEY = {area.key: area for area in AREAS}
