"""Sample values from the program's instructions."""

import re
from collections.abc import Iterator

from checklists.advice.context import AdviceCase, join_quoted
from checklists.model.problem import Problem

_SAMPLE = re.compile(r"yoyo[\s._-]?dyne|encabulat")
_HINT = "It is from the program's instructions: replace it with your own value."


def samples(case: AdviceCase) -> Iterator[Problem]:
    """Report `sample-value`: the example vendor and product of the instructions."""
    for key, text in case.metadata.items():
        if is_sample(text):
            yield case.at_field("sample-value", key, f"{join_quoted([text])} is a sample value.", _HINT)
    for requirement, answer in case.answers:
        if is_sample(answer.notes.text):
            message = "The notes name the sample product."
            yield case.at_answer("sample-value", requirement, "notes", message, _HINT, answer.notes.line)
    for cited in case.each_requirement(is_sample):
        message = f"{join_quoted([item.text for item in cited])} leads to the sample product."
        yield case.at_evidence("sample-value", cited, message, _HINT)


def is_sample(text: str) -> bool:
    """Return whether a text names the example vendor or product."""
    low = text.lower()
    return ("yoyo" in low or "encab" in low) and _SAMPLE.search(low) is not None
