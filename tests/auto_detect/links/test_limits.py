"""Limits of link checks: few requests at once to a host, waiting times after 429, and a total time limit."""

import threading
import time
from collections.abc import Iterator

import pytest

from auto_detect.links.addresses import ANYWHERE
from auto_detect.links.limits import RequestLimits
from checklists.links.link_check import LinkCheck, LinkOutcome
from tests.auto_detect.links.link_requests import PAGE, check_all, check_one, named
from tests.local_web import NOT_HUNG, Handler, LocalWeb, local_web, silent, whole

HTML = whole(b"<title>GPU set-up</title>", Content_Type=PAGE)
BUSY = whole(b"", 429, Retry_After="0")


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        server.answers["*"] = HTML
        yield server


class Meeting:
    """Responds once `size` requests are open at the same time; otherwise the barrier breaks."""

    def __init__(self, size: int) -> None:
        self._barrier = threading.Barrier(size)

    def __call__(self, handler: Handler) -> None:
        self._barrier.wait(NOT_HUNG)
        whole(b"", Content_Type="text/plain")(handler)


def test_at_most_two_concurrent_requests_to_a_host(web: LocalWeb) -> None:
    web.answers["*"] = Meeting(2)
    results = check_all(*(f"{web.url}/{number}" for number in range(12)))
    assert all(check.passed for check in results.checks.values())
    assert web.crowds["*"] == 2


def test_at_most_eight_concurrent_requests(web: LocalWeb) -> None:
    web.answers["*"] = Meeting(8)
    hosts = [f"h{number}.example" for number in range(16)]
    limits = RequestLimits(seconds=10, reach=named(dict.fromkeys(hosts, "127.0.0.1")))
    port = web.server_address[1]
    results = check_all(*(f"http://{host}:{port}/{number}" for number in range(3) for host in hosts), limits=limits)
    assert all(check.passed for check in results.checks.values()), "48 requests, eight at a time"
    assert web.crowds["*"] == 8
    assert max(web.crowds[f"{host}:{port}"] for host in hosts) <= 2


def test_a_busy_host_does_not_delay_others(web: LocalWeb) -> None:
    web.answers |= {f"HEAD /{number}": silent for number in range(20)}
    reported: list[str] = []
    limits = RequestLimits(seconds=20, reach=named({"slow.example": "127.0.0.1", "quick.example": "127.0.0.1"}))
    port = web.server_address[1]
    quick = f"http://quick.example:{port}/x"

    def report(check: LinkCheck) -> None:
        reported.append(check.url)

    slow = [f"http://slow.example:{port}/{number}" for number in range(20)]
    check_all(*slow, quick, limits=limits, on_result=report, cancelled=lambda: quick in reported)
    assert reported == [quick]


def test_a_short_retry_after_is_respected(web: LocalWeb) -> None:
    def once(handler: Handler) -> None:
        handler.server.answers["HEAD /a"] = HTML
        BUSY(handler)

    web.answers["HEAD /a"] = once
    assert check_one(f"{web.url}/a").outcome is LinkOutcome.REACHABLE
    assert web.requests == ["HEAD /a", "HEAD /a", "/a"]


@pytest.mark.parametrize(
    ("pause", "predicate"),
    [
        ("3600", "answers 429: it limits the rate of requests; it accepts requests again in 60 minutes"),
        ("60", "answers 429: it limits the rate of requests; it accepts requests again in 60 seconds"),
        ("Wed, 21 Oct 2099 07:28:00 GMT", "answers 429: it limits the rate of requests; it accepts requests again in "),
        ("soon", "answers 429: it limits the rate of requests"),
        ("9" * 400, "answers 429: it limits the rate of requests"),
    ],
)
def test_a_long_retry_after_is_reported_without_waiting(web: LocalWeb, pause: str, predicate: str) -> None:
    web.answers["*"] = whole(b"", 429, Retry_After=pause)
    started = time.monotonic()
    check = check_one(f"{web.url}/a")
    assert time.monotonic() - started < NOT_HUNG
    assert check.outcome is LinkOutcome.BLOCKED
    assert check.predicate.startswith(predicate)


def test_repeated_retry_after_is_respected_only_once(web: LocalWeb) -> None:
    web.answers["*"] = BUSY
    assert check_one(f"{web.url}/a").outcome is LinkOutcome.BLOCKED
    assert web.requests == ["HEAD /a", "HEAD /a", "/a", "/a"]


def test_cancellation_stops_open_requests_at_once(web: LocalWeb) -> None:
    web.answers["HEAD /slow"] = silent
    reported: list[LinkCheck] = []
    started = time.monotonic()
    results = check_all(f"{web.url}/slow", f"{web.url}/a", on_result=reported.append, cancelled=lambda: bool(reported))
    assert time.monotonic() - started < NOT_HUNG
    assert list(results.checks) == [f"{web.url}/a"]
    assert not results.no_internet


def test_the_total_time_is_limited(web: LocalWeb) -> None:
    web.answers["*"] = silent
    started = time.monotonic()
    results = check_all(*(f"{web.url}/{number}" for number in range(9)), seconds=0.4)
    assert time.monotonic() - started < NOT_HUNG
    assert results.checks == {}
    assert not results.no_internet


def test_a_silent_name_server_does_not_block_the_check() -> None:
    never = threading.Event()

    def resolve(host: str, port: int) -> tuple[str, ...]:
        never.wait(60)
        return ()

    started = time.monotonic()
    limits = RequestLimits(seconds=0.3, reach=type(ANYWHERE)(lambda _: True, resolve=resolve))
    check = check_one("http://docs.example/", limits=limits)
    never.set()
    assert time.monotonic() - started < NOT_HUNG
    assert check.predicate == "does not answer within 0.3 seconds"


@pytest.mark.parametrize(
    "pause", [f"Mon, 01 Jan {'9' * 30} 00:00:00 GMT", f"Mon, 01 Jan 2030 00:00:00 +{'9' * 20}", "("]
)
def test_an_invalid_retry_after_is_ignored(pause: str, web: LocalWeb) -> None:
    web.answers["*"] = whole(b"", 503, Retry_After=pause)
    assert check_one(f"{web.url}/busy").outcome is LinkOutcome.NOT_ANSWERING
