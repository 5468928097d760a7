"""Fast network interfaces: published by DRA drivers, offered by nodes, attached to running pods."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from auto_detect.analysis.accelerators.dra_pools import Driver
from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.nodes import simulated_node_names, usable_real_nodes
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.known.accelerator_resources import accelerator_resource
from auto_detect.known.networking import (
    CARD_LABELS,
    CLIQUE,
    DOMAIN_DRIVER,
    FAST_PLUGINS,
    GKE_NETWORK,
    HARDWARE_DEVICES,
    NETWORK_DRIVERS,
    SRIOV_DRIVERS,
    VF_PLUGINS,
    fast_kind,
    may_be_interface,
)
from auto_detect.objects.networking import AttachedNetwork, NetworkAttachment
from auto_detect.objects.pods import Pod
from auto_detect.quantities import whole_units
from auto_detect.resources import registry
from auto_detect.resources.networking import GKE_NETWORKS, GKE_PARAMETER_SETS, NETWORK_ATTACHMENTS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_RESOURCE = "k8s.v1.cni.cncf.io/resourceName"


def observe_published(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the interfaces that DRA drivers publish; virtual ones do not count."""
    inventory = take_inventory(snapshot)
    simulated = simulated_node_names(snapshot.listing(registry.NODES).items)
    found = []
    for driver in inventory.drivers:
        if driver.vendor is not None or driver.name == DOMAIN_DRIVER:
            continue
        kinds = _kinds(driver, simulated)
        if kinds or driver.name in NETWORK_DRIVERS or may_be_interface(driver.name):
            found.append(_slices(driver, _characteristics(driver, kinds), doubtful=not kinds))
    return tuple(found)


def _kinds(driver: Driver, simulated: frozenset[str]) -> list[str]:
    """Return the fast technologies of a driver's devices, each with its number of devices: `4 with RDMA`."""
    functions = "usable" if driver.name in SRIOV_DRIVERS else "sriov"
    summaries = [(placed.summary, placed.lists(simulated)) for placed in driver.placed_devices]
    kinds = (
        ("rdma", "with RDMA"),
        ("infiniband", "on InfiniBand"),
        (functions, "with SR-IOV"),
        ("real", "physical"),
    )
    numbers = ((sum(getattr(summary, field) * lists for summary, lists in summaries), text) for field, text in kinds)
    return [f"{number:,} {text}" for number, text in numbers if number]


def _characteristics(driver: Driver, kinds: list[str]) -> str:
    if not kinds and driver.name not in NETWORK_DRIVERS:
        return "Not recognized: may publish network interfaces, but no attribute names RDMA, InfiniBand or SR-IOV."
    detail = f"{count(driver.devices, 'usable interface')} on {count(len(driver.nodes), 'node')}"
    tail = f", {count(driver.pools - driver.complete, 'pool')} incomplete" if driver.complete < driver.pools else ""
    if not driver.devices:
        return f"No usable interface{tail}."
    return f"{detail}: {join_names(kinds) if kinds else 'no RDMA, SR-IOV or physical interface among them'}{tail}."


