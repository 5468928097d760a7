"""Fields of network objects: kinds and numbers of interfaces, without their addresses and names."""

import json
import re
from typing import Annotated, Any

import msgspec

from auto_detect.objects.core import Meta, Object
from auto_detect.text_kinds import Name, NamespaceName, TextKind, Word

STATUS = "k8s.v1.cni.cncf.io/network-status"
"""Pod annotation in which Multus reports all interfaces as JSON."""
_LONGEST = 64 * 1024
_MOST = 64
_PLUGIN = re.compile(r"[a-z0-9][-a-z0-9_.]{0,39}")


class AttachedNetwork(Object, frozen=True):
    """Interface of a pod, from its network status."""

    namespace: NamespaceName = ""
    network: Name = ""
    """Name of the NetworkAttachmentDefinition."""
    default: bool = False
    device: Word = ""
    """Kind of the device behind it (`pci`), if the status reports it."""
    rdma: bool = False


def parse_network_status(status: str) -> list[AttachedNetwork]:
    """Parse a network status; return nothing if it is invalid."""
    entries = _json(status)
    return (
        [_parse_attachment(entry) for entry in entries[:_MOST] if isinstance(entry, dict)]
        if isinstance(entries, list)
        else []
    )


def _parse_attachment(entry: dict[str, Any]) -> AttachedNetwork:
    name = entry.get("name")
    text = name.encode("utf-8", "replace").decode() if isinstance(name, str) else ""
    namespace, _, network = text.rpartition("/")
    info = entry.get("device-info")
    info = info if isinstance(info, dict) else {}
    kind = info.get("type")
    device = info.get("pci")
    return AttachedNetwork(
        namespace,
        network,
        entry.get("default") is True,
        kind if isinstance(kind, str) and _PLUGIN.fullmatch(kind) else "pci" if isinstance(device, dict) else "",
        isinstance(device, dict) and bool(device.get("rdma-device")),
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None


class AttachmentSpec(Object, frozen=True):
    """NetworkAttachmentDefinitionSpec: of the CNI configuration only the plugin that creates the interface."""

    config: Word = ""

    def __post_init__(self) -> None:
        """Reduce the configuration to the name of its first plugin."""
        if self.config and not _PLUGIN.fullmatch(self.config):
            msgspec.structs.force_setattr(self, "config", _plugin(_json(self.config)))


def _plugin(configuration: Any) -> str:
    if not isinstance(configuration, dict):
        return ""
    plugins = configuration.get("plugins")
    first = plugins[0] if isinstance(plugins, list) and plugins else configuration
    kind = first.get("type") if isinstance(first, dict) else None
    return kind if isinstance(kind, str) and _PLUGIN.fullmatch(kind) else ""


class NetworkAttachment(Object, frozen=True):
    """k8s.cni.cncf.io NetworkAttachmentDefinition."""

    metadata: Meta = Meta()
    spec: AttachmentSpec = AttachmentSpec()


class SriovInterface(Object, frozen=True):
    """Interface of a SriovNetworkNodeState, reduced."""

    link_type: Word = ""
    num_vfs: int = 0


class SriovNodeStatus(Object, frozen=True):
    """SriovNetworkNodeStateStatus, reduced."""

    interfaces: list[SriovInterface] = []
    sync_status: Word = ""


class SriovNodeState(Object, frozen=True):
    """sriovnetwork.openshift.io SriovNetworkNodeState, named after its node."""

    metadata: Annotated[Meta, TextKind.NODE] = Meta()
    status: SriovNodeStatus = SriovNodeStatus()


class GkeParameters(Object, frozen=True):
    """Reference of a Network to its GKENetworkParamSet."""

    name: Name = ""


class GkeNetworkSpec(Object, frozen=True):
    """networking.gke.io NetworkSpec, reduced."""

    parameters_ref: GkeParameters = GkeParameters()


class GkeNetwork(Object, frozen=True):
    """networking.gke.io Network; nodes offer it as `networking.gke.io.networks/NAME`."""

    metadata: Annotated[Meta, TextKind.NAME] = Meta()
    spec: GkeNetworkSpec = GkeNetworkSpec()


class GkeParameterSetSpec(Object, frozen=True):
    """GKENetworkParamSetSpec, reduced."""

    device_mode: Word = ""
    """`RDMA` for a fast interface; `NetDevice` for any other network card."""


class GkeParameterSet(Object, frozen=True):
    """networking.gke.io GKENetworkParamSet."""

    metadata: Annotated[Meta, TextKind.NAME] = Meta()
    spec: GkeParameterSetSpec = GkeParameterSetSpec()
