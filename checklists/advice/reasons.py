"""Reasons why a requirement does not apply: some say nothing about the condition, and a reviewer refuses them."""

import re
from collections.abc import Iterator
from enum import StrEnum

from checklists.advice.context import AdviceCase
from checklists.model.checklist import Level, Status
from checklists.model.problem import Problem
from checklists.rules.status import CONDITIONAL
from checklists.text import trim

_LONGEST = 20_000
"""Characters of notes that are looked at."""
_LEAST_LETTERS = 24
_LEAST_WORDS = 5
"""Words beside a refusal that may hold a reason after all."""
_NEGATIVE = r"(?:\bnot\b|n['’]t\b|\bno\b|\bnever\b|\bwithout\b|\bcannot\b)"
_OFFERING = (
    r"(?:support|provid|offer|bundl|includ|ship|implement|deliver|contain|come with|have|has|enabl|plan|roadmap|avail"
    r"|part of|in scope)"
)
_REFUSED = re.compile(
    rf"{_NEGATIVE}[^.;!?]{{0,40}}{_OFFERING}|\bha(?:s|ve) no\b|\bunsupported\b|\bunimplemented\b|\bout of scope\b"
    r"|\bnot yet\b|\b(?:future|later|next|upcoming) (?:release|version)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|so that|therefore|given that"
    r"|as (?=(?:the|our|all|each|every|nodes?|clusters?|it|they|this|these|there|we)\b))",
    re.IGNORECASE,
)
_DOES_NOT_APPLY = re.compile(r"\b(?:not|n['’]t) appl(?:y|icable)\b|^\W*n/a\b|\bis n/a\b", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a reason is none; the values are the codes of the advice."""

    EMPTY = "na-reason-empty"
    SHORT = "na-reason-short"
    NOT_OFFERED = "na-reason-not-offered"


_SAYS = {
    Refusal.SHORT: "The reason is very short: a reviewer will ask what it means.",
    Refusal.NOT_OFFERED: "That the product does not have it is no reason: it says nothing about whether it applies.",
}
"""For empty notes the program has an error of its own."""
_HOW = "Say what in the product's design keeps the requirement's condition from arising, in a sentence or two."


def refusal_of(reason: str) -> Refusal | None:
    """Why a reviewer would not take that reason; None where nothing speaks against it."""
    text = trim(reason[:_LONGEST])
    if not text:
        return Refusal.EMPTY
    if len(re.findall(r"[^\W_]", text)) < _LEAST_LETTERS:
        return Refusal.NOT_OFFERED if _REFUSED.search(text) else Refusal.SHORT
    sentences = [sentence for sentence in re.split(r"[.;!?\n]+", text) if sentence.strip()]
    refusing = [sentence for sentence in sentences if _REFUSED.search(sentence)]
    if refusing and not any(map(_explains, [s for s in sentences if s not in refusing] + _causes(refusing))):
        return Refusal.NOT_OFFERED
    return None


def _causes(sentences: list[str]) -> list[str]:
    """What stands behind `because` and its kin."""
    return [part for s in sentences for part in _BECAUSE.split(s)[1:] if not _REFUSED.search(part)]


def _explains(part: str) -> bool:
    return len(re.findall(r"\w+", part)) >= _LEAST_WORDS


def weak_reason(case: AdviceCase) -> Iterator[Problem]:
    """The codes of `Refusal`: N/A whose notes say nothing about the condition."""
    for requirement, answer in case.answers:
        if answer.status.text == Status.NOT_APPLICABLE:
            why = refusal_of(answer.notes.text)
            if why is not None and why in _SAYS:
                yield case.at_answer(why.value, requirement, "notes", _SAYS[why], _HOW, answer.notes.line)


def contradicting_reason(case: AdviceCase) -> Iterator[Problem]:
    """`notes-contradict-status`: `Implemented`, and notes that call the requirement not applicable."""
    for requirement, answer in case.answers:
        if answer.status.text != Status.IMPLEMENTED or not _DOES_NOT_APPLY.search(answer.notes.text):
            continue
        may = requirement.level is Level.SHOULD or requirement.id in CONDITIONAL
        hint = (
            "The program takes N/A here: choose it, and keep the notes as the reason."
            if may
            else "Say in the notes what shows it; the program takes no N/A for this MUST."
        )
        message = 'The status is "Implemented", and the notes say that it does not apply: which of the two is it?'
        yield case.at_answer("notes-contradict-status", requirement, "notes", message, hint, answer.notes.line)
