"""Fast network interfaces: what DRA drivers publish, what nodes offer, what running pods were attached to."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from auto_detect.analysis.accelerators.dra_pools import Driver
from auto_detect.analysis.accelerators.inventory import inventory
from auto_detect.analysis.nodes import played, real_kinds
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, path, word
from auto_detect.known.accelerator_names import whole
from auto_detect.known.networking import CARD_LABELS, CLIQUE, DOMAIN_DRIVER, FAST_KEY, FAST_PLUGINS
from auto_detect.objects.networking import Attached, NetworkAttachment
from auto_detect.objects.pods import Pod
from auto_detect.resources import registry
from auto_detect.resources.networking import NETWORK_ATTACHMENTS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_RESOURCE = "k8s.v1.cni.cncf.io/resourceName"


def published(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Interfaces that DRA drivers publish; ordinary virtual ones count for nothing."""
    stock = inventory(snapshot)
    unreal = played(snapshot.of(registry.NODES).items)
    found = []
    for driver in stock.drivers:
        if driver.vendor is not None or driver.name == DOMAIN_DRIVER:
            continue
        real = [placed.traits for placed in driver.placed if placed.node not in unreal]
        rdma, sriov, physical = (sum(getattr(one, kind) for one in real) for kind in ("rdma", "sriov", "real"))
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
    return f"{detail}: {listed(kinds) if kinds else 'none is said to be more than virtual'}{tail}."


def domains(snapshot: Snapshot) -> tuple[Observation, ...]:
    """NVLink domains across nodes: published for every node, in use only where nodes name their domain."""
    stock = inventory(snapshot)
    driver = next((driver for driver in stock.drivers if driver.name == DOMAIN_DRIVER and driver.devices), None)
    if driver is None:
        return ()
    cliques = {
        node.metadata.labels[CLIQUE]
        for node, _ in real_kinds(snapshot.of(registry.NODES).items)
        if node.metadata.labels.get(CLIQUE)
    }
    nodes = count(len(driver.nodes - played(snapshot.of(registry.NODES).items)), "node")
    if cliques:
        return (_slices(driver, f"Channels on {nodes}, in {count(len(cliques), 'NVLink domain')}.", doubtful=False),)
    return (
        _slices(driver, f"Channels on {nodes}; no usable node says that it is in an NVLink domain.", doubtful=True),
    )


def _slices(driver: Driver, detail: str, *, doubtful: bool) -> Observation:
    return observe("ResourceSlice", driver.name, detail, path=path(registry.RESOURCE_SLICES), doubtful=doubtful)


def offered(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Interfaces that device plugins offer: by their names, or because an attachment asks for them."""
    asked = set(_resources(snapshot))
    nodes: Counter[str] = Counter()
    for node, names in real_kinds(snapshot.of(registry.NODES).items):
        for key, quantity in node.status.allocatable.items():
            if whole(quantity) and (key in asked or is_fast(key)):
                nodes[key] += len(names)
    seen = []
    for key, number in nodes.most_common():
        slots = "; slots of a shared device, not cards" if key.startswith("rdma/") else ""
        detail = f"Offered on {count(number, 'usable node')}{slots}."
        seen.append(observe("Node", key, detail, path=path(registry.NODES)))
    return few(seen)


def is_fast(key: str) -> bool:
    """Whether an allocatable key counts fast interfaces, by its name."""
    return FAST_KEY.fullmatch(key.lower()) is not None


def cards(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Cards that nodes are labelled with; whether anybody can use them, labels do not say."""
    number = sum(
        len(names)
        for node, names in real_kinds(snapshot.of(registry.NODES).items)
        if any(node.metadata.labels.get(k) == "true" for k in CARD_LABELS)
    )
    if not number:
        return ()
    detail = "Labelled as having network cards for RDMA or SR-IOV; labels offer nothing."
    return (observe("Node", count(number, "usable node"), detail, path=path(registry.NODES), doubtful=True),)


def attachments(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Networks that pods can ask for; those of ordinary plugins are more interfaces and no faster ones."""
    listing = snapshot.of(NETWORK_ATTACHMENTS)
    keys = {
        key
        for node, _ in real_kinds(snapshot.of(registry.NODES).items)
        for key, number in node.status.allocatable.items()
        if whole(number)
    }
    seen = []
    for item in listing.items:
        resource = item.metadata.annotations.get(_RESOURCE, "")
        plugin = f"Plugin {word(item.spec.config)}" if item.spec.config else "Plugin not told"
        fast = item.spec.config in FAST_PLUGINS or resource in keys
        if resource and resource not in keys:
            detail = f"{plugin}, asks for {word(resource)}, which no usable node offers."
        elif resource:
            detail = f"{plugin}, asks for {word(resource)}."
        else:
            detail = (
                f"{plugin}." if fast else f"{plugin}: one more interface, on ordinary hardware for all that is seen."
            )
        counts = fast and (not resource or resource in keys)
        seen.append(
            observe_object(NETWORK_ATTACHMENTS, item.metadata, detail, version=listing.version, doubtful=not counts)
        )
    return few(seen)


def attached(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Running pods that were read, with more than one interface."""
    plugins = {
        (item.metadata.namespace or "", item.metadata.name): item for item in snapshot.of(NETWORK_ATTACHMENTS).items
    }
    unreal = played(snapshot.of(registry.NODES).items)
    numbers: dict[str, int] = defaultdict(int)
    for pod in snapshot.of(registry.PODS).items:
        more = [one for one in pod.metadata.networks if not one.default]
        if more and pod.status.phase == "Running" and pod.spec.node_name not in unreal:
            numbers[_kind(pod, more, plugins)] += 1
    details = {
        "rdma": "with an interface for RDMA beside the default one",
        "device": "with a hardware interface beside the default one",
        "more": "with one more interface, on ordinary hardware for all that is seen",
    }
    return tuple(
        observe(
            "Pod",
            count(numbers[kind], "pod"),
            f"Running {what}.",
            path=path(registry.PODS),
            doubtful=kind == "more",
        )
        for kind, what in details.items()
        if numbers[kind]
    )


def _kind(pod: Pod, more: list[Attached], plugins: dict[tuple[str, str], NetworkAttachment]) -> str:
    if any(one.rdma for one in more):
        return "rdma"
    for one in more:
        item = plugins.get((one.namespace or pod.metadata.namespace or "", one.network))
        if one.device or (item is not None and item.spec.config in FAST_PLUGINS):
            return "device"
    return "more"


def _resources(snapshot: Snapshot) -> Iterator[str]:
    """What attachments ask device plugins for."""
    for item in snapshot.of(NETWORK_ATTACHMENTS).items:
        yield item.metadata.annotations.get(_RESOURCE, "")
