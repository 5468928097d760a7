"""What the script of `aiconform detect --script` collected: a tar file of answers, read into memory and bounded."""

import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from checklists.atomic_file import reason
from checklists.errors import SnapshotError
from checklists.text import clean_line

MAX_BYTES = 512 * 1024 * 1024
"""Of all answers together."""
MAX_ANSWERS = 20_000
_MAX_INDEX = 16 * 2**20
_MAX_HEADER = 64 * 1024
"""Bytes of what is no file: long names and the like."""
FORMAT = "aiconform-collected 1"
"""First line of the index."""

_HINT = "Collect it again with the script that `aiconform detect --script` prints."
_LINE = re.compile(r"([0-9]{1,6}) (ok|failed) (/(?!/)\S{0,4000})")
_MAGIC = 262, 257
"""Bytes to read, and where `ustar` stands in a tar file."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    ok: bool
    body: bytes
    """The body; where it failed, what kubectl said."""


@dataclass(frozen=True)
class Archive:
    """All answers, and when and from which context they were collected."""

    taken_at: datetime
    context: str
    answers: dict[str, Answer]
    """By path with its query, as it was asked for."""


def is_archive(path: Path) -> bool:
    """Whether a file looks like such an archive and not like a snapshot."""
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC[0])
    except OSError:
        return False
    return head[:2] == b"\x1f\x8b" or head[_MAGIC[1] :] == b"ustar"


def load_archive(path: Path) -> Archive:
    """Read what the script wrote.

    Raises:
        SnapshotError: it cannot be read, is damaged, or is something else.
    """
    shown = clean_line(str(path), limit=300)
    try:
        with tarfile.open(path, "r:*", tarinfo=_Member) as tar:
            files = dict(_files(tar, shown))
    except (tarfile.TarError, EOFError, ValueError, zlib.error, RecursionError) as error:
        said = clean_line(str(error), limit=200)
        raise SnapshotError(
            f"{shown} is no archive of collected answers, or only a part of one: {said}.", _HINT
        ) from None
    except OSError as error:
        raise SnapshotError(f"{shown} cannot be read: {reason(error)}.", _HINT) from None
    return _archive(files, shown)


class _Member(tarfile.TarInfo):
    """A member whose own description is bounded: `tarfile` reads that into memory before anybody can look at it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type == tarfile.GNUTYPE_SPARSE or (not member.isreg() and member.size > _MAX_HEADER):
            raise tarfile.ReadError("it holds what the script never writes")
        return member


def _files(tar: tarfile.TarFile, shown: str) -> Iterator[tuple[str, bytes]]:
    """The regular files at its top, by name; nothing is ever unpacked."""
    left = MAX_BYTES
    for number, member in enumerate(tar, 1):
        left -= member.size
        if member.size < 0 or left < 0 or number > MAX_ANSWERS:
            raise SnapshotError(f"{shown} holds more than any cluster gives.", _HINT)
        content = tar.extractfile(member) if member.isreg() and not member.issparse() else None
        if content is not None:
            yield member.name.removeprefix("./"), content.read()


def _archive(files: dict[str, bytes], shown: str) -> Archive:
    head, *lines = files.get("index", b"")[:_MAX_INDEX].decode("utf-8", "replace").splitlines() or [""]
    if head != FORMAT:
        raise SnapshotError(f"{shown} is no archive that the script of this version wrote.", _HINT)
    facts = dict(line.partition(" ")[::2] for line in lines if line.startswith(("taken-at ", "context ")))
    try:
        taken_at = datetime.fromisoformat(facts.get("taken-at", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SnapshotError(f"{shown} does not say when it was collected.", _HINT) from None
    answers: dict[str, Answer] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None and found[1] in files:
            answers[found[3]] = Answer(found[2] == "ok", files[found[1]])
    if not answers:
        raise SnapshotError(f"{shown} holds no answers.", _HINT)
    return Archive(taken_at, clean_line(facts.get("context", ""), limit=200), answers)
