import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.collector.decode import decode_page
from auto_detect.detectors.networking.ai_inference import detect_ai_inference
from auto_detect.detectors.operators.robust_controller import detect_robust_controller
from auto_detect.detectors.scheduling.gang_scheduling import detect_gang_scheduling
from auto_detect.limits import MAX_SNAPSHOT, MAX_SNAPSHOT_VALUES
from auto_detect.resources import registry
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import (
    Discovery,
    Listing,
    NamePolicy,
    Permission,
    ReadOutcome,
    ServedVersion,
    Snapshot,
)
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot, load_snapshot, save_snapshot
from checklists.errors import SnapshotError
from checklists.model.finding import Outcome
from checklists.text import INVISIBLE, clean_line
from tests.examples import examples

DATA = Path(__file__).resolve().parents[2] / "data"
EMPTY = Snapshot("2026-11-24T09:08:07Z", "v1.37.2", "edge-1", Discovery(ReadOutcome.READ))

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12).map(clean_line)
_KEYS = st.sampled_from(
    [
        *("metadata", "name", "namespace", "labels", "annotations", "spec", "status", "conditions", "type", "reason"),
        *("message", "observedGeneration", "generation", "allocatable", "nvidia.com/gpu", "providerID", "taints"),
        *("devices", "basic", "attributes", "capacity", "value", "int", "bool", "string", "version", "nodeSelector"),
        *("containers", "template", "image", "webhooks", "clientConfig", "caBundle", "url", "service", "rules"),
        *("endpoints", "ready", "driver", "pool", "app", "key", "state", "replicas", "parents", "listeners"),
    ]
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
    | st.sampled_from(["registry.example:5000/ghcr.io/a/b:1", "kwok://n1", "True"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | _TEXT, inner, max_size=4),
    max_leaves=25,
)


def decoded(resource: Resource[Any], items: list[Any]) -> tuple[Any, ...]:
    return decode_page(json.dumps({"items": items}).encode(), resource).items


@settings(max_examples=examples(150), deadline=None)
@given(
    st.dictionaries(st.sampled_from(RESOURCES), st.lists(_JSON, max_size=4), max_size=4),
    st.sampled_from(ReadOutcome),
    st.lists(st.builds(Permission, _TEXT, _TEXT, _TEXT, st.none() | _TEXT), max_size=3),
    st.lists(_TEXT.filter(bool), max_size=3),
    st.dictionaries(_TEXT, st.lists(st.builds(ServedVersion, _TEXT, st.tuples(_TEXT), st.booleans()))),
)
def test_every_snapshot_survives_saving_and_loading(
    content: Mapping[Resource[Any], list[Any]],
    outcome: ReadOutcome,
    denied: list[Permission],
    errors: list[str],
    groups: Mapping[str, list[ServedVersion]],
) -> None:
    listings = {
        resource.group_resource: Listing(outcome, "v1", decoded(resource, items), True, 2, "Why not.")
        for resource, items in content.items()
    }
    snapshot = msgspec.structs.replace(
        EMPTY,
        listings=listings,
        denied=tuple(denied),
        errors=tuple(errors),
        discovery=Discovery(outcome, {name: tuple(versions) for name, versions in groups.items()}, "Why."),
    )
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def test_a_realistic_snapshot_survives_and_contains_no_private_text() -> None:
    node = {
        "metadata": {
            "name": "n1",
            "labels": {"nvidia.com/gpu.present": "true", "team": "s3cret"},
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "s3cret"},
            "managedFields": [{"manager": "s3cret"}],
        },
        "spec": {"providerID": "aws:///s3cret"},
        "status": {"allocatable": {"nvidia.com/gpu": "8"}, "addresses": [{"address": "s3cret"}]},
    }
    deployment = {
        "metadata": {"name": "d"},
        "spec": {
            "template": {
                "spec": {
                    "containers": [
                        {"image": "s3cret.example/s3cret.io/kueue:1", "env": [{"name": "A", "value": "s3cret"}]}
                    ]
                }
            }
        },
    }
    hook = {"webhooks": [{"clientConfig": {"url": "https://s3cret", "caBundle": "czNjcmV0"}}]}
    listings = {
        registry.NODES.group_resource: Listing(ReadOutcome.READ, "v1", decoded(registry.NODES, [node])),
        registry.DEPLOYMENTS.group_resource: Listing(
            ReadOutcome.READ, "v1", decoded(registry.DEPLOYMENTS, [deployment])
        ),
        registry.VALIDATING_WEBHOOKS.group_resource: Listing(
            ReadOutcome.READ, "v1", decoded(registry.VALIDATING_WEBHOOKS, [hook])
        ),
    }
    snapshot = msgspec.structs.replace(EMPTY, listings=listings)
    data = encode_snapshot(snapshot)
    assert b"s3cret" not in data
    assert b"czNjcmV0" not in data
    assert json.loads(data)["schema"] == 2
    again = decode_snapshot(data)
    assert again == snapshot
    assert again.listing(registry.NODES).items[0].status.allocatable == {"nvidia.com/gpu": "8"}
    assert again.listing(registry.DEPLOYMENTS).items[0].spec.template.spec.containers[0].image == "kueue:1"
    assert again.listing(registry.VALIDATING_WEBHOOKS).items[0].webhooks[0].client_config.ca_bundle is True


