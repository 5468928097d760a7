"""Explanation why a vendor's name is not on the member list, and the member that is probably meant."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache

import msgspec

from checklists.program.landscape_items import Item, Landscape
from checklists.program.members import Members, bare_name, keyboard_name, normalized, suggest
from checklists.text import clean_line, trim

_NEAREST = 3
_SUFFIX = re.compile(r"\s*\((?:member|supporter|contributor)\)$", re.IGNORECASE)
_CONTRIBUTOR = " (contributor)"
MEMBER_LIST = "https://landscape.cncf.io/members"
_BRACKETS = re.compile(r"\(([^()]+)\)")
_AROUND_A_PROJECT = re.compile(r"^the | (?:project|authors|community|foundation|maintainers)$")


class MissReason(StrEnum):
    """Difference between a name and the member list."""

    SUFFIX = "suffix"
    CASE = "case"
    SPELLING = "spelling"
    LETTERS = "letters"
    BRACKETS = "brackets"
    LEGAL_FORM = "legal-form"
    PROJECT = "project"
    PRODUCT = "product"
    SIMILAR = "similar"
    UNKNOWN = "unknown"


class NearMiss(msgspec.Struct, frozen=True):
    """Name that is not on the member list."""

    name: str
    kind: MissReason
    why: str
    """Explanation with the next step."""
    meant: tuple[str, ...]
    """Members that are probably meant, most likely first."""

    @property
    def right(self) -> str | None:
        """The correct name, if the match is certain."""
        return self.meant[0] if len(self.meant) == 1 and self.kind is not MissReason.SIMILAR else None


def explain(name: str, members: Members) -> NearMiss | None:
    """Explain why a name is not on the list; return None for a member."""
    return None if trim(name) in members.names else _explain(clean_line(name, limit=200), members)


@lru_cache(maxsize=64)
def _explain(name: str, members: Members) -> NearMiss:
    """Explain a name; cached because each keystroke validates the draft but rarely changes the vendor's name."""
    certain = next(_certain_misses(name, members), None)
    if certain is not None:
        return certain
    meant = tuple(suggest(name, members.names, _NEAREST))
    if meant:
        why = f"Similar members: {_joined(*meant)}. Copy the exact name."
        return NearMiss(name, MissReason.SIMILAR, why, meant)
    why = f"No member has a similar name. Copy the exact name from {MEMBER_LIST}"
    return NearMiss(name, MissReason.UNKNOWN, why, ())


def _certain_misses(name: str, members: Members) -> Iterator[NearMiss]:
    yield from _spelling_misses(name, members)
    project = _projects(members.landscape).get(_without_legal_form(name))
    if project is not None:
        why = (
            f"{clean_line(project.name, limit=120)} is a CNCF project, not a member. The check fails for projects, "
            "although reviewers have accepted them. Explain this in the pull request."
        )
        yield NearMiss(name, MissReason.PROJECT, why, ())
    products, companies = _products_of(name, members)
    if companies:
        under = "the member" if len(companies) == 1 else "the members"
        product = clean_line(products[0].name, limit=120)
        why = f"{product} is a product. The landscape lists it under {under} {_joined(*companies)}."
        yield NearMiss(name, MissReason.PRODUCT, why, companies)


def _spelling_misses(name: str, members: Members) -> Iterator[NearMiss]:
    without = _SUFFIX.sub("", name)
    for suffixed in (without, without + _CONTRIBUTOR):
        if suffixed in members.names and suffixed != name:
            why = "The landscape's suffix in brackets does not belong to the name."
            if suffixed.endswith(_CONTRIBUTOR):
                why = "The member list has it with this suffix, which the program does not remove."
            yield NearMiss(name, MissReason.SUFFIX, f"{why} Write {_joined(suffixed)}.", (suffixed,))
    outside = _BRACKETS.sub("", name).strip()
    spellings = (
        (MissReason.CASE, str.casefold, name, "The name is case-sensitive."),
        (MissReason.SPELLING, normalized, name, "Spaces and punctuation differ."),
        (MissReason.BRACKETS, normalized, outside, "The part in brackets does not belong to the name."),
        (MissReason.LETTERS, keyboard_name, name, "Accents or special letters differ."),
        (MissReason.LEGAL_FORM, bare_name, name, "The legal form differs."),
    )
    for kind, key, written, why in spellings:
        alike = sorted(_by_key(members.names, key).get(key(written), ())) if written else []
        if alike:
            yield NearMiss(name, kind, f"{why} The member list has {_joined(*alike)}.", tuple(alike))


@lru_cache(maxsize=8)
def _by_key(names: frozenset[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    """Return the names by a normalized key."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(key(name), []).append(name)
    return found


def _products_of(name: str, members: Members) -> tuple[list[Item], tuple[str, ...]]:
    """Return the product with that name, else products that contain all its words; and the members behind them."""
    companies = members.landscape.members
    products = [item for item in members.landscape.products if companies.get(item.company) in members.names]
    short = {normalized(name), *map(normalized, _BRACKETS.findall(name))}
    words = set(bare_name(name).split())
    called = (
        [item for item in products if normalized(bare_name(item.name)) == _without_legal_form(name)],
        [item for item in products if short & set(map(normalized, _BRACKETS.findall(item.name)))],
        [item for item in products if words and words <= set(bare_name(item.name).split())],
    )
    named = next(filter(None, called), [])
    behind = tuple(dict.fromkeys(companies[item.company] for item in named))
    return (named, behind) if len(behind) <= _NEAREST else ([], ())


def _without_legal_form(name: str) -> str:
    """Return the key by which names of projects and products are compared."""
    return normalized(_AROUND_A_PROJECT.sub("", bare_name(name)))


@lru_cache(maxsize=2)
def _projects(landscape: Landscape) -> dict[str, Item]:
    return {normalized(bare_name(item.name)): item for item in landscape.projects}


def _joined(*names: str) -> str:
    return ", ".join(f'"{clean_line(name, limit=120)}"' for name in names)
