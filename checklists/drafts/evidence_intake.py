"""Checks of new evidence files: regular files of text, pictures or PDF, within limits, with portable names."""

import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from checklists.errors import DraftError
from checklists.files.atomic_file import format_size, os_error_reason, read_bounded
from checklists.files.content_type import content_type
from checklists.model.evidence import ARTIFACT_NAMES
from checklists.model.naming import file_name
from checklists.text import shown_path

FILE_LIMIT = 10 * 2**20
"""Maximum bytes of a new or exported evidence file."""
TOTAL_LIMIT = 25 * 2**20
"""Maximum bytes of all evidence files of a submission."""
LIMITS = f"at most {format_size(FILE_LIMIT)} per file and {format_size(TOTAL_LIMIT)} in total"
READ_LIMIT = 20 * 2**20
"""Maximum bytes of a file in an existing draft."""


def portable_path(relative: str) -> str:
    """Return a portable path for an evidence file: no device names, spaces or other scripts.

    The vendor's own `README.md` keeps its name.
    """
    parts = PurePosixPath(relative).parts
    return "/".join(p if len(parts) == 1 and p.lower() == "readme.md" else file_name(p) for p in parts)


def refused_content(data: bytes) -> tuple[str, str] | None:
    """Return why content cannot be evidence, as the end of a sentence, and the next step; None if it can."""
    if len(data) > FILE_LIMIT:
        return f"is larger than {format_size(FILE_LIMIT)}", "Publish the file and use its link as evidence."
    kind = content_type(data)
    return (f"is {kind.described}", kind.refusal) if kind.refusal else None


def refused_total(sizes: Iterable[int]) -> str | None:
    """Return a sentence if files of these sizes exceed the total limit; else None."""
    total = sum(sizes)
    if total <= TOTAL_LIMIT:
        return None
    return f"The evidence files have {total / 2**20:.1f} MiB together; the limit is {format_size(TOTAL_LIMIT)}."


def same_kind(name: str, other: str) -> bool:
    """Return whether a file can be used under another name: the program recognizes test results by their names."""
    bases = {PurePosixPath(path).name.lower() for path in (name, other)}
    return len(bases) == 1 or bases.isdisjoint(ARTIFACT_NAMES)


def read_chosen(path: Path) -> bytes:
    """Return the content of a file that the user chose as evidence.

    Raises:
        DraftError: It is not a regular file, unreadable, too large, an archive or a program.
    """
    shown = shown_path(path)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = path.resolve(strict=True)
            if not target.is_relative_to(path.parent.resolve()):
                raise DraftError(f"{shown} is a link to {shown_path(target)}.", "Attach that file instead.")
            mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DraftError(f"{shown} is a folder.", "Attach its files one by one.")
        if not stat.S_ISREG(mode):
            raise DraftError(f"{shown} is not a regular file.", "Copy its content into a file and attach that.")
        if path.stat().st_size > FILE_LIMIT:
            hint = "Publish the file and use its link as evidence."
            if path.name.lower() in ARTIFACT_NAMES:
                hint = f"Attach a smaller artifact of the same run ({', '.join(ARTIFACT_NAMES)})."
            raise DraftError(f"{shown} is larger than {format_size(FILE_LIMIT)}.", hint)
        data = read_bounded(path, FILE_LIMIT)
    except FileNotFoundError as error:
        raise DraftError(f"The file {shown} does not exist.", "Check the path.") from error
    except (OSError, ValueError, RuntimeError) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise DraftError(f"{shown} cannot be read: {why}.", "Check its permissions.") from error
    refusal = refused_content(data)
    if refusal is not None:
        raise DraftError(f"{shown} cannot be evidence: it {refusal[0]}.", refusal[1])
    return data
