"""A list page by page: one is decoded while the next is on its way, and one that is too large is asked for in parts."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from auto_detect.api.reader import Body, FailureKind, ReadFailure
from auto_detect.collector.decode import Page, next_token
from auto_detect.limits import MAX_PAGES
from auto_detect.resources.resource import Area, T

_PARTS = 8
"""A page that is too large is asked for in so many parts, and those again."""


def pages(
    area: Area[T],
    parameters: Mapping[str, str],
    ask: Callable[[Mapping[str, str]], Body],
    decode: Callable[[Body, int], Page[T]],
) -> Iterator[Page[T]]:
    """The pages in order.

    Args:
        area: what is listed.
        parameters: the query of the first page, with its limit.
        ask: gets a page for a query.
        decode: reads a page of so many objects, in a thread of its own while there are more.

    Raises:
        ReadFailure: a page could not be had; those before it were given.
    """
    query = dict(parameters)
    left = MAX_PAGES
    decoding: Future[Page[T]] | None = None
    body: Body = b""
    with ThreadPoolExecutor(1, "aiconform-decode") as decoder:
        while left > 0:
            left -= 1
            try:
                body = ask(query)
            except ReadFailure as failure:
                limit = int(query["limit"])
                if failure.kind is FailureKind.TOO_LARGE and limit > 1:
                    query["limit"] = str(max(1, limit // _PARTS))
                    left *= _PARTS
                    continue
                if decoding is not None:
                    yield decoding.result()
                raise
            if decoding is not None:
                yield from _whole(decoding.result(), area)
            following = next_token(body) if area.all_pages else ""
            if not following:
                yield from _whole(decode(body, int(query["limit"])), area)
                return
            if following == query.get("continue"):
                message = f"The server gives the same page of {area.resource} again and again."
                raise ReadFailure(FailureKind.UNEXPECTED, message)
            query["continue"] = following
            decoding = decoder.submit(decode, body, int(query["limit"]))
            body = b""  # The decoder lets go of it before the next one is there.
        if decoding is not None:
            yield from _whole(decoding.result(), area)
    raise ReadFailure(FailureKind.SPENT, f"Stopped at the limit of {MAX_PAGES} pages of {area.resource}.")


def _whole(page: Page[T], area: Area[T]) -> Iterator[Page[T]]:
    """Yield a page; where a part of it was dropped, the list is not complete, whatever follows."""
    yield page
    if page.excess and area.all_pages:
        message = f"The server sends more {area.resource} in one page than were requested."
        raise ReadFailure(FailureKind.UNEXPECTED, message)
