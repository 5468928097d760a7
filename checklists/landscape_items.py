"""What else the CNCF landscape lists besides members' names: its projects, and the products of its members.

Read by lines, in the layout that the landscape's own tools write: it only explains why a name is no member's, so a
file in another layout explains less, and nothing is refused for it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from checklists.landscape import CATEGORY, without_suffix

_LINE = re.compile(
    r"\n *(?:- (category|subcategory|item):[ \r]*(?=\n)|(name|project|crunchbase|repo_url): +([^\n]*))", re.ASCII
)
_PRODUCTS = "Certified Kubernetes"
_FOUNDATION = "cloud-native-computing-foundation"


class Item(NamedTuple):
    """One card of the landscape."""

    name: str
    category: str
    group: str
    """The subcategory."""
    project: str
    """How far a CNCF project has come: `sandbox`, `graduated`…; empty for what is none."""
    company: str
    """The company behind it, by its key in a public register; the same for a member and its products."""
    repository: str

    @property
    def is_project(self) -> bool:
        """Whether it is a project of the CNCF."""
        return bool(self.project) or self.company == _FOUNDATION

    @property
    def is_product(self) -> bool:
        """Whether it is a Kubernetes product."""
        return self.group.startswith(_PRODUCTS)


@dataclass(frozen=True)
class Landscape:
    """The cards that explain a name."""

    projects: tuple[Item, ...]
    products: tuple[Item, ...]
    members: dict[str, str]
    """The member of each company."""
    accounts: frozenset[str]
    """Owners of the repositories that are listed, in lower case."""


@lru_cache(maxsize=2)
def read_items(text: str) -> Landscape:
    """The cards in a landscape file."""
    items = _items(text)
    return Landscape(
        tuple(item for item in items if item.is_project),
        tuple(item for item in items if item.is_product and not item.is_project),
        {item.company: without_suffix(item.name) for item in items if item.category == CATEGORY and item.company},
        frozenset(
            found[1].lower() for item in items if (found := re.match(r"https?://github\.com/([^/]+)", item.repository))
        ),
    )


def _items(text: str) -> list[Item]:
    items: list[Item] = []
    names = {"category": "", "subcategory": "", "item": ""}
    kind, fields = "", dict[str, str]()

    def close() -> None:
        if kind == "item" and names["item"]:
            company = fields.get("crunchbase", "").rstrip("/").rpartition("/")[2]
            project, repository = fields.get("project", ""), fields.get("repo_url", "")
            items.append(Item(names["item"], names["category"], names["subcategory"], project, company, repository))

    for found in _LINE.finditer(text):
        begun, key, value = found.groups()
        if begun:
            close()
            kind, fields, names[begun] = begun, {}, ""
        elif key == "name" and kind:
            names[kind] = names[kind] or _scalar(value)
        elif key:
            fields.setdefault(key, _scalar(value))
    close()
    return items


def _scalar(written: str) -> str:
    text = written.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
