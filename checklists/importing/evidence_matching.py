"""Matching of evidence values to the files of a submission."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from checklists.importing.vocabulary import normalize_key
from checklists.model.evidence import is_url

_ANY_PRODUCT = re.compile(r"(?:.*/)?v[0-9]+\.[0-9]+/[^/]+/(?=.)")
_MIN_SIMILARITY = 93
_MAX_COMPARED = 200
"""Maximum number of files for which typos are searched."""
_LONGEST = 500
"""Maximum length of a value that can be a name."""


class EvidenceMatcher:
    """Index of file names relative to the submission's folder; folders with files count too."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self._folders = frozenset(folder for name in self.names for folder in _parent_folders(name))
        self._spelled = {_spelling(name): name for name in sorted(self.names | self._folders)}
        self._by_name = self._indexed(posixpath.basename)
        self._by_stem = self._indexed(_stem)

    def _indexed(self, part: Callable[[str], str]) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for name in sorted(self.names):
            index.setdefault(normalize_key(part(name)), []).append(name)
        return index

    def find(self, written: str) -> str | None:
        """Return the file that a value names, with its `#fragment`; None without a match."""
        if is_url(written) or len(written) > _LONGEST:
            return None
        if written in self.names:
            return written  # A name may contain the sign that begins a fragment.
        base, mark, fragment = written.removeprefix("file://").partition("#")
        found = self._exact_match(base) or self._close_match(base)
        return f"{found}{mark}{fragment}" if found else None

    def within(self, relative: str) -> tuple[str, ...]:
        """Return the named file, or all files in the named folder, sorted."""
        relative = relative if relative in self.names else self._spelled.get(_spelling(relative), relative)
        if relative in self.names:
            return (relative,)
        if relative not in self._folders:
            return ()
        return tuple(sorted(name for name in self.names if name.startswith(f"{relative}/")))

    def _exact_match(self, base: str) -> str | None:
        """Return the path as written, without the product's folder, or its longest existing end."""
        path = posixpath.normpath(base.strip().replace("\\", "/")).lstrip("/") if base.strip() else ""
        parts = _ANY_PRODUCT.sub("", path).split("/")
        paths = [path, *("/".join(parts[start:]) for start in range(len(parts)))]
        exact = (p for p in paths if p in self.names or p in self._folders)
        return next(exact, None) or next(filter(None, (self._spelled.get(_spelling(p)) for p in paths)), None)

    def _close_match(self, base: str) -> str | None:
        """Return the only file whose name differs in case, dashes, extension or one or two letters."""
        wanted = posixpath.basename(base.strip().replace("\\", "/"))
        stem, suffix = posixpath.splitext(wanted)
        if len(normalize_key(stem)) < 4 or not re.fullmatch(r"(?:\.\w{1,8})?", suffix):
            return None
        alike = self._by_name.get(normalize_key(wanted)) or self._by_stem.get(normalize_key(stem))
        if not alike and suffix and len(self.names) <= _MAX_COMPARED:
            same = (name for name in self.names if name.lower().endswith(suffix.lower()))
            alike = [name for name in same if _similar(_stem(name).lower(), stem.lower())]
        return alike[0] if alike and len(alike) == 1 else None


def _spelling(name: str) -> str:
    """Return a name without differences in white space and Unicode form."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _stem(name: str) -> str:
    return posixpath.splitext(posixpath.basename(name))[0]


def _similar(first: str, second: str) -> bool:
    """Return whether two names differ by a typo, or by words at the end of one name."""
    from rapidfuzz import fuzz

    if not fuzz.ratio(first, second, score_cutoff=_MIN_SIMILARITY) and first[:4] != second[:4]:
        return False
    if re.findall("[0-9]+", first) != re.findall("[0-9]+", second):
        return False
    few, many = sorted((re.findall(r"[^\W_]+", first), re.findall(r"[^\W_]+", second)), key=len)
    return (len(few) > 1 and many[: len(few)] == few) or bool(fuzz.ratio(first, second, score_cutoff=_MIN_SIMILARITY))


def _parent_folders(name: str) -> Iterator[str]:
    folder = posixpath.dirname(name)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
