"""Texts and places of differences between configurations."""

from collections.abc import Sequence

from checklists.model.checklist import Checklist
from checklists.model.metadata import FIELDS
from checklists.model.provider import LABELS
from checklists.text import count
from tui.state.configurations import Comparison
from tui.state.eligibility import QUESTIONS, eligibility_question
from tui.state.steps import StepField

_LABELS = {f"metadata.{field.key}": field.label for field in FIELDS} | {
    f"eligibility.{question.id}": question.label for question in QUESTIONS
}


def field_title(field: str, checklist: Checklist) -> str:
    """Return the name of a field as its page shows it."""
    group, _, part = field.partition(".")
    requirement = checklist.get(group)
    if requirement is not None:
        return f"{requirement.title}: {part}"
    return _LABELS.get(field, part if group in ("metadata", "eligibility") else field)


def value_text(field: str, value: str) -> str:
    """Return a field's value as its page shows it."""
    group, _, part = field.partition(".")
    if part == "provider":
        return {str(layer): label for layer, label in LABELS.items()}.get(value, value)
    question = eligibility_question(part) if group == "eligibility" else None
    answers = question.answers if question is not None else ()
    return next((answer.label for answer in answers if answer.value == value), value)


def field_place(field: str, checklist: Checklist) -> StepField:
    """Return where the wizard shows a field."""
    group, _, part = field.partition(".")
    return StepField(group, part) if checklist.get(group) is not None else StepField("platform", part)


def other_title(comparison: Comparison) -> str:
    """Return the other draft with the number of differences."""
    number = len(comparison.differences)
    return f"{comparison.name}: {count(number, 'difference') if number else 'no difference'}"


def offer(comparisons: Sequence[Comparison], key: str) -> str:
    """Return the offer to compare configurations, when a draft is opened; empty if nothing differs.

    Args:
        comparisons: The draft's other configurations.
        key: The key that compares them.
    """
    clash = next((each for each in comparisons if each.same_folder), None)
    if clash is not None:
        return f'"{clash.name}" exports to {clash.same_folder} too: change the folder on the platform page.'
    found = [each for each in comparisons if each.differences]
    if not found:
        return ""
    number = len({difference.field for each in found for difference in each.differences})
    names = " and ".join(f'"{each.name}"' for each in found) if len(found) < 3 else f"{len(found)} drafts"
    return f"{count(number, 'answer')} {'differs' if number == 1 else 'differ'} from {names}: {key} compares them."
