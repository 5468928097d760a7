import gzip
import json
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api import client
from auto_detect.api.client import KubeReader, connect
from auto_detect.api.reader import FailureKind, ReadFailure
from tests.examples import slow
from tests.local_web import NOT_HUNG
from tests.server.certificates import Authority
from tests.server.kubeconfigs import inline, kubeconfig
from tests.server.readers import SECRET, failure, reader_at
from tests.server.stub import Answer, StubServer, status

# --- requests and responses --------------------------------------------------------------------------


def test_a_get_sends_the_token_and_returns_the_body(stub: StubServer, reader: KubeReader) -> None:
    stub.answers["/api/v1/nodes"] = Answer(b'{"items": []}')
    body = reader.get("/api/v1/nodes", {"limit": "500", "labelSelector": "a in (b,c)"}, accept="application/x")
    assert body == b'{"items": []}'
    (request,) = stub.requests
    assert (request.method, request.query) == ("GET", {"limit": "500", "labelSelector": "a in (b,c)"})
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    assert request.headers["Accept"] == "application/x"
    assert request.headers["User-Agent"].startswith("aiconform/")
    assert (reader.context, reader.requests) == ("test", 1)


def test_a_base_path_of_the_server_is_kept(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/k8s/clusters/c-1/version"] = Answer(b"{}")
    with closing(connect([kubeconfig(tmp_path / "config", stub.url + "/k8s/clusters/c-1/")], None, 5)) as reader:
        assert reader.get("/version") == b"{}"


def test_compressed_answers_are_unpacked(stub: StubServer, reader: KubeReader) -> None:
    body = json.dumps({"items": ["x" * 100] * 10_000}).encode()
    stub.answers["/version"] = Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    assert reader.get("/version") == body
    assert stub.requests[0].headers["Accept-Encoding"] == "gzip"


def test_eight_threads_share_eight_connections(stub: StubServer, reader: KubeReader) -> None:
    barrier = threading.Barrier(8, timeout=30)

    def together(request: object) -> Answer:
        barrier.wait()
        return Answer(b"{}")

    stub.answers["/version"] = together
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(reader.get, ["/version"] * 16)) == [b"{}"] * 16
    assert reader.requests == 16


