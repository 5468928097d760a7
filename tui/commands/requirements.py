"""Requirements that a command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.model.checklist import Checklist, Requirement


def require_requirement(checklist: Checklist, name: str, others: Sequence[Checklist] = ()) -> Requirement:
    """Return the requirement with an id.

    Args:
        checklist: The checklist that has to contain it.
        name: The id, as typed.
        others: Checklists to suggest if they contain it.

    Raises:
        DraftError: The checklist lacks it; the hint suggests the checklist or the id that may be meant.
    """
    from checklists.errors import DraftError
    from checklists.text import clean_line

    found = checklist.get(name)
    if found is not None:
        return found
    message = f"The checklist {checklist.minor} has no requirement {clean_line(name, limit=80)!r}."
    raise DraftError(message, _hint(checklist, name, others))


def _hint(checklist: Checklist, name: str, others: Sequence[Checklist]) -> str:
    from tui.text.near_names import near_names
    from tui.text.search.aliases import REQUIREMENTS

    if minors := [other.minor for other in others if other.get(name) is not None]:
        return f"It is in the checklists {', '.join(minors)}: add --checklist {minors[-1]}."
    ids = [requirement.id for requirement in checklist.requirements]
    aliases = {alias.lower(): [id] for id in ids for alias in REQUIREMENTS.get(id, ())}
    alias, written = name.lower(), name.lower().replace("-", "_")
    parts = [id for id in ids if len(written) > 2 and written in id][:3]
    if meant := parts or near_names(written, ids) or aliases.get(alias):
        return f"Did you mean {' or '.join(meant)}?"
    return f"It has {', '.join(ids)}."
