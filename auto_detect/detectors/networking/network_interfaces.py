"""Fast network interfaces: published by DRA drivers, offered by nodes, attached to running pods."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from auto_detect.analysis.accelerators.dra_pools import Driver
from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.nodes import simulated_node_names, usable_real_nodes
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.known.networking import CARD_LABELS, CLIQUE, DOMAIN_DRIVER, FAST_KEY, FAST_PLUGINS
from auto_detect.objects.networking import AttachedNetwork, NetworkAttachment
from auto_detect.objects.pods import Pod
from auto_detect.quantities import whole_units
from auto_detect.resources import registry
from auto_detect.resources.networking import NETWORK_ATTACHMENTS
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
        real = [placed.summary for placed in driver.placed_devices if placed.node not in simulated]
        rdma, sriov, physical = (sum(getattr(summary, kind) for summary in real) for kind in ("rdma", "sriov", "real"))
        if driver.name in _NETWORK_DRIVERS or rdma or sriov:
            detail = _characteristics(driver, rdma, sriov, physical)
            found.append(_slices(driver, detail, doubtful=not (rdma or sriov or physical)))
    return tuple(found)


_NETWORK_DRIVERS = frozenset({"dra.net"})


def _characteristics(driver: Driver, rdma: int, sriov: int, physical: int) -> str:
    kinds = [f"{number:,} {what}" for number, what in ((rdma, "with RDMA"), (sriov, "with SR-IOV")) if number]
    kinds += [f"{physical:,} not virtual"] if physical else []
    detail = f"{count(driver.devices, 'usable interface')} on {count(len(driver.nodes), 'node')}"
    tail = f", {count(driver.pools - driver.complete, 'pool')} incomplete" if driver.complete < driver.pools else ""
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
    """Return the interfaces that device plugins offer: by name, or because an attachment requests them."""
    requested = set(_attachment_resources(snapshot))
    nodes: Counter[str] = Counter()
    for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items):
        for key, quantity in node.status.allocatable.items():
            if whole_units(quantity) and (key in requested or is_fast(key)):
                nodes[key] += len(names)
    observations = []
    for key, number in nodes.most_common():
        slots = "; slots of a shared device, not cards" if key.startswith("rdma/") else ""
        detail = f"Offered on {count(number, 'usable node')}{slots}."
        observations.append(observe("Node", key, detail, path=api_path(registry.NODES)))
    return first_few(observations)


def is_fast(key: str) -> bool:
    """Return whether an allocatable key counts fast interfaces, by its name."""
    return FAST_KEY.fullmatch(key.lower()) is not None


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
    keys = {
        key
        for node, _ in usable_real_nodes(snapshot.listing(registry.NODES).items)
        for key, number in node.status.allocatable.items()
        if whole_units(number)
    }
    observations = []
    for item in listing.items:
        resource = item.metadata.annotations.get(_RESOURCE, "")
        plugin = f"Plugin {clean_name(item.spec.config)}" if item.spec.config else "Unknown plugin"
        fast = item.spec.config in FAST_PLUGINS or resource in keys
        if resource and resource not in keys:
            detail = f"{plugin}, requests {clean_name(resource)}, which no usable node offers."
        elif resource:
            detail = f"{plugin}, requests {clean_name(resource)}."
        else:
            detail = (
                f"{plugin}." if fast else f"{plugin}: an additional interface, not a fast one as far as can be seen."
            )
        counts = fast and (not resource or resource in keys)
        observations.append(
            observe_object(NETWORK_ATTACHMENTS, item.metadata, detail, version=listing.version, doubtful=not counts)
        )
    return first_few(observations)


def observe_attached(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Running pods that were read, with more than one interface."""
    plugins = {
        (item.metadata.namespace or "", item.metadata.name): item
        for item in snapshot.listing(NETWORK_ATTACHMENTS).items
    }
    simulated = simulated_node_names(snapshot.listing(registry.NODES).items)
    numbers: dict[str, int] = defaultdict(int)
    for pod in snapshot.listing(registry.PODS).items:
        secondary = [one for one in pod.metadata.networks if not one.default]
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
        if network.device or (item is not None and item.spec.config in FAST_PLUGINS):
            return "device"
    return "more"


def _attachment_resources(snapshot: Snapshot) -> Iterator[str]:
    """Yield the resources that attachments request from device plugins."""
    for item in snapshot.listing(NETWORK_ATTACHMENTS).items:
        yield item.metadata.annotations.get(_RESOURCE, "")
