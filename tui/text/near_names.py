"""Names that a mistyped name probably means."""

from collections.abc import Sequence

_MOST = 3


def near_names(written: str, known: Sequence[str]) -> list[str]:
    """Return up to 3 names with this beginning, or else the most similar name; dashes at the beginning do not count."""
    from difflib import get_close_matches

    if begun := [name for name in known if len(written) > 2 and name.startswith(written)]:
        return begun[:_MOST]
    bare = {name.lstrip("-"): name for name in known}
    short = written[:80].lower().lstrip("-")
    alike = get_close_matches(short, bare, n=1, cutoff=0.5 if len(short) < 4 else 0.6)
    return [bare[name] for name in alike]
