"""Where the official texts and the member list come from, for the start page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tui.times import ago

if TYPE_CHECKING:
    from checklists.program.program_data import ProgramData

MEMBERS = "member list"


class Source(NamedTuple):
    """Where a checklist or the member list comes from."""

    what: str
    """The Kubernetes minor, or `member list`."""
    where: str
    """Description for users."""
    dated: datetime | None


def program_sources(program: ProgramData) -> tuple[Source, ...]:
    """Return the sources of the official texts on this machine, ascending by minor, and of the member list."""
    origins = [*((minor, program.origin(minor)) for minor in program.minors()), (MEMBERS, program.members_origin())]
    return tuple(Source(what, origin.where, origin.dated) for what, origin in origins if origin.where)


def describe(sources: Sequence[Source], now: datetime) -> str:
    """Return the sources and ages of the official texts and the member list, in one line."""
    texts = [source for source in sources if source.what != MEMBERS]
    members = next((source for source in sources if source.what == MEMBERS), None)
    if not texts:
        return "No official texts on this machine: the export stays incomplete without them"
    named = f"{texts[0].what} to {texts[-1].what}" if len(texts) > 1 else texts[0].what
    text_origin = _origin(texts[-1], now)
    if members is None:
        return f"Official texts {named}, {text_origin} · no member list"
    if _origin(members, now) == text_origin:
        return f"Official texts {named} and the member list, {text_origin}"
    return f"Official texts {named}, {text_origin} · member list {_origin(members, now)}"


def _origin(source: Source, now: datetime) -> str:
    return f"from {source.where}" + (f", {ago(source.dated, now)}" if source.dated else "")
