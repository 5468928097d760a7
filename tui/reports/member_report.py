"""A search in the member list on paper: as lines for people and as JSON for programs. No Textual here."""

from collections.abc import Iterator

from checklists.program.members import Members, suggest
from checklists.program.vendor import explain
from checklists.text import clean_line, count


def members_lines(query: str, members: Members) -> Iterator[str]:
    """Whether that is a member's name, and which names are alike; every name where nothing is asked."""
    if not query:
        yield from sorted(members.names, key=str.casefold)
        return
    shown_query = clean_line(query, limit=200)
    miss = explain(query, members)
    if miss is None:
        yield f'"{shown_query}" is a member: vendorName is spelled exactly so.'
    else:
        yield f'"{shown_query}" is not the name of a CNCF member.'
        yield f"  {miss.why}"
    others = [name for name in _similar(query, members) if name != shown_query]
    if others:
        yield "alike:"
        yield from (f"  {name}" for name in others)
    yield f"searched: {count(len(members.names), 'member')} of {members.source}{_dated(members)}"


def members_json(query: str, members: Members) -> dict[str, object]:
    """The same for programs."""
    miss = explain(query, members) if query else None
    return {
        "query": query,
        "member": bool(query) and miss is None,
        "explanation": {"kind": miss.kind, "why": miss.why, "right": miss.right} if miss else None,
        "members": _similar(query, members) if query else sorted(members.names, key=str.casefold),
        "source": members.source,
        "dated": members.dated.isoformat() if members.dated else None,
    }


def _similar(query: str, members: Members) -> list[str]:
    """The likeliest first: what an explanation names, then what is spelled alike."""
    miss = explain(query, members)
    return list(dict.fromkeys([*(miss.meant if miss else ()), *suggest(query, members.names)]))


def _dated(members: Members) -> str:
    return f", {members.dated:%Y-%m-%d}" if members.dated else ""
