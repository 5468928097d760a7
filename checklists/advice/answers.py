"""Answers that the program's check takes as they are: without proof, repeated, or to another question."""

from collections import Counter
from collections.abc import Iterator

from checklists.advice.context import AdviceCase
from checklists.model.checklist import Status, TextTrust
from checklists.model.problem import Problem, Severity
from checklists.rules.context import quote_text
from checklists.text import clean_line, trim

_CLAIMS = (Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED)


def nothing_cited(case: AdviceCase) -> Iterator[Problem]:
    """`evidence-none`: a claim that nobody can look up."""
    for requirement, answer in case.answers:
        if answer.status.text in _CLAIMS and not any(trim(item.text) for item in answer.evidence):
            message = f"{quote_text(answer.status.text)} without any evidence: a reviewer will ask where to see it."
            asks = requirement.guidance.usual_evidence if requirement.guidance is not None else ()
            hint = f"Usual evidence: {asks[0]}." if asks else "Add a public link, or a file beside PRODUCT.yaml."
            yield case.at_answer("evidence-none", requirement, "evidence", message, hint, answer.line)


def other_level(case: AdviceCase) -> Iterator[Problem]:
    """`level-changed`: the program goes by its own level, whatever the file says."""
    for requirement, answer in case.answers:
        written = answer.level
        if written is not None and written.text != requirement.level:
            message = f"The level is {quote_text(written.text)}; the checklist says {requirement.level}."
            hint = f'Write `level: "{requirement.level}"`: the check goes by its own.'
            yield case.at_answer("level-changed", requirement, "level", message, hint, written.line)


def other_description(case: AdviceCase) -> Iterator[Problem]:
    """`description-changed`: the official sentence is not the vendor's to edit; line breaks do not count."""
    for requirement, answer in case.answers:
        written, official = answer.description, requirement.description
        if written is None or official is None or requirement.trust is TextTrust.DIFFERENT:
            continue
        if written.text.split() != official.split():
            message = f"The description is not the checklist's: {_difference(written.text, official)}."
            hint = f"Copy it from docs/AIConformance-{case.checklist.minor}.yaml; your own words go into the notes."
            yield case.at_answer("description-changed", requirement, "description", message, hint, written.line)


def repeated(case: AdviceCase) -> Iterator[Problem]:
    """`id-repeated`: with two answers of one id the last one in its category counts."""
    spec = case.submission.spec or {}
    ids = Counter(answer.id for answers in spec.values() for answer in answers if answer.id)
    for category, answers in spec.items():
        seen: set[str] = set()
        for answer in answers:
            times = ids[answer.id]
            if times > 1 and (answer.id in seen or _belongs_elsewhere(case, answer.id, category)):
                message = f"{quote_text(answer.id)} is answered {times} times; the last one in its category counts."
                hint = "Keep the answer that is meant, and delete the others."
                subject = clean_line(answer.id, limit=80) or "id"
                where = f"spec.{clean_line(category, limit=80)}.{subject}"
                yield Problem(Severity.ADVICE, "id-repeated", subject, where, message, hint, answer.line)
            seen.add(answer.id)


def _belongs_elsewhere(case: AdviceCase, requirement_id: str, category: str) -> bool:
    requirement = case.checklist.get(requirement_id)
    return requirement is not None and requirement.category != category


def _difference(written: str, official: str) -> str:
    """The first words at which two texts part."""
    ours, theirs = written.split(), official.split()
    at = next(
        (n for n, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), min(len(ours), len(theirs))
    )
    submitted, official_part = (" ".join(words[at : at + 4]) for words in (ours, theirs))
    if not submitted:
        return f"it ends before {quote_text(official_part)}"
    return (
        f"{quote_text(submitted)} instead of {quote_text(official_part)}"
        if official_part
        else f"{quote_text(submitted)} was added"
    )
