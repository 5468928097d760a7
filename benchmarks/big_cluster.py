"""The objects of a big cluster: nodes as wide as real ones, their device slices, pods, definitions, webhooks."""

from typing import Any

from tests.server.platforms.objects import definition, webhook

Obj = dict[str, Any]

GROUPS = 60
_IMAGES = 30
_LABELS = 70
_CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)


def _name(number: int) -> str:
    return f"gpu-{number:05}.rack-{number % 40}.dc.example"


def node(number: int) -> Obj:
    """A node with eight GPUs by device plugin, 30 images and 70 labels: 12 kB."""
    name = _name(number)
    devices = {"cpu": "192", "memory": "2Ti", "pods": "110", "nvidia.com/gpu": "8"}
    labels = {
        "kubernetes.io/hostname": name,
        "nvidia.com/gpu.present": "true",
        "nvidia.com/gpu.count": "8",
        "nvidia.com/gpu.product": "NVIDIA-H200",
        "nvidia.com/cuda.driver-version.full": "580.65.6",
    }
    labels |= {f"topology.example/label-{n}": f"value-{n}-{number % 17}" for n in range(_LABELS - len(labels))}
    return {
        "metadata": {"name": name, "labels": labels},
        "spec": {"providerID": f"example:///zone/i-{number:017x}"},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"},
                {"type": "Hostname", "address": name},
            ],
            "allocatable": devices,
            "capacity": devices,
            "conditions": [
                {
                    "type": kind,
                    "status": status,
                    "reason": reason,
                    "message": message,
                    "lastHeartbeatTime": "2026-11-24T09:00:00Z",
                    "lastTransitionTime": "2026-11-20T09:00:00Z",
                }
                for kind, status, reason, message in _CONDITIONS
            ],
            "nodeInfo": {
                "machineID": f"{number:032x}",
                "systemUUID": f"{number:08x}-0000-4000-8000-{number:012x}",
                "bootID": f"{number:08x}-0000-4000-8000-{number:012x}",
                "kernelVersion": "6.8.0",
                "osImage": "Ubuntu 24.04 LTS",
                "containerRuntimeVersion": "containerd://2.1.4",
                "kubeletVersion": "v1.37.1",
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
            "images": [
                {
                    "names": [f"registry.example/team/image-{n}@sha256:{n:064x}", f"registry.example/team/image-{n}:1"],
                    "sizeBytes": 10**8 + n,
                }
                for n in range(_IMAGES)
            ],
        },
    }


def resource_slice(number: int) -> Obj:
    """The same eight GPUs by DRA: 2.4 kB."""
    name = _name(number)
    return {
        "metadata": {"name": f"{name}-gpu.nvidia.com"},
        "spec": {
            "driver": "gpu.nvidia.com",
            "nodeName": name,
            "pool": {"name": name, "generation": 1, "resourceSliceCount": 1},
            "devices": [
                {
                    "name": f"gpu-{n}",
                    "attributes": {
                        "type": {"string": "gpu"},
                        "uuid": {"string": f"GPU-{number:08x}-{n:04x}-4000-8000-{number:012x}"},
                        "productName": {"string": "NVIDIA H200"},
                        "driverVersion": {"version": "580.65.6"},
                    },
                    "capacity": {"memory": {"value": "143771Mi"}},
                }
                for n in range(8)
            ],
        },
    }


def pod(number: int, nodes: int) -> Obj:
    """A pod on one of the nodes."""
    return {
        "metadata": {"name": f"train-{number}", "labels": {"app": "train"}},
        "spec": {
            "nodeName": _name(number % nodes),
            "containers": [{"name": "train", "image": "registry.example/team/train:1"}],
        },
    }


def crd(number: int) -> Obj:
    """A definition of two versions."""
    return definition(f"things{number}", f"Thing{number}", f"group-{number % GROUPS}.example", "v1", "v1beta1")


def validating(number: int) -> Obj:
    """A webhook configuration for one of the definitions."""
    group = f"group-{number % GROUPS}.example"
    return webhook(f"hook-{number}", group, f"things{number}", "v1", f"service-{number}", f"namespace-{number}")
