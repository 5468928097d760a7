"""The files beside a submission, by name: finds the one that an evidence value means."""

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator

from checklists.evidence import is_url
from checklists.importing.words import letters

_ANY_PRODUCT = re.compile(r"(?:.*/)?v[0-9]+\.[0-9]+/[^/]+/(?=.)")
_ALIKE = 0.93


class Shelf:
    """Names relative to the submission's folder; folders that hold files count too."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self._folders = frozenset(folder for name in self.names for folder in _above(name))

    def find(self, written: str) -> str | None:
        """What a value without other words names, with its `#fragment`; None where nothing like it is here."""
        if is_url(written):
            return None
        base, mark, fragment = written.removeprefix("file://").partition("#")
        found = self._whole(base) or self._nearly(base)
        return f"{found}{mark}{fragment}" if found else None

    def within(self, relative: str) -> tuple[str, ...]:
        """The file of that name, or all files in the folder of that name, sorted."""
        return tuple(sorted(name for name in self.names if name == relative or name.startswith(f"{relative}/")))

    def _whole(self, base: str) -> str | None:
        """The path as it is, without a product's folder before it, or the part of it that leads somewhere here."""
        path = posixpath.normpath(base.strip().replace("\\", "/")).lstrip("/") if base.strip() else ""
        parts = _ANY_PRODUCT.sub("", path).split("/")
        paths = [path, *("/".join(parts[start:]) for start in range(len(parts)))]
        return next((p for p in paths if p in self.names or p in self._folders), None)

    def _nearly(self, base: str) -> str | None:
        """The one file whose name differs only in case, dashes, ending or a letter or two."""
        wanted = posixpath.basename(base.strip().replace("\\", "/"))
        stem, suffix = posixpath.splitext(wanted)
        if len(letters(stem)) < 4 or not re.fullmatch(r"(?:\.\w{1,8})?", suffix):
            return None
        alike = [name for name in self.names if letters(posixpath.basename(name)) == letters(wanted)]
        alike = alike or [name for name in self.names if letters(_stem(name)) == letters(stem)]
        if not alike and suffix:
            same = [name for name in self.names if name.lower().endswith(suffix.lower())]
            alike = [name for name in same if _akin(_stem(name).lower(), stem.lower())]
        return alike[0] if len(alike) == 1 else None


def _stem(name: str) -> str:
    return posixpath.splitext(posixpath.basename(name))[0]


def _akin(one: str, other: str) -> bool:
    """Whether two names are the same but for a typo, or for words that only one has at its end."""
    if re.findall("[0-9]+", one) != re.findall("[0-9]+", other):
        return False
    few, many = sorted((re.findall("[^\\W_]+", one), re.findall("[^\\W_]+", other)), key=len)
    return (len(few) > 1 and many[: len(few)] == few) or (difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE)


def _above(name: str) -> Iterator[str]:
    folder = posixpath.dirname(name)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
