"""No request ever reaches a metadata service, whatever refers to it and whatever is permitted."""

import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from auto_detect import metadata_addresses
from auto_detect.api.kubeconfig import list_contexts
from auto_detect.api.reader import FailureKind
from auto_detect.links.addresses import ANYWHERE
from auto_detect.links.limits import RequestLimits
from auto_detect.metadata_addresses import is_metadata_address, is_metadata_host
from auto_detect.web.client import download
from checklists.errors import WebError
from checklists.links.link_check import LinkCheck, LinkOutcome
from tests.auto_detect.links.link_requests import PAGE, check_one, named
from tests.local_web import LocalWeb, local_web, redirect, whole
from tests.server.kubeconfigs import kubeconfig
from tests.server.readers import failure, reader_at

SERVICES = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.0.23",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:1",
    "::169.254.169.254",
    "::ffff:0:169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b::6464:64c8",
    "64:ff9b:1::a9fe:a9fe",
    "2001:db8:64::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:5601:5601",
    "fe80::a9fe:a9fe%eth0",
]
OTHERS = [
    "127.0.0.1",
    "169.253.255.255",
    "169.255.0.1",
    "10.0.0.1",
    "100.100.100.201",
    "168.63.129.17",
    "::1",
    "fe80::1",
    "fd00:ec3::254",
    "::ffff:10.0.0.1",
    "64:ff9b::808:808",
    "2001:db8::1",
    "2002:808:808::1",
    "2606:4700::1111",
    "",
    "docs.example",
]
HOSTS = [
    "169.254.169.254.",
    "2852039166",
    "0xA9FEA9FE",
    "0251.0376.0251.0376",
    "025177524776",
    "169.254.43518",
    "1684301000",
    "[fd00:ec2::254]",
    "[::ffff:169.254.169.254]",
    "\uff11\uff16\uff19.254.169.254",
    "169\u3002254\u3002169\u3002254",
    "metadata",
    "Metadata.",
    "metadata.google.internal",
    "METADATA.Google.Internal.",
    "metadata.azure.internal",
    "metadata.goog",
    "metadata.tencentyun.com",
    "instance-data",
    "instance-data.ec2.internal",
]
OTHER_HOSTS = [
    "localhost",
    "2130706433",
    "metadata.example.com",
    "docs.metadata.example",
    "my-metadata",
    "internal",
    "1",
]


@pytest.mark.parametrize("address", SERVICES)
def test_a_metadata_service_is_known_in_every_wrapping(address: str) -> None:
    assert is_metadata_address(address)


@pytest.mark.parametrize("address", OTHERS)
def test_other_addresses_are_none(address: str) -> None:
    assert not is_metadata_address(address)


@pytest.mark.parametrize("host", HOSTS)
def test_a_metadata_service_is_known_in_every_spelling(host: str) -> None:
    assert is_metadata_host(host)


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_other_hosts_are_none(host: str) -> None:
    assert not is_metadata_host(host)


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        server.answers["*"] = whole(b"<title>GPU set-up</title>", Content_Type=PAGE)
        yield server


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine stand in for a metadata service, since tests can reach no other."""
    services = (*metadata_addresses._SERVICES_4, IPv4Network("127.0.0.1/32"))
    monkeypatch.setattr(metadata_addresses, "_SERVICES_4", services)


def check(url: str, names: dict[str, str] | None = None) -> LinkCheck:
    """Check a link with every permission granted."""
    reach = named(names, permits=lambda _: True) if names else ANYWHERE
    return check_one(url, limits=RequestLimits(seconds=5, reach=reach))


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[fd00:ec2::254]", "2852039166", "metadata.google.internal", "instance-data"]
)
def test_a_link_to_a_metadata_service_is_refused_although_private_addresses_are_allowed(host: str) -> None:
    found = check(f"http://{host}/latest/meta-data/")
    assert (found.outcome, found.passed) == (LinkOutcome.NOT_PUBLIC, False)
    assert "a cloud metadata service" in found.predicate


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/", "http://metadata.google.internal/", "http://[::ffff:a9fe:a9fe]/"]
)
def test_a_redirect_to_a_metadata_service_is_refused_although_private_addresses_are_allowed(
    web: LocalWeb, to: str
) -> None:
    web.answers["/a"] = redirect(to)
    found = check(f"{web.url}/a")
    assert found.outcome is LinkOutcome.NOT_PUBLIC
    assert found.predicate.startswith("redirects to ") and "a cloud metadata service" in found.predicate
    assert web.requests == ["HEAD /a"]


@pytest.mark.parametrize("addresses", ["169.254.169.254", "127.0.0.1 169.254.169.254", "fd00:ec2::254"])
def test_a_name_that_resolves_to_a_metadata_service_is_refused(web: LocalWeb, addresses: str) -> None:
    found = check(f"http://docs.example:{web.server_address[1]}/", {"docs.example": addresses})
    assert "a cloud metadata service" in found.predicate
    assert web.requests == []


def test_a_link_to_this_machine_is_still_checked(web: LocalWeb) -> None:
    assert check(f"{web.url}/a").passed


@pytest.mark.parametrize("host", ["169.254.169.254", "metadata", "0xa9fea9fe"])
def test_a_download_never_begins_there(host: str) -> None:
    with pytest.raises(WebError, match="cloud metadata service"):
        download(f"http://{host}/latest", limit=1000, timeout=5)


def test_a_download_is_never_sent_there(web: LocalWeb) -> None:
    web.answers["/a"] = redirect("http://169.254.169.254/latest")
    with pytest.raises(WebError, match="cloud metadata service"):
        download(f"{web.url}/a", limit=1000, timeout=5)


@pytest.mark.usefixtures("here")
def test_a_download_sends_nothing_to_a_metadata_service(web: LocalWeb) -> None:
    with pytest.raises(WebError, match="cloud metadata service"):
        download(f"http://localhost:{web.server_address[1]}/", limit=1000, timeout=5)
    assert web.requests == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "metadata.google.internal", "[::ffff:169.254.169.254]", "2852039166"]
)
def test_a_context_whose_server_is_a_metadata_service_cannot_be_used(tmp_path: Path, host: str) -> None:
    (context,) = list_contexts([kubeconfig(tmp_path / "config", f"https://{host}")]).contexts
    assert context.problem is not None and "is a cloud metadata service" in context.problem


def test_a_context_whose_server_is_none_can_be_used(tmp_path: Path) -> None:
    (context,) = list_contexts([kubeconfig(tmp_path / "config", "https://10.0.0.1")]).contexts
    assert context.problem is None


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("through", ["server", "proxy"])
def test_an_api_server_at_a_metadata_service_gets_no_request(tmp_path: Path, web: LocalWeb, through: str) -> None:
    local = f"http://localhost:{web.server_address[1]}"
    servers = {"server": (local, {}), "proxy": ("http://api.example", {"proxy-url": local})}
    server, cluster = servers[through]
    with closing(reader_at(tmp_path, server, cluster=cluster)) as reader:
        found = failure(reader)
    assert found.kind is FailureKind.CONFIG
    assert "resolves to a cloud metadata service" in found.message
    assert web.requests == []


def test_a_socket_without_an_address_is_not_a_metadata_service() -> None:
    one, other = socket.socketpair()
    with one, other:
        metadata_addresses.refuse_metadata(one)
        assert one.fileno() != -1
