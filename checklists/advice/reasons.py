"""Reasons for N/A: reviewers refuse a reason that does not address the requirement's condition."""

import re
from collections.abc import Iterator
from enum import StrEnum

from checklists.advice.context import AdviceCase
from checklists.model.checklist import Status
from checklists.model.problem import Problem
from checklists.text import lazy_pattern, trim

_LONGEST = 20_000
"""Maximum number of characters checked."""
_LEAST_LETTERS = 24
_LEAST_WORDS = 5
"""Minimum number of words of a reason."""
_NEGATIVE = r"(?:\bnot\b|n['’]t\b|\bno\b|\bnever\b|\bwithout\b|\bcannot\b)"
_OFFERING = (
    r"(?:support|provid|offer|bundl|includ|ship|implement|deliver|contain|come with|have|has|enabl|plan|roadmap|avail"
    r"|part of|in scope)"
)
_REFUSED = re.compile(
    rf"{_NEGATIVE}[^.;!?]{{0,40}}{_OFFERING}|\bha(?:s|ve) no\b|\bunsupported\b|\bunimplemented\b|\bout of scope\b"
    r"|\b(?:provid|offer|includ|shipp?|bundl)\w* no\b|\bmissing\b|\bplanned (?:for|in)\b|\b(?:on|our|the) roadmap\b"
    r"|\bleft to\b|\bresponsible for\b|\bbrings? (?:their|its|your) own\b|(?:\bnot|n['’]t)(?: \w+)? tested\b"
    r"|\bnot yet\b|\bbacklog\b|\b(?:future|later|next|upcoming) (?:release|version)",
    re.IGNORECASE,
)
_OF_HARDWARE = lazy_pattern(
    r"\b(?:accelerators?|boards?|cards?|chips?|devices?|gpus?|hardware|machines?|npus?|servers?|tpus?)\b"
    rf"(?:\W+\w+){{0,5}}?\W*{_NEGATIVE}",
    re.IGNORECASE,
)
"""What hardware lacks is a reason."""
_RESTATED = re.compile(
    r"\W*(?:(?:this|the) )?(?:\w+ ){0,3}?(?:is |does |do )?not (?:appl(?:y|icable)|relevant)"
    r"(?: (?:at|for|in|on|to) [^:,]{0,80})?\W*",
    re.IGNORECASE,
)
"""A sentence that only repeats the status."""
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|so that|therefore|given that"
    r"|as (?=(?:the|our|all|each|every|nodes?|clusters?|it|they|this|these|there|we)\b))",
    re.IGNORECASE,
)


class Refusal(StrEnum):
    """The fault of a reason; the values are advice codes."""

    EMPTY = "na-reason-empty"
    SHORT = "na-reason-short"
    NOT_OFFERED = "na-reason-not-offered"


_MESSAGES = {
    Refusal.SHORT: "The reason is too short for a reviewer.",
    Refusal.NOT_OFFERED: "A missing feature is not a reason: explain why the requirement does not apply.",
}
"""Empty notes are an error of the program's check."""
_HOW = "Explain in one or two sentences why the requirement's condition cannot occur."


def refusal_of(reason: str) -> Refusal | None:
    """Return why a reviewer would refuse the reason; None if it is acceptable."""
    text = trim(reason[:_LONGEST])
    if not text:
        return Refusal.EMPTY
    if len(re.findall(r"[^\W_]", text)) < _LEAST_LETTERS:
        return Refusal.NOT_OFFERED if _REFUSED.search(text) else Refusal.SHORT
    sentences = [sentence for sentence in re.split(r"[.;!?\n]+", text) if sentence.strip()]
    refusing = [s for s in sentences if _is_refused(s) or _RESTATED.fullmatch(s)]
    if refusing and not any(map(_explains, [s for s in sentences if s not in refusing] + _causes(refusing))):
        return Refusal.NOT_OFFERED
    return None


def _is_refused(sentence: str) -> bool:
    return _REFUSED.search(sentence) is not None and _OF_HARDWARE().search(sentence) is None


def _causes(sentences: list[str]) -> list[str]:
    """Return the text after each `because` or similar."""
    return [part for s in sentences for part in _BECAUSE.split(s)[1:] if not _REFUSED.search(part)]


def _explains(part: str) -> bool:
    return len(re.findall(r"\w+", part)) >= _LEAST_WORDS


def weak_reason(case: AdviceCase) -> Iterator[Problem]:
    """Report the codes of `Refusal`: N/A whose notes do not address the condition."""
    for requirement, answer in case.answers:
        if answer.status.text == Status.NOT_APPLICABLE:
            why = refusal_of(answer.notes.text)
            if why is not None and why in _MESSAGES:
                yield case.at_answer(why.value, requirement, "notes", _MESSAGES[why], _HOW, answer.notes.line)
