"""Pagination of lists: a page is decoded while the next page is read; a too large page is requested in parts."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.decode import Page, next_token
from auto_detect.limits import MAX_PAGES
from auto_detect.resources.resource import Resource, T

_SPLIT = 8
"""Number of parts in which a too large page is requested, recursively."""


def pages(
    resource: Resource[T],
    parameters: Mapping[str, str],
    get_page: Callable[[Mapping[str, str]], ResponseBody],
    decode: Callable[[ResponseBody, int], Page[T]],
) -> Iterator[Page[T]]:
    """Yield the pages in order.

    Args:
        resource: the listed resource.
        parameters: the query parameters of the first page, including its limit.
        get_page: requests a page.
        decode: decodes a page of at most so many objects; runs in a separate thread while more pages follow.

    Raises:
        ReadFailure: a page could not be read; the pages before it were yielded.
    """
    query = dict(parameters)
    pages_left = MAX_PAGES
    decoding: Future[Page[T]] | None = None
    body: ResponseBody = b""
    with ThreadPoolExecutor(1, "aiconform-decode") as decoder:
        while pages_left > 0:
            pages_left -= 1
            try:
                body = get_page(query)
            except ReadFailure as failure:
                limit = int(query["limit"])
                if failure.kind is FailureKind.TOO_LARGE and limit > 1:
                    query["limit"] = str(max(1, limit // _SPLIT))
                    pages_left *= _SPLIT
                    continue
                if decoding is not None:
                    yield decoding.result()
                raise
            if decoding is not None:
                yield from _whole(decoding.result(), resource)
            next_page_token = next_token(body) if resource.all_pages else ""
            if not next_page_token:
                yield from _whole(decode(body, int(query["limit"])), resource)
                return
            if next_page_token == query.get("continue"):
                message = f"The server sent the same page of {resource.plural} twice."
                raise ReadFailure(FailureKind.UNEXPECTED, message)
            query["continue"] = next_page_token
            decoding = decoder.submit(decode, body, int(query["limit"]))
            body = b""  # So that the decoder can free it before the next page arrives.
        if decoding is not None:
            yield from _whole(decoding.result(), resource)
    raise ReadFailure(FailureKind.SPENT, f"Stopped at the limit of {MAX_PAGES} pages of {resource.plural}.")


def _whole(page: Page[T], resource: Resource[T]) -> Iterator[Page[T]]:
    """Yield a page; fail afterwards if a part of the page was dropped, because the list is then incomplete."""
    yield page
    if page.excess and resource.all_pages:
        message = f"The server sent more {resource.plural} in one page than requested."
        raise ReadFailure(FailureKind.UNEXPECTED, message)
