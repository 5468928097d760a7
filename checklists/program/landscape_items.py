"""Read CNCF projects, members, their products, accounts and sites from the CNCF landscape.

Relies on the layout that the landscape's tools write. A file in another layout yields fewer items, which only makes
explanations less specific.
"""

import re
from collections.abc import Iterator, Set
from functools import cached_property
from typing import NamedTuple

import msgspec

from checklists.program.landscape import CATEGORY, without_suffix

_NAME = re.compile(r"\n +name: +([^\n]*)")
_FIELD = re.compile(r"\n +(name|project|crunchbase|repo_url|homepage_url): +([^\n]*)")
_ACCOUNT = re.compile(r"https?://github\.com/([^/\s'\"]+)")
_HOST = re.compile(r"https?://(?:www\.)?([^/\s'\"]+)")
_PRODUCTS = "Certified Kubernetes"
_FOUNDATION = "cloud-native-computing-foundation"


class Item(NamedTuple):
    """Card of the landscape."""

    category: str
    subcategory: str
    name: str
    project: str
    """Maturity of a CNCF project: `sandbox`, `graduated`…; empty for other items."""
    company: str
    """Crunchbase key of the company; the same for a member and its products."""
    account: str
    """Owner of the repository on GitHub, in lower case."""
    host: str
    """Host name of the site, in lower case, without `www.`."""

    @property
    def is_project(self) -> bool:
        """Whether the item is a CNCF project."""
        return bool(self.project) or self.company == _FOUNDATION


class Landscape(msgspec.Struct, frozen=True, eq=False, dict=True):
    """The cards of a landscape file; its text would take three times as much memory."""

    items: tuple[Item, ...] = ()

    @cached_property
    def projects(self) -> tuple[Item, ...]:
        """CNCF projects."""
        return tuple(item for item in self.items if item.is_project)

    @cached_property
    def products(self) -> tuple[Item, ...]:
        """Kubernetes products of companies."""
        certified = (item for item in self.items if item.subcategory.startswith(_PRODUCTS))
        return tuple(item for item in certified if not item.is_project)

    @cached_property
    def members(self) -> dict[str, str]:
        """Member name by company key."""
        members = (item for item in self.items if item.category == CATEGORY)
        return {item.company: without_suffix(item.name) for item in members if item.company}

    @cached_property
    def company_keys(self) -> dict[str, frozenset[str]]:
        """Company keys by member name: a member may have several."""
        keys: dict[str, set[str]] = {}
        for company, member in self.members.items():
            keys.setdefault(member, set()).add(company)
        return {member: frozenset(companies) for member, companies in keys.items()}

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Owners of the listed repositories, in lower case."""
        return frozenset(item.account for item in self.items if item.account)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host names of the items' sites, in lower case, without `www.`."""
        return frozenset(item.host for item in self.items if item.host)

    def of_companies(self, companies: Set[str]) -> "Landscape":
        """Return the items of some companies."""
        return Landscape(tuple(item for item in self.items if item.company in companies))


def read_items(text: str) -> Landscape:
    """Return the cards in a landscape file that have a name."""
    return Landscape(tuple(item for item in _items(text) if item.name))


def _items(text: str) -> Iterator[Item]:
    for category in text.split("- category:")[1:]:
        for group in category.split("- subcategory:")[1:]:
            names = _name(category), _name(group)
            for card in group.split("- item:")[1:]:
                yield _item(*names, card)


def _item(category: str, subcategory: str, card: str) -> Item:
    fields: dict[str, str] = {}
    for key, value in _FIELD.findall(card):
        fields.setdefault(key, _scalar(value))
    return Item(
        category,
        subcategory,
        fields.get("name", ""),
        fields.get("project", ""),
        fields.get("crunchbase", "").rstrip("/").rpartition("/")[2],
        _beginning(_ACCOUNT, fields.get("repo_url", "")),
        _beginning(_HOST, fields.get("homepage_url", "")),
    )


def _beginning(pattern: re.Pattern[str], url: str) -> str:
    found = pattern.match(url)
    return found[1].lower() if found else ""


def _name(text: str) -> str:
    found = _NAME.search(text)
    return _scalar(found[1]) if found else ""


def _scalar(written: str) -> str:
    text = written.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
