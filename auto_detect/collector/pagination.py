"""A list page by page: one is decoded while the next is on its way, and one that is too large is asked for in parts."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.decode import Page, next_token
from auto_detect.limits import MAX_PAGES
from auto_detect.resources.resource import Resource, T

_SPLIT = 8
"""A page that is too large is asked for in so many parts, and those again."""


def pages(
    resource: Resource[T],
    parameters: Mapping[str, str],
    get_page: Callable[[Mapping[str, str]], ResponseBody],
    decode: Callable[[ResponseBody, int], Page[T]],
) -> Iterator[Page[T]]:
    """The pages in order.

    Args:
        resource: what is listed.
        parameters: the query of the first page, with its limit.
        get_page: gets a page for a query.
        decode: reads a page of so many objects, in a thread of its own while there are more.

    Raises:
        ReadFailure: a page could not be had; those before it were given.
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
                message = f"The server gives the same page of {resource.plural} again and again."
                raise ReadFailure(FailureKind.UNEXPECTED, message)
            query["continue"] = next_page_token
            decoding = decoder.submit(decode, body, int(query["limit"]))
            body = b""  # The decoder lets go of it before the next one is there.
        if decoding is not None:
            yield from _whole(decoding.result(), resource)
    raise ReadFailure(FailureKind.SPENT, f"Stopped at the limit of {MAX_PAGES} pages of {resource.plural}.")


def _whole(page: Page[T], resource: Resource[T]) -> Iterator[Page[T]]:
    """Yield a page; where a part of it was dropped, the list is not complete, whatever follows."""
    yield page
    if page.excess and resource.all_pages:
        message = f"The server sends more {resource.plural} in one page than were requested."
        raise ReadFailure(FailureKind.UNEXPECTED, message)
