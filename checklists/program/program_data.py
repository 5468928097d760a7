"""Official checklists and member list, each from the first folder on this machine that has it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from checklists.catalog import catalog
from checklists.catalog.official_template import MAX_TEMPLATE, Template, parse_template
from checklists.errors import ProgramDataError
from checklists.model.checklist import Checklist, minor_key
from checklists.program.landscape import MAX_CHARACTERS as MAX_LANDSCAPE
from checklists.program.landscape_items import read_items
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


class Origin(msgspec.Struct, frozen=True):
    """Origin of a checklist or the member list."""

    what: str
    """`checklist 1.36` or `member list`."""
    where: str | None
    """Description for users; None if no folder has it."""
    dated: datetime | None
    skipped: tuple[str, ...]
    """Messages about folders whose copy is unusable."""


class ProgramData:
    """Lazily read checklists and members, each from the first folder that has it."""

    def __init__(self, places: tuple[DataFolder, ...]) -> None:
        self._places = places
        self._templates: dict[str, tuple[Template | None, Origin]] = {}
        self._checklists: dict[str, Checklist] = {}

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders, preferred first."""
        return tuple(place.folder for place in self._places)

    def minors(self) -> tuple[str, ...]:
        """Return all minors with a checklist in the catalog or a folder, ascending."""
        found = {minor for place in self._places for minor in place.minors()} - set(catalog.MINORS)
        new = [minor for minor in found if self.template(minor)]
        return tuple(sorted({*catalog.MINORS, *new}, key=minor_key))

    def template(self, minor: str) -> Template | None:
        """Return the official template of a minor, or None if no folder has a usable one."""
        return self._template(minor)[0]

    def checklist(self, minor: str) -> Checklist:
        """Return the checklist of a minor.

        Raises:
            ProgramDataError: No folder and no catalog has a usable checklist.
        """
        if minor not in self._checklists:
            template, origin = self._template(minor)
            if template is None and origin.skipped and minor not in catalog.MINORS:
                raise ProgramDataError(origin.skipped[0], "It may need a newer version of aiconform.")
            checklist = catalog.checklist(minor, template)
            self._checklists[minor] = msgspec.structs.replace(checklist, notices=(*origin.skipped, *checklist.notices))
        return self._checklists[minor]

    def members(self) -> Members | None:
        """Return the member list, or None if no folder has a usable one, in which case membership is not checked."""
        return self._members[0]

    def origin(self, minor: str) -> Origin:
        """Return the origin of a minor's template."""
        return self._template(minor)[1]

    def members_origin(self) -> Origin:
        """Return the origin of the member list."""
        return self._members[1]

    def describe(self) -> tuple[Origin, ...]:
        """Return the origins of all checklists and the member list."""
        return (*map(self.origin, self.minors()), self.members_origin())

    def stamp(self) -> str:
        """Return a text that changes whenever a file of the data is written; no file is read."""
        return "\n".join(f"{place.kind} {place.folder} {place.stamp()}" for place in self._places)

    def age(self, now: datetime) -> timedelta | None:
        """Return the time since the newest data in use was verified, or None without data."""
        dates = [place.dated(name) for name in self._needed() if (place := self._holder(name))]
        return max((now - max(known), timedelta(0))) if (known := [d for d in dates if d]) else None

    def stale(self, now: datetime, limit: timedelta) -> bool:
        """Return whether a download would help: a file is missing, or downloaded longer than `limit` ago.

        Users update named folders and clones themselves. A named folder defines which checklists exist, so a
        checklist that it lacks does not count as missing.
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
                return Members(parse_landscape(text), place.label, place.dated(LANDSCAPE), read_items(text))
            except ProgramDataError as error:
                raise ProgramDataError(f"{LANDSCAPE} in {place.label} is ignored. {error.message}") from None

        return self._first("member list", LANDSCAPE, read)

    def _first(self, what: str, name: str, read: Callable[[DataFolder], _Found]) -> tuple[_Found | None, Origin]:
        """Return the content of the first usable file of that name, with its origin."""
        skipped: list[str] = []
        for place in filter(lambda place: place.has(name), self._places):
            try:
                return read(place), Origin(what, place.label, place.dated(name), tuple(skipped))
            except ProgramDataError as error:
                skipped.append(error.message)
        return None, Origin(what, None, None, tuple(skipped))


def load_program_data(search_path: SearchPath) -> ProgramData:
    """Return the program's data from the given places.

    Raises:
        ProgramDataError: The folder that the user named has no checklist.
    """
    return ProgramData(tuple(data_folders(search_path)))