def test_a_token_file_may_end_in_a_newline(stub: StubServer, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n")
    stub.answers["/version"] = Answer(b"{}")
    with closing(connect([kubeconfig(tmp_path / "c", stub.url, user={"tokenFile": "token"})], None, 5)) as reader:
        reader.get("/version")
    assert stub.requests[0].headers["Authorization"] == "Bearer from-file"


@pytest.mark.parametrize(
    ("user", "sent"),
    [
        ({"username": "u", "password": "p"}, "Basic dTpw"),
        ({"auth-provider": {"name": "oidc", "config": {"id-token": "a.b.c", "refresh-token": SECRET}}}, "Bearer a.b.c"),
        ({}, None),
    ],
)
def test_other_authentication_methods(stub: StubServer, tmp_path: Path, user: dict[str, Any], sent: str | None) -> None:
    stub.answers["/version"] = Answer(b"{}")
    with closing(connect([kubeconfig(tmp_path / "c", stub.url, user=user)], None, 5)) as reader:
        reader.get("/version")
    assert stub.requests[0].headers.get("Authorization") == sent


def test_impersonation_headers_are_sent(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/version"] = Answer(b"{}")
    user = {"as": "viewer", "as-uid": "7", "as-groups": ["a", "b"], "as-user-extra": {"example.com/x y": ["1", "2"]}}
    with closing(connect([kubeconfig(tmp_path / "c", stub.url, user={"token": "t", **user})], None, 5)) as reader:
        reader.get("/version")
    (request,) = stub.requests
    assert request.headers["Authorization"] == "Bearer t"
    assert [(name, value) for name, value in request.every_header if name.startswith("Impersonate")] == [
        ("Impersonate-User", "viewer"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Group", "a"),
        ("Impersonate-Group", "b"),
        ("Impersonate-Extra-example.com%2Fx%20y", "1"),
        ("Impersonate-Extra-example.com%2Fx%20y", "2"),
    ]


def test_a_proxy_of_the_kubeconfig_is_used(stub: StubServer, tmp_path: Path) -> None:
    asked: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def proxy() -> None:
        connection, _ = listener.accept()
        with connection:
            asked.append(connection.recv(4096).decode().splitlines()[0])
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    thread = threading.Thread(target=proxy, daemon=True)
    thread.start()
    cluster = {"proxy-url": f"http://127.0.0.1:{listener.getsockname()[1]}"}
    path = kubeconfig(tmp_path / "c", "http://api.example", cluster=cluster)
    with listener, closing(connect([path], None, 5)) as reader:
        assert reader.get("/version") == b"{}"
    thread.join(5)
    assert asked == ["GET http://api.example/version HTTP/1.1"]


def test_a_proxy_that_is_down_is_named_without_its_password(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "c", "https://api.example", cluster={"proxy-url": f"http://u:{SECRET}@127.0.0.1:9"})
    with closing(connect([path], None, 5)) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.REFUSED
    assert "through the proxy" in found.message


# --- error responses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (status(401, "Unauthorized"), "unauthorized", "The API server does not accept the credentials."),
        (status(403, f"User {SECRET} cannot"), "forbidden", "Not allowed to read /version."),
        (status(404), "not-found", "The API server does not serve /version."),
        (status(410), "gone", "changed too much"),
        (status(429), "throttled", "busy"),
        (status(503, "no endpoints"), "unavailable", "Its message: no endpoints."),
        (status(500, "etcd\x1b[31m down"), "server-error", "(HTTP 500). Its message: etcd down."),
        (status(504), "server-error", "(HTTP 504)."),
        (status(400, "Client sent an HTTP request to an HTTPS server."), "unexpected", "HTTP 400. Its message: Client"),
        (Answer(b"<html>", 502), "server-error", "(HTTP 502)."),
        (Answer(b"", 204), "unexpected", "HTTP 204"),
    ],
)
def test_each_error_status_has_a_kind_and_a_message(
    stub: StubServer, reader: KubeReader, answer: Answer, kind: str, message: str
) -> None:
    stub.answers["/version"] = answer
    found = failure(reader)
    assert (found.kind, found.status) == (kind, answer.status)
    assert message in found.message
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("0", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("", None)]
)
def test_retry_after_is_reported(stub: StubServer, reader: KubeReader, value: str, seconds: float | None) -> None:
    stub.answers["/version"] = status(429, headers={"Retry-After": value})
    assert failure(reader).retry_after == seconds


def test_redirects_are_not_followed(stub: StubServer, reader: KubeReader) -> None:
    stub.answers["/version"] = Answer(b"", 302, {"Location": f"{stub.url}/elsewhere"})
    stub.answers["/elsewhere"] = Answer(b"{}")
    assert failure(reader).kind is FailureKind.UNEXPECTED
    assert [request.path for request in stub.requests] == ["/version"]


# --- failing connections -----------------------------------------------------------------------------


@pytest.mark.loopback
def test_a_closed_port_refuses_the_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with closing(reader_at(tmp_path, f"http://127.0.0.1:{port}")) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.REFUSED
    assert found.message == f"http://127.0.0.1:{port} refuses connections."


def test_a_host_without_address(tmp_path: Path) -> None:
    with closing(reader_at(tmp_path, "https://no-such-host.invalid")) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.DNS
    assert found.message == "The host of https://no-such-host.invalid has no address."


