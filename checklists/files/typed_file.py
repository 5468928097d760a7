"""Search for typed file names; the name on disk may differ in Unicode form and white space."""

import unicodedata
from pathlib import Path

from checklists.text import typed_path


def find_typed(text: str) -> Path | None:
    """Return the existing file or folder that a typed path names; None without one.

    Without an exact match, return the only entry of the folder with the same letters and words: macOS decomposes
    letters with accents, and terminals and forms shorten white space.
    """
    try:
        path = typed_path(text)
        if not text or path.exists():
            return path if text else None
        wanted = _comparable(path.name)
        alike = [entry for entry in path.parent.iterdir() if _comparable(entry.name) == wanted]
    except (OSError, ValueError, RuntimeError):
        return None
    return alike[0] if len(alike) == 1 else None


def _comparable(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
