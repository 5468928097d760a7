"""Read CNCF projects and members' products from the CNCF landscape.

Relies on the layout that the landscape's tools write. A file in another layout yields fewer items, which only makes
explanations less specific.
"""

import re
from collections.abc import Iterator, Set
from functools import cached_property, lru_cache
from typing import NamedTuple

import msgspec

from checklists.program.landscape import CATEGORY, without_suffix

_NAME = re.compile(r"\n +name: +([^\n]*)")
_FIELD = re.compile(r"\n +(name|project|crunchbase): +([^\n]*)")
_ACCOUNT = re.compile(r"\n +repo_url: +['\"]?https?://github\.com/([^/\s'\"]+)")
_HOMEPAGE = re.compile(r"\n +homepage_url: +['\"]?https?://(?:www\.)?([^/\s'\"]+)")
_PRODUCTS = "Certified Kubernetes"
_FOUNDATION = "cloud-native-computing-foundation"


class Item(NamedTuple):
    """Card of the landscape."""

    name: str
    project: str
    """Maturity of a CNCF project: `sandbox`, `graduated`…; empty for other items."""
    company: str
    """Crunchbase key of the company; the same for a member and its products."""

    @property
    def is_project(self) -> bool:
        """Whether the item is a CNCF project."""
        return bool(self.project) or self.company == _FOUNDATION


class Landscape(msgspec.Struct, frozen=True, dict=True):
    """Lazily read cards of a landscape file."""

    text: str

    @cached_property
    def projects(self) -> tuple[Item, ...]:
        """CNCF projects."""
        found = (_item(card) for card in self._cards if "project:" in card or _FOUNDATION in card)
        return tuple(item for item in found if item is not None and item.is_project)

    @cached_property
    def products(self) -> tuple[Item, ...]:
        """Kubernetes products of companies."""
        certified = (group for _, name, group in self._groups if name.startswith(_PRODUCTS))
        return tuple(item for group in certified for item in _items(group) if not item.is_project)

    @cached_property
    def members(self) -> dict[str, str]:
        """Member name by company key."""
        groups = (group for category, _, group in self._groups if category == CATEGORY)
        return {item.company: without_suffix(item.name) for group in groups for item in _items(group) if item.company}

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
        return frozenset(owner.lower() for owner in _ACCOUNT.findall(self.text))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host names of the items' sites, in lower case, without `www.`."""
        return frozenset(host.lower() for host in _HOMEPAGE.findall(self.text))

    def of_companies(self, companies: Set[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the accounts and host names of all items of some companies, in lower case."""
        cards = [card for key in companies for card in self._cards if key in card]
        own = "".join(card for card in cards if (item := _item(card)) is not None and item.company in companies)
        items = Landscape(own)
        return items.accounts, items.hosts

    @cached_property
    def _cards(self) -> tuple[str, ...]:
        """The text of each item."""
        return tuple(card for _, _, group in self._groups for card in _cards(group))

    @cached_property
    def _groups(self) -> tuple[tuple[str, str, str], ...]:
        """Category, subcategory, and the subcategory's text."""
        return tuple(
            (name, _name(group), group)
            for category in self.text.split("- category:")[1:]
            for name in (_name(category),)
            for group in category.split("- subcategory:")[1:]
        )


@lru_cache(maxsize=2)
def read_items(text: str) -> Landscape:
    """Return the cards in a landscape file; caches the last two texts."""
    return Landscape(text)


def _items(group: str) -> Iterator[Item]:
    return filter(None, map(_item, _cards(group)))


def _cards(group: str) -> list[str]:
    return group.split("- item:")[1:]


def _item(card: str) -> Item | None:
    """Return the item on a card; None for a card without a name."""
    fields: dict[str, str] = {}
    for key, value in _FIELD.findall(card):
        fields.setdefault(key, _scalar(value))
    company = fields.get("crunchbase", "").rstrip("/").rpartition("/")[2]
    return Item(fields["name"], fields.get("project", ""), company) if "name" in fields else None


def _name(text: str) -> str:
    found = _NAME.search(text)
    return _scalar(found[1]) if found else ""


def _scalar(written: str) -> str:
    text = written.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
