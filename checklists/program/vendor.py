"""Why a vendor's name is no member's, and which name was probably meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from checklists.program.landscape_items import Item, read_items
from checklists.program.members import Members, bare_name, normalized, suggest
from checklists.text import clean_line, trim

_NEAREST = 3
_SUFFIX = re.compile(r"\s*\((?:member|supporter|contributor)\)$", re.IGNORECASE)
_CONTRIBUTOR = " (contributor)"
MEMBER_LIST = "https://landscape.cncf.io/members"
_BRACKETS = re.compile(r"\(([^()]+)\)")
_AROUND_A_PROJECT = re.compile(r"^the | (?:project|authors|community|foundation|maintainers)$")


class MissReason(StrEnum):
    """How a name misses the member list."""

    SUFFIX = "suffix"
    CASE = "case"
    SPELLING = "spelling"
    BRACKETS = "brackets"
    LEGAL_FORM = "legal-form"
    PROJECT = "project"
    PRODUCT = "product"
    SIMILAR = "similar"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NearMiss:
    """A name that is no member's."""

    name: str
    kind: MissReason
    why: str
    """In a sentence."""
    meant: tuple[str, ...]
    """Members that may have been meant, the likeliest first."""

    @property
    def right(self) -> str | None:
        """The name to write, where there is hardly a doubt."""
        return self.meant[0] if len(self.meant) == 1 and self.kind is not MissReason.SIMILAR else None


def explain(name: str, members: Members) -> NearMiss | None:
    """Why that name is not on the list; None if it is."""
    return None if trim(name) in members.names else _explain(clean_line(name, limit=200), members)


@lru_cache(maxsize=64)
def _explain(name: str, members: Members) -> NearMiss:
    """Remembered, because a draft is checked with every key and the vendor's name seldom is what changed."""
    found = next(_certain_misses(name, members), None)
    if found is not None:
        return found
    meant = tuple(suggest(name, members.names, _NEAREST))
    if meant:
        why = f"Nearest in the member list: {_joined(*meant)}. The name must be spelled exactly as there."
        return NearMiss(name, MissReason.SIMILAR, why, meant)
    why = f"Nothing in the member list is alike; it must be spelled exactly as at {MEMBER_LIST}"
    return NearMiss(name, MissReason.UNKNOWN, why, ())


def _certain_misses(name: str, members: Members) -> Iterator[NearMiss]:
    yield from _spelling_misses(name, members)
    project = _projects(members.landscape).get(_without_legal_form(name))
    if project is not None:
        why = (
            f"{clean_line(project.name, limit=120)} is a CNCF project and no member. The check stays red for it; "
            "reviewers have taken projects all the same. Say so in the pull request."
        )
        yield NearMiss(name, MissReason.PROJECT, why, ())
    products, companies = _products_of(name, members)
    if companies:
        under = "the member" if len(companies) == 1 else "the members"
        product = clean_line(products[0].name, limit=120)
        why = f"The landscape lists {product}, a product, under {under} {_joined(*companies)}."
        yield NearMiss(name, MissReason.PRODUCT, why, companies)


def _spelling_misses(name: str, members: Members) -> Iterator[NearMiss]:
    without = _SUFFIX.sub("", name)
    for suffixed in (without, without + _CONTRIBUTOR):
        if suffixed in members.names and suffixed != name:
            why = "The landscape's word in brackets is no part of the name."
            if suffixed.endswith(_CONTRIBUTOR):
                why = "It is listed as a contributor, and the program does not take that word off the name."
            yield NearMiss(name, MissReason.SUFFIX, f"{why} Write {_joined(suffixed)}.", (suffixed,))
    outside = _BRACKETS.sub("", name).strip()
    spellings = (
        (MissReason.CASE, str.casefold, name, "Upper and lower case count."),
        (MissReason.SPELLING, normalized, name, "Spaces and signs count."),
        (MissReason.BRACKETS, normalized, outside, "What stands in brackets is no part of the name."),
        (MissReason.LEGAL_FORM, bare_name, name, "The member list has another legal form, or none."),
    )
    for kind, key, written, why in spellings:
        alike = sorted(member for member in members.names if written and key(member) == key(written))
        if alike:
            yield NearMiss(name, kind, f"{why} The member list has {_joined(*alike)}.", tuple(alike))


def _products_of(name: str, members: Members) -> tuple[list[Item], tuple[str, ...]]:
    """The product of that name, else those with all of its words in theirs; and the members behind them."""
    companies = read_items(members.landscape).members
    products = [item for item in read_items(members.landscape).products if companies.get(item.company) in members.names]
    short = {normalized(name), *map(normalized, _BRACKETS.findall(name))}
    words = set(bare_name(name).split())
    called = (
        [item for item in products if normalized(bare_name(item.name)) == _without_legal_form(name)],
        [item for item in products if short & set(map(normalized, _BRACKETS.findall(item.name)))],
        [item for item in products if words and words <= set(bare_name(item.name).split())],
    )
    found = next(filter(None, called), [])
    behind = tuple(dict.fromkeys(companies[item.company] for item in found))
    return (found, behind) if len(behind) <= _NEAREST else ([], ())


def _without_legal_form(name: str) -> str:
    """What a name comes down to, for a project or a product."""
    return normalized(_AROUND_A_PROJECT.sub("", bare_name(name)))


@lru_cache(maxsize=2)
def _projects(landscape: str) -> dict[str, Item]:
    return {normalized(bare_name(item.name)): item for item in read_items(landscape).projects}


def _joined(*names: str) -> str:
    return ", ".join(f'"{clean_line(name, limit=120)}"' for name in names)
