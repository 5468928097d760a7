"""Conversion of files to text for the scanner, and of changed texts back to files."""

import codecs

import msgspec

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class TextFile(msgspec.Struct, frozen=True):
    """The text of a file with its encoding; `encode` restores every byte of an unchanged text."""

    text: str
    encoding: str = "utf-8"

    def encode(self, text: str) -> bytes:
        """Return the bytes of a changed text."""
        return text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "surrogatepass")


def decode(data: bytes) -> TextFile | None:
    """Return a file's text; None for binary content such as images.

    Bytes that are not UTF-8 survive as lone surrogates.
    """
    encoding = _WIDE.get(data[:2])
    if encoding is not None and len(data) % 2 == 0:
        return TextFile(data.decode(encoding, "surrogatepass"), encoding)
    if b"\0" in data or data.startswith(b"%PDF-"):
        return None
    return TextFile(data.decode("utf-8", "surrogateescape"))
