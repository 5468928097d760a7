"""Accelerators, their networks and sandboxes on a real API server: first with traps, then repaired."""

import copy
import json
from typing import Any

from tests.server.api_server import ApiServer
from tests.server.platforms.objects import Obj, daemon_set, definition, namespaced

FLAGS = ("--allow-privileged=true",)
"""Namespace settings that permit a privileged pod."""
PRIVATE = (b"never-to-be", b"10.244.7.7", b"0000:18:02.5", b"GPU-5eed", b"0a:58:0a", b"mlx5_7")
"""Text in the objects that no snapshot may contain."""

_NVIDIA, _SRIOV, _CNI, _MELLANOX = "nvidia.com", "sriovnetwork.openshift.io", "k8s.cni.cncf.io", "mellanox.com"
_AGENTS, _EXTENSIONS = "agents.x-k8s.io", "extensions.agents.x-k8s.io"
_DEFINITIONS = (
    definition("clusterpolicies", "ClusterPolicy", _NVIDIA, "v1", namespaced=False),
    definition("nvidiadrivers", "NVIDIADriver", _NVIDIA, "v1alpha1", namespaced=False),
    definition("dynamographdeployments", "DynamoGraphDeployment", _NVIDIA, "v1alpha1"),
    definition("network-attachment-definitions", "NetworkAttachmentDefinition", _CNI, "v1"),
    definition("nicclusterpolicies", "NicClusterPolicy", _MELLANOX, "v1alpha1", namespaced=False),
    definition("sriovnetworknodestates", "SriovNetworkNodeState", _SRIOV, "v1"),
    definition("sandboxes", "Sandbox", _AGENTS, "v1beta1", "v1alpha1"),
    definition("sandboxtemplates", "SandboxTemplate", _EXTENSIONS, "v1beta1"),
    definition("computedomains", "ComputeDomain", "resource.nvidia.com", "v1beta1"),
)
_DRA = "/apis/resource.k8s.io/v1"


