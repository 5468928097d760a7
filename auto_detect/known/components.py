"""Vendors, drivers, controllers and exporters, as data, with the labels that select them.

Names only make a sentence readable or a request small. An object's shape and state decide what counts, so an unknown
driver, controller or exporter counts like a known one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# --- accelerators ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vendor:
    """A vendor's resources, drivers and names; `*` in a pattern matches any text."""

    name: str
    drivers: tuple[str, ...] = ()
    """DRA drivers that publish accelerators."""
    device_classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Parts of exporter and image names that identify the vendor."""


VENDORS: tuple[Vendor, ...] = (
    Vendor(
        "NVIDIA",
        ("gpu.nvidia.com",),
        ("gpu.nvidia.com", "mig.nvidia.com", "vfio.gpu.nvidia.com"),
        ("nvidia", "dcgm"),
    ),
    Vendor("AMD", ("gpu.amd.com",), ("gpu.amd.com",), ("amd", "rocm")),
    Vendor("Intel", ("gpu.intel.com",), ("gpu.intel.com", "gpu-vfio.intel.com"), ("xpum", "xpu-smi", "intel-gpu")),
    Vendor("Intel Gaudi", ("gaudi.intel.com",), ("gaudi.intel.com",), words=("gaudi", "habana")),
    Vendor("Google TPU", ("tpu.google.com",), words=("tpu",)),
    Vendor("AWS Neuron", ("neuron.aws.com",), ("neuron.aws.com",), words=("neuron",)),
    Vendor("Huawei Ascend", words=("ascend", "npu-exporter")),
)

ACCELERATOR_WORDS = (
    "gpu",
    "npu",
    "tpu",
    "xpu",
    "dcu",
    "gcu",
    "mlu",
    "ipu",
    "hpu",
    "accelerator",
    "neuron",
    "gaudi",
    "mig",
)
"""Parts of a resource name, a driver name or a device type that mean "accelerator" for any vendor."""

OTHER_DRIVERS: dict[str, str] = {
    "compute-domain.nvidia.com": "NVLink domains (not GPUs)",
    "dra.net": "network interfaces",
    "qat.intel.com": "QuickAssist devices",
    "dra.cpu": "CPUs",
    "dra.memory": "memory",
}
"""DRA drivers whose devices are not accelerators, and what the devices are."""

DRA_PLUGIN_WORDS = ("dra-driver", "kubelet-plugin", "resource-driver", "dranet")
"""Parts of the names of the DaemonSets that publish ResourceSlices."""

# --- controllers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Controller:
    """Labels and images that identify a Deployment of a component; a single match is enough."""

    what: str
    labels: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    """Parts of the image's path, which do not depend on a release name or a `nameOverride`."""
    service_accounts: tuple[str, ...] = ()
    """Names of its ServiceAccount that no other component uses."""
    leases: tuple[str, ...] = ()
    """Names of the Lease of its leader election; they are set in its source, unlike the names of its workloads."""
    also_select: tuple[tuple[str, str], ...] = ()
    """Ambiguous labels: used in queries, not sufficient to identify the component."""


@dataclass(frozen=True)
class Operator:
    """A component with custom resources, a controller and webhooks."""

    name: str
    group: str
    resource: str
    """The primary custom resource, group-qualified by `group`."""
    controllers: tuple[Controller, ...]
    """Controllers that all must run."""
    more_groups: tuple[str, ...] = ()
    """Further API groups of the operator."""
    serves_webhooks: bool = True
    """Whether the webhooks run inside the controller, so that their ready endpoints prove that it runs."""
    without_webhook: str = ""
    """A clause about installations without a webhook."""

    @property
    def crd(self) -> str:
        """Name of the primary CustomResourceDefinition."""
        return f"{self.resource}.{self.group}"

    @property
    def groups(self) -> tuple[str, ...]:
        """Every API group of the operator."""
        return (self.group, *self.more_groups)


def _controller(
    what: str,
    *values: str,
    images: tuple[str, ...] = (),
    key: str = "app.kubernetes.io/name",
    accounts: tuple[str, ...] = (),
    leases: tuple[str, ...] = (),
) -> Controller:
    return Controller(what, tuple((key, value) for value in values), images, accounts, leases)


