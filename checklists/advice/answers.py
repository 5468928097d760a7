"""Answers that pass the check despite a fault: no evidence, a repeated id, or an edited level or description."""

import re
from collections import Counter
from collections.abc import Iterator

from checklists.advice.context import CLAIMS, AdviceCase
from checklists.advice.evidence.own import on_own_site
from checklists.links.link_check import displayed_url
from checklists.model.checklist import TextTrust
from checklists.model.problem import Problem, Severity
from checklists.rules.context import quote_text
from checklists.text import clean_line, trim

_LINK = re.compile(
    r"https?://\S+|\bwww\.[\w-]+(?:\.[\w-]+)+\S*|^\s*[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/\S*\s*$", re.IGNORECASE
)
"""A link; without a scheme only if it begins with `www.`, or if the notes hold nothing else."""
_PAGE = re.compile(r"(?<![\w./@-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/[^\s()<>\[\]]+", re.IGNORECASE)
"""A link without a scheme, or a label such as nvidia.com/gpu."""
_AFTER_A_LINK = ".,;:!?)]>\"'`"


def nothing_cited(case: AdviceCase) -> Iterator[Problem]:
    """Report `evidence-none`, a claim without evidence, or `evidence-in-notes` if the notes hold a link."""
    for requirement, answer in case.answers:
        if answer.status.text not in CLAIMS or any(trim(item.text) for item in answer.evidence):
            continue
        if link := _link_in(answer.notes.text, case):
            message = f"The evidence is empty; the notes contain a link: {quote_text(displayed_url(link))}."
            hint = "Move the link to the evidence: the check and reviewers expect it there."
            yield case.at_answer("evidence-in-notes", requirement, "evidence", message, hint, answer.notes.line)
        else:
            message = f"{quote_text(answer.status.text)} without evidence: reviewers expect proof."
            usual = requirement.guidance.usual_evidence if requirement.guidance is not None else ()
            hint = f"Usual evidence: {usual[0]}." if usual else "Add a public link, or attach a file."
            yield case.at_answer("evidence-none", requirement, "evidence", message, hint, answer.line)


def _link_in(notes: str, case: AdviceCase) -> str:
    """Return the first link with a scheme; a link without has to lead to the vendor, or be all the notes."""
    found = _LINK.search(notes) or next(
        (page for page in _PAGE.finditer(notes) if on_own_site(f"https://{page[0]}", case.metadata)), None
    )
    if found is None:
        return ""
    link = found[0].strip().rstrip(_AFTER_A_LINK)
    return link if "://" in link else f"https://{link}"


def other_level(case: AdviceCase) -> Iterator[Problem]:
    """Report `level-changed`; the program uses the checklist's level, not the file's."""
    for requirement, answer in case.answers:
        written = answer.level
        if written is not None and written.text != requirement.level:
            message = f"The level is {quote_text(written.text)}; the checklist requires {requirement.level}."
            hint = f'Write `level: "{requirement.level}"`: the check uses the checklist\'s level.'
            yield case.at_answer("level-changed", requirement, "level", message, hint, written.line)


def other_description(case: AdviceCase) -> Iterator[Problem]:
    """Report `description-changed`: an edited official description; line breaks do not count."""
    for requirement, answer in case.answers:
        written, official = answer.description, requirement.description
        if written is None or official is None or requirement.trust is TextTrust.DIFFERENT:
            continue
        if written.text != official and written.text.split() != official.split():
            message = f"The description differs from the checklist: {_difference(written.text, official)}."
            hint = f"Copy it from docs/AIConformance-{case.checklist.minor}.yaml; put your own text into the notes."
            yield case.at_answer("description-changed", requirement, "description", message, hint, written.line)


def repeated(case: AdviceCase) -> Iterator[Problem]:
    """Report `id-repeated`; of several answers with an id, the last in its category counts."""
    spec = case.submission.spec or {}
    ids = Counter(answer.id for answers in spec.values() for answer in answers if answer.id)
    for category, answers in spec.items():
        seen: set[str] = set()
        for answer in answers:
            times = ids[answer.id]
            if times > 1 and (answer.id in seen or _belongs_elsewhere(case, answer.id, category)):
                message = f"{quote_text(answer.id)} has {times} answers; the last in its category counts."
                hint = "Keep the right answer and delete the others."
                subject = clean_line(answer.id, limit=80) or "id"
                where = f"spec.{clean_line(category, limit=80)}.{subject}"
                yield Problem(Severity.ADVICE, "id-repeated", subject, where, message, hint, answer.line)
            seen.add(answer.id)


def _belongs_elsewhere(case: AdviceCase, requirement_id: str, category: str) -> bool:
    requirement = case.checklist.get(requirement_id)
    return requirement is not None and requirement.category != category


def _difference(written: str, official: str) -> str:
    """Describe the first words in which two texts differ."""
    ours, theirs = written.split(), official.split()
    pairs = zip(ours, theirs, strict=False)
    at = next((n for n, pair in enumerate(pairs) if pair[0] != pair[1]), min(len(ours), len(theirs)))
    submitted, official_part = (" ".join(words[at : at + 4]) for words in (ours, theirs))
    if not submitted:
        return f"it ends before {quote_text(official_part)}"
    return (
        f"{quote_text(submitted)} instead of {quote_text(official_part)}"
        if official_part
        else f"{quote_text(submitted)} was added"
    )
