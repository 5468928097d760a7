"""Carried-over answers that are unconfirmed; the program's check ignores them, so this is advice."""

from collections.abc import Iterator

from checklists.model.checklist import Checklist
from checklists.model.draft import Carried, Draft
from checklists.model.metadata import metadata_field
from checklists.model.problem import Problem, Severity
from checklists.model.renewal import format_day

CODE = "answer-to-confirm"


def unconfirmed(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """Report `answer-to-confirm` for each field and answer, in checklist order."""
    for key in draft.fields_to_confirm:
        known = metadata_field(key)
        message = f"Carried over{_origin(draft)} and unconfirmed."
        hint = "Change or confirm it."
        if key == "platformVersion":
            hint = "Enter the product version of this submission."
        if known is not None:
            yield Problem(Severity.ADVICE, CODE, key, f"metadata.{key}", message, hint)
    for requirement in checklist.requirements:
        carried = draft.response(requirement.id).carried
        if carried is not None:
            where = f"spec.{requirement.category}.{requirement.id}.status"
            message = f"Carried over{describe_carried(carried)} and unconfirmed."
            hint = "Review the answer and its links, then change or confirm it."
            yield Problem(Severity.ADVICE, CODE, requirement.id, where, message, hint)


def describe_carried(carried: Carried) -> str:
    """Return the origin of an answer, to continue a sentence."""
    minor = f" from the submission for {carried.minor}" if carried.minor else " from an earlier submission"
    return f"{minor}, merged on {format_day(carried.merged)}" if carried.merged else minor


def _origin(draft: Draft) -> str:
    imported = draft.imported
    return describe_carried(Carried(minor=imported.minor, merged=imported.merged)) if imported else ""
