"""Metrics pages in the format of exporters and AI servers."""

from collections.abc import Iterable, Mapping

DCGM = ("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_POWER_USAGE")
MIG = ("DCGM_FI_PROF_GR_ENGINE_ACTIVE", "DCGM_FI_DEV_FB_USED")
AMD = ("gpu_gfx_activity", "gpu_used_vram", "gpu_edge_temperature", "gpu_package_power")
GO = 'go_goroutines 9\nprocess_cpu_seconds_total 1.5\npromhttp_metric_handler_requests_total{code="200"} 4\n'


def page(names: Iterable[str], rows: Iterable[Mapping[str, str]], value: str = "7") -> bytes:
    """Return a page with every metric for every row of labels, and the exporter's metrics about itself."""
    written = [",".join(f'{key}="{text}"' for key, text in row.items()) for row in rows]
    lines = [
        line
        for name in names
        for line in (
            f"# HELP {name} Something.",
            f"# TYPE {name} gauge",
            *(f"{name}{{{row}}} {value}" for row in written),
        )
    ]
    return ("\n".join(lines) + "\n" + GO).encode()


def nvidia(devices: int, names: Iterable[str] = DCGM, *, instances: int = 0, value: str = "7") -> bytes:
    """Return a page of the DCGM exporter; with instances, MIG is on."""
    rows: list[Mapping[str, str]] = [
        {
            "gpu": str(n),
            "UUID": f"GPU-secret-{n}",
            "device": f"nvidia{n}",
            "modelName": "NVIDIA H100",
            "Hostname": "secret-host",
            **({"GPU_I_ID": str(i), "GPU_I_PROFILE": "1g.10gb"} if instances else {}),
        }
        for n in range(devices)
        for i in range(max(instances, 1))
    ]
    return page(names, rows, value)


def amd(devices: int, *, partitions: int = 1) -> bytes:
    """Return a page of AMD's exporter; a partition has its own ID and its device's serial number."""
    rows = [
        {
            "gpu_id": str(n * partitions + p),
            "serial_number": f"S{n}",
            "gpu_partition_id": str(p),
            "hostname": "secret-host",
        }
        for n in range(devices)
        for p in range(partitions)
    ]
    return page(AMD, rows) + b'gpu_nodes_total{hostname="secret-host"} %d\n' % devices


def vllm() -> bytes:
    """Return a page of an AI server."""
    names = ("vllm:num_requests_running", "vllm:kv_cache_usage_perc", "vllm:prompt_tokens_total")
    return page(names, [{"model_name": "secret-model", "engine": "0"}])
