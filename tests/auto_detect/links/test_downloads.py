"""Downloads of linked pages from a real server: the page as sent, or why it is not stored."""

from collections.abc import Iterator

import pytest

from auto_detect.links.addresses import ANYWHERE
from auto_detect.links.downloads import DownloadedPage, download_pages
from auto_detect.links.limits import RequestLimits
from tests.auto_detect.links.link_requests import PAGE
from tests.local_web import Answer, LocalWeb, local_web, redirect, silent, whole

LIMIT = 100


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        yield server


def download(*urls: str, seconds: float = 20, limits: RequestLimits | None = None) -> dict[str, DownloadedPage | str]:
    pages: dict[str, DownloadedPage | str] = {}
    limits = limits or RequestLimits(seconds=5, reach=ANYWHERE)
    download_pages(urls, limits=limits, page_limit=LIMIT, seconds=seconds, on_page=pages.__setitem__)
    return pages


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (whole(b"<p>proof", Content_Type=PAGE), DownloadedPage(b"<p>proof", html=True)),
        (whole(b"x" * LIMIT, Content_Type="text/plain"), DownloadedPage(b"x" * LIMIT, html=False)),
        (whole(b"x" * (LIMIT + 1)), "is larger than 0 KiB"),
        (whole(b""), "is empty"),
        (whole(b"x", 404), "answers 404: the page does not exist"),
        (whole(b"x", Content_Encoding="gzip"), "is sent compressed only"),
        (whole(b"<title>Sign in</title>", Content_Type=PAGE), "requires a login"),
        (whole(b"<title>Page not found</title>", Content_Type=PAGE), "shows that the page does not exist"),
    ],
)
def test_a_page_is_stored_unchanged_or_rejected_with_a_reason(
    web: LocalWeb, answer: Answer, expected: DownloadedPage | str
) -> None:
    web.answers["/a"] = answer
    assert download(f"{web.url}/a") == {f"{web.url}/a": expected}


def test_redirects_are_followed_and_every_page_is_reported(web: LocalWeb) -> None:
    web.answers |= {"/a": redirect("/b"), "/b": whole(b"proof", Content_Type="text/plain")}
    pages = download(f"{web.url}/a", "ftp://x")
    assert pages == {f"{web.url}/a": DownloadedPage(b"proof", html=False), "ftp://x": "is not a web address"}


def test_a_silent_server_does_not_block_the_command(web: LocalWeb) -> None:
    web.answers["/silent"] = silent
    pages = download(f"{web.url}/silent", seconds=0.2)
    assert pages == {f"{web.url}/silent": "was not received in time"}


def test_private_addresses_are_not_requested(web: LocalWeb) -> None:
    (reason,) = download(f"{web.url}/a", limits=RequestLimits(seconds=5)).values()
    assert isinstance(reason, str)
    assert "not public" in reason
    assert web.requests == []
