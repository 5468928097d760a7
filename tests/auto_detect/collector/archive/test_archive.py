"""Snapshots from archives that kubectl collected: derived responses, failures, damage."""

import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.collector.archive.archive import FORMAT, load_archive
from auto_detect.collector.archive.reader import ArchiveReader
from auto_detect.collector.archive.selectors import by_fields, by_labels
from auto_detect.collector.load import load_snapshot_or_archive
from auto_detect.limits import MAX_MEMBERS
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.errors import SnapshotError
from tests.bounded import run_bounded

TAKEN = "taken-at 2026-11-24T12:00:00Z"


def archive(
    path: Path,
    answers: dict[str, Any],
    *,
    head: str = FORMAT,
    facts: str = TAKEN,
    mode: str = "w",
    context: str = "lab",
) -> Path:
    """Write an archive as the script does; `str` is kubectl's error output, a function writes a large response."""
    index = [head, facts, f"context {context}"]
    files: dict[str, Callable[[], bytes]] = {}
    for number, (asked, answer) in enumerate(answers.items(), 1):
        index.append(f"{number} {'failed' if isinstance(answer, str) else 'ok'} {asked}")
        files[str(number)] = answer if callable(answer) else partial(_written, answer)
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, write in {"index": "\n".join(index).encode, **files}.items():
            data = write()
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def _written(answer: Any) -> bytes:
    return (answer if isinstance(answer, str) else json.dumps(answer)).encode()


def item(name: str, namespace: str = "a", node: str = "", **labels: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": namespace, "labels": labels}, "spec": {"nodeName": node}}


def names(body: bytes | bytearray) -> list[str]:
    return [found["metadata"]["name"] for found in json.loads(body)["items"]]


PODS = "/api/v1/pods"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ArchiveReader]:
    first = {"items": [item("x", app="web"), item("y", "b", "n1")], "metadata": {"continue": "t"}}
    second = {"items": [item("z", "b", app="db")], "metadata": {}}
    cut = {"items": [item("s")], "metadata": {"continue": "more"}}
    answers = {
        f"{PODS}?limit=500": first,
        f"{PODS}?limit=500&continue=t": second,
        "/api/v1/services?limit=500": cut,
        "/api/v1/nodes?limit=500": 'Error from server (Forbidden): nodes is forbidden: User "x"',
        "/api/v1/events?limit=500": "error: You must be logged in to the server (Unauthorized)",
    }
    with closing(ArchiveReader(load_archive(archive(tmp_path / "a.tar", answers)))) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        (PODS, {"limit": "500"}, ["x", "y"]),
        (PODS, {"limit": "500", "continue": "t"}, ["z"]),
        (PODS, {}, ["x", "y", "z"]),
        (PODS, {"limit": "2"}, ["x", "y"]),
        ("/api/v1/namespaces/b/pods", {"limit": "500"}, ["y", "z"]),
        (PODS, {"labelSelector": "app in (web,db)"}, ["x", "z"]),
        (PODS, {"labelSelector": "app"}, ["x", "z"]),
        (PODS, {"fieldSelector": "spec.nodeName=n1"}, ["y"]),
        ("/api/v1/namespaces/b/pods", {"labelSelector": "app=db"}, ["z"]),
    ],
)
def test_queries_are_answered_from_collected_lists(
    path: str, query: dict[str, str], expected: list[str], reader: ArchiveReader
) -> None:
    assert names(reader.get(path, query)) == expected


def test_a_truncated_list_reports_more_objects(reader: ArchiveReader) -> None:
    for path, query in ((PODS, {"limit": "2"}), ("/api/v1/services", {"labelSelector": "app=none"})):
        assert json.loads(reader.get(path, query))["metadata"]["continue"]
    assert not json.loads(reader.get(PODS, {"limit": "3"}))["metadata"].get("continue")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/namespaces/a/pods/gone", FailureKind.NOT_FOUND),
        ("/api/v1/namespaces/a/services/perhaps", FailureKind.UNEXPECTED),
        ("/api/v1/nodes/n1", FailureKind.FORBIDDEN),
        ("/api/v1/events", FailureKind.UNAUTHORIZED),
        ("/api/v1/configmaps", FailureKind.UNEXPECTED),
        ("/version", FailureKind.UNEXPECTED),
    ],
)
def test_an_uncollected_path_is_not_reported_as_absent(path: str, kind: FailureKind, reader: ArchiveReader) -> None:
    with pytest.raises(ReadFailure) as failed:
        reader.get(path)
    assert failed.value.kind is kind


