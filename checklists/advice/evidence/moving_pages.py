"""Documentation pages whose content changes after the review: pages of the latest or an unreleased version."""

import re
from collections.abc import Iterator
from functools import lru_cache

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.advice.evidence.hosting import hosted
from checklists.advice.evidence.own import own_page
from checklists.links.link_check import displayed_url
from checklists.model.problem import Problem

_SURE = r"latest(?:[-_](?:release|stable|version))?|head|(?:\w-)?next|vnext|master|nightly|unreleased"
_ON_DOCUMENTATION = r"canary|current|dev|devel|development|edge|main|preview|rolling|snapshot|stable|tip|trunk|unstable"
_WORDS = frozenset(re.findall("[a-z]+", f"{_SURE}|{_ON_DOCUMENTATION}|gbmain|gbmaster"))
_LETTERS = re.compile("[a-z]+")
_PATH = re.compile(rf"https?://[^/?#]+(?:/[^?#]*)?/({_SURE})(?=[/?#]|\.html?$|$)", re.IGNORECASE)
_DOCUMENTATION_PATH = re.compile(
    rf"https?://(?:docs?\.|documentation\.|guides?\.|help\.|manuals?\.|[^/?#]+\.(?:readthedocs\.|git(?:hub|lab)\.io/)|[^?#]*/(?:docs?|documentation)(?=/))[^?#]*"
    rf"/({_ON_DOCUMENTATION})(?=[/?#]|$)|https?://(?:docs?|documentation)\.[^/?#]+/({_ON_DOCUMENTATION})(?=[/?#]|$)",
    re.IGNORECASE,
)
_SITE = re.compile(rf"https?://(?:({_SURE})[.-]|(main)--)", re.IGNORECASE)
_QUERY = re.compile(
    rf"[?&](?:v|ver|version|branch|ref|release|h)=({_SURE}|main|dev|stable|gbmain|gbmaster)\b", re.IGNORECASE
)
_OF_PACKAGE = re.compile(rf"https?://[^?#]*@({_SURE}|main|dev)(?=[/?#]|$)", re.IGNORECASE)
_FIXED = re.compile(r"/v?[0-9]+(?:\.[0-9]+)+(?:-[0-9]+)?/", re.IGNORECASE)
"""A version in a path: a word before or after it names a part of the product, as in /4.2/edge/."""
_ROUTE = "/#/"
"""What paths of pages begin with that are built in the browser."""
_SEPARATE = 3
_ONLY_LATEST = re.compile(r"https?://docs\.aws\.amazon\.com/", re.IGNORECASE)
"""Sites that have no pages with a fixed version."""


def moving_page(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-to-moving-page`: documentation of the latest or an unreleased version.

    Another project's page counts only if it is the only evidence. If four or more requirements cite the same moving
    version, they share one piece of advice.
    """
    names = case.metadata.get("platformName", "").lower().split()
    moving = list(case.each_requirement(lambda url: (word := moving_word(url)) and word.lower() not in names))
    for group in _by_version([cited for cited in moving if _matters(cited, case)]):
        first, ids = group[0], dict.fromkeys(item.requirement.id for item in group)
        words = join_quoted([moving_word(item.text) for item in group])
        pages = "A page moves" if len(group) == 1 else f"{len(group)} pages move"
        among = f", cited for {', '.join(ids)}" if len(ids) > 1 else ""
        message = f"{pages} with {words}{among}: {join_quoted([displayed_url(item.text) for item in group])}."
        hint = "Link a fixed version, or attach a copy: the content can change after the review, as on a branch."
        yield case.at_answer(
            "link-to-moving-page", first.requirement, f"evidence[{first.index}]", message, hint, first.line
        )


def _matters(cited: list[CitedEvidence], case: AdviceCase) -> bool:
    others = sum(item.requirement is cited[0].requirement for item in case.cited) > len(cited)
    return not others or any(own_page(item.text, case.metadata) for item in cited)


def _by_version(found: list[list[CitedEvidence]]) -> Iterator[list[CitedEvidence]]:
    """Yield the pages of each requirement; one list for more than `_SEPARATE` that cite the same moving version."""
    versions: dict[str, list[list[CitedEvidence]]] = {}
    for cited in found:
        url = cited[0].text
        versions.setdefault(url[: url.find(moving_word(url))], []).append(cited)
    for alike in versions.values():
        yield from [[item for cited in alike for item in cited]] if len(alike) > _SEPARATE else alike


@lru_cache(maxsize=1024)
def moving_word(url: str) -> str:
    """Return the part of a link that names a moving version; empty for a fixed page and for code hosting sites."""
    if _WORDS.isdisjoint(_LETTERS.findall(url.lower())):
        return ""  # Nearly all links.
    link = url.strip().replace(_ROUTE, "/", 1)
    known = hosted(link)
    if (known is not None and known.ref) or _ONLY_LATEST.match(link):
        return ""
    found = [_QUERY.search(link), _OF_PACKAGE.match(link)]
    if not _FIXED.search(link.partition("?")[0]):
        found += [_PATH.match(link), _DOCUMENTATION_PATH.match(link), _SITE.match(link)]
    return next((next(filter(None, match.groups())) for match in found if match), "")
