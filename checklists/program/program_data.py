"""The official checklists and the member list, from the first place on this machine that has each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from checklists.catalog import catalog
from checklists.catalog.official_template import MAX_TEMPLATE, Template, parse_template
from checklists.errors import ProgramDataError
from checklists.model.checklist import Checklist, minor_key
from checklists.program.landscape import MAX_CHARACTERS as MAX_LANDSCAPE
from checklists.program.locations import (
    BUNDLED,
    LANDSCAPE,
    DataFolder,
    DataOrigin,
    SearchPath,
    checklist_file,
    data_folders,
)
from checklists.program.members import Members, parse_landscape

__all__ = ["BUNDLED", "LANDSCAPE", "Origin", "ProgramData", "SearchPath", "checklist_file", "load_program_data"]

_CLOCK_SKEW = timedelta(days=1)
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Origin:
    """Where one thing comes from."""

    what: str
    """`checklist 1.36` or `member list`."""
    where: str | None
    """For people; None if it is nowhere on this machine."""
    dated: datetime | None
    skipped: tuple[str, ...]
    """Sentences about places that have it in a form that cannot be used."""


class ProgramData:
    """The program's checklists and members, from the first place that has each; read when asked for, once."""

    def __init__(self, places: tuple[DataFolder, ...]) -> None:
        self._places = places
        self._templates: dict[str, tuple[Template | None, Origin]] = {}
        self._checklists: dict[str, Checklist] = {}

    def minors(self) -> tuple[str, ...]:
        """All minors with a checklist, known to the catalog or found, ascending."""
        found = {minor for place in self._places for minor in place.minors()} - set(catalog.MINORS)
        new = [minor for minor in found if self.template(minor)]
        return tuple(sorted({*catalog.MINORS, *new}, key=minor_key))

    def template(self, minor: str) -> Template | None:
        """The official template of that minor; None if no place has a usable one."""
        return self._template(minor)[0]

    def checklist(self, minor: str) -> Checklist:
        """The checklist of that minor; raises ProgramDataError if neither a place nor the catalog has one."""
        if minor not in self._checklists:
            template, origin = self._template(minor)
            checklist = catalog.checklist(minor, template)
            self._checklists[minor] = replace(checklist, notices=(*origin.skipped, *checklist.notices))
        return self._checklists[minor]

    def members(self) -> Members | None:
        """The member list; None if no place has a usable one, which means "not checked", never "not a member"."""
        return self._members[0]

    def origin(self, minor: str) -> Origin:
        """Where the template of that minor comes from."""
        return self._template(minor)[1]

    def members_origin(self) -> Origin:
        """Where the member list comes from."""
        return self._members[1]

    def describe(self) -> tuple[Origin, ...]:
        """Where each checklist and the member list come from."""
        return (*map(self.origin, self.minors()), self.members_origin())

    def age(self, now: datetime) -> timedelta | None:
        """How long ago the newest of the data in use was verified; None if there is no data."""
        dates = [place.dated(name) for name in self._needed() if (place := self._holder(name))]
        return max((now - max(known), timedelta(0))) if (known := [d for d in dates if d]) else None

    def stale(self, now: datetime, limit: timedelta) -> bool:
        """Whether a download would help: something is nowhere, or only in a downloaded copy older than `limit`.

        What the user named or cloned is the user's own to keep up to date. A folder that the user named says which
        checklists there are, so a checklist that it lacks is no reason.
        """
        named = any(place.kind is DataOrigin.EXPLICIT for place in self._places)
        needed = (LANDSCAPE,) if named else self._needed()
        return any(self._wants_download(name, now, limit) for name in needed)

    def _wants_download(self, name: str, now: datetime, limit: timedelta) -> bool:
        place = self._holder(name)
        if place is None:
            return True
        if place.kind in (DataOrigin.EXPLICIT, DataOrigin.CLONE):
            return False
        dated = place.dated(name)
        return dated is None or not -_CLOCK_SKEW <= now - dated <= limit

    def _needed(self) -> tuple[str, ...]:
        return (*map(checklist_file, catalog.MINORS), LANDSCAPE)

    def _holder(self, name: str) -> DataFolder | None:
        return next((place for place in self._places if place.has(name)), None)

    def _template(self, minor: str) -> tuple[Template | None, Origin]:
        if minor not in self._templates:
            self._templates[minor] = self._find_template(minor)
        return self._templates[minor]

    def _find_template(self, minor: str) -> tuple[Template | None, Origin]:
        def read(place: DataFolder) -> Template:
            return parse_template(minor, place.read(checklist_file(minor), MAX_TEMPLATE), place.label)

        return self._first(f"checklist {minor}", checklist_file(minor), read)

    @cached_property
    def _members(self) -> tuple[Members | None, Origin]:
        def read(place: DataFolder) -> Members:
            text = place.read(LANDSCAPE, MAX_LANDSCAPE)
            try:
                return Members(parse_landscape(text), place.label, place.dated(LANDSCAPE), text)
            except ProgramDataError as error:
                raise ProgramDataError(f"{LANDSCAPE} in {place.label} is passed over. {error.message}") from None

        return self._first("member list", LANDSCAPE, read)

    def _first(self, what: str, name: str, read: Callable[[DataFolder], _Found]) -> tuple[_Found | None, Origin]:
        """What the first place that has a usable file of that name holds."""
        skipped: list[str] = []
        for place in filter(lambda place: place.has(name), self._places):
            try:
                return read(place), Origin(what, place.label, place.dated(name), tuple(skipped))
            except ProgramDataError as error:
                skipped.append(error.message)
        return None, Origin(what, None, None, tuple(skipped))


def load_program_data(search_path: SearchPath) -> ProgramData:
    """The program's data from those places; raises ProgramDataError if the named folder holds no checklist."""
    return ProgramData(tuple(data_folders(search_path)))
