"""API servers behind a SOCKS5 proxy, for example a bastion host."""

from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from auto_detect.api.client import KubeReader
from auto_detect.api.kubeconfig import list_contexts
from auto_detect.api.reader import FailureKind
from tests.server.certificates import Authority
from tests.server.kubeconfigs import inline, kubeconfig
from tests.server.readers import SECRET, failure, reader_at, tls_stub
from tests.server.socks import SocksProxy
from tests.server.stub import Answer, StubServer


def port_of(server: StubServer) -> int:
    return urlsplit(server.url).port or 0


def through(folder: Path, proxy: str, server: str = "http://api.internal.example", **parts: Any) -> KubeReader:
    return reader_at(folder, server, cluster={"proxy-url": proxy, **parts})


def test_the_proxy_resolves_the_host(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/version"] = Answer(b"{}")
    with (
        SocksProxy(("127.0.0.1", port_of(stub))) as proxy,
        closing(through(tmp_path, f"socks5://127.0.0.1:{proxy.port}")) as reader,
    ):
        assert reader.get("/version") == reader.get("/version") == b"{}"
    assert proxy.hosts == [("api.internal.example", 80)], "the connection is reused for the next request"


@pytest.mark.loopback
def test_tls_and_a_login_work_through_the_proxy(tmp_path: Path) -> None:
    authority = Authority()
    pair = authority.issue("server", hosts=("api.internal.example",))
    with (
        tls_stub(tmp_path, pair) as server,
        SocksProxy(("127.0.0.1", port_of(server)), login=("jane", "p@ss")) as proxy,
        closing(
            through(
                tmp_path,
                f"socks5://jane:p%40ss@127.0.0.1:{proxy.port}",
                "https://api.internal.example:6443",
                **{"certificate-authority-data": inline(authority.pem)},
            )
        ) as reader,
    ):
        assert b"v1.37.2" in reader.get("/version")
    assert proxy.hosts == [("api.internal.example", 6443)]


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (4, FailureKind.REFUSED, "http://api.internal.example cannot be reached through the proxy: No route to host."),
        (5, FailureKind.REFUSED, "http://api.internal.example refuses connections through the proxy."),
        (2, FailureKind.REFUSED, "http://api.internal.example cannot be reached through the proxy: Permission denied."),
        (99, FailureKind.REFUSED, "cannot be reached through the proxy: the proxy does not speak SOCKS5."),
    ],
)
def test_a_refusal_of_the_proxy_is_named(tmp_path: Path, reply: int, kind: FailureKind, message: str) -> None:
    with (
        SocksProxy(("127.0.0.1", 9), reply=reply) as proxy,
        closing(through(tmp_path, f"socks5://127.0.0.1:{proxy.port}")) as reader,
    ):
        found = failure(reader)
    assert found.kind is kind
    assert message in found.message


@pytest.mark.loopback
def test_a_wrong_login_is_named_without_the_password(tmp_path: Path) -> None:
    with (
        SocksProxy(("127.0.0.1", 9), login=("a", "b")) as proxy,
        closing(through(tmp_path, f"socks5://jane:{SECRET}@127.0.0.1:{proxy.port}")) as reader,
    ):
        assert "the proxy rejected the login" in failure(reader).message


def test_a_proxy_that_is_down_is_named(tmp_path: Path) -> None:
    with closing(through(tmp_path, f"socks5://u:{SECRET}@127.0.0.1:9")) as reader:
        found = failure(reader)
    assert (found.kind, "through the proxy" in found.message) == (FailureKind.REFUSED, True)


def test_a_proxy_of_the_environment_is_used_unless_no_proxy_names_the_host(
    stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.answers["/version"] = Answer(b"{}")
    with SocksProxy(("127.0.0.1", port_of(stub))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with closing(reader_at(tmp_path, "http://api.internal.example")) as reader:
            assert reader.get("/version")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with closing(reader_at(tmp_path, stub.url)) as reader:
            assert reader.get("/version")
        assert proxy.hosts == [("api.internal.example", 80)]
        with closing(through(tmp_path, f"socks5://127.0.0.1:{proxy.port}", stub.url)) as reader:
            assert reader.get("/version")
        assert proxy.hosts[1:] == [("127.0.0.1", port_of(stub))], "as in kubectl, NO_PROXY does not affect proxy-url"


@pytest.mark.parametrize("proxy", ["socks4://h:1", "gopher://x", "socks5://", "h:1080", "http://h:99999", 7])
def test_other_proxies_make_the_context_unusable(tmp_path: Path, proxy: object) -> None:
    path = kubeconfig(tmp_path / "c", "https://api.example", cluster={"proxy-url": proxy})
    (context,) = list_contexts([path]).contexts
    assert context.problem == "The proxy-url of its cluster test-cluster is not an http, https or socks5 URL."
