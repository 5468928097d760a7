"""Metric names, as data: what they measure, for which vendor's accelerators, and misleading names.

Patterns are in lower case; `*` matches any text. Other metrics are classified by the words of their names
(`auto_detect.known.measures`).
"""

from dataclasses import dataclass
from enum import StrEnum

from auto_detect.known.components import Controller


class Measure(StrEnum):
    """Quantity that an accelerator metric measures; the requirement demands the first two."""

    UTILIZATION = "utilization"
    MEMORY = "memory"
    TEMPERATURE = "temperature"
    POWER = "power"
    INTERCONNECT = "interconnect"


CORE_MEASURES = (Measure.UTILIZATION, Measure.MEMORY)
OPTIONAL = (Measure.TEMPERATURE, Measure.POWER, Measure.INTERCONNECT)

MEASURES: dict[Measure, tuple[str, ...]] = {
    Measure.UTILIZATION: (
        *("dcgm_fi_dev_gpu_util", "dcgm_fi_prof_gr_engine_active", "dcgm_fi_prof_sm_active"),
        "gpu_gfx_activity",
        *("hami_host_gpu_utilization_ratio", "hostcoreutilization"),
        *("xpum_engine_ratio", "xpum_engine_group_ratio", "xpum_gpu_utilization*"),
        "habanalabs_utilization",
        "neuroncore_utilization_ratio",
        *("npu_chip_info_utilization", "npu_chip_info_overall_utilization"),
        *("duty_cycle", "tensorcore_utilization"),
        *("hw_gpu_utilization", "hw_gpu_utilization_ratio"),
        "nv_gpu_utilization",
    ),
    Measure.MEMORY: (
        "dcgm_fi_dev_fb_used",
        "gpu_used_vram",
        *("hami_host_gpu_memory_used_bytes", "hostgpumemoryusage", "hami_vgpu_memory_used_bytes"),
        "xpum_memory_used_bytes",
        "habanalabs_memory_used_bytes",
        "neuroncore_memory_usage_*",
        *("npu_chip_info_hbm_used_memory", "npu_chip_info_used_memory"),
        "memory_used",
        *("hw_gpu_memory_usage", "hw_gpu_memory_usage_bytes"),
        *("hw_gpu_memory_utilization", "hw_gpu_memory_utilization_ratio"),
        "nv_gpu_memory_used_bytes",
    ),
    Measure.TEMPERATURE: (
        *("dcgm_fi_dev_gpu_temp", "dcgm_fi_dev_memory_temp"),
        *("gpu_junction_temperature", "gpu_edge_temperature", "gpu_memory_temperature"),
        "xpum_temperature_celsius",
        *("habanalabs_temperature_onchip", "habanalabs_temperature_onboard"),
        *("npu_chip_info_temperature", "npu_chip_info_hbm_temperature"),
    ),
    Measure.POWER: (
        *("dcgm_fi_dev_power_usage", "dcgm_fi_dev_total_energy_consumption"),
        *("gpu_package_power", "gpu_average_package_power", "gpu_power_usage", "gpu_energy_consumed"),
        *("xpum_power_watts", "xpum_energy_joules"),
        *("habanalabs_power_mw", "habanalabs_energy"),
        "npu_chip_info_power",
        "nv_gpu_power_usage",
    ),
    Measure.INTERCONNECT: (
        "dcgm_fi_dev_nvlink_bandwidth_total",
        *("dcgm_fi_prof_pcie_?x_bytes", "dcgm_fi_prof_nvlink_?x_bytes"),
        *("pcie_bandwidth", "pcie_bidirectional_bandwidth"),
        *("gpu_xgmi_link_?x", "gpu_xgmi_nbr_*_tx_thrput"),
        *("xpum_pcie_read_bytes", "xpum_pcie_write_bytes", "xpum_fabric_?x_bytes"),
        *("habanalabs_pcie_?x", "habanalabs_pcie_receive_throughput", "habanalabs_pcie_transmit_throughput"),
        "npu_chip_info_bandwidth_?x",
        *("hw_gpu_io", "hw_gpu_io_bytes"),
    ),
}
"""A `_total` suffix is removed before the comparison."""

