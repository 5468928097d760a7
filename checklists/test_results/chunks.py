"""A file of lines in bounded pieces."""

from collections.abc import Iterator
from typing import BinaryIO

from checklists.test_results.outcome import ResultsUnreadable

MAX_LINE = 16 * 2**20
"""Bytes of a line with its end, as in the program."""
_CHUNK = 2**20


def line_blocks(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines, many at a time; the line feed behind the last one is left out.

    Raises:
        ArtifactUnreadable: a line has no end.
    """
    rest = b""
    while chunk := file.read(_CHUNK):
        end = chunk.find(b"\n")
        if len(rest) + (end + 1 or len(chunk) + 1) > MAX_LINE:
            raise ResultsUnreadable(
                f"A line in it is longer than {MAX_LINE // 2**20} MiB.", "Save the output of the test run as it is."
            )
        head, feed, tail = chunk.rpartition(b"\n")
        if feed:
            yield rest + head
            rest = tail
        else:
            rest += chunk
    if rest:
        yield rest
