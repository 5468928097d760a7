"""Content types, recognized by the first bytes."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from checklists.files.content_type import content_type


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", "b")
    return buffer.getvalue()


ACCEPTED = {
    "text": [
        b"",
        b"# Proof\n",
        "kubectl get – né\n".encode(),
        "gr\xfcn in Latin-1\n".encode("latin-1") * 3,
        "from Windows".encode("utf-16"),
        b"\x1b[32mPASS\x1b[0m\n",
        b"#!/bin/sh\necho\n",
        b"MZ is how this note begins\n",
        b"BZ is no archive, and PK neither\n",
    ],
    "PNG picture": [b"\x89PNG\r\n\x1a\n\0\0"],
    "JPEG picture": [b"\xff\xd8\xff\xe0\0"],
    "GIF picture": [b"GIF89a\0"],
    "WebP picture": [b"RIFF\0\0\0\0WEBPVP8 "],
    "PDF file": [b"%PDF-1.7\n\0"],
}
REFUSED = {
    "zip archive": [zipped()],
    "gzip archive": [gzip.compress(b"x", mtime=0)],
    "tar archive": [tar()],
    "bzip2 archive": [b"BZh91AY"],
    "program": [b"\x7fELF\x02", b"MZ\x90\0\x03", b"\xca\xfe\xba\xbe\0", b"\0asm\x01"],
    "document of an office program": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"],
    "file of binary data": [b"a\0b", b"\x01\x02\x03" * 9],
}


@pytest.mark.parametrize(("title", "data"), [(t, d) for t, all_data in ACCEPTED.items() for d in all_data])
def test_readable_formats_are_evidence(title: str, data: bytes) -> None:
    assert (content_type(data).title, content_type(data).refusal) == (title, None)


@pytest.mark.parametrize(("title", "data"), [(t, d) for t, all_data in REFUSED.items() for d in all_data])
def test_archives_and_programs_are_not_evidence(title: str, data: bytes) -> None:
    assert content_type(data).title == title
    assert content_type(data).refusal


def test_every_real_evidence_file_is_accepted(program_dir: Path) -> None:
    files = [path for path in program_dir.glob("v*/*/*") if path.is_file()]
    assert files
    assert not [path for path in files if content_type(path.read_bytes()).refusal]
