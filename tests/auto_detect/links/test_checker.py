"""Link checks against a real server: the program's verdict, and more details for the user."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome
from checklists.links.logo import LogoKind
from checklists.links.web_page import MAX_BYTES
from tests.auto_detect.links.link_requests import NOW, PAGE, check_all, check_one
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
    whole,
)


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        yield server


def moved(to: str) -> Answer:
    return whole(b"", 301, Location=to)


WALL = "a firewall accepts only browsers"
HTML = whole(b"<title>GPU set-up</title><h2 id=setup>", Content_Type=PAGE)


def test_a_page_that_answers_is_reachable(web: LocalWeb) -> None:
    web.answers["/a"] = HTML
    url = f"{web.url}/a"
    assert check_one(url) == LinkCheck(url, LinkOutcome.REACHABLE, "answers 200 OK", NOW, 200)
    assert web.requests == ["HEAD /a", "/a"], "the second request reads the page"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/plain"])
def test_other_content_than_pages_is_not_downloaded(web: LocalWeb, kind: str) -> None:
    web.answers["/a"] = whole(b"x", Content_Type=kind)
    assert check_one(f"{web.url}/a").passed
    assert web.requests == ["HEAD /a"]


def test_a_server_without_head_gets_a_get(web: LocalWeb) -> None:
    web.answers |= {"HEAD /a": whole(b"", 405), "/a": HTML}
    assert check_one(f"{web.url}/a").outcome is LinkOutcome.REACHABLE
    web.answers["HEAD /a"] = silent
    web.answers["HEAD /b"] = reset(b"")
    web.answers["/b"] = HTML
    from auto_detect.links.addresses import ANYWHERE
    from auto_detect.links.limits import RequestLimits

    results = check_all(f"{web.url}/a", f"{web.url}/b", limits=RequestLimits(seconds=0.5, reach=ANYWHERE))
    assert {check.outcome for check in results.checks.values()} == {LinkOutcome.REACHABLE}


@pytest.mark.parametrize(
    ("answer", "outcome", "predicate"),
    [
        (whole(b"", 404), LinkOutcome.DEAD, "answers 404: the page does not exist"),
        (whole(b"", 410), LinkOutcome.DEAD, "answers 410: the page was removed"),
        (whole(b"", 401), LinkOutcome.BLOCKED, "answers 401: it requires a login"),
        (whole(b"", 403), LinkOutcome.BLOCKED, "answers 403: it rejects requests from programs"),
        (whole(b"", 429), LinkOutcome.BLOCKED, "answers 429: it limits the rate of requests"),
        (whole(b"", 451), LinkOutcome.BLOCKED, "answers 451 (Unavailable For Legal Reasons)"),
        (whole(b"", 999), LinkOutcome.BLOCKED, "answers 999"),
        (whole(b"", 400), LinkOutcome.BLOCKED, "answers 400 (Bad Request)"),
        (whole(b"", 408), LinkOutcome.NOT_ANSWERING, "answers 408 (Request Timeout)"),
        (whole(b"", 500), LinkOutcome.NOT_ANSWERING, "answers 500 (Internal Server Error)"),
        (whole(b"", 503), LinkOutcome.NOT_ANSWERING, "answers 503 (Service Unavailable)"),
        (whole(b"<title>Just a moment...", 503, Content_Type=PAGE), LinkOutcome.BLOCKED, f"answers 503: {WALL}"),
        (whole(b"", 403, cf_mitigated="challenge"), LinkOutcome.BLOCKED, f"answers 403: {WALL}"),
        (whole(b"CAPTCHA", 404, Content_Type=PAGE), LinkOutcome.DEAD, "answers 404: the page does not exist"),
        (whole(b"", 204), LinkOutcome.REACHABLE, "answers 204 No Content"),
        (whole(b"", 304), LinkOutcome.REACHABLE, "answers 304 Not Modified"),
        (whole(b"", 302), LinkOutcome.REACHABLE, "answers 302 Found"),
        (raw(b"220 mail.example ESMTP\r\n"), LinkOutcome.NOT_ANSWERING, "does not respond like a web server"),
        (raw(b""), LinkOutcome.NOT_ANSWERING, "does not respond like a web server"),
        (reset(b"HTTP/1.1 2"), LinkOutcome.NOT_ANSWERING, "does not respond like a web server"),
        (redirect("/a"), LinkOutcome.NOT_ANSWERING, "redirects more than 10 times"),
        (redirect("ftp://h/f"), LinkOutcome.DEAD, "redirects to ftp://h/f, which is not a web address"),
        (redirect("http://["), LinkOutcome.DEAD, "redirects to an invalid address"),
        (redirect("/b"), LinkOutcome.DEAD, "redirects to {}/b, which answers 404: the page does not exist"),
    ],
)  # fmt: skip
def test_every_answer_has_its_outcome(web: LocalWeb, answer: Answer, outcome: LinkOutcome, predicate: str) -> None:
    web.answers["/a"] = answer
    check = check_one(f"{web.url}/a")
    assert (check.outcome, check.predicate) == (outcome, predicate.format(web.url))
    assert check.passed is (outcome is LinkOutcome.REACHABLE)


@pytest.mark.parametrize(
    "answer", [silent, dripping(b"HTTP/1.1 200 OK\r\n", b"X-Very-Long: 1\r\n")], ids=["silent", "headers"]
)
def test_the_time_limit_holds_for_everything_together(web: LocalWeb, answer: Answer) -> None:
    from auto_detect.links.addresses import ANYWHERE
    from auto_detect.links.limits import RequestLimits

    web.answers["/a"] = answer
    started = time.monotonic()
    check = check_one(f"{web.url}/a", limits=RequestLimits(seconds=0.3, reach=ANYWHERE))
    assert time.monotonic() - started < NOT_HUNG
    assert (check.outcome, check.predicate) == (LinkOutcome.NOT_ANSWERING, "does not answer within 0.3 seconds")


def test_an_endless_body_is_cut_off(web: LocalWeb) -> None:
    web.answers["/a"] = dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a" * MAX_BYTES)
    check = check_one(f"{web.url}/a#nowhere")
    assert (check.outcome, check.doubts) == (LinkOutcome.REACHABLE, ())


@pytest.mark.loopback
def test_a_closed_port_refuses_the_connection() -> None:
    with local_web() as web:
        url = web.url
    assert check_one(url).predicate == "is on a host that refuses connections"


def test_a_server_without_tls_is_reported(web: LocalWeb) -> None:
    check = check_one(web.url.replace("http:", "https:"))
    assert (check.outcome, check.predicate) == (LinkOutcome.NOT_ANSWERING, "does not support a TLS connection")


@pytest.mark.loopback
def test_an_untrusted_certificate_is_reported(tmp_path: Path) -> None:
    with local_web(certificate=self_signed(tmp_path)) as web:
        check = check_one(web.url)
    assert check.outcome is LinkOutcome.NOT_ANSWERING
    assert check.predicate.startswith("has a certificate that cannot be verified (self")
    assert web.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http",
        "https",
        "http://",
        "https is what it speaks",
        "http://[::1",
        "http://h:99999/",
        "http://h:0/",
        "https://a.example, https://b.example",
        "http://a b/",
        "http://a\\@127.0.0.1/",
        "https://" + "a" * 9_000,
    ],
)
def test_an_invalid_address_is_dead_without_a_request(url: str) -> None:
    check = check_one(url)
    assert (check.outcome, check.predicate) == (LinkOutcome.DEAD, "is not a web address")


def test_hosts_that_do_not_exist_are_dead() -> None:
    assert check_one("https://docs.invalid/a").predicate == "has a host that does not exist"
    assert check_one(f"https://{'a' * 80}.example/a").outcome is LinkOutcome.DEAD


def test_a_permanent_redirect_reports_the_new_address(web: LocalWeb) -> None:
    web.answers |= {"/a": moved("/b"), "/b": moved("/c"), "/c": HTML}
    check = check_one(f"{web.url}/a#setup")
    assert (check.outcome, check.final_url, check.doubts) == (LinkOutcome.MOVED, f"{web.url}/c#setup", (Doubt.MOVED,))
    web.answers["/b"] = redirect("/c")
    assert check_one(f"{web.url}/a").final_url == f"{web.url}/b", "temporary redirects do not change the address"


@pytest.mark.parametrize("answer", [redirect("/b"), moved("/a/")])
def test_a_temporary_redirect_is_not_a_move(web: LocalWeb, answer: Answer) -> None:
    web.answers |= {"/a": answer, "/b": HTML, "/a/": HTML}
    assert (check_one(f"{web.url}/a").outcome, check_one(f"{web.url}/a").doubts) == (LinkOutcome.REACHABLE, ())


def test_doubts_of_a_reviewer_are_reported(web: LocalWeb) -> None:
    web.answers |= {
        "/gone": whole(b"<title>404 - Page not found</title>", Content_Type=PAGE),
        "/half": HTML,
        "/private/page": moved("/login?next=/private"),
        "/login?next=/private": HTML,
        "/old/page": moved("/"),
        "/": HTML,
        "HEAD /fickle": whole(b"", Content_Type=PAGE),
        "/fickle": whole(b"", 404),
    }
    urls = [
        f"{web.url}{path}"
        for path in ("/gone", "/half#setup", "/half#nowhere", "/private/page", "/old/page", "/fickle")
    ]
    results = check_all(*urls).checks
    assert [results[url].doubts for url in urls] == [
        (Doubt.SOFT_404,),
        (),
        (Doubt.ANCHOR,),
        (Doubt.LOGIN,),
        (Doubt.SOFT_404,),
        (Doubt.SOFT_404,),
    ]
    assert all(check.passed for check in results.values())
    assert sum(request.endswith("/half") for request in web.requests) == 2, "one page for several fragments"


def test_a_logo_is_downloaded_and_checked(web: LocalWeb) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><text>Nebula</text></svg>"
    web.answers |= {
        "/logo.svg": whole(svg, Content_Type="image/svg+xml"),
        "/logo.png": whole(b"\x89PNG\r\n\x1a\n", Content_Type="image/svg+xml"),
        "/blob/logo.svg": HTML,
        "/gone.svg": whole(b"", 404),
        "HEAD /fickle.svg": whole(b"", Content_Type="image/svg+xml"),
        "/fickle.svg": reset(b""),
    }
    urls = [f"{web.url}{path}" for path in ("/logo.svg", "/logo.png", "/blob/logo.svg", "/gone.svg", "/fickle.svg")]
    results = check_all(*urls, logos=urls).checks
    kinds = [logo.kind if (logo := results[url].logo) else None for url in urls]
    assert kinds == [LogoKind.SVG, LogoKind.PNG, LogoKind.PAGE, None, None]
    assert check_all(urls[0]).checks[urls[0]].logo is None


def test_no_state_is_shared_between_requests(web: LocalWeb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    web.answers |= {"/a?x=1": whole(b"", 302, Location="/b", Set_Cookie="id=1"), "/b": HTML}
    check = check_one(web.url.replace("//", "//me:secret@") + "/a?x=1#part")
    assert web.requests == ["HEAD /a?x=1", "HEAD /b", "/a?x=1", "/b"]
    assert check.passed
    assert not any({"cookie", "authorization", "referer"} & headers.keys() for headers in web.headers)
    assert all(agent.startswith("aiconform/") and agent.endswith(" (link check)") for agent in web.agents)
    assert "secret" not in check.predicate + check.final_url


def test_results_are_reported_as_they_arrive(web: LocalWeb) -> None:
    web.answers["*"] = HTML
    reported: list[LinkCheck] = []
    urls = [f"{web.url}/{number}" for number in range(5)]
    results = check_all(*urls, on_result=reported.append)
    assert {check.url for check in reported} == set(urls) == results.checks.keys()


def test_a_missing_internet_connection_is_not_a_dead_link(web: LocalWeb) -> None:
    from auto_detect.links.limits import RequestLimits
    from tests.auto_detect.links.link_requests import named

    cut_off = RequestLimits(seconds=5, reach=named({}))
    assert check_all("https://a.example", "https://b.example", limits=cut_off).no_internet
    assert not check_all(
        "https://a.example", limits=RequestLimits(seconds=5, reach=named({"github.com": "8.8.8.8"}))
    ).no_internet
    assert not check_all("https://a.example", web.url).no_internet
    assert not check_all().no_internet
