"""Fixtures for clusters: a stub for single responses, a real API server for everything else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from auto_detect.api.client import KubeReader
from tests.server import assets
from tests.server.api_server import ApiServer
from tests.server.cluster import FakeCluster
from tests.server.platforms.healthy_platform import populate
from tests.server.readers import SECRET, reader_at
from tests.server.stub import StubServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """Start a local HTTP server whose responses the test sets."""
    with StubServer() as server:
        yield server


@pytest.fixture
def reader(stub: StubServer, tmp_path: Path) -> Iterator[KubeReader]:
    """Return a reader of the stub that logs in with a token."""
    with closing(reader_at(tmp_path, stub.url, user={"token": SECRET})) as found:
        yield found


@pytest.fixture
def cluster(stub: StubServer) -> FakeCluster:
    """Return a small API server whose objects the test sets."""
    return FakeCluster(stub)


@pytest.fixture(scope="session")
def api_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a real, empty API server."""
    server = ApiServer(assets.current(), tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def older_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a real, empty API server of Kubernetes 1.33 that serves both betas of DRA."""
    server = ApiServer(
        assets.older("1.33"),
        tmp_path_factory.mktemp("older"),
        (
            "--feature-gates=DynamicResourceAllocation=true",
            "--runtime-config=resource.k8s.io/v1beta1=true,resource.k8s.io/v1beta2=true",
        ),
    )
    yield server
    server.stop()


@pytest.fixture(scope="session")
def platform(api_server: ApiServer) -> ApiServer:
    """Serve a platform on the real API server, with the shipped ClusterRole unbound."""
    populate(api_server)
    role = yaml.safe_load((ROOT / "docs" / "read-only-clusterrole.yaml").read_text())
    api_server.create("/apis/rbac.authorization.k8s.io/v1/clusterroles", role)
    return api_server