def test_a_saved_file_is_private_and_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text("old")
    path.chmod(0o644)
    save_snapshot(EMPTY, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_snapshot(path) == EMPTY
    assert [file.name for file in tmp_path.iterdir()] == ["snapshot.json"]


def test_saving_errors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path, why in (
        (tmp_path, "it is not a regular file"),
        (tmp_path / "fifo", "it is not a regular file"),
        (tmp_path / "none" / "s.json", "no such file or directory"),
        (Path("/proc/s.json"), ""),
    ):
        with pytest.raises(SnapshotError) as error:
            save_snapshot(EMPTY, path)
        assert error.value.message.startswith(f"The snapshot {path} cannot be written: {why}")


def test_loading_errors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path, why in (
        (tmp_path / "none", "no such file or directory"),
        (tmp_path, "it is not a regular file"),
        (tmp_path / "fifo", "it is not a regular file"),
    ):
        with pytest.raises(SnapshotError) as error:
            load_snapshot(path)
        assert error.value.message in (
            f"The snapshot {path} cannot be read: {why}.",
            f"The snapshot {path} cannot be read: is a directory.",
        )
        assert "--save" in error.value.hint


def changed(**fields: Any) -> bytes:
    document = json.loads(encode_snapshot(EMPTY))
    for key, value in fields.items():
        if value is ...:
            del document[key]
        else:
            document[key] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This is not an aiconform snapshot, or an incomplete one."),
        (b"\xff\x00", "This is not an aiconform snapshot, or an incomplete one."),
        (b"[]", "This is not an aiconform snapshot."),
        (b'{"kind": "Config"}', "This is not an aiconform snapshot."),
        pytest.param(b"[" * 200_000, "This is not an aiconform snapshot.", id="deep"),
        pytest.param(b'{"schema": ' + b"[" * 200_000, "This is not an aiconform snapshot.", id="deep inside"),
        (b'{"schema": 1}', "The snapshot is damaged."),
        (encode_snapshot(EMPTY)[:-1], "This is not an aiconform snapshot, or an incomplete one."),
        (changed(schema=3), "The snapshot was written by a later version of aiconform."),
        (changed(schema="1"), "This is not an aiconform snapshot."),
        (changed(taken_at="yesterday"), "The snapshot is damaged."),
        (changed(taken_at=7), "The snapshot is damaged at `$.taken_at`."),
        (changed(context=...), "The snapshot is damaged."),
        (changed(discovery={"outcome": "maybe"}), "The snapshot is damaged at `$.discovery.outcome`."),
        (changed(requests=-5), "The snapshot is damaged at `$.requests`."),
        (changed(requests=10**30), "The snapshot is damaged at `$.requests`."),
        (
            changed(listings={"nodes": {"outcome": "read", "items": 7}}),
            "The snapshot is damaged in nodes at `$.items`.",
        ),
        (changed(listings={"nodes": []}), "The snapshot is damaged in nodes."),
    ],
)
def test_an_invalid_snapshot_has_an_error_message(data: bytes, message: str) -> None:
    with pytest.raises(SnapshotError) as error:
        decode_snapshot(data)
    assert error.value.message == message
    assert error.value.hint


