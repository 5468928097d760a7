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


def ask(*urls: str, manners: RequestLimits | None = None, seconds: float = 20, **more: Any) -> LinkResults:
    manners = manners or RequestLimits(seconds=5, reach=ANYWHERE)
    return check_links(urls, limits=manners, seconds=seconds, now=lambda: NOW, **more)


def one(url: str, **more: Any) -> LinkCheck:
    asked = ask(url, **more)
    assert list(asked.checks) == [url]
    return asked.checks[url]


def named(names: Mapping[str, str], *, permits: Callable[[str], bool] = lambda _: True) -> Reach:
    """Resolve these hosts, and no others; treat some addresses as public."""

    def resolve(host: str, _: int) -> tuple[str, ...]:
        if host in names:
            return tuple(names[host].split())
        if host.replace(".", "").isdecimal() or ":" in host:
            return (host,)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    return Reach(permits, resolve=resolve)
