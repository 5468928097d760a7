"""Advice from the program's calendar, with its date, since the facts change."""

from collections.abc import Iterator

from checklists.catalog.calendar import calendar
from checklists.model.checklist import Checklist, Status, minor_key
from checklists.model.draft import Draft
from checklists.model.problem import Problem, Severity
from checklists.model.renewal import format_day

OLD_MINOR = "minor-not-certified"
NEXT_LEVEL = "level-rises-next"


def old_minor(minor: str) -> tuple[str, str] | None:
    """Return message and hint about a minor that base conformance no longer certifies; None for the others."""
    known = calendar().certified
    if minor_key(minor) >= min(map(minor_key, known.minors)):
        return None
    message = f"As of {format_day(known.as_of)}, base conformance certifies {', '.join(known.minors)}, not {minor}."
    return message, f"Choose one of them for a new submission; see {known.source}."


def dated_advice(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """Report `minor-not-certified`, and for a renewal `level-rises-next`: a SHOULD that the next checklist requires."""
    if (about := old_minor(checklist.minor)) is not None:
        where = "metadata.kubernetesVersion"
        yield Problem(Severity.ADVICE, OLD_MINOR, "kubernetesVersion", where, *about)
    for change in calendar().upcoming if draft.imported is not None else ():
        requirement = checklist.get(change.requirement)
        settled = (None, Status.IMPLEMENTED)
        if requirement is None or requirement.level is change.level or draft.response(requirement.id).status in settled:
            continue
        if minor_key(checklist.minor) >= minor_key(change.minor):
            continue
        where = f"spec.{requirement.category}.{requirement.id}.status"
        message = f"As of {format_day(change.as_of)}, this becomes a {change.level} in checklist {change.minor}."
        hint = f"Plan it for the next renewal; see {change.source}."
        yield Problem(Severity.ADVICE, NEXT_LEVEL, requirement.id, where, message, hint)
