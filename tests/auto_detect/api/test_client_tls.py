import stat
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.client import connect
from auto_detect.api.reader import FailureKind
from tests.server.certificates import Authority
from tests.server.kubeconfigs import certificate_user, inline, kubeconfig
from tests.server.readers import failure, reader_at, tls_stub
from tests.server.stub import StubServer


@pytest.mark.loopback
def test_client_certificates_log_in_and_leave_no_file_behind(tmp_path: Path) -> None:
    authority = Authority()
    pair = authority.issue("jane")
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",)), authority.pem) as server:
        cluster = {"certificate-authority-data": inline(authority.pem)}
        reader = reader_at(tmp_path, server.url, cluster=cluster, user=certificate_user(pair))
        assert b"v1.37.2" in reader.get("/version")
        folder = Path(reader._folder.name)
        assert [stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()] == [0o600] * 3
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        reader.close()
        assert not folder.exists()


@pytest.mark.loopback
def test_two_readers_of_one_context_do_not_share_files(tmp_path: Path) -> None:
    authority = Authority()
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",))) as server:
        cluster = {"certificate-authority-data": inline(authority.pem)}
        first = reader_at(tmp_path, server.url, cluster=cluster)
        with closing(reader_at(tmp_path, server.url, cluster=cluster)) as second:
            first.get("/version")
            first.close()
            assert second.get("/version")


@pytest.mark.loopback
def test_relative_files_start_at_the_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority()
    authority.issue("jane").write(tmp_path, "jane")
    (tmp_path / "ca.crt").write_bytes(authority.pem)
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",)), authority.pem) as server:
        user = {"client-certificate": "jane.crt", "client-key": "jane.key"}
        kubeconfig(tmp_path / "config", server.url, cluster={"certificate-authority": "ca.crt"}, user=user)
        monkeypatch.chdir(tmp_path.parent)
        with closing(connect([Path(tmp_path.name) / "config"], None, 5)) as reader:
            assert reader.get("/version")


@pytest.mark.loopback
def test_connections_share_no_settings(tmp_path: Path) -> None:
    """Loading certificates into settings that another thread uses corrupts memory."""
    authority = Authority()
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",))) as server:
        cluster = {"certificate-authority-data": inline(authority.pem)}
        with closing(reader_at(tmp_path, server.url, cluster=cluster)) as reader:
            pool: Any = reader._pool.connection_from_url(server.url)
            first, second = pool._get_conn(), pool._get_conn()
            first.connect()
            second.connect()
            assert first.sock.context is not second.sock.context
            first.close()
            second.close()


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("hosts", "ends_in", "trusted", "cluster", "message"),
    [
        (("127.0.0.1",), timedelta(days=1), False, {}, "was not issued by an authority that the kubeconfig trusts"),
        (("127.0.0.1",), timedelta(days=-1), True, {}, "has expired"),
        (("10.1.2.3",), timedelta(days=1), True, {}, "was issued for another name"),
        (("api.example",), timedelta(days=1), True, {"tls-server-name": "other.example"}, "issued for another name"),
        (("api.example",), timedelta(days=1), True, {"tls-server-name": "api.example"}, None),
        (("10.1.2.3",), timedelta(days=-1), False, {"insecure-skip-tls-verify": True}, None),
    ],
)
def test_server_certificates_are_verified(
    tmp_path: Path,
    hosts: tuple[str, ...],
    ends_in: timedelta,
    trusted: bool,
    cluster: Mapping[str, Any],
    message: str | None,
) -> None:
    authority = Authority()
    given = (
        {}
        if cluster.get("insecure-skip-tls-verify")
        else {"certificate-authority-data": inline((authority if trusted else Authority("other")).pem)}
    )
    with (
        tls_stub(tmp_path, authority.issue("server", hosts=hosts, ends_in=ends_in)) as server,
        closing(reader_at(tmp_path, server.url, cluster={**given, **cluster})) as reader,
    ):
        if message is None:
            assert reader.get("/version")
        else:
            found = failure(reader)
            assert found.kind is FailureKind.TLS
            assert message in found.message


@pytest.mark.loopback
def test_a_server_that_wants_another_client_certificate(tmp_path: Path) -> None:
    authority = Authority()
    cluster = {"certificate-authority-data": inline(authority.pem)}
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",)), authority.pem) as server:
        user = certificate_user(Authority("other").issue("jane"))
        with closing(reader_at(tmp_path, server.url, cluster=cluster, user=user)) as reader:
            assert failure(reader).kind in (FailureKind.TLS, FailureKind.DROPPED)


def test_plain_http_where_tls_is_expected(stub: StubServer, tmp_path: Path) -> None:
    with closing(reader_at(tmp_path, stub.url.replace("http:", "https:"))) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.TLS
    assert found.message.endswith("does not speak TLS.")


@pytest.mark.loopback
def test_a_certificate_without_its_key(tmp_path: Path) -> None:
    authority = Authority()
    user = {"client-certificate-data": inline(authority.issue("jane").certificate)}
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",))) as server:
        cluster = {"certificate-authority-data": inline(authority.pem)}
        with closing(reader_at(tmp_path, server.url, cluster=cluster, user=user)) as reader:
            assert failure(reader).kind in (FailureKind.TLS, FailureKind.CONFIG)
