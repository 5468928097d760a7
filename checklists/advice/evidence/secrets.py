"""Secrets in metadata, notes and evidence links."""

from collections.abc import Iterator

from checklists.advice.context import AdviceCase
from checklists.model.problem import Problem
from checklists.scan.scanner import scan_secrets

_HINT = "Remove it and revoke it. An export refuses it."


def secrets_in_answers(case: AdviceCase) -> Iterator[Problem]:
    """Report `metadata-secret`, `notes-secret` and `link-secret`."""
    notes = (answer.notes.text for _, answer in case.answers)
    if not _kinds("\n\n".join((*case.metadata.values(), *notes, *(c.text for c in case.cited))), case):
        return  # One scan of all texts is much faster than one scan per text.
    for key, text in case.metadata.items():
        if kinds := _kinds(text, case):
            yield case.at_field("metadata-secret", key, f"The value contains a secret: {kinds}.", _HINT)
    for requirement, answer in case.answers:
        if kinds := _kinds(answer.notes.text, case):
            message = f"The notes contain a secret: {kinds}."
            yield case.at_answer("notes-secret", requirement, "notes", message, _HINT, answer.notes.line)
    for cited in case.each_requirement(lambda text: _kinds(text, case)):
        message = f"A link contains a secret: {', '.join(dict.fromkeys(_kinds(c.text, case) for c in cited))}."
        yield case.at_evidence("link-secret", cited, message, _HINT)


def _kinds(text: str, case: AdviceCase) -> str:
    """Return the kinds of the secrets in a text, without their values."""
    return ", ".join(dict.fromkeys(match.title for match in scan_secrets(text) if case.is_open(match)))