LOOK_ALIKES: dict[str, str] = {
    "dcgm_fi_dev_mem_copy_util": "memory bandwidth, neither utilization nor used memory",
    "dcgm_fi_dev_enc_util": "the video encoder",
    "dcgm_fi_dev_dec_util": "the video decoder",
    "dcgm_fi_dev_mem_clock": "a clock",
    "dcgm_fi_dev_pcie_replay_counter": "errors, not traffic",
    "gpu_umc_activity": "the memory engine, not the device",
    "gpu_mma_activity": "one engine, not the device",
    "gpu_vcn_activity*": "the video engine",
    "gpu_jpeg_activity*": "the picture decoder",
    "gpu_total_vram": "the size of the memory, not its use",
    "gpu_free_vram": "free memory alone",
    "hami_vgpu_memory_limit_bytes": "a limit, not use",
    "vgpu_device_memory_limit_in_bytes": "a limit, not use",
    "gpudevicememorylimit": "a limit, not use",
    "gpudevicememoryallocated": "allocated memory, not used memory",
    "gpudevicecoreallocated": "allocated memory, not used memory",
    "hami_gpu_device_*_allocated*": "allocated memory, not used memory",
    "*power*limit*": "a limit, not use",
    "*xgmi*error*": "errors, not traffic",
    "*nvlink*error*": "errors, not traffic",
}
"""Misleading names of metrics, and what they measure."""

DEVICE_KEYS = (
    *("serial_number", "UUID", "uuid", "gpu_uuid", "device_uuid", "deviceuuid", "vdie_id", "pci_bus_id", "pci_bdf"),
    *("hw_id", "accelerator_id", "gpu", "gpu_id", "device_id", "dev_id", "card_id", "device_index", "deviceidx"),
    *("minor_number", "card", "neuron_device", "neuron_device_index", "neuroncore", "npu", "tpu", "chip", "device"),
    *("id", "index", "dev"),
)
"""Labels that identify a device; those of the physical device first, also for shares."""
HOST_KEYS = ("Hostname", "hostname", "node", "nodeid", "node_name", "instance_id", "instance")
"""Labels that identify a machine, for endpoints that report several."""
GPU_COUNT = "gpu_nodes_total"
"""Device count of a node in AMD's exporter."""
BLANK_VALUES = (float(2**47), float(0x7FFFFFF0), float(0x7FFFFFFFFFFFFFF0))
"""Values that DCGM exports for a missing number."""


@dataclass(frozen=True)
class Server:
    """A kind of AI server that publishes metrics."""

    name: str
    images: tuple[str, ...] = ()
    """Parts of an image's path, with a slash before it."""
    labels: tuple[tuple[str, str], ...] = ()
    """Labels of its pods; an empty value stands for any."""
    series: tuple[str, ...] = ()
    """Prefixes of its metric names."""
    port: int = 8000
    path: str = "/metrics"


SERVERS: tuple[Server, ...] = (
    Server(
        "NVIDIA Dynamo",
        ("/ai-dynamo/",),
        (("nvidia.com/metrics-enabled", "true"),),
        ("dynamo_",),
    ),
    Server(
        "Endpoint picker",
        ("/epp", "llm-d-inference-scheduler", "llm-d-router"),
        series=("inference_pool_", "inference_objective_", "inference_model_", "llm_d_epp_"),
        port=9090,
    ),
    Server(
        "NVIDIA NIM",
        ("/nim/",),
        (("app.kubernetes.io/managed-by", "k8s-nim-operator"), ("app.kubernetes.io/name", "nim-llm")),
        ("time_to_first_token_seconds",),
        path="/v1/metrics",
    ),
    Server("vLLM", ("vllm", "/llm-d/llm-d-cuda"), (("llm-d.ai/engine-type", "vllm"),), ("vllm:",)),
    Server(
        "SGLang",
        ("sglang",),
        (("llm-d.ai/engine-type", "sglang"),),
        ("sglang:", "sglang_"),
        port=30000,
    ),
    Server("TGI", ("text-generation-inference",), series=("tgi_",), port=8080),
    Server("Triton", ("tritonserver",), series=("nv_inference_", "nv_trt_llm_"), port=8002),
    Server("KubeRay", ("rayproject/ray",), (("ray.io/node-type", "head"),), ("ray_",), port=8080),
    Server("KServe", (), (("serving.kserve.io/inferenceservice", ""),)),
)
"""More specific ones first: a Dynamo worker runs vLLM."""