def observe_nvlink_domains(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return NVLink domains: channels exist on every node, but only labeled nodes are in a domain."""
    inventory = take_inventory(snapshot)
    driver = next((driver for driver in inventory.drivers if driver.name == DOMAIN_DRIVER and driver.devices), None)
    if driver is None:
        return ()
    cliques = {
        node.metadata.labels[CLIQUE]
        for node, _ in usable_real_nodes(snapshot.listing(registry.NODES).items)
        if node.metadata.labels.get(CLIQUE)
    }
    nodes = count(len(driver.nodes - simulated_node_names(snapshot.listing(registry.NODES).items)), "node")
    if cliques:
        return (_slices(driver, f"Channels on {nodes}, in {count(len(cliques), 'NVLink domain')}.", doubtful=False),)
    return (
        _slices(driver, f"Channels on {nodes}; no usable node is labeled as part of an NVLink domain.", doubtful=True),
    )


def _slices(driver: Driver, detail: str, *, doubtful: bool) -> Observation:
    return observe("ResourceSlice", driver.name, detail, path=api_path(registry.RESOURCE_SLICES), doubtful=doubtful)


def observe_offered(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the fast interfaces that device plugins offer: by name, or because an SR-IOV attachment requests them."""
    return first_few(_offered(snapshot))


def _offered(snapshot: Snapshot) -> list[Observation]:
    functions = {
        item.metadata.annotations.get(_RESOURCE, "")
        for item in snapshot.listing(NETWORK_ATTACHMENTS).items
        if item.spec.config in VF_PLUGINS
    }
    functions |= _gke_networks(snapshot, "RDMA")
    observations = []
    for key, number in _allocatable(snapshot).most_common():
        kind = fast_kind(key)
        if kind or (kind is None and key in functions):
            slots = "; slots of a shared device, not cards" if key.startswith("rdma/") else ""
            detail = f"Offered on {count(number, 'usable node')}{slots}."
            observations.append(observe("Node", key, detail, path=api_path(registry.NODES)))
    return observations


def _gke_networks(snapshot: Snapshot, device_mode: str) -> set[str]:
    """Return the resources of GKE's networks whose parameters have a device mode; empty for ordinary networks."""
    parameters = {
        item.metadata.name
        for item in snapshot.listing(GKE_PARAMETER_SETS).items
        if item.spec.device_mode.upper() == device_mode
    }
    networks = snapshot.listing(GKE_NETWORKS).items
    return {f"{GKE_NETWORK}{n.metadata.name}" for n in networks if n.spec.parameters_ref.name in parameters}


def observe_unknown(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return resources that may be network interfaces but are not recognized."""
    requested = set(_attachment_resources(snapshot))
    understood = {item.name for item in _offered(snapshot)} | _gke_networks(snapshot, "")
    observations = [
        observe(
            "Node",
            key,
            f"Not recognized: may be a network interface, on {count(number, 'usable node')}; not counted.",
            path=api_path(registry.NODES),
            doubtful=True,
        )
        for key, number in _allocatable(snapshot).most_common()
        if fast_kind(key) is None and key not in understood and (key in requested or may_be_interface(key))
    ]
    return first_few(observations)


def _allocatable(snapshot: Snapshot) -> Counter[str]:
    """Return extended resources that count no accelerators, with the number of usable, real nodes that offer them."""
    nodes: Counter[str] = Counter()
    for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items):
        for key, quantity in node.status.allocatable.items():
            if whole_units(quantity) and accelerator_resource(key) is None:
                nodes[key] += len(names)
    return nodes


def observe_cards(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the nodes labeled as having fast network cards; labels do not make them available to pods."""
    number = sum(
        len(names)
        for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items)
        if any(node.metadata.labels.get(k) == "true" for k in CARD_LABELS)
    )
    if not number:
        return ()
    detail = "Labeled as having network cards for RDMA or SR-IOV, which does not make them available to pods."
    return (observe("Node", count(number, "usable node"), detail, path=api_path(registry.NODES), doubtful=True),)


def observe_attachments(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the networks that pods can request; those of ordinary CNI plugins are additional, not fast."""
    listing = snapshot.listing(NETWORK_ATTACHMENTS)
    offered = _allocatable(snapshot)
    observations = []
    for item in listing.items:
        detail, counts = _attachment(item, offered)
        observations.append(
            observe_object(NETWORK_ATTACHMENTS, item.metadata, detail, version=listing.version, doubtful=not counts)
        )
    return first_few(observations)


def _attachment(item: NetworkAttachment, offered: Counter[str]) -> tuple[str, bool]:
    resource = item.metadata.annotations.get(_RESOURCE, "")
    plugin = f"Plugin {clean_name(item.spec.config)}" if item.spec.config else "Unknown plugin"
    if resource and resource not in offered:
        return f"{plugin}, requests {clean_name(resource)}, which no usable node offers.", False
    kind = fast_kind(resource) if resource else None
    fast = bool(kind) or (kind is None and item.spec.config in FAST_PLUGINS)
    what = f"{plugin}, requests {clean_name(resource)}" if resource else plugin
    return (f"{what}.", True) if fast else (f"{what}: an additional interface that is not known to be fast.", False)


def observe_attached(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the running pods that were read and have more than one interface."""
    plugins = {
        (item.metadata.namespace or "", item.metadata.name): item
        for item in snapshot.listing(NETWORK_ATTACHMENTS).items
    }
    simulated = simulated_node_names(snapshot.listing(registry.NODES).items)
    numbers: dict[str, int] = defaultdict(int)
    for pod in snapshot.listing(registry.PODS).items:
        secondary = [network for network in pod.metadata.networks if not network.default]
        if secondary and pod.status.phase == "Running" and pod.spec.node_name not in simulated:
            numbers[_kind(pod, secondary, plugins)] += 1
    details = {
        "rdma": "with an RDMA interface in addition to the default one",
        "device": "with a hardware interface in addition to the default one",
        "more": "with an additional interface that is not known to be fast",
    }
    return tuple(
        observe(
            "Pod",
            count(numbers[kind], "pod"),
            f"Running {what}.",
            path=api_path(registry.PODS),
            doubtful=kind == "more",
        )
        for kind, what in details.items()
        if numbers[kind]
    )


def _kind(pod: Pod, secondary: list[AttachedNetwork], plugins: dict[tuple[str, str], NetworkAttachment]) -> str:
    if any(network.rdma for network in secondary):
        return "rdma"
    for network in secondary:
        item = plugins.get((network.namespace or pod.metadata.namespace or "", network.network))
        plugin = item.spec.config if item is not None else ""
        kind = fast_kind(item.metadata.annotations.get(_RESOURCE, "")) if item is not None else None
        if kind or (kind is None and (network.device in HARDWARE_DEVICES or plugin in FAST_PLUGINS)):
            return "device"
    return "more"


def _attachment_resources(snapshot: Snapshot) -> Iterator[str]:
    """Yield the resources that attachments request from device plugins."""
    for item in snapshot.listing(NETWORK_ATTACHMENTS).items:
        yield item.metadata.annotations.get(_RESOURCE, "")
