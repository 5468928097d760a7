"""A real API server of Kubernetes 1.33, which serves dynamic resource allocation as beta only."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.client import KubeReader, connect
from auto_detect.collector.query import Query
from auto_detect.collector.session import CollectionSession
from auto_detect.resources import registry
from tests.server.api_server import ApiServer
from tests.server.platforms.objects import DEVICE_CLASS, NODES, Obj, resource_slice
from tui.cli import main

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("older")]

ADMIN = {"organization": "system:masters"}


@pytest.fixture(scope="module")
def accelerated(older_server: ApiServer) -> ApiServer:
    """Serve a node, a class and a driver's devices on the older server."""
    older_server.create("/api/v1/nodes", NODES[0])
    older_server.create("/apis/resource.k8s.io/v1beta2/deviceclasses", DEVICE_CLASS)
    older_server.create("/apis/resource.k8s.io/v1beta2/resourceslices", resource_slice("gpu-0"))
    return older_server


def dra(finding: Obj) -> Obj:
    (found,) = (f for f in finding["findings"] if f["requirement"] == "dra_support")
    return dict(found)


def test_beta_apis_are_partly_detected(
    accelerated: ApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = accelerated.certificate_kubeconfig(tmp_path / "k", "admin", **ADMIN)
    assert main(["detect", "--json", "--kubeconfig", str(path)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (found["snapshot"]["server_version"], found["checklist"]) == ("v1.33.13", "1.33")
    finding = dra(found)
    assert (finding["outcome"], finding["suggested_status"]) == ("partly-detected", None)
    assert finding["summary"].startswith("Only v1beta2 and v1beta1 of resource.k8s.io are served; the stable v1")
    details = {(o["kind"], o["name"]): (o["detail"], o["path"]) for o in finding["observations"]}
    assert details["API", "resource.k8s.io/v1beta2"][0] == "Served with all four resources."
    assert details["ResourceSlice", "gpu.nvidia.com"] == (
        "8 usable devices, of type gpu, on 1 node.",
        "/apis/resource.k8s.io/v1beta2/resourceslices",
    )


@pytest.mark.parametrize("version", ["v1beta2", "v1beta1"])
def test_both_device_schemas_are_read(accelerated: ApiServer, tmp_path: Path, version: str) -> None:
    path = accelerated.certificate_kubeconfig(tmp_path / "k", "admin", **ADMIN)
    with closing(connect([path], None)) as reader:
        (piece,) = _slices(reader, version)
    devices = piece.spec.devices
    assert len(devices) == 8
    assert {device.body.attributes["type"].string for device in devices} == {"gpu"}
    assert {device.basic is None for device in devices} == {version == "v1beta2"}


def _slices(reader: KubeReader, version: str) -> tuple[Any, ...]:
    return CollectionSession(reader, lambda: False).read(Query(registry.RESOURCE_SLICES, version), lambda _: None).items
