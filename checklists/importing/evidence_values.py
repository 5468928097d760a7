"""Links and file names in evidence values, separated from the words around them."""

import posixpath
import re
from dataclasses import dataclass

from checklists.importing.evidence_matching import EvidenceMatcher
from checklists.text import clean_line

_NONE = frozenset({"n/a", "na", "none", "null", "nil", "tbd", "todo", "-", "--"})
_SEPARATED = re.compile(r"(?:\s*[,;|]\s*|\s+(?:and\s+)?)(?=<?https?://)", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"!?\[(?P<words>[^\[\]]*)\]\(\s*<?(?P<target>(?>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))>?[^()]*\)"
)
_POINTER_WORDS = frozenset(("see", "also", "refer", "to", "in", "at", "the", "file", "files", "attached", "and"))
_ANGLE_BRACKET_LINK = re.compile(r"<(https?://[^<>\s]+)>", re.IGNORECASE)
_SCHEME = re.compile(r"""(?<![^\s,;|<(\["'])(https?)(?::/*|//+)(?=[\w-]+\.)""", re.IGNORECASE)
_WEB = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|io|org|net|dev|cloud|ai)(?=/))\S*", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_ALONE = re.compile(r"https?://\S+", re.IGNORECASE)
_PROSE = 100
"""Number of words above which a text is not a list of files."""
_QUOTES = "\"'`“”‘’"
_FILE = re.compile(
    r"[\w./@%+~#-]*\.(?:md|txt|log|xml|json|ya?ml|pdf|html?|png|jpe?g|svg|csv|sh|go|t?gz|zip|adoc|rst)(?:#\S*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Values:
    """The contents of an evidence item."""

    kept: tuple[str, ...]
    """Links, and paths relative to the submission's folder."""
    words: str
    """The remaining words."""


def read_values(written: str, evidence: EvidenceMatcher) -> Values:
    """Read the links and files in an evidence item."""
    text = clean_line(written, limit=len(written))
    if text.lower().strip(_QUOTES + ".") in _NONE:
        return Values((), "")
    if (whole := evidence.find(text)) is not None:
        return Values((written if _same_path(written, whole) else whole,), "")
    if _is_single_link(text):
        return Values((_SCHEME.sub(lambda found: f"{found[1].lower()}://", text, count=1),), "")
    kept: list[str] = []
    words: list[str] = []
    for part in _SEPARATED.split(_with_links(text)):
        found = _LINK.search(part)
        if found is None:
            files, rest = _files(part, evidence)
            kept += files
            words.append(_without_marks(rest))
        else:
            link, rest = _link(part, found)
            kept.append(link)
            words += [_without_marks(part[: found.start()]), rest]
    return Values(tuple(dict.fromkeys(kept)), " ".join(filter(None, words)))


def _is_single_link(text: str) -> bool:
    """Return whether the whole value is one link: its last characters belong to it."""
    return _ALONE.fullmatch(text) is not None and len(_SEPARATED.split(text)) == 1


def _same_path(written: str, found: str) -> bool:
    """Return whether two values name the same file, like `./a.md` and `a.md`."""
    path, mark, fragment = written.partition("#")
    return not path.startswith("/") and f"{posixpath.normpath(path)}{mark}{fragment}" == found


def _with_links(text: str) -> str:
    """Replace Markdown links by words and bare link; correct schemes."""
    bare = _ANGLE_BRACKET_LINK.sub(r" \1 ", _MARKDOWN.sub(_unwrapped, text))
    return _SCHEME.sub(lambda found: f"{found[1].lower()}://", bare)


def _unwrapped(found: re.Match[str]) -> str:
    words, target = found["words"], found["target"]
    return target if words in ("", target) else f"{words} {target}"


def _link(part: str, found: re.Match[str]) -> tuple[str, str]:
    """Return the link in a part, and the words after it."""
    link, rest = found[0], part[found.end() :]
    if ":~:text=" in link and rest:
        return f"{link}{rest}".replace(" ", "%20"), ""
    bare = link.rstrip(".,;>" + _QUOTES)
    for opening, closing in ("[]", "()"):
        end, surplus = len(bare), bare.count(closing) - bare.count(opening)
        while surplus > 0 and bare[end - 1] == closing:
            end, surplus = end - 1, surplus - 1
            while bare[end - 1] in ".,;":
                end -= 1
        bare = bare[:end]
    return bare, _without_marks(rest)


def _files(text: str, evidence: EvidenceMatcher) -> tuple[list[str], str]:
    """Return the files that a part without a link names, and the remaining words."""
    parts = [part for part in re.split(r"\s*[,;]\s*|\s+", text) if part.strip(_QUOTES + "()<>[]")]
    kept: list[str] = []
    words: list[str] = []
    if len(parts) > _PROSE:
        return kept, text
    for part in parts:
        bare = part.strip(_QUOTES + "()<>[],;:").rstrip(".")
        is_name = len(parts) == 1 or "." in bare or "/" in bare
        if is_name and (match := evidence.find(bare)) is not None:
            kept.append(match)
        elif _WEB.fullmatch(bare):
            kept.append(f"https://{bare}")
        elif _FILE.fullmatch(bare):
            kept.append(bare)
        else:
            words.append(part)
    return kept, " ".join(words)


def _without_marks(text: str) -> str:
    """Strip punctuation; return an empty text if the words only point to a link or file."""
    words = text.strip(" .,;:|<>()[]-" + _QUOTES)
    return "" if set(re.findall(r"\w+", words.lower())) <= _POINTER_WORDS else words
