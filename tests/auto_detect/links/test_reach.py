"""Requests stay on the public internet, whatever a link, a redirect or a name server contains."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auto_detect.links.addresses import ANYWHERE, Reach, is_public
from auto_detect.links.limits import RequestLimits
from checklists.errors import WebError
from checklists.links.link_check import LinkCheck, LinkOutcome
from tests.auto_detect.links.link_requests import PAGE, check_one, named
from tests.local_web import LocalWeb, local_web, redirect, self_signed, whole

HTML = whole(b"<title>GPU set-up</title>", Content_Type=PAGE)


def only_here(address: str) -> bool:
    """Treat the server's address as public, for tests of redirects; judge all others as usual."""
    return address == "127.0.0.1" or is_public(address)


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        server.answers["*"] = HTML
        yield server


def port(web: LocalWeb) -> int:
    return int(web.server_address[1])


def check(url: str, reach: Reach) -> LinkCheck:
    return check_one(url, limits=RequestLimits(seconds=5, reach=reach))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LocalHost.",
        "api.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "0",
        "169.254.169.254",
        "metadata.google.internal",
        "10.0.0.1",
        "100.64.0.1",
        "me:secret@127.0.0.1",
        "public.example@127.0.0.1",
    ],
)
def test_private_addresses_are_not_requested(web: LocalWeb, host: str) -> None:
    found = check(f"http://{host}:{port(web)}/", Reach())
    assert (found.outcome, found.passed) == (LinkOutcome.NOT_PUBLIC, False)
    assert "not requested" in found.predicate
    assert web.requests == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3 192.168.1.1", "::1", "169.254.169.254"])
def test_a_name_with_a_private_address_is_not_requested(web: LocalWeb, address: str) -> None:
    found = check(f"http://docs.example:{port(web)}/", named({"docs.example": address}, permits=is_public))
    assert found.predicate == "leads to an address that is not public, so it was not requested"
    assert address.partition(" ")[0] not in found.predicate, "a private address does not belong in a public report"
    assert web.requests == []


def test_of_several_addresses_only_the_public_ones_are_connected_to(web: LocalWeb) -> None:
    reach = named({"docs.example": "127.0.0.2 127.0.0.1"}, permits=only_here)
    assert check(f"http://docs.example:{port(web)}/", reach).passed


def test_a_host_whose_first_address_is_silent_has_a_second_one(web: LocalWeb) -> None:
    assert check(f"http://docs.example:{port(web)}/", named({"docs.example": "127.0.0.3 127.0.0.1"})).passed


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example:{port}/",
        "//10.0.0.1/",
    ],
)
def test_a_redirect_to_a_private_address_is_not_followed(web: LocalWeb, to: str) -> None:
    target = to.format(port=port(web))
    web.answers["/a"] = redirect(target)
    reach = named({"docs.example": "127.0.0.1", "inside.example": "192.168.1.1"}, permits=only_here)
    found = check(f"http://docs.example:{port(web)}/a", reach)
    assert found.outcome is LinkOutcome.NOT_PUBLIC
    assert found.predicate.startswith("redirects to ") and found.predicate.endswith("so it was not requested")
    assert web.requests == ["HEAD /a"]


def test_a_second_resolution_cannot_change_the_address(web: LocalWeb) -> None:
    answers = iter([("127.0.0.1",), ("10.0.0.1",), ("10.0.0.1",)])
    reach = Reach(only_here, resolve=lambda *_: next(answers))
    web.answers["/a"] = redirect("/b")
    assert check(f"http://docs.example:{port(web)}/a", reach).passed
    assert web.requests == ["HEAD /a", "HEAD /b", "/a", "/b"], "all requests use the address that was checked"
    assert check(f"http://docs.example:{port(web)}/a", reach).outcome is LinkOutcome.NOT_PUBLIC


def test_requests_carry_the_linked_host(web: LocalWeb) -> None:
    assert check(f"http://docs.example:{port(web)}/a", named({"docs.example": "127.0.0.1"})).passed
    assert {headers["host"] for headers in web.headers} == {f"docs.example:{port(web)}"}


@pytest.mark.loopback
def test_the_certificate_is_verified_for_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path, "docs.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    reach = named({"docs.example": "127.0.0.1", "other.example": "127.0.0.1"})
    with local_web(certificate=certificate) as web:
        web.answers["*"] = HTML
        assert check(f"https://docs.example:{port(web)}/", reach).passed
        assert check(f"https://docs.example.:{port(web)}/", replace(reach, resolve=lambda *_: ("127.0.0.1",))).passed
        other = check(f"https://other.example:{port(web)}/", reach)
    assert other.outcome is LinkOutcome.NOT_ANSWERING
    assert "Hostname mismatch" in other.predicate


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f000001", "localhost"])
def test_private_addresses_are_requested_if_allowed(web: LocalWeb, host: str) -> None:
    assert check(f"http://{host}:{port(web)}/", ANYWHERE).passed


def test_known_private_hosts_are_not_requested_through_a_proxy(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", web.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    reach = named({"inside.example": "10.0.0.1"}, permits=is_public)
    for inside in ("http://10.0.0.1/", "http://localhost/", "http://127.1/", "http://inside.example/"):
        assert check(inside, reach).outcome is LinkOutcome.NOT_PUBLIC
    assert web.requests == []
    assert check("http://docs.example/a", reach).passed, "the proxy resolves names that are unknown here"
    assert web.requests == ["HEAD http://docs.example/a", "http://docs.example/a"]


def test_a_rejecting_proxy_is_not_a_dead_link(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", web.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    found = check("https://docs.example/a", named({}))
    assert found.outcome is LinkOutcome.NOT_ANSWERING
    assert found.predicate.startswith("was rejected by the proxy")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert check("https://docs.example/a", named({})).predicate == "was rejected by the proxy"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "carrier-pigeon://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://user:pass#word@127.0.0.1:1"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem"),
    ],
)
def test_unusable_settings_end_the_check_with_a_message(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WebError, match="proxy or certificate settings"):
        check("https://docs.example/", named({"docs.example": "127.0.0.1"}))
