"""Incremental gzip decompression that stops a compression bomb before it takes memory."""

import zlib
from collections.abc import Iterator

from auto_detect.limits import MAX_RATIO, MIB

_PIECE = 256 * 1024
_FREE = MIB
"""Output bytes up to which any compression ratio is accepted."""


class Unpackable(ValueError):
    """Data that is not gzip, or whose compression ratio is not plausible."""


class Gunzip:
    """Gzip stream of one or more members."""

    def __init__(self) -> None:
        self._packed = self._unpacked = 0
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def ended(self) -> bool:
        """Whether the data so far is a complete gzip stream."""
        return self._member.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decompress the next bytes and yield chunks of at most 256 KiB.

        Raises:
            Unpackable: the data is not gzip, or expands to more than `MAX_RATIO` times its size.
        """
        self._packed += len(data)
        while data:
            if self._member.eof:
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                piece = self._member.decompress(data, _PIECE)
            except zlib.error:
                raise Unpackable("is not gzip") from None
            self._unpacked += len(piece)
            if self._unpacked > max(_FREE, MAX_RATIO * self._packed):
                raise Unpackable(f"is packed more than {MAX_RATIO} to 1")
            yield piece
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
