"""What a draft carried over and nobody has confirmed yet; the program never asks, so it is advice."""

from collections.abc import Iterator

from checklists.model.checklist import Checklist
from checklists.model.draft import Carried, Draft
from checklists.model.metadata import metadata_field
from checklists.model.problem import Problem, Severity
from checklists.model.renewal import format_day

CODE = "answer-to-confirm"


def unconfirmed(draft: Draft, checklist: Checklist) -> Iterator[Problem]:
    """`answer-to-confirm`: one for each field and answer, in the order of the checklist."""
    for key in draft.fields_to_confirm:
        known = metadata_field(key)
        message = f"It is carried over{_origin(draft)}: does it still hold?"
        hint = "Change it, or confirm it as it is."
        if key == "platformVersion":
            hint = "The certificate counts for one version of the product: put in the one that this submission is for."
        if known is not None:
            yield Problem(Severity.ADVICE, CODE, key, f"metadata.{key}", message, hint)
    for requirement in checklist.requirements:
        carried = draft.response(requirement.id).carried
        if carried is not None:
            where = f"spec.{requirement.category}.{requirement.id}.status"
            message = f"The answer is carried over{describe_carried(carried)}, and nobody has confirmed it yet."
            hint = "Read it, try its links, and confirm it; changing it confirms it too."
            yield Problem(Severity.ADVICE, CODE, requirement.id, where, message, hint)


def describe_carried(carried: Carried) -> str:
    """Where an answer is from, to go on in a sentence."""
    minor = f" from the submission for {carried.minor}" if carried.minor else " from an earlier submission"
    return f"{minor}, merged on {format_day(carried.merged)}" if carried.merged else minor


def _origin(draft: Draft) -> str:
    imported = draft.imported
    return describe_carried(Carried(minor=imported.minor, merged=imported.merged)) if imported else ""
