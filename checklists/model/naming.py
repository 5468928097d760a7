"""Portable names of folders and files, derived from user input."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from checklists.text import clean_line

if TYPE_CHECKING:
    from checklists.model.draft import Draft

SLUG_LIMIT = 60
FILE_NAME_LIMIT = 100

_LETTERS = str.maketrans(
    {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss", "ẞ": "SS", "ı": "i", "ħ": "h", "Ħ": "H"}
)
"""Latin letters that Unicode does not decompose into a base letter and an accent."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
"""Device names on Windows, reserved with or without an extension."""

_FOLDER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EXPORTED = ("product.yaml", "readme.md")
"""Names of generated files, which evidence files must not use."""


def slug(name: str) -> str:
    """Return a folder name for a product or draft: lower-case ASCII words joined by dashes, at most 60 characters.

    A name without ASCII letters or digits becomes a digest, so the result is never empty.
    """
    words = re.findall("[a-z0-9]+", _ascii(name).lower())
    base = "-".join(words)
    if not base:
        return f"product-{_digest(name)}"
    if _DEVICES.fullmatch(base):
        return f"{base}-product"
    if len(base) > SLUG_LIMIT:
        return f"{base[: SLUG_LIMIT - 9].rstrip('-')}-{_digest(name)}"
    return base


def product_title(draft: Draft) -> str:
    """Return the product's name and version; without a name, the draft's name."""
    return clean_line(f"{draft.metadata.get('platformName', draft.name)} {draft.metadata.get('platformVersion', '')}")


def product_folder(draft: Draft) -> str:
    """Return the product folder below `vX.Y/`: the chosen folder, else derived from the platform's or draft's name."""
    if draft.folder.strip():
        return draft.folder if is_folder_name(draft.folder) else slug(draft.folder)
    return slug(draft.metadata.get("platformName", "").strip() or draft.name)


def submission_folder(draft: Draft) -> str:
    """Return the submission's folder in the program repository, for example `v1.36/nebula`."""
    return f"v{draft.checklist}/{product_folder(draft)}"


def is_folder_name(value: str) -> bool:
    """Return whether the name is a single portable path component."""
    return (
        _FOLDER.fullmatch(value) is not None
        and len(value) <= SLUG_LIMIT
        and ".." not in value
        and _DEVICES.fullmatch(value.partition(".")[0]) is None
    )


def file_name(name: str) -> str:
    """Return a portable name for an attached file; case and extension stay, since the program checks them.

    The result never equals the name of a generated file.
    """
    path = PurePosixPath(name.replace("/", "-"))
    suffix = _portable(path.suffix)[:16].rstrip("-.")
    stem = _portable(path.stem)[: FILE_NAME_LIMIT - 32].rstrip("-.") or f"evidence-{_digest(name)}"
    safe = f"{stem}.{suffix}" if suffix else stem
    if safe.lower() in _EXPORTED or _DEVICES.fullmatch(safe.partition(".")[0]):
        return f"evidence-{safe}"
    return safe


def _portable(text: str) -> str:
    return re.sub(r"\.{2,}", ".", re.sub("[^A-Za-z0-9._-]+", "-", _ascii(text))).strip("-._")


def _ascii(text: str) -> str:
    """Strip accents and transliterate Latin letters; other scripts stay."""
    apart = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _digest(name: str) -> str:
    import hashlib

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