KUEUE = Operator(
    "Kueue",
    "kueue.x-k8s.io",
    "clusterqueues",
    (
        _controller(
            "controller",
            "kueue",
            images=("kueue/kueue",),
            accounts=("kueue-controller-manager",),
            leases=("c1f6bfd2.kueue.x-k8s.io",),
        ),
    ),
)
VOLCANO = Operator(
    "Volcano",
    "scheduling.volcano.sh",
    "podgroups",
    (
        _controller("scheduler", "volcano-scheduler", images=("vc-scheduler",), key="app"),
        _controller("controllers", "volcano-controller", images=("vc-controller-manager",), key="app"),
    ),
    more_groups=("batch.volcano.sh",),
    serves_webhooks=False,
)
KAI = Operator(
    "KAI Scheduler",
    "scheduling.run.ai",
    "podgroups",
    (
        _controller("scheduler", "kai-scheduler-default", images=("kai-scheduler/scheduler",), key="app"),
        _controller("binder", "binder", images=("kai-scheduler/binder",), key="app"),
        _controller("pod grouper", "pod-grouper", images=("kai-scheduler/podgrouper",), key="app"),
        _controller(
            "pod group controller", "podgroup-controller", images=("kai-scheduler/podgroupcontroller",), key="app"
        ),
        _controller("queue controller", "queue-controller", images=("kai-scheduler/queuecontroller",), key="app"),
        _controller("admission", "admission", images=("kai-scheduler/admission",), key="app"),
    ),
    serves_webhooks=False,
)
COSCHEDULING = Operator(
    "Coscheduling",
    "scheduling.x-k8s.io",
    "podgroups",
    (
        Controller(
            "scheduler",
            images=("scheduler-plugins/kube-scheduler",),
            also_select=(("component", "scheduler"),),
        ),
        _controller("controller", "scheduler-plugins-controller", images=("scheduler-plugins/controller",), key="app"),
    ),
    serves_webhooks=False,
)

KUBERAY = Operator(
    "KubeRay",
    "ray.io",
    "rayclusters",
    (
        Controller(
            "operator",
            (("app.kubernetes.io/name", "kuberay-operator"),),
            ("kuberay/operator:", "kuberay-operator"),
            service_accounts=("kuberay-operator",),
            leases=("ray-operator-leader",),
            also_select=(("app.kubernetes.io/name", "kuberay"),),
        ),
    ),
    without_webhook="its Helm chart installs no webhook, its kustomize variant does",
)
TRAINER = Operator(
    "Kubeflow Trainer",
    "trainer.kubeflow.org",
    "trainjobs",
    (
        _controller(
            "controller",
            "kubeflow-trainer",
            "trainer",
            images=("trainer-controller-manager",),
            accounts=("kubeflow-trainer-controller-manager",),
            leases=("trainer.kubeflow.org",),
        ),
    ),
)
TRAINING_OPERATOR = Operator(
    "Kubeflow Training Operator",
    "kubeflow.org",
    "pytorchjobs",
    (
        Controller(
            "operator",
            (("control-plane", "kubeflow-training-operator"), ("app.kubernetes.io/name", "training-operator")),
            ("training-operator",),
        ),
    ),
)
KSERVE = Operator(
    "KServe",
    "serving.kserve.io",
    "inferenceservices",
    (
        Controller(
            "controller",
            (
                ("control-plane", "kserve-controller-manager"),
                ("control-plane", "llmisvc-controller-manager"),
            ),
            ("kserve-controller", "llmisvc-controller"),
            leases=("kserve-controller-manager-leader-lock",),
        ),
    ),
)
DYNAMO = Operator(
    "NVIDIA Dynamo",
    "nvidia.com",
    "dynamographdeployments",
    (
        Controller(
            "operator",
            (("app.kubernetes.io/name", "dynamo-operator"), ("app.kubernetes.io/part-of", "dynamo-operator")),
            ("dynamo-operator", "ai-dynamo/kubernetes-operator"),
        ),
    ),
)
JOBSET = Operator(
    "JobSet",
    "jobset.x-k8s.io",
    "jobsets",
    (
        _controller(
            "controller",
            "jobset",
            images=("jobset/jobset", "job-set/jobset-rhel"),
            accounts=("jobset-controller-manager",),
            leases=("6d4f6a47.jobset.x-k8s.io",),
        ),
    ),
)
LWS = Operator(
    "LeaderWorkerSet",
    "leaderworkerset.x-k8s.io",
    "leaderworkersets",
    (
        _controller(
            "controller",
            "lws",
            "leaderworkerset",
            images=("lws/lws", "leader-worker-set/lws-rhel"),
            accounts=("lws-controller-manager",),
        ),
    ),
)
GROVE = Operator(
    "Grove", "grove.io", "podcliquesets", (_controller("operator", "grove-operator", images=("grove-operator",)),)
)

