import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auto_detect.web.client import BrokenBody, download, without_credentials
from checklists.errors import WebError
from tests.local_web import (
    NOT_HUNG,
    Answer,
    LocalWeb,
    dripping,
    local_web,
    raw,
    redirect,
    reset,
    self_signed,
    silent,
    truncated,
    whole,
)

BODY = b"a" * 5_000
PLAIN_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n"
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        yield server


def fetch(web: LocalWeb, *, limit: int = 10_000, timeout: float = 5) -> bytes:
    return download(f"{web.url}/file", limit=limit, timeout=timeout)


@pytest.mark.parametrize(
    "answer",
    [
        whole(BODY),
        raw(CHUNKED_HEAD + b"\r\n1388\r\n" + BODY + b"\r\n0\r\n\r\n"),
        whole(BODY, Content_Encoding="identity"),
    ],
    ids=["length", "chunked", "identity"],
)
def test_a_whole_answer_is_returned(web: LocalWeb, answer: Answer) -> None:
    web.answers["/file"] = answer
    assert fetch(web, limit=len(BODY)) == BODY
    assert all(agent.startswith("aiconform/") for agent in web.agents)


def test_redirects_are_followed_to_the_end(web: LocalWeb) -> None:
    web.answers |= {"/file": redirect("/a"), "/a": redirect(f"{web.url}/b"), "/b": whole(BODY)}
    assert fetch(web) == BODY
    assert web.requests == ["/file", "/a", "/b"]


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (whole(b"", 404), WebError, "does not exist (404)."),
        (whole(b"", 410), WebError, "(410)"),
        (whole(b"", 500), WebError, "500 Internal Server Error"),
        (whole(b"", 503), WebError, "503 Service Unavailable"),
        (whole(b"", 403), WebError, "403 Forbidden"),
        (whole(b"", 429), WebError, "429 Too Many Requests"),
        (whole(b"", 299), WebError, "299"),
        (whole(b"x", 206), WebError, "206 Partial Content"),
        (truncated(BODY), BrokenBody, "was interrupted"),
        (raw(CHUNKED_HEAD + b"\r\n1388\r\n" + BODY[:99]), BrokenBody, "was interrupted"),
        (raw(CHUNKED_HEAD + b"\r\n1388\r\n" + BODY + b"\r\n"), BrokenBody, "was interrupted"),
        (raw(CHUNKED_HEAD + b"\r\nxyz\r\n" + BODY), BrokenBody, "was interrupted"),
        (reset(PLAIN_HEAD + b"\r\n" + BODY[:99]), BrokenBody, "was interrupted"),
        (reset(b""), WebError, "did not respond like a web server"),
        (raw(b"HTTP/1.1 200 OK\r\n\r\n" + BODY), BrokenBody, "without its length"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), WebError, "did not respond like a web server"),
        (raw(b"220 mail.example ESMTP\r\n"), WebError, "did not respond like a web server"),
        (raw(b""), WebError, "did not respond like a web server"),
        (whole(BODY, Content_Encoding="gzip"), BrokenBody, "arrived compressed"),
        (whole(BODY * 3), BrokenBody, "larger than 10,000 bytes"),
        (raw(CHUNKED_HEAD + b"\r\n" + (b"1388\r\n" + BODY + b"\r\n") * 3), BrokenBody, "larger than 10,000 bytes"),
        (redirect("/file"), WebError, "redirects more than 5 times"),
        (redirect("ftp://127.0.0.1/file"), WebError, "is not an http or https address"),
        (redirect("file:///etc/passwd"), WebError, "is not an http or https address"),
    ],
)
def test_other_responses_have_an_error_message(web: LocalWeb, answer: Answer, kind: type[WebError], said: str) -> None:
    web.answers["/file"] = answer
    with pytest.raises(WebError) as caught:
        fetch(web)
    assert type(caught.value) is kind
    assert said in caught.value.message


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        dripping(PLAIN_HEAD + b"\r\n", b"a"),
        dripping(CHUNKED_HEAD + b"\r\n", b"1\r\na\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-Very-Long: 1\r\n"),
    ],
    ids=["silent", "body", "chunks", "headers"],
)
def test_the_time_limit_holds_for_everything_together(web: LocalWeb, answer: Answer) -> None:
    web.answers["/file"] = answer
    started = time.monotonic()
    with pytest.raises(WebError, match=r"did not arrive (within 0\.\d+ seconds|in time)") as caught:
        fetch(web, timeout=0.4)
    assert time.monotonic() - started < NOT_HUNG
    assert caught.value.hint