SERVER_NAMES = (
    *("vllm", "vllm-openai", "sglang", "tgi", "text-generation-inference", "triton", "triton-inference-server"),
    *("tritonserver", "nim", "nim-llm", "llm", "ollama", "lmdeploy", "tensorrt-llm"),
)
"""Values of the `app` labels of AI servers."""

PROMETHEUS_NAMES = (
    "prometheus",
    "vmsingle",
    "victoria-metrics-single",
    "vmselect",
    "thanos-query",
    "mimir-query-frontend",
)
"""Values of `app.kubernetes.io/name` of servers that answer Prometheus queries."""
OPERATED = "prometheus-operated"
"""Service that the Prometheus operator creates in each namespace with a Prometheus."""


PROMETHEUS_OPERATOR = Controller(
    "Prometheus operator",
    (
        ("app.kubernetes.io/name", "prometheus-operator"),
        ("app.kubernetes.io/name", "kube-prometheus-stack-prometheus-operator"),
        ("app", "kube-prometheus-stack-operator"),
        ("app", "rancher-monitoring-operator"),
    ),
    ("prometheus-operator/prometheus-operator:", "/prometheus-operator:", "rancher/mirrored-prometheus-operator-prom"),
    service_accounts=("prometheus-operator", "kube-prometheus-stack-operator"),
)
VICTORIA_METRICS_OPERATOR = Controller(
    "VictoriaMetrics operator",
    (
        ("app.kubernetes.io/name", "victoria-metrics-operator"),
        ("app.kubernetes.io/name", "vm-operator"),
        ("control-plane", "vm-operator"),
    ),
    ("victoriametrics/operator:",),
)
OPENTELEMETRY_OPERATOR = Controller(
    "OpenTelemetry operator",
    (("app.kubernetes.io/name", "opentelemetry-operator"),),
    ("opentelemetry-operator/opentelemetry-operator:", "opentelemetry-rhel8-operator", "opentelemetry-rhel9-operator"),
    service_accounts=("opentelemetry-operator-controller-manager",),
)
OPERATED_BY: tuple[tuple[str, str, Controller], ...] = (
    ("monitoring.coreos.com", "prometheuses", PROMETHEUS_OPERATOR),
    ("monitoring.coreos.com", "prometheusagents", PROMETHEUS_OPERATOR),
    ("operator.victoriametrics.com", "vmagents", VICTORIA_METRICS_OPERATOR),
    ("opentelemetry.io", "opentelemetrycollectors", OPENTELEMETRY_OPERATOR),
)
"""Group and resource of collectors, and the operator that writes their status."""
CONTROLLERS = tuple(dict.fromkeys(controller for _, _, controller in OPERATED_BY))

GOVERNING_SERVICES: dict[str, str] = {
    "monitoring.coreos.com/prometheuses": OPERATED,
    "monitoring.coreos.com/prometheusagents": "prometheus-agent-operated",
    "operator.victoriametrics.com/vmagents": "vmagent-{name}",
    "opentelemetry.io/opentelemetrycollectors": "{name}-targetallocator",
}
"""By resource, the Service that the operator creates for a collector."""


@dataclass(frozen=True)
class ManagedCollector:
    """A cloud provider's collector that runs as a DaemonSet, and the API group of its monitors."""

    name: str
    daemon_set: str
    namespaces: tuple[str, ...]
    group: str


MANAGED = (
    ManagedCollector(
        "Google Cloud Managed Service for Prometheus",
        "collector",
        ("gmp-system", "gke-gmp-system"),
        "monitoring.googleapis.com",
    ),
    ManagedCollector(
        "Azure Monitor managed service for Prometheus",
        "ama-metrics-node",
        ("kube-system",),
        "azmonitoring.coreos.com",
    ),
)
