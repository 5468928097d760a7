"""Downloads of linked pages, with the limits and permitted addresses of link checks."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auto_detect.links.answer import PageResult, refused_page
from auto_detect.links.limits import RequestFailed, RequestLimits
from auto_detect.links.redirects import RedirectFollower
from auto_detect.links.route import address_of
from checklists.files.atomic_file import format_size
from checklists.links import web_page
from checklists.links.link_check import Doubt

_REFUSED = {Doubt.LOGIN: "requires a login", Doubt.SOFT_404: "shows that the page does not exist"}


@dataclass(frozen=True)
class DownloadedPage:
    """A page as it was received."""

    data: bytes
    html: bool
    """Whether the server sent it as HTML."""


def download_pages(
    urls: Iterable[str],
    *,
    limits: RequestLimits,
    page_limit: int,
    seconds: float,
    on_page: Callable[[str, DownloadedPage | str], None],
) -> None:
    """Download pages and wait for them.

    Args:
        urls: the links.
        limits: limits for requests.
        page_limit: bytes of the largest page.
        seconds: time limit of all downloads together.
        on_page: called with each link and its page, or why it could not be downloaded, as the end of a sentence.

    Raises:
        WebError: this machine's proxy or certificate settings are invalid.
    """
    asyncio.run(_download_all(tuple(urls), RedirectFollower(limits), page_limit, seconds, on_page))


async def _download_all(
    urls: tuple[str, ...],
    follower: RedirectFollower,
    page_limit: int,
    seconds: float,
    on_page: Callable[[str, DownloadedPage | str], None],
) -> None:
    async def download(url: str) -> None:
        on_page(url, await _download(follower, url, page_limit))

    tasks = {asyncio.create_task(download(url)): url for url in urls}
    if not tasks:
        return
    done, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        task.result()
    for task in late:
        on_page(tasks[task], "was not received in time")


async def _download(follower: RedirectFollower, url: str, page_limit: int) -> DownloadedPage | str:
    try:
        visit = await follower.follow("GET", address_of(url), lambda _: page_limit)
    except RequestFailed as error:
        return error.message
    response = visit.response
    if response.status >= 400:
        return refused_page(visit).message
    if not response.complete:
        return f"is larger than {format_size(page_limit)}"
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        return "is sent compressed only"
    if not response.body:
        return "is empty"
    refusals = [_REFUSED[doubt] for doubt in PageResult.reached(visit).doubts if doubt in _REFUSED]
    if refusals:
        return refusals[0]
    return DownloadedPage(response.body, web_page.is_html(response.headers.get("content-type", "")))
