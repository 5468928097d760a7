"""Texts that name another vendor: copied from another submission, or about an underlying product."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from checklists.advice.context import AdviceCase, join_quoted
from checklists.advice.evidence.own import names_vendor
from checklists.model.problem import Problem
from checklists.program.landscape_items import Landscape

_HINT = (
    "If your product builds on it, state which of them provides this. If the text is from another submission, "
    "rewrite it."
)
_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z0-9]+)\)")
_WORD = re.compile(r"[^\W_]+")
_LEAST = 3
"""Minimum length of a name; shorter names match too many words."""


class _Name(NamedTuple):
    text: str
    company: str


def other_vendors(case: AdviceCase) -> Iterator[Problem]:
    """Report `names-another-vendor`: names of certified products and their vendors, from the landscape."""
    if not case.landscape.items:
        return
    vendor = case.metadata.get("vendorName", "")
    own = case.landscape.company_keys.get(vendor, frozenset())

    def others(text: str) -> list[str]:
        found = _named_in(text, case.landscape)
        return [name.text for name in found if name.company not in own and not names_vendor(name.text, case.metadata)]

    if named_vendors := others(case.metadata.get("description", "")):
        yield case.at_field(
            "names-another-vendor", "description", f"The description names {join_quoted(named_vendors)}.", _HINT
        )
    for requirement, answer in case.answers:
        if named_vendors := others(answer.notes.text):
            message = f"The notes name {join_quoted(named_vendors)}."
            yield case.at_answer("names-another-vendor", requirement, "notes", message, _HINT, answer.notes.line)


@lru_cache(maxsize=256)
def _named_in(text: str, landscape: Landscape) -> tuple[_Name, ...]:
    """Return the names in a text, in their order there; cached because a draft is checked at every key press."""
    names = _names(landscape)
    possible = (name for word in names.keys() & _WORD.findall(text) for name in names[word])
    places = {name: place for name in possible if (place := _place(name.text, text)) >= 0}
    found = {name.text: name for name in sorted(places, key=places.__getitem__)}
    return tuple(found.values())


def _place(name: str, text: str) -> int:
    """Return where a text has a name as whole words; -1 if it has not."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            break
        at = text.find(name, at + 1)
    return at


@lru_cache(maxsize=2)
def _names(landscape: Landscape) -> dict[str, list[_Name]]:
    """Return the landscape's names by their first word."""
    names: dict[str, list[_Name]] = {}
    for product in landscape.products:
        called = (product.name.partition(" (")[0], *_ABBREVIATION.findall(product.name))
        for text in (*called, landscape.members.get(product.company, "")):
            first = _WORD.match(text)
            if first is not None and len(text) >= _LEAST:
                names.setdefault(first[0], []).append(_Name(text, product.company))
    return names
