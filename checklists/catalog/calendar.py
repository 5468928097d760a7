"""Dated facts about the program: certified minors, changes of the next checklist, review times, existing tests."""

from datetime import date
from functools import cache

import msgspec

from checklists.catalog.catalog_data import DATA, read
from checklists.model.checklist import Level


class Certified(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minors for which base conformance gives certificates."""

    as_of: date
    source: str
    minors: tuple[str, ...]


class Upcoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Known change of a requirement in a checklist that is not published yet."""

    as_of: date
    source: str
    minor: str
    requirement: str
    level: Level


class Conditional(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """MUST that accepts N/A with a reason."""

    as_of: date
    source: str
    requirement: str
    since: date


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Review time."""

    as_of: date
    source: str
    business_days: int
    silent: str
    """Contact if the review gets no answer."""


class Tests(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Upstream tests that exist."""

    as_of: date
    source: str
    names: tuple[str, ...]


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The program's calendar."""

    certified: Certified
    upcoming: tuple[Upcoming, ...]
    conditional: tuple[Conditional, ...]
    review: Review
    tests: Tests


@cache
def calendar() -> Calendar:
    """Return the program's calendar."""
    return read(DATA / "program.yaml", Calendar)
