"""Link checks against a local server, without delays."""

import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from auto_detect.links.addresses import ANYWHERE, Reach
from auto_detect.links.checker import LinkResults, check_links
from auto_detect.links.limits import RequestLimits
from checklists.links.link_check import LinkCheck

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
PAGE = "text/html; charset=utf-8"


def check_all(*urls: str, limits: RequestLimits | None = None, seconds: float = 20, **more: Any) -> LinkResults:
    limits = limits or RequestLimits(seconds=5, reach=ANYWHERE)
    return check_links(urls, limits=limits, seconds=seconds, now=lambda: NOW, **more)


def check_one(url: str, **more: Any) -> LinkCheck:
    results = check_all(url, **more)
    assert list(results.checks) == [url]
    return results.checks[url]


def named(names: Mapping[str, str], *, permits: Callable[[str], bool] = lambda _: True) -> Reach:
    """Resolve these hosts, and no others; treat some addresses as public."""

    def resolve(host: str, _: int) -> tuple[str, ...]:
        if host in names:
            return tuple(names[host].split())
        if host.replace(".", "").isdecimal() or ":" in host:
            return (host,)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    return Reach(permits, resolve=resolve)