@pytest.mark.parametrize(("schema", "naming"), [(1, NamePolicy(kept=True)), (2, NamePolicy("53d0eca9b7"))])
def test_files_of_every_version_so_far_are_read(schema: int, naming: NamePolicy) -> None:
    """Each new schema adds a sample; existing samples never change."""
    path = DATA / f"snapshot-{schema}.json"
    assert json.loads(path.read_bytes())["schema"] == schema
    snapshot = load_snapshot(path)
    assert snapshot.names == naming
    assert len(snapshot.listing(registry.NODES).items) >= 4
    found = detect_robust_controller(snapshot), detect_ai_inference(snapshot), detect_gang_scheduling(snapshot)
    assert {finding.outcome for finding in found} <= {Outcome.DETECTED, Outcome.PARTLY}
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def test_a_deep_selector_does_not_crash() -> None:
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000  # From Python 3.12 on, C code may nest thousands of calls.
    slices = b'{"outcome": "read", "items": [{"spec": {"nodeSelector": ' + deep + b"}}]}"
    data = encode_snapshot(EMPTY).replace(
        b'"listings":{}', b'"listings":{"resource.k8s.io/resourceslices":' + slices + b"}"
    )
    with pytest.raises(SnapshotError):
        decode_snapshot(data)


def test_unknown_resources_and_fields_are_ignored() -> None:
    data = changed(listings={"new.example/things": {"outcome": "nobody knows"}}, mood="good")
    assert decode_snapshot(data) == EMPTY


def test_a_hostile_file_cannot_put_control_characters_on_the_screen() -> None:
    evil = "a\x1b[2J\u202eb\nc"
    snapshot = decode_snapshot(
        changed(
            context=evil,
            server_version=evil,
            errors=[evil],
            denied=[{"verb": evil, "group": evil, "resource": evil, "namespace": evil}],
            discovery={"outcome": "failed", "reason": evil},
            listings={"nodes": {"outcome": "failed", "reason": evil}},
        )
    )
    assert (snapshot.context, snapshot.server_version, snapshot.errors) == ("ab c", "ab c", ("ab c",))
    assert str(snapshot.denied[0]) == "ab c ab c.ab c in ab c"
    assert (snapshot.discovery.reason, snapshot.listing(registry.NODES).reason) == ("ab c", "ab c")


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=200) | st.integers(0, 400).flatmap(lambda n: st.just(encode_snapshot(EMPTY)[:n])))
def test_arbitrary_bytes_never_crash(data: bytes) -> None:
    try:
        decode_snapshot(data)
    except SnapshotError:
        return


HIDDEN = "a\u200b\u202e\x1b[31m\u2066\n\tb"


def test_invisible_characters_are_removed_on_loading() -> None:
    nodes = Listing(ReadOutcome.READ, "v1", decoded(registry.NODES, [{"metadata": {"name": HIDDEN}}]), reason=HIDDEN)
    groups: dict[str, tuple[ServedVersion, ...]] = {HIDDEN: (ServedVersion(HIDDEN, (HIDDEN,)),)}
    snapshot = msgspec.structs.replace(
        EMPTY,
        context=HIDDEN,
        errors=(HIDDEN,),
        discovery=Discovery(ReadOutcome.READ, groups),
        listings={"nodes": nodes},
    )
    for escaped in (False, True):
        data = json.dumps(json.loads(encode_snapshot(snapshot)), ensure_ascii=escaped).encode()
        found = decode_snapshot(data)
        assert not INVISIBLE().search(encode_snapshot(found).decode())
        assert found.listings["nodes"].items[0].metadata.name == "a b"
        assert list(found.discovery.groups) == ["a b"]


def test_letters_of_any_script_stay_in_a_file() -> None:
    snapshot = msgspec.structs.replace(EMPTY, errors=("Grüße … 日本語",))
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


@pytest.mark.parametrize(
    ("start", "part", "times"), [(b"", b" ", MAX_SNAPSHOT + 1), (b'{"schema":2,"x":[', b"{},", MAX_SNAPSHOT_VALUES)]
)
def test_a_file_that_would_fill_the_memory_is_refused(start: bytes, part: bytes, times: int) -> None:
    with pytest.raises(SnapshotError, match="larger than any that aiconform writes"):
        decode_snapshot(start + part * times)
