"""Recognition of the vendor's own names: they share a word with its name, product or URLs."""

import re
from collections.abc import Mapping
from functools import lru_cache

from checklists.advice.evidence.hosting import host
from checklists.program.members import normalized

_LEAST = 3
"""Maximum length of a name that has to match a whole word."""
_NAMES = ("vendorName", "platformName", "platformVersion", "contactEmailAddress")
_OWN_SITES = ("websiteUrl", "documentationUrl", "productLogoUrl")
_SECOND_LEVEL = re.compile(r"(?:ac|co|com|edu|gov|net|or|org)\.[a-z]{2}")
SHARED_SITES = frozenset(
    ("cncf.io", "github.com", "github.io", "gitlab.com", "google.com", "linkedin.com", "medium.com", "youtube.com")
)
"""Sites that many companies and projects share."""
_GENERIC = re.compile(
    r"cloud|com|container|docs|engine|github|githubusercontent|kubernetes|platform|project|raw|service|the|with|www"
)
"""Words that many vendors share."""


def names_vendor(name: str, metadata: Mapping[str, str]) -> bool:
    """Return whether an account or product shares a word with the vendor; `repoUrl` proves nothing.

    Args:
        name: Name of the account or product.
        metadata: The submission's fields.
    """
    called = normalized(name)
    return any(word in called or (len(called) > _LEAST and called in word) for word in _words(metadata))


def own_page(url: str, metadata: Mapping[str, str]) -> bool:
    """Return whether a link leads to a site of the vendor, or names the vendor or product."""
    return on_own_site(url, metadata) or names_vendor(url.partition("://")[2].partition("#")[0], metadata)


def on_own_site(url: str, metadata: Mapping[str, str]) -> bool:
    """Return whether a link leads to a site of the vendor."""
    return site_of(host(url)) in _sites(tuple(metadata.get(key, "") for key in _OWN_SITES))


@lru_cache(maxsize=8)
def _sites(urls: tuple[str, ...]) -> frozenset[str]:
    """Return the vendor's sites; cached because every link is compared with them."""
    return frozenset(map(site_of, map(host, urls))) - {"", *SHARED_SITES}


@lru_cache(maxsize=4096)
def site_of(name: str) -> str:
    """Return the registered domain of a host name."""
    labels = name.split(".")
    return ".".join(labels[-3 if _SECOND_LEVEL.fullmatch(".".join(labels[-2:])) else -2 :])


def _words(metadata: Mapping[str, str]) -> frozenset[str]:
    return _distinct_words(
        tuple(metadata.get(key, "") for key in _NAMES), tuple(metadata.get(key, "") for key in _OWN_SITES)
    )


@lru_cache(maxsize=8)
def _distinct_words(names: tuple[str, ...], sites: tuple[str, ...]) -> frozenset[str]:
    """Return the words that identify the vendor; cached because every link is compared with them."""
    *called, mail = names
    words = re.findall(r"[^\W_]{3,}", " ".join((*called, *map(host, sites), mail.partition("@")[2])).lower())
    return frozenset(word for word in words if not _GENERIC.fullmatch(word))
