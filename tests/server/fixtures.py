"""Fixtures that stand for a cluster: a stub for single answers, a real API server for everything else."""

from collections.abc import Iterator

import pytest

from tests.server.stub import StubServer


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """A local HTTP server whose answers the test sets."""
    with StubServer() as server:
        yield server
