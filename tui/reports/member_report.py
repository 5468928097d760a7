"""Report of a search in the member list, as text and JSON."""

from collections.abc import Iterator

from checklists.program.members import Members, suggest
from checklists.program.vendor import explain
from checklists.text import clean_line, count


def members_lines(query: str, members: Members) -> Iterator[str]:
    """Yield whether the query is a member's name, and similar names; every name for an empty query."""
    if not query:
        yield from sorted(members.names, key=str.casefold)
        return
    shown_query = clean_line(query, limit=200)
    miss = explain(query, members)
    if miss is None:
        yield f'"{shown_query}" is a member: use exactly this vendorName.'
    else:
        yield f'"{shown_query}" is not the name of a CNCF member.'
        yield f"  {miss.why}"
    others = [name for name in _similar(query, members) if name != shown_query]
    if others:
        yield "similar:"
        yield from (f"  {name}" for name in others)
    yield f"searched: {count(len(members.names), 'member')} of {members.source}{_dated(members)}"


def members_json(query: str, members: Members) -> dict[str, object]:
    """Build the result as JSON."""
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
    """Return the names of the explanation, then similar names, most likely first."""
    miss = explain(query, members)
    return list(dict.fromkeys([*(miss.meant if miss else ()), *suggest(query, members.names)]))


def _dated(members: Members) -> str:
    return f", {members.dated:%Y-%m-%d}" if members.dated else ""