@pytest.mark.loopback
def test_a_silent_server_times_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("http", "https"):
            with closing(reader_at(tmp_path, f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", 0.2)) as reader:
                start = time.monotonic()
                found = failure(reader)
                assert found.kind is FailureKind.TIMEOUT
                assert time.monotonic() - start < NOT_HUNG
                assert "did not answer within 0.2 s" in found.message


def test_an_endless_response_times_out(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/version"] = Answer(b"x" * 1000, drip=0.05)
    with closing(reader_at(tmp_path, stub.url, 1)) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.TIMEOUT
    assert "did not finish its response within 3 s" in found.message


@pytest.mark.loopback
@pytest.mark.parametrize("secure", [slow(False), True])
def test_slow_headers_time_out(tmp_path: Path, secure: bool) -> None:
    authority = Authority()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("server", hosts=("127.0.0.1",)).write(tmp_path, "server"))
    cluster = {"certificate-authority-data": inline(authority.pem)} if secure else {}
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        plain, _ = listener.accept()
        with suppress(OSError), context.wrap_socket(plain, server_side=True) if secure else plain as connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not stop.wait(0.02):
                connection.sendall(b"x")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    url = f"http{'s' if secure else ''}://127.0.0.1:{listener.getsockname()[1]}"
    with listener, closing(reader_at(tmp_path, url, 1, cluster=cluster)) as reader:
        found = failure(reader)
        stop.set()
        thread.join(5)
    assert found.kind is FailureKind.TIMEOUT
    assert "did not finish its response within 3 s" in found.message


def test_an_interrupted_response_is_reported(stub: StubServer, reader: KubeReader) -> None:
    stub.answers["/version"] = Answer(b"{}", length=100)
    assert failure(reader).kind is FailureKind.DROPPED


@pytest.mark.loopback
def test_a_closed_connection_is_reported(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        listener.accept()[0].close()

    threading.Thread(target=hang_up, daemon=True).start()
    with listener, closing(reader_at(tmp_path, f"http://127.0.0.1:{listener.getsockname()[1]}")) as reader:
        assert failure(reader).kind is FailureKind.DROPPED


@pytest.mark.loopback
def test_a_server_without_http_is_reported(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        with listener.accept()[0] as connection:
            connection.sendall(b"220 mail ready\r\n")

    threading.Thread(target=greet, daemon=True).start()
    with listener, closing(reader_at(tmp_path, f"http://127.0.0.1:{listener.getsockname()[1]}")) as reader:
        assert failure(reader).kind in (FailureKind.UNEXPECTED, FailureKind.DROPPED)


def test_a_too_large_body_is_rejected(stub: StubServer, reader: KubeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE", 1024 * 1024)
    stub.answers["/version"] = Answer(b"0" * (1024 * 1024 + 1))
    found = failure(reader)
    assert (found.kind, found.message) == (FailureKind.TOO_LARGE, "The response to /version is larger than 1 MiB.")


def test_after_a_failure_the_reader_still_works(stub: StubServer, reader: KubeReader) -> None:
    stub.answers["/version"] = Answer(b"{}", length=100)
    failure(reader)
    stub.answers["/version"] = Answer(b"{}")
    assert reader.get("/version") == b"{}"


# --- unusable kubeconfigs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "cluster", "message"),
    [
        ({"token": f"{SECRET}\nX-Evil: 1"}, {}, "its token contains characters that no token has"),
        ({"client-certificate-data": inline(b"junk")}, {}, "its client certificate is not a PEM certificate"),
        ({"client-key-data": "%%%é"}, {}, "its certificates, key or token cannot be read"),
        ({"token": [SECRET]}, {}, "its token is not text"),
        ({"auth-provider": {"name": "oidc", "config": {"id-token": [1]}}}, {}, "is not text"),
        ({}, {"certificate-authority": "gone.crt"}, "gone.crt does not exist"),
        (
            {},
            {"proxy-url": "gopher://x"},
            "the proxy-url of its cluster test-cluster is not an http, https or socks5 URL",
        ),
    ],
)
def test_invalid_settings_are_reported_before_any_request(
    tmp_path: Path, user: dict[str, Any], cluster: dict[str, Any], message: str
) -> None:
    with pytest.raises(ReadFailure) as error:
        reader_at(tmp_path, "https://127.0.0.1:9", user=user, cluster=cluster)
    assert SECRET not in error.value.message
    assert error.value.kind is FailureKind.CONFIG
    assert message in error.value.message