class Accelerators:
    """The objects on one server."""

    def __init__(self, server: ApiServer) -> None:
        self._server = server

    # --- traps ---------------------------------------------------------------------------------------

    def with_traps(self) -> None:
        """Create everything as installed and without effect."""
        for name in ("gpu-operator", "team-a", "agents", "network-operator"):
            self._create("/api/v1/namespaces", {"metadata": {"name": name}})
        self._create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", *_DEFINITIONS)
        self._server.wait_for(lambda: self._established() >= {d["metadata"]["name"] for d in _DEFINITIONS})
        self._nodes()
        self._slices()
        self._operators()
        self._runtimes()
        self._networks()
        self._pods()

    def _nodes(self) -> None:
        """Create nodes: unused sharing settings, a vGPU label, an unreachable node and a simulated one."""
        turns = {"nvidia.com/gpu.sharing-strategy": "time-slicing", "nvidia.com/gpu.replicas": "4"}
        vgpu = {"nvidia.com/vgpu.present": "true", "nvidia.com/cuda.driver-version.full": "580.65.06"}
        self._create(
            "/api/v1/nodes",
            _node("gpu-0", {"nvidia.com/gpu": "2"}, {"nvidia.com/gpu.count": "2", **turns}),
            _node("gpu-1", {"nvidia.com/gpu": "2"}, {"nvidia.com/gpu.workload.config": "vm-vgpu"}),
            _node("gpu-2", {"nvidia.com/gpu": "0"}, {"nvidia.com/gpu.present": "true"}),
            _node("fabric-0", {}, {"feature.node.kubernetes.io/pci-15b3.present": "true"}),
            _node("away-0", {"nvidia.com/mig-1g.10gb": "7", "rdma/hca": "63"}, vgpu, ready="False"),
            _node("played-0", {"nvidia.com/gpu": "8", "rdma/hca": "63"}, vgpu, handlers=("runsc",), provider="kwok"),
        )

    def _slices(self) -> None:
        """Publish DRA devices: old generation, incomplete pool, tainted, on the unreachable node, on virtual cards."""
        self._create(
            f"{_DRA}/deviceclasses",
            _class("gpu.nvidia.com", "nvidia.com/gpu"),
            _class("gone.example.com"),
        )
        self._create(
            f"{_DRA}/resourceslices",
            _slice("old", "gpu.nvidia.com", "gpu-1", [_gpu(0, "570.1.1")], generation=1),
            _slice("new", "gpu.nvidia.com", "gpu-1", [_gpu(n, None) for n in range(2)], generation=2),
            _slice("half", "gpu.nvidia.com", "gpu-2", [_gpu(n, "580.65.6") for n in range(2)], count=2),
            _slice("away", "gpu.nvidia.com", "away-0", [_mig(n) for n in range(7)]),
            _slice("cards", "dra.net", "fabric-0", [_card("veth0", virtual=True), _card("eth0", virtual=True)]),
        )

    def _operators(self) -> None:
        self._create(
            f"/apis/{_NVIDIA}/v1/clusterpolicies", _custom("ClusterPolicy", "cluster-policy", state="notReady")
        )
        labels = {"app": "nvidia-driver-daemonset"}
        self._create(
            namespaced("/apis/apps/v1", "gpu-operator", "daemonsets"),
            daemon_set("nvidia-driver-daemonset", "gpu-operator", labels, "nvcr.io/nvidia/driver:580", nodes=0),
            daemon_set("nvidia-device-plugin-daemonset", "gpu-operator", {}, "nvcr.io/nvidia/k8s-device-plugin:v1", 2),
        )

    def _runtimes(self) -> None:
        """Create classes without a handler, and one named after a sandbox that uses the ordinary runtime."""
        self._create(
            "/apis/node.k8s.io/v1/runtimeclasses",
            {"metadata": {"name": "gvisor"}, "handler": "runsc"},
            {"metadata": {"name": "kata"}, "handler": "runc"},
            {"metadata": {"name": "nvidia"}, "handler": "nvidia"},
        )
        self._create(namespaced(f"/apis/{_AGENTS}/v1beta1", "agents", "sandboxes"), _sandbox("Sandbox", "bare", ""))

    def _networks(self) -> None:
        """Create an operator that is ready and serves no node, and an attachment to an ordinary network."""
        policy = _custom("NicClusterPolicy", "nic-cluster-policy", _MELLANOX, "v1alpha1", state="ready")
        self._create(f"/apis/{_MELLANOX}/v1alpha1/nicclusterpolicies", policy)
        self._create(self._attachments, _attachment("plain", "macvlan"))

    def _pods(self) -> None:
        """Create pods: with an allocated GPU, with access to all GPUs, of the device plugin, on a simulated node."""
        one = {"resources": {"limits": {"nvidia.com/gpu": "1"}}}
        privileged: Obj = {"securityContext": {"privileged": True}}
        dev = [{"name": "dev", "hostPath": {"path": "/dev/nvidia0"}}]
        plugin = _pod(
            "plugin", "gpu-0", "gpu-operator", privileged, owner="nvidia-device-plugin-daemonset", volumes=dev
        )
        self._run(
            "team-a",
            _pod("train", "gpu-0", "team-a", one),
            _pod("taker", "gpu-0", "team-a", privileged, volumes=dev),
            _pod("more-nics", "gpu-1", "team-a", one, networks=[{"name": "team-a/plain", "interface": "net1"}]),
        )
        self._run("gpu-operator", plugin)
        self._run("team-a", _pod("on-a-played-node", "played-0", "team-a", {}, runtimeClassName="gvisor"))

    # --- repaired ------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Add what was missing."""
        self._heal_nodes()
        self._heal_slices()
        self._heal_operators()
        self._heal_networks()
        self._delete(namespaced("/api/v1", "team-a", "pods"), "taker")
        card = {"type": "pci", "version": "1.1.0", "pci": {"pci-address": "0000:18:02.5", "rdma-device": "mlx5_7"}}
        fast = {"name": "team-a/fast", "interface": "net1", "ips": ["10.244.7.7"], "device-info": card}
        self._run(
            "team-a",
            _pod("sandboxed", "fabric-0", "team-a", {}, runtimeClassName="gvisor"),
            _pod("allreduce", "gpu-1", "team-a", {"resources": {"limits": {"nvidia.com/gpu": "1"}}}, networks=[fast]),
        )

    def _heal_nodes(self) -> None:
        version = {"nvidia.com/cuda.driver-version.full": "580.65.06", "nvidia.com/gpu.clique": "5eed.1"}
        for name, allocatable in (
            ("gpu-0", {"nvidia.com/gpu": "8"}),
            ("gpu-1", {"nvidia.com/gpu": "2", "nvidia.com/NVIDIA_A10-12Q": "2"}),
            ("gpu-2", {"nvidia.com/gpu": "2"}),
            ("fabric-0", {"openshift.io/fast": "8"}),
        ):
            self._patch(f"/api/v1/nodes/{name}", {"metadata": {"labels": version}} if name != "fabric-0" else {})
            handlers = ("nvidia", "runsc") if name == "fabric-0" else ("nvidia",)
            self._server.status(f"/api/v1/nodes/{name}", _node_status(allocatable, handlers=handlers))

    def _heal_slices(self) -> None:
        path = f"{_DRA}/resourceslices"
        for name in ("old", "new", "half", "cards"):
            self._delete(path, name)
        counters = [{"name": "gpu-0-counters", "counters": {"memory": {"value": "80Gi"}}}]
        self._create(
            path,
            _slice("gpu-1", "gpu.nvidia.com", "gpu-1", [_gpu(n, "580.65.6") for n in range(2)], generation=3),
            _slice("gpu-2", "gpu.nvidia.com", "gpu-2", [_gpu(n, "580.65.6") for n in range(2)], generation=2),
            _slice("parts", "gpu.nvidia.com", "gpu-0", [_mig(n, "gpu-0-counters") for n in range(2)], count=2),
            _slice("counters", "gpu.nvidia.com", "gpu-0", None, count=2, sharedCounters=counters),
            _slice("cards", "dra.net", "fabric-0", [_card("ens1", rdma=True, virtual=False)], generation=2),
        )
        several = {**_gpu(0, "1.2.3"), "allowMultipleAllocations": True}
        self._create(path, _slice("several", "gpu.example.com", "fabric-0", [several]))

    def _heal_operators(self) -> None:
        self._status(f"/apis/{_NVIDIA}/v1/clusterpolicies/cluster-policy", {"state": "ready"})
        driver = _custom("NVIDIADriver", "default", _NVIDIA, "v1alpha1", state="ready")
        self._create(f"/apis/{_NVIDIA}/v1alpha1/nvidiadrivers", driver)
        template = _sandbox("SandboxTemplate", "untrusted", "gvisor")
        self._create(namespaced(f"/apis/{_EXTENSIONS}/v1beta1", "agents", "sandboxtemplates"), template)

    def _heal_networks(self) -> None:
        self._create(self._attachments, _attachment("fast", "sriov", "openshift.io/fast"))
        state = _custom("SriovNetworkNodeState", "fabric-0", _SRIOV, "v1", syncStatus="Succeeded")
        state["status"]["interfaces"] = [{"linkType": "IB", "numVfs": 8, "mac": "0a:58:0a", "name": "never-to-be-kept"}]
        self._create(namespaced(f"/apis/{_SRIOV}/v1", "network-operator", "sriovnetworknodestates"), state)

    # --- requests ------------------------------------------------------------------------------------

    @property
    def _attachments(self) -> str:
        return namespaced(f"/apis/{_CNI}/v1", "team-a", "network-attachment-definitions")

    def _create(self, path: str, *objects: Obj) -> None:
        self._server.create(path, *copy.deepcopy(objects))

    def _run(self, namespace: str, *pods: Obj) -> None:
        self._create(namespaced("/api/v1", namespace, "pods"), *pods)

    def _patch(self, path: str, change: Obj) -> None:
        self._server.request("PATCH", path, change, kind="application/merge-patch+json")

    def _status(self, path: str, status: Obj) -> None:
        self._server.status(path, status)

    def _delete(self, path: str, name: str) -> None:
        self._server.request("DELETE", f"{path}/{name}?gracePeriodSeconds=0")

    def _established(self) -> set[str]:
        items = self._server.request("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]
        return {
            item["metadata"]["name"]
            for item in items
            if any(c["type"] == "Established" and c["status"] == "True" for c in item["status"].get("conditions") or ())
        }


def _node_status(allocatable: Obj, ready: str = "True", handlers: tuple[str, ...] = ()) -> Obj:
    resources = {"cpu": "64", "pods": "110", **allocatable}
    return {
        "allocatable": resources,
        "capacity": resources,
        "conditions": [{"type": "Ready", "status": ready, "reason": "KubeletReady"}],
        "nodeInfo": {"kubeletVersion": "v1.37.2", "containerRuntimeVersion": "containerd://2.2.0"},
        "runtimeHandlers": [{"name": ""}, *({"name": name} for name in ("runc", *handlers))],
    }


def _node(name: str, allocatable: Obj, labels: Obj, provider: str = "aws", **status: Any) -> Obj:
    note = {"hami.io/node-nvidia-register": '[{"id":"GPU-5eed","count":10}]'} if name == "gpu-2" else {}
    return {
        "metadata": {"name": name, "labels": labels, "annotations": note},
        "spec": {"providerID": f"{provider}://{name}"},
        "status": _node_status(allocatable, **status),
    }


def _class(name: str, bridge: str = "") -> Obj:
    spec: Obj = {"selectors": [{"cel": {"expression": f"device.driver == '{name}'"}}]}
    return {"metadata": {"name": name}, "spec": {**spec, "extendedResourceName": bridge} if bridge else spec}


def _slice(
    name: str, driver: str, on: str, devices: list[Obj] | None, *, generation: int = 1, count: int = 1, **spec: Any
) -> Obj:
    pool = {"name": on, "generation": generation, "resourceSliceCount": count}
    found = {"driver": driver, "nodeName": on, "pool": pool, **spec}
    return {"metadata": {"name": name}, "spec": {**found, "devices": devices} if devices else found}


def _gpu(number: int, version: str | None) -> Obj:
    attributes: Obj = {"type": {"string": "gpu"}, "uuid": {"string": "GPU-5eed"}}
    if version:
        attributes["driverVersion"] = {"version": version}
    return {"name": f"gpu-{number}", "attributes": attributes}


def _mig(number: int, counters: str = "") -> Obj:
    found = _gpu(number, "580.65.6")
    found["attributes"] |= {"type": {"string": "mig"}, "parentUUID": {"string": "GPU-5eed"}}
    if counters:
        found["consumesCounters"] = [{"counterSet": counters, "counters": {"memory": {"value": "10Gi"}}}]
    else:
        found["taints"] = [{"key": "example.com/sick", "effect": "NoSchedule"}]
    return found


def _card(name: str, **flags: bool) -> Obj:
    attributes: Obj = {f"dra.net/{key}": {"bool": value} for key, value in flags.items()}
    return {"name": name, "attributes": {**attributes, "dra.net/mac": {"string": "0a:58:0a"}}}


def _custom(kind: str, name: str, group: str = _NVIDIA, version: str = "v1", **status: Any) -> Obj:
    return {
        "apiVersion": f"{group}/{version}",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {},
        "status": status,
    }


def _sandbox(kind: str, name: str, runtime: str) -> Obj:
    group = _AGENTS if kind == "Sandbox" else _EXTENSIONS
    pod = {"containers": [], **({"runtimeClassName": runtime} if runtime else {})}
    made = _custom(kind, name, group, "v1beta1", conditions=[{"type": "Ready", "status": "True"}])
    return {**made, "spec": {"podTemplate": {"spec": pod}}}


def _attachment(name: str, plugin: str, resource: str = "") -> Obj:
    found = _custom("NetworkAttachmentDefinition", name, _CNI, "v1")
    found.pop("status")
    if resource:
        found["metadata"]["annotations"] = {"k8s.v1.cni.cncf.io/resourceName": resource}
    found["spec"] = {"config": json.dumps({"type": plugin, "master": "never-to-be-kept", "name": name})}
    return found


def _pod(
    name: str,
    on: str,
    namespace: str,
    container: Obj,
    *,
    owner: str = "",
    networks: list[Obj] | None = None,
    **spec: Any,
) -> Obj:
    metadata: Obj = {"name": name, "namespace": namespace}
    if networks:
        default = {"name": "cbr0", "interface": "eth0", "ips": ["10.244.7.7"], "default": True}
        metadata["annotations"] = {"k8s.v1.cni.cncf.io/network-status": json.dumps([default, *networks])}
    if owner:
        metadata["ownerReferences"] = [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": owner, "uid": "u"}]
    env = [{"name": "PASSWORD", "value": "never-to-be-kept"}]
    only = {"name": "c", "image": "example.com/app:1", "env": env, **container}
    ready = [{"type": "Ready", "status": "True"}]
    return {
        "metadata": metadata,
        "spec": {"nodeName": on, "containers": [only], **spec},
        "status": {"phase": "Running", "conditions": ready},
    }
