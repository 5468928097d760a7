"""Random snapshots, for properties that hold for all of them."""

import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec
from hypothesis import strategies as st

from auto_detect.objects.metrics import Scrape
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, Permission, ReadOutcome, ServedVersion, Snapshot

_WORDS = (
    "",
    "True",
    "False",
    "Unknown",
    "Ready",
    "Accepted",
    "Programmed",
    "ResolvedRefs",
    "Active",
    "Admitted",
    "PodsReady",
    "Finished",
    "Complete",
    "Running",
    "Open",
    "ready",
    "eg",
    "cq",
    "gpu-0",
    "kueue-system",
    "gpu.nvidia.com",
    "nvidia.com/gpu",
    "gateway.envoyproxy.io/gatewayclass-controller",
    "gateway.networking.k8s.io",
    "kueue.x-k8s.io",
    "clusterqueues",
    "rayclusters",
    "ray.io",
    "NoSchedule",
    "Gateway",
    "CREATE",
    "kubernetes.io/service-name",
    "app.kubernetes.io/name",
    "kueue",
    "kuberay/operator:v1",
    "dcgm-exporter",
    "type",
    "gpu",
    "\x1b[31mred",
    "\u202egnp",
    "[/bold]",
    "\ud800",
    "nodeSelectorTerms",
)

text = st.one_of(st.sampled_from(_WORDS), st.text(max_size=12))
number = st.one_of(st.integers(-2, 9), st.sampled_from((2**63, -(2**63), 10**30)))
json = st.recursive(
    st.none() | st.booleans() | number | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


_made: dict[Any, st.SearchStrategy[Any]] = {}


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for a type of the snapshot's objects; cached, since building it is slow."""
    if kind not in _made:
        _made[kind] = _of_type(kind)
    return _made[kind]


def _of_type(kind: Any) -> st.SearchStrategy[Any]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(of_type(option) for option in inner))
    if origin is list:
        return st.lists(of_type(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(of_type(inner[0]), of_type(inner[1]), max_size=3)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        fields = {name: _later(hints[name]) for name in kind.__struct_fields__}
        return st.fixed_dictionaries({}, optional=fields).map(lambda values: kind(**values))
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: text,
        int: number,
        float: st.floats(),
        bool: st.booleans(),
        type(None): st.none(),
        object: json,
    }
    return plain[kind]


def _later(kind: Any) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: of_type(kind))


@st.composite
def listings(draw: st.DrawFn, resource: Resource[Any]) -> Listing[Any]:
    """Draw any listing of a resource."""
    items = draw(st.lists(of_type(resource.type), max_size=3))
    return Listing(
        draw(st.sampled_from(ReadOutcome)),
        draw(st.sampled_from((None, *resource.versions))),
        tuple(items),
        draw(st.booleans()),
        draw(st.integers(0, 3)),
        draw(st.none() | text),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Draw any valid snapshot: any subset of resources, any objects, any outcomes."""
    chosen = draw(
        st.lists(st.sampled_from(registry.RESOURCES), unique_by=lambda resource: resource.group_resource, max_size=12)
    )
    groups: dict[str, tuple[ServedVersion, ...]] = {}
    for resource in draw(st.lists(st.sampled_from(registry.RESOURCES), max_size=12)):
        served = groups.get(resource.group, ())
        version = ServedVersion(draw(st.sampled_from(resource.versions)), (resource.plural,), draw(st.booleans()))
        groups[resource.group] = (*served, version)
    discovery = Discovery(draw(st.sampled_from((ReadOutcome.READ, *ReadOutcome))), groups, draw(st.none() | text))
    denied = draw(st.lists(st.builds(Permission, st.just("list"), text, text), max_size=2))
    return Snapshot(
        draw(text),
        draw(st.none() | text),
        draw(text),
        discovery,
        {resource.group_resource: draw(listings(resource)) for resource in chosen},
        denied=tuple(denied),
        scrape=draw(st.none() | of_type(Scrape)),
    )


class Altered:
    """An altered snapshot whose repr names only the altered resources.

    No dataclass: Hypothesis would print all of its fields.
    """

    def __init__(self, snapshot: Snapshot, changed: tuple[str, ...]) -> None:
        self.snapshot = snapshot
        self.changed = changed

    def __repr__(self) -> str:
        return repr({key: self.snapshot.listings[key] for key in self.changed})[:5_000]


@st.composite
def altered(draw: st.DrawFn, of: Callable[[], Snapshot]) -> Altered:
    """Draw a snapshot with some altered objects, other outcomes and random versions."""
    snapshot = of()
    listings = dict(snapshot.listings)
    changed = draw(st.lists(st.sampled_from(sorted(listings)), min_size=1, max_size=6, unique=True))
    for key in changed:
        resource = next(resource for resource in registry.RESOURCES if resource.group_resource == key)
        listing = listings[key]
        items = [_altered(draw, item, resource.type) for item in listing.items]
        outcome = draw(st.sampled_from((listing.outcome, listing.outcome, *ReadOutcome)))
        listings[key] = msgspec.structs.replace(listing, items=tuple(items), outcome=outcome, version=draw(text))
    replaced = msgspec.structs.replace(snapshot, listings=listings, server_version=draw(text), denied=())
    return Altered(replaced, tuple(changed))


def _altered(draw: st.DrawFn, item: Any, kind: Any) -> Any:
    """Return the object with one value replaced, or unchanged if the result is invalid."""
    tree = msgspec.to_builtins(item)
    at: Any = tree
    while isinstance(at, dict | list) and at:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or draw(st.integers(0, 5)) == 0:
            at[key] = draw(json)
            break
        at = at[key]
    try:
        return msgspec.convert(tree, kind)
    except (msgspec.ValidationError, UnicodeError):
        return item
