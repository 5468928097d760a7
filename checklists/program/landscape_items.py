"""What else the CNCF landscape lists besides members' names: its projects, and the products of its members.

Told by the layout that the landscape's own tools write: it only explains why a name is no member's, so a file in
another layout explains less, and nothing is refused for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from checklists.program.landscape import CATEGORY, without_suffix

_NAME = re.compile(r"\n +name: +([^\n]*)")
_FIELD = re.compile(r"\n +(name|project|crunchbase): +([^\n]*)")
_ACCOUNT = re.compile(r"\n +repo_url: +['\"]?https?://github\.com/([^/\s'\"]+)")
_PRODUCTS = "Certified Kubernetes"
_FOUNDATION = "cloud-native-computing-foundation"


class Item(NamedTuple):
    """One card of the landscape."""

    name: str
    project: str
    """How far a CNCF project has come: `sandbox`, `graduated`…; empty for what is none."""
    company: str
    """The company behind it, by its key in a public register; the same for a member and its products."""

    @property
    def is_project(self) -> bool:
        """Whether it is a project of the CNCF."""
        return bool(self.project) or self.company == _FOUNDATION


@dataclass(frozen=True)
class Landscape:
    """The cards that explain a name; each kind is read when it is asked for."""

    text: str

    @cached_property
    def projects(self) -> tuple[Item, ...]:
        """The projects of the CNCF."""
        return tuple(item for _, _, group in self._groups() for item in _items(group) if item.is_project)

    @cached_property
    def products(self) -> tuple[Item, ...]:
        """Kubernetes products of companies."""
        certified = (group for _, name, group in self._groups() if name.startswith(_PRODUCTS))
        return tuple(item for group in certified for item in _items(group) if not item.is_project)

    @cached_property
    def members(self) -> dict[str, str]:
        """The member of each company."""
        groups = (group for category, _, group in self._groups() if category == CATEGORY)
        return {item.company: without_suffix(item.name) for group in groups for item in _items(group) if item.company}

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Owners of the repositories that are listed, in lower case."""
        return frozenset(owner.lower() for owner in _ACCOUNT.findall(self.text))

    def _groups(self) -> Iterator[tuple[str, str, str]]:
        """Category, subcategory, and the text of the subcategory."""
        for category in self.text.split("- category:")[1:]:
            for group in category.split("- subcategory:")[1:]:
                yield _name(category), _name(group), group


@lru_cache(maxsize=2)
def read_items(text: str) -> Landscape:
    """The cards in a landscape file; the same text is read once."""
    return Landscape(text)


def _items(group: str) -> Iterator[Item]:
    for card in group.split("- item:")[1:]:
        fields: dict[str, str] = {}
        for key, value in _FIELD.findall(card):
            fields.setdefault(key, _scalar(value))
        company = fields.get("crunchbase", "").rstrip("/").rpartition("/")[2]
        if "name" in fields:
            yield Item(fields["name"], fields.get("project", ""), company)


def _name(text: str) -> str:
    found = _NAME.search(text)
    return _scalar(found[1]) if found else ""


def _scalar(written: str) -> str:
    text = written.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
