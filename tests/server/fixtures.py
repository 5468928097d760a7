"""Fixtures that stand for a cluster: a stub for single answers, a real API server for everything else."""

from collections.abc import Iterator

import pytest

from tests.server.cluster import FakeCluster
from tests.server.stub import StubServer


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """A local HTTP server whose answers the test sets."""
    with StubServer() as server:
        yield server


@pytest.fixture
def cluster(stub: StubServer) -> FakeCluster:
    """A small API server whose objects the test sets."""
    return FakeCluster(stub)
