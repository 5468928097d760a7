"""Links to code hosting sites: owner, repository and version."""

import re
from functools import lru_cache

import msgspec

_REF = r"(?P<ref>refs/(?:heads|tags)/[^/?#]+|[^/?#]+)"
_FORMS = (
    (
        "git",
        rf"https?://(?:www\.)?(?:github|gitee)\.com/(?P<owner>[^/]+)/(?P<name>[^/]+)/(?:blob|tree|raw|edit|blame)/{_REF}",
    ),
    ("githubusercontent", rf"https?://raw\.githubusercontent\.com/(?P<owner>[^/]+)/(?P<name>[^/]+)/{_REF}/"),
    ("bitbucket", rf"https?://bitbucket\.org/(?P<owner>[^/]+)/(?P<name>[^/]+)/(?:src|raw)/{_REF}"),
    ("/branch/", rf"https?://[^/]+/(?P<owner>[^/]+)/(?P<name>[^/]+)/(?:src|raw)/branch/{_REF}"),
    ("/-/", rf"https?://[^/]+/(?P<owner>[^/]+)/(?:[^?#]+/)?(?P<name>[^/]+)/-/(?:blob|tree|raw)/{_REF}"),
)
"""Forms of links to files and folders, each with a text that these links contain in lower case."""
_REPOSITORY = re.compile(r"https?://(?:www\.)?(?:github|gitlab|gitee)\.com/(?P<owner>[^/?#]+)/(?P<name>[^/?#]+)", re.I)
_GIST = re.compile(r"https?://gist\.github(?:usercontent)?\.com/(?P<owner>[^/?#]+)", re.IGNORECASE)
_PAGES = re.compile(
    r"https?://(?:(?!(?:docs|help|www)\.)(?P<site>[\w-]+)\.(?:github\.io|gitlab\.io|medium\.com|substack\.com|hashnode\.dev|blogspot\.com|notion\.site|vercel\.app"
    r"|wordpress\.com)(?:/|$)|(?:medium\.com/@|dev\.to/|codeberg\.org/|hackmd\.io/@|blog\.csdn\.net/"
    r"|(?:www\.)?linkedin\.com/in/|(?:www\.)?youtube\.com/@)(?P<author>[\w.-]+))",
    re.IGNORECASE,
)
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/:?#]+)", re.IGNORECASE)
_FIXED = re.compile(
    r"refs/tags/.+|[0-9a-f]{7,64}|v?[0-9]+(?:\.[0-9]+)+(?:[-+._].*)?|.*[0-9]\.(?>[0-9]+)\.[0-9].*", re.IGNORECASE
)
"""A commit, a tag, or a name that contains a full version, which is usually a tag."""


class Hosted(msgspec.Struct, frozen=True):
    """A repository, or a file or folder in one."""

    owner: str
    name: str
    ref: str = ""
    """The branch, tag or commit; empty for the repository itself."""
    permalink: str = ""
    """The link with a placeholder for the commit."""

    @property
    def moves(self) -> bool:
        """Whether the link names a branch."""
        return bool(self.ref) and _FIXED.fullmatch(self.ref) is None


@lru_cache(maxsize=1024)
def hosted(url: str) -> Hosted | None:
    """Return the repository that a link points to; None for any other link."""
    low = url.lower()
    for part, form in _FORMS:
        if part in low and (found := re.match(form, url, re.IGNORECASE)):
            start, end = found.span("ref")
            before = re.sub("/branch/$", "/commit/", url[:start])
            return Hosted(found["owner"], found["name"], found["ref"], f"{before}<commit>{url[end:]}")
    found = _REPOSITORY.match(url) if "git" in low else None
    return Hosted(found["owner"], found["name"]) if found else None


def gist_owner(url: str) -> str | None:
    """Return the owner of a gist; None for any other link."""
    found = _GIST.match(url) if "gist" in url.lower() else None
    return found["owner"] if found else None


@lru_cache(maxsize=1024)
def page_owner(url: str) -> str | None:
    """Return the account whose GitHub or GitLab site or blog a link shows; None for any other link."""
    found = _PAGES.match(url)
    return (found["site"] or found["author"]) if found else None


@lru_cache(maxsize=1024)
def host(url: str) -> str:
    """Return the host name of a link; empty if the text is not a link."""
    found = _HOST.match(url)
    return found[1].lower() if found else ""
