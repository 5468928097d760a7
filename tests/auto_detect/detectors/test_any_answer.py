"""Whatever lists a server returns, no detector fails, and empty input yields no positive finding."""

import json
import types
import typing
from typing import Annotated, Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.collector.decode import decode_page
from auto_detect.detectors.detect import DETECTORS
from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.registry import RESOURCES, unknown_resource
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, ServedVersion, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.random_snapshots import json as anything
from tests.auto_detect.detectors.test_detect import assert_valid_findings
from tests.examples import examples

BUILT_IN = frozenset(
    {
        *("", "apps", "autoscaling", "batch", "admissionregistration.k8s.io", "apiextensions.k8s.io"),
        *("apiregistration.k8s.io", "discovery.k8s.io", "node.k8s.io", "resource.k8s.io", "scheduling.k8s.io"),
    }
)
"""Groups that every cluster serves; another group means that software was installed."""
FOREIGN = unknown_resource("acme.example", "things")
_WRITTEN = st.sampled_from(("", "True", "Ready", "gpu", "nvidia.com/gpu", "8", "eg", "\x1b[31mred", "[/bold]", "v1"))
_made: dict[Any, st.SearchStrategy[Any]] = {}


def raw(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for JSON of a type with occasional invalid parts; cached, since building it is slow."""
    if hint not in _made:
        _made[hint] = st.deferred(lambda: _raw(hint))
    return st.one_of(_made[hint], _made[hint], _made[hint], anything)


def _raw(hint: Any) -> st.SearchStrategy[Any]:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _raw(hint.__origin__)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(raw(option) for option in inner))
    if origin in (list, tuple):
        return st.lists(raw(inner[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(_WRITTEN, raw(inner[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = typing.get_type_hints(hint, include_extras=True)
        spelled = zip(hint.__struct_fields__, hint.__struct_encode_fields__, strict=True)
        return st.fixed_dictionaries({}, optional={encoded: raw(hints[name]) for name, encoded in spelled})
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: _WRITTEN,
        int: st.integers(-2, 2**70),
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
        types.NoneType: st.none(),
    }
    return plain.get(hint, anything)


@st.composite
def answers(draw: st.DrawFn) -> Snapshot:
    """Draw lists with any content, decoded and redacted as in a collection."""
    redact = Redactor(Pseudonyms("a cluster"))
    listings: dict[str, Listing[Any]] = {}
    chosen = draw(
        st.lists(st.sampled_from((*RESOURCES, FOREIGN)), unique_by=lambda resource: resource.group_resource, max_size=6)
    )
    for resource in chosen:
        body = json.dumps({"items": draw(st.lists(raw(resource.type), max_size=2))}).encode()
        page = decode_page(body, resource)
        items = tuple(map(redact, page.items))
        listings[resource.group_resource] = Listing(
            ReadOutcome.READ, resource.versions[0], items, malformed=len(page.malformed)
        )
    return snapshot_of(tuple(chosen), listings)


def snapshot_of(served: tuple[Resource[Any], ...], listings: dict[str, Listing[Any]]) -> Snapshot:
    groups: dict[str, tuple[ServedVersion, ...]] = {}
    for resource in served:
        before = groups[resource.group][0].resources if resource.group in groups else ()
        groups[resource.group] = (ServedVersion(resource.versions[0], (*before, resource.plural)),)
    return Snapshot("2026-11-24T09:08:07Z", "v1.37.2", "any", Discovery(ReadOutcome.READ, groups), listings)


@settings(max_examples=examples(100))
@given(answers())
def test_no_response_makes_a_detector_fail(snapshot: Snapshot) -> None:
    assert_valid_findings(snapshot)
    assert decode_snapshot(encode_snapshot(snapshot)).listings.keys() == snapshot.listings.keys()


@settings(max_examples=examples(100))
@given(st.lists(st.sampled_from((*RESOURCES, FOREIGN)), unique_by=lambda resource: resource.group_resource))
def test_an_empty_cluster_has_no_positive_finding(served: list[Resource[Any]]) -> None:
    empty: Listing[Any] = Listing(ReadOutcome.READ, "v1")
    absent: Listing[Any] = Listing(ReadOutcome.ABSENT)
    keys = {resource.group_resource for resource in served}
    snapshot = snapshot_of(
        tuple(served),
        {resource.group_resource: empty if resource.group_resource in keys else absent for resource in RESOURCES},
    )
    installed = any(resource.group not in BUILT_IN for resource in served)
    for requirement, detector in DETECTORS.items():
        if requirement == "dra_support":  # It only requires the served API.
            continue
        outcome = detector(snapshot).outcome
        assert outcome is not Outcome.DETECTED, requirement
        assert installed or outcome is not Outcome.PARTLY, requirement
