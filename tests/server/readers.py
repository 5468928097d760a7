"""Readers for tests, of plain and TLS stubs."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.client import KubeReader, connect
from auto_detect.api.reader import ReadFailure
from tests.server.certificates import Pair
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import Answer, StubServer

SECRET = "s3cret-0123456789abcdef0123456789"


def reader_at(folder: Path, server: str, timeout: float = 5, **kubeconfig_parts: Any) -> KubeReader:
    """Return a reader of a server, through a kubeconfig in the folder."""
    return connect([kubeconfig(folder / "config", server, **kubeconfig_parts)], None, timeout)


@contextmanager
def tls_stub(folder: Path, pair: Pair, client_authority: bytes | None = None) -> Iterator[StubServer]:
    """Start a TLS stub that serves its version; with an authority it requires a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder, "server"))
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_authority.decode())
    with StubServer(context) as server:
        server.answers["/version"] = Answer({"gitVersion": "v1.37.2"})
        yield server


def failure(reader: KubeReader, path: str = "/version") -> ReadFailure:
    """Return the error of a GET, which must not contain a secret."""
    with pytest.raises(ReadFailure) as error:
        reader.get(path)
    assert SECRET not in error.value.message + error.value.hint
    assert error.value.message.endswith((".", "…"))
    return error.value