AI_OPERATORS: tuple[Operator, ...] = (KUBERAY, TRAINER, TRAINING_OPERATOR, KSERVE, DYNAMO, JOBSET, LWS, GROVE)
"""Operators of AI workloads; schedulers are checked after them."""
OPERATORS: tuple[Operator, ...] = (*AI_OPERATORS, KUEUE, VOLCANO, KAI)

# --- metrics exporters -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exporter:
    """A metrics exporter for accelerators."""

    name: str
    vendor: str | None
    """A name of `VENDORS`; None for several vendors."""
    words: tuple[str, ...]
    """Parts of its name, its `app` labels or its image."""


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("NVIDIA DCGM exporter", "NVIDIA", ("dcgm-exporter",)),
    Exporter(
        "AMD device metrics exporter",
        "AMD",
        ("device-metrics-exporter", "amd-metrics-exporter", "amdgpu-metrics-exporter"),
    ),
    Exporter("Intel XPU Manager", "Intel", ("xpumanager", "xpumd", "xpu-smi-exporter")),
    Exporter("Gaudi metric exporter", "Intel Gaudi", ("gaudi-metric-exporter", "habana-metric-exporter")),
    Exporter("Neuron monitor", "AWS Neuron", ("neuron-monitor",)),
    Exporter("Ascend NPU exporter", "Huawei Ascend", ("npu-exporter",)),
    Exporter("HAMi device monitor", None, ("hami-device-plugin", "hami-device-monitor", "vgpumonitor")),
)

EXPORTER_WORDS = ("exporter", "metrics", "telemetry")
"""Together with a word of `ACCELERATOR_WORDS`, these identify an exporter of any vendor."""

# --- selectors of queries ------------------------------------------------------------------


def selectors(controllers: Iterable[Controller]) -> tuple[str, ...]:
    """Return label selectors that match the Deployments of the controllers, 1 per label key."""
    values: dict[str, set[str]] = {}
    labels = (label for controller in controllers for label in (*controller.labels, *controller.also_select))
    for key, value in labels:
        values.setdefault(key, set()).add(value)
    return tuple(f"{key} in ({','.join(sorted(found))})" for key, found in sorted(values.items()))


DAEMON_SET_SELECTORS: tuple[str, ...] = ("",)
"""Selects every DaemonSet: several vendors' operators label the pods but not the DaemonSet.

A cluster has few DaemonSets, regardless of its number of nodes.
"""

SERVICE_SELECTORS: tuple[str, ...] = (
    "app in (amd-device-metrics-exporter,dcgm-exporter,intel-xpumanager,metric-exporter,neuron-monitor,"
    "npu-exporter,npu-exporter-svc,nvidia-dcgm-exporter,xpum)",
    "app.kubernetes.io/name in (amd-metrics-exporter,dcgm-exporter,device-metrics-exporter,gaudi-metric-exporter,"
    "gpu-metrics-exporter,metrics-exporter,mimir-query-frontend,neuron-monitor,npu-exporter,nvidia-dcgm-exporter,"
    "prometheus,thanos-query,victoria-metrics-single,vmselect,vmsingle,xpumanager)",
    "app.kubernetes.io/component in (hami-device-plugin)",
)
"""Label selectors of the Services of metrics exporters and of Prometheus-compatible servers."""
AMD_OPERATOR = ("amd.com", "deviceconfigs")
AMD_SERVICE_SELECTOR = "app.kubernetes.io/service"
"""What AMD's operator serves, and a label key of its exporter's Service that nothing else uses."""

CRD_NAMES: tuple[str, ...] = (
    "gatewayclasses.gateway.networking.k8s.io",
    "inferencepools.inference.networking.k8s.io",
    "nodepools.karpenter.sh",
    *(operator.crd for operator in (*OPERATORS, COSCHEDULING)),
)
"""CRDs to read where they are served: that of the Gateway API carries the bundle's version."""

WEBHOOK_GROUPS: frozenset[str] = frozenset(group for operator in OPERATORS for group in operator.groups)
"""API groups whose webhooks are checked: the EndpointSlices of their Services are queried."""