def test_a_single_object_is_read_from_its_list(reader: ArchiveReader) -> None:
    assert json.loads(reader.get("/api/v1/namespaces/b/pods/z"))["metadata"]["name"] == "z"


def test_discovery_is_derived_and_a_missing_group_is_stale(tmp_path: Path) -> None:
    answers = {
        "/version": {"gitVersion": "v1.37.2"},
        "/api": {"versions": ["v1"]},
        "/api/v1": {"resources": [{"name": "nodes"}, {"name": "nodes/status"}]},
        "/apis": {
            "groups": [
                {
                    "name": "ray.io",
                    "versions": [{"version": "v1alpha1"}, {"version": "v1"}],
                    "preferredVersion": {"version": "v1"},
                },
                {"name": "metrics.k8s.io", "versions": [{"version": "v1beta1"}]},
            ]
        },
        "/apis/ray.io/v1": {"resources": [{"name": "rayclusters"}]},
        "/apis/ray.io/v1alpha1": {"resources": []},
        "/apis/metrics.k8s.io/v1beta1": "Error from server (ServiceUnavailable): the server is currently unable to",
    }
    snapshot = load_snapshot_or_archive(archive(tmp_path / "a.tar.gz", answers, mode="w:gz"))
    assert snapshot.discovery.outcome is ReadOutcome.READ
    assert snapshot.discovery.serves("", "nodes") == ("v1",)
    assert [v.version for v in snapshot.discovery.groups["ray.io"]] == ["v1", "v1alpha1"]
    assert snapshot.discovery.stale("metrics.k8s.io")
    assert (snapshot.server_version, snapshot.taken_at) == ("v1.37.2", "2026-11-24T12:00:00Z")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def _broken_inside(path: Path) -> None:
    archive(path, {"/api": {"x": [*range(20_000)]}}, mode="w:gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) // 2)
    path.write_bytes(data)


def _header(kind: bytes, size: int) -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


def _before(path: Path, kind: bytes, size: int) -> None:
    path.write_bytes(_header(kind, size) + b"\0" * max(size, 0) + path.read_bytes())


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        lambda path: archive(path, {}),
        lambda path: archive(path, {"/api": {}}, head="something else"),
        lambda path: archive(path, {"/api": {}}, facts="taken-at yesterday"),
        lambda path: archive(path, {"/api": {}}, facts="taken-at 0001-01-01T00:00:00+23:00"),
        lambda path: archive(path, {"//[x": {}}),
        lambda path: path.write_bytes(b"\x1f\x8b" + b"x" * 600),
        _broken_inside,
        lambda path: _before(path, tarfile.XHDTYPE, 2**20),
        lambda path: _before(path, tarfile.GNUTYPE_LONGNAME, 2**20),
        lambda path: _before(path, tarfile.GNUTYPE_SPARSE, 512),
        lambda path: _before(path, tarfile.REGTYPE, -1024),
        lambda path: path.write_bytes(_header(tarfile.XHDTYPE, 0) * 5000 + path.read_bytes()),
        lambda path: path.unlink(),
    ],
    ids=[
        "cut",
        "empty",
        "another format",
        "no time",
        "before all time",
        "no path",
        "no gzip",
        "broken inside",
        "endless facts",
        "endless name",
        "holes",
        "backwards",
        "facts of facts",
        "gone",
    ],
)
def test_a_damaged_archive_has_an_error_message_with_a_next_step(damage: Any, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar", {"/api": {}})
    damage(path)
    with pytest.raises(SnapshotError) as failed:
        load_archive(path)
    assert str(path) in failed.value.message and failed.value.hint


def bomb(path: Path, size: int) -> Path:
    """Write a gzipped archive that holds an index and a member with that many MiB of zeros."""
    packer = zlib.compressobj(1, wbits=31)
    with archive(path, {"/api": {}}).open("rb") as small:
        head = small.read()[:-10240]
    with path.open("wb") as file:
        file.write(packer.compress(head + tarfile.TarInfo("2").tobuf()))
        for _ in range(size):
            file.write(packer.compress(bytes(2**20)))
        file.write(packer.flush())
    return path


@pytest.mark.process
def test_a_gzip_bomb_is_rejected(tmp_path: Path) -> None:
    done = run_bounded(tmp_path, "detect", "--from", bomb(tmp_path / "a.tar.gz", 540))
    assert done.code != 0
    assert f"{tmp_path}/a.tar.gz is not an archive of the script" in done.err
    assert "is packed more than 100 to 1" in done.err
    assert done.mib < 150


def _many(path: Path, number: int, size: int) -> Path:
    """Write an archive with many members that occupy no disk space."""
    with path.open("wb") as file:
        info = tarfile.TarInfo("1")
        info.size = size
        head = info.tobuf()
        for _ in range(number):
            file.write(head)
            file.seek(size, 1)
        file.truncate()
    return path


@pytest.mark.parametrize(("number", "size"), [(MAX_MEMBERS + 1, 0), (9, 60 * 2**20)], ids=["members", "bytes"])
def test_an_archive_with_too_many_members_or_bytes_is_rejected(tmp_path: Path, number: int, size: int) -> None:
    with pytest.raises(SnapshotError, match="is too large: it contains more than 20,000 files"):
        load_archive(_many(tmp_path / "a.tar", number, size))


def page_of(items: bytes, metadata: object) -> bytes:
    return b'{"items":%b,"metadata":%b}' % (items, json.dumps(metadata).encode())


@pytest.mark.process
def test_a_large_archive_is_read_in_little_memory(tmp_path: Path) -> None:
    label = {"nvidia.com/gpu.product": "H200"}
    nodes = [{"metadata": {"name": f"n{n}", "labels": label, "managedFields": [n, "x" * 20_000]}} for n in range(500)]
    items = json.dumps(nodes).encode()
    pages: dict[str, Any] = {
        "/version": {"gitVersion": "v1.37.2"},
        "/api": {"versions": ["v1"]},
        "/api/v1": {"resources": [{"name": "nodes"}, {"name": "pods"}]},
        "/apis": {"groups": []},
    }
    for resource in ("nodes", "pods"):
        for page in range(10):
            more = {"continue": f"t{page + 1}"} if page < 9 else {}
            token = f"&continue=t{page}" if page else ""
            pages[f"/api/v1/{resource}?limit=500{token}"] = partial(page_of, items, more)
    done = run_bounded(tmp_path, "detect", "--json", "--from", archive(tmp_path / "a.tar", pages))
    assert done.code == 0, done.err
    assert json.loads(done.out)["snapshot"]["errors"] == []
    assert done.mib < 250


def test_a_pipe_is_rejected_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SnapshotError, match="not a regular file"):
        load_snapshot_or_archive(tmp_path / "pipe")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_only_regular_files_are_read_and_nothing_is_unpacked(kind: bytes, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar", {"/api": {}})
    with tarfile.open(path, "a") as tar:
        for name in ("1", "../../outside", "/etc/evil"):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    before = sorted(tmp_path.rglob("*"))
    with closing(ArchiveReader(load_archive(path))) as found:
        assert found.get("/api") == b"{}"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("", "abc"),
        ("app", "ab"),
        ("!app", "c"),
        ("app=x", "a"),
        ("app==x", "a"),
        ("app!=x", "bc"),
        ("app in (x, y)", "ab"),
        ("app notin (x)", "bc"),
        ("app in (x,y),tier=t", "b"),
    ],
)
def test_label_selectors(selector: str, chosen: str) -> None:
    items = [item("a", app="x"), item("b", app="y", tier="t"), item("c")]
    assert "".join(i["metadata"]["name"] for i in items if by_labels(selector)(i)) == chosen


def test_field_selectors_look_at_any_path() -> None:
    found = [i for i in (item("a", node="n1"), item("b"), {}) if by_fields("spec.nodeName=n1")(i)]
    assert [i["metadata"]["name"] for i in found] == ["a"]


@pytest.mark.parametrize("labels", ["x", 5, ["x"], {"app": ["x"]}, None])
def test_malformed_labels_match_no_selector(labels: object) -> None:
    assert not by_labels("app in (x, y)")({"metadata": {"labels": labels}})


def test_an_archive_of_the_current_context_names_its_collector(tmp_path: Path) -> None:
    served = {"/version": {"gitVersion": "v1.37.2"}, "/api": {"versions": []}, "/apis": {"groups": []}}
    assert load_snapshot_or_archive(archive(tmp_path / "a.tar", served, context="")).context == "kubectl"