@pytest.mark.loopback
def test_a_closed_port_refuses_the_connection() -> None:
    with local_web() as web:
        url = web.url
    with pytest.raises(WebError, match="refused the connection"):
        download(url, limit=1, timeout=5)


@pytest.mark.loopback
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://nowhere.invalid:3128"])
def test_an_unreachable_proxy_is_not_the_hosts_fault(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(WebError, match="The proxy cannot be reached") as caught:
        download("http://files.example/x", limit=1, timeout=5)
    assert caught.value.hint


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(WebError, match=r"The host nowhere\.invalid could not be resolved|did not arrive within"):
        download("http://nowhere.invalid/x", limit=1, timeout=5)


def test_a_server_without_tls_is_reported(web: LocalWeb) -> None:
    with pytest.raises(WebError, match="The TLS connection to 127"):
        download(web.url.replace("http:", "https:"), limit=1, timeout=5)


@pytest.mark.loopback
def test_an_untrusted_certificate_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    with local_web(certificate=certificate) as web:
        web.answers["*"] = whole(BODY)
        with pytest.raises(
            WebError, match=r"The certificate of 127\.0\.0\.1:\d+ could not be verified: self.signed"
        ) as caught:
            fetch(web)
        assert "SSL_CERT_FILE" in caught.value.hint
        assert web.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(web) == BODY


def test_a_redirect_never_leaves_encryption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, web: LocalWeb) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with local_web(certificate=certificate) as encrypted:
        encrypted.answers["*"] = redirect(f"{web.url}/file")
        with pytest.raises(WebError, match="redirects from https to http"):
            fetch(encrypted)
    assert web.requests == []


@pytest.mark.parametrize(
    "url",
    ["", "landscape.yml", "ftp://host/x", "file:///etc/passwd", "http://", "http://[::1", "http://h:99999/", "//h/x"],
)
def test_only_web_addresses_are_addresses(url: str) -> None:
    with pytest.raises(WebError, match="is not an http or https address"):
        download(url, limit=1, timeout=5)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@host:8443/a/b?token=secret#secret", "https://host:8443/a/b"),
        ("https://host", "https://host"),
        ("ftp://me:secret@host/x", "host/x"),
        ("http://h:99999/", "http://h:99999/"),
        ("http://host/\x1b[31mred", "http://host/red"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


def test_no_secret_of_the_address_is_in_the_message(web: LocalWeb) -> None:
    url = web.url.replace("//", "//me:secret@") + "/file?token=secret"
    web.answers["*"] = whole(b"", 500)
    with pytest.raises(WebError) as caught:
        download(url, limit=1, timeout=5)
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("name", "value"), [("HTTP_PROXY", "carrier-pigeon://127.0.0.1:1"), ("SSL_CERT_FILE", "/nowhere/ca.pem")]
)
def test_unusable_settings_are_reported(web: LocalWeb, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WebError, match="proxy or certificate settings"):
        fetch(web)


def test_the_proxy_of_the_environment_is_used(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", web.url)
    web.answers["*"] = whole(BODY)
    assert download("http://elsewhere.invalid/file", limit=len(BODY), timeout=5) == BODY
    assert web.requests == ["http://elsewhere.invalid/file"]


@pytest.mark.process
def test_importing_the_module_does_not_load_the_client() -> None:
    code = (
        "import sys, auto_detect.web.client, auto_detect.web.program_sync, "
        "auto_detect.links.checker; sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
