"""Read a file of lines in bounded blocks."""

from collections.abc import Iterator
from typing import BinaryIO

from checklists.test_results.outcome import ResultsUnreadable

MAX_LINE = 16 * 2**20
"""Maximum bytes of a line including its line feed, as in the program's check."""
_CHUNK = 2**20


def line_blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield blocks of whole lines, each without its last line feed.

    Raises:
        ResultsUnreadable: A line is too long.
    """
    rest = b""
    while chunk := file.read(_CHUNK):
        end = chunk.find(b"\n")
        if len(rest) + (end + 1 or len(chunk) + 1) > MAX_LINE:
            raise ResultsUnreadable(
                f"A line is longer than {MAX_LINE // 2**20} MiB.", "Save the output of the test run unchanged."
            )
        head, feed, tail = chunk.rpartition(b"\n")
        if feed:
            yield rest + head
            rest = tail
        else:
            rest += chunk
    if rest:
        yield rest
