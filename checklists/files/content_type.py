"""Kind of a file's content, by its first bytes; text, pictures and PDF can be evidence, archives and programs not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContentType:
    """The kind of a file's content."""

    title: str
    """For example `text` or `zip archive`."""
    refusal: str | None = None
    """Next step if the content cannot be evidence; else None."""

    @property
    def described(self) -> str:
        """The title with its article."""
        return f"{'an' if self.title[0] in 'aeiou' else 'a'} {self.title}"


_UNPACK = "Unpack it and attach the files that prove the claim."
_OUTPUT = "Attach its output as text instead."
_TEXT = ContentType("text")
_BINARY = ContentType("file of binary data", "Attach text, a picture or a PDF file instead.")
_MAGIC: tuple[tuple[int, bytes, ContentType], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", ContentType("PNG picture")),
    (0, b"\xff\xd8\xff", ContentType("JPEG picture")),
    (0, b"GIF87a", ContentType("GIF picture")),
    (0, b"GIF89a", ContentType("GIF picture")),
    (0, b"%PDF-", ContentType("PDF file")),
    (0, b"PK\x03\x04", ContentType("zip archive", _UNPACK)),
    (0, b"PK\x05\x06", ContentType("zip archive", _UNPACK)),
    (0, b"PK\x07\x08", ContentType("zip archive", _UNPACK)),
    (0, b"\x1f\x8b", ContentType("gzip archive", _UNPACK)),
    (0, b"\x1f\x9d", ContentType("compressed archive", _UNPACK)),
    (0, b"BZh", ContentType("bzip2 archive", _UNPACK)),
    (0, b"\xfd7zXZ\x00", ContentType("xz archive", _UNPACK)),
    (0, b"\x28\xb5\x2f\xfd", ContentType("zstd archive", _UNPACK)),
    (0, b"\x04\x22\x4d\x18", ContentType("lz4 archive", _UNPACK)),
    (0, b"7z\xbc\xaf\x27\x1c", ContentType("7z archive", _UNPACK)),
    (0, b"Rar!\x1a\x07", ContentType("rar archive", _UNPACK)),
    (0, b"!<arch>\n", ContentType("package archive", _UNPACK)),
    (0, b"\xed\xab\xee\xdb", ContentType("package archive", _UNPACK)),
    (0, b"070701", ContentType("cpio archive", _UNPACK)),
    (257, b"ustar", ContentType("tar archive", _UNPACK)),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ContentType("document of an office program", "Export it as a PDF file.")),
    (0, b"\x7fELF", ContentType("program", _OUTPUT)),
    (0, b"\xfe\xed\xfa\xce", ContentType("program", _OUTPUT)),
    (0, b"\xfe\xed\xfa\xcf", ContentType("program", _OUTPUT)),
    (0, b"\xce\xfa\xed\xfe", ContentType("program", _OUTPUT)),
    (0, b"\xcf\xfa\xed\xfe", ContentType("program", _OUTPUT)),
    (0, b"\xca\xfe\xba\xbe", ContentType("program", _OUTPUT)),
    (0, b"\x00asm", ContentType("program", _OUTPUT)),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Byte-order marks of UTF-16, which Windows uses for the output of commands."""
_CONTROL = bytes(set(range(0x20)) - set(b"\b\t\n\f\r\x1b"))
_SAMPLE = 2**16
"""Number of bytes in which control characters are counted."""


def content_type(data: bytes) -> ContentType:
    """Return the kind of a file's content; text may be in any encoding."""
    for offset, magic, kind in _MAGIC:
        if data.startswith(magic, offset):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ContentType("WebP picture")
    if data[:2] in _WIDE and len(data) % 2 == 0:
        return _TEXT
    if b"\0" in data:
        return ContentType("program", _OUTPUT) if data.startswith(b"MZ") else _BINARY
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return _BINARY if controls * 20 > len(sample) else _TEXT
