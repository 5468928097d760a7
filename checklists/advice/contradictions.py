"""Notes that contradict the status: an implementation that the notes deny, or a denial that they refute.

All patterns search texts in lower case.
"""

import re
from collections.abc import Iterator

from checklists.advice.context import AdviceCase
from checklists.advice.subjects import subject, topic
from checklists.model.checklist import Level, Requirement, Status
from checklists.model.problem import Problem
from checklists.rules.status import CONDITIONAL

_LONGEST = 20_000
"""Maximum number of characters checked."""
_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(
    r"[.;!?:]\s+|\n+|。|；|\s[—–-]\s"
    r"|,\s+yet\b|,?\s+(?:but|however|although|though|whereas|while|instead|on the other hand)\b"
)
_NEGATIVE = r"(?:\b(?:not|no|never|cannot|neither|nor|lack(?:s|ing)?)\b|n['’]t\b)"
_OF_A_PROOF = (
    r"(?! (?:of |for |in )?(?:this|the|our|that) (?:\w+ )?(?:document|evidence|example|log|page|report|run|test)s?\b)"
)
_OFFERED = (
    r"(?:support|bundl|ship|includ|provid|offer|implement|deliver|contain|come with|enabl|avail|exist|integrat"
    rf"|part of{_OF_A_PROOF})"
)
_PRODUCT = r"(?:the|our|this|its) (?:\w+ )?(?:distribution|offering|platform|product|release|service|solution|version)"
_DENIED = re.compile(
    rf"{_NEGATIVE}(?:\W+\w+){{0,4}}?\W+{_OFFERED}"
    r"|(?:\bnot|n['’]t) have\b(?!\W+(?:to|(?:any )?(?:access|effect|impact|issues?|permissions?|problems?|rights?))\b)"
    r"|(?:\b(?:not|cannot)|n['’]t) be (?:added|provisioned|resized|scaled) (?:automatically|dynamically)\b"
    rf"|\b(?:none of (?:\w+\W+){{1,5}}?{_OFFERED}"
    rf"|nothing (?:\w+ ){{0,4}}{_OFFERED}"
    r"|(?:ha(?:s|ve)|with|provides?|offers?|ships?|includes?) no\b"
    r"(?!\W+(?:access|effect|impact|issue|need|permission|problem|right|way))"
    r"|(?:ship|come|deliver|release|suppli)\w*\W+without\b"
    r"|(?:unsupported|unimplemented|unavailable|disabled|not yet|lack(?:s|ing)?|tbd)\b"
    rf"|(?:absent|dropped|excluded|missing|omitted|removed) from {_PRODUCT}\b"
    r"|(?:currently|presently|today)\W+not possible\b|not (?:currently|yet) possible\b"
    r"|ha(?:s|ve) none\b|(?:ours?|platform|product|this one) (?:does|do|has|have|is) not\W*$"
    r"|(?:ha(?:s|ve) been|was|were) (?:discontinued|dropped|withdrawn)\b"
    r"|keine? unterstützung|pas (?:prise?s? en charge|disponible|supporté)|no (?:está )?soportad)"
    r"|不支持|不支援|未提供|不提供|未实现|未實現|していません|非対応|未対応|지원하지 않|미지원"
    r"|nicht (?:unterstützt|verfügbar|vorhanden|enthalten)"
)
"""Its forms share word boundaries, which is several times faster than a boundary in each."""
_NONE_THERE = re.compile(r"\bthere (?:is|are) (?:\w+ )?no (\w+(?:\W+\w+){0,2})")
_BARE_NO = re.compile(
    r"\W*no (\w+(?:\W+\w+){0,2}?)"
    r"(?:\W+(?:scheduler|scheduling|sharing|support|implementation|available|yet|at|all|in|this|release))*\W*$"
)
_CONDITION = re.compile(r"\b(?:if|unless|when|where)\b")
_NOT_APPLICABLE = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)(?:\W+\w+){0,2}?\W+(?:appl(?:y|ies|ying|icable)|aris(?:e|es|ing)|relevant|pertain)\b"
    r"|\b(?:condition\w*\W+(?:\w+\W+){0,5}?(?:\b(?:not|never|cannot|false|absent|unmet)|n['’]t)\b"
    r"|(?:clause|it|must|obligation|requirement|this)\W+(?:\w+\W+){0,3}?not(?:\W+\w+)?\W+(?:concern(?:ed)?|invoked|triggered)\b"
    r"|(?:inapplicable|non-applicable|irrelevant|moot|exempt(?:ed)?|waived)\b"
    rf"|out[- ]of[- ]scope\b{_OF_A_PROOF}|(?:vacuous|trivial)(?:ly)?\b|is n/a\b|non applicable|no aplica)"
    r"|(?:\b(?:not|no)|n['’]t)(?:\W+\w+){0,4}?\W+(?:makes? sense|meaning)\b"
    r"|^\W*n/a\b"
    r"|不适用|不適用|該当しません|対象外|해당 ?없음|해당되지 않"
    r"|nicht (?:anwendbar|zutreffend)|trifft nicht zu|ne s['’]applique pas"
)
_NEGATIONS = frozenset(
    (
        *(
            "no",
            "not",
            "nor",
            "neither",
            "never",
            "cannot",
            "t",
            "n",
            "non",
            "lack",
            "lacks",
            "lacking",
            "without",
            "out",
        ),
        *(
            "unsupported",
            "unimplemented",
            "unavailable",
            "unmet",
            "disabled",
            "false",
            "absent",
            "inapplicable",
            "moot",
        ),
        *("irrelevant", "exempt", "exempted", "vacuous", "vacuously", "trivial", "trivially", "nothing", "none", "tbd"),
        *(
            "missing",
            "dropped",
            "excluded",
            "omitted",
            "removed",
            "waived",
            "discontinued",
            "withdrawn",
            "nicht",
            "kein",
            "keine",
            "pas",
        ),
    )
)
"""Words in lower case; every denial in Latin letters contains one. `t` ends "don't", `n` begins "n/a"."""
_MARKS = ("不", "未", "ません", "非対応", "対象外", "않", "없음", "미지원")
"""What every denial in Chinese, Japanese or Korean contains."""
_OTHER_SUBJECT = re.compile(
    r"\b(?:caveat|charge|exception|fee|limit|limitation|patch|polic(?:y|ie)|quota|restriction|rule|taint|warning)s?\b"
    r"[^,]*$"
)
"""Subjects that may well not apply to an implementation: limits, fees."""
_PLATFORM = re.compile(
    r"\b(?:we|our|it|this|they|(?:the|our) (?:platform|product|distribution|service|cluster|release|solution)|feature"
    r"|capability|functionality|requirement|offering|out of the box)\b"
    r"|平台|产品|我们|该功能"
)
_HARMLESS = re.compile(
    r"\b(?:not only|no (?:additional|changes?|extra|further|manual|special)\b[^,.;]*|without\W+(?:any )?(?:\w+ )?"
    r"(?:change|downtime|interrupt|modif|patch|privileg|restart)\w*"
    r"|no [\w-]+ (?:is |are )?(?:needed|required|necessary))"
)
"""Negations that deny nothing that the requirement demands."""
_PROVEN = re.compile(
    r"\b(?:tested|validated|verified|demonstrat\w+|proven|shown|confirmed|fully supported|integrat\w+|scales?|scaled"
    r"|works? (?:with|on|out)|(?:deploys?|installs?) (?:cleanly|onto|on)\b)"
)
_CLAIMED = re.compile(
    r"\b(?:supports?|(?:is|are|been) (?:\w+ )?(?:supported|enabled|included|provided|available|installed)|provides?"
    r"|enables?|installs|runs|uses?|deploys?|via|through|by (?:means|using))\b"
)
_INSTALLABLE = re.compile(r"\binstall(?:s|ed|able|ation)?\b")
_HEDGED = re.compile(
    r"\b(?:can|could|may|might|planned|plan(?:s|ning)?|future|roadmap|once|until|when|next|later|other|only"
    r"|would|should|intend\w*|depends?)\b"
)


def contradicting_notes(case: AdviceCase) -> Iterator[Problem]:
    """Report `notes-contradict-status`: the notes deny an implementation, or describe what the status denies."""
    for requirement, answer in case.answers:
        status, notes = answer.status.text, answer.notes.text[:_LONGEST]
        message = ""
        if status == Status.IMPLEMENTED:
            denial = denies(notes, requirement.id)
            if denial:
                message = f'The status is "{status}", but the notes {denial}.'
        elif status in (Status.NOT_APPLICABLE, Status.NOT_IMPLEMENTED) and affirms(notes, requirement.id):
            message = f'The status is "{status}", but the notes describe an implementation.'
        if message:
            hint = _hint(requirement, implemented=status == Status.IMPLEMENTED)
            yield case.at_answer("notes-contradict-status", requirement, "notes", message, hint, answer.notes.line)


def denies(notes: str, requirement: str) -> str:
    """Return how the notes deny the requirement, to continue "the notes …"; empty if they do not, or refute it."""
    low = notes.lower()
    if not _may_deny(low):
        return ""  # Nearly all notes.
    clauses = _clauses(low)
    doubtful = list(filter(_may_deny, map(_without_harmless, filter(_may_deny, clauses))))
    denial = ""
    if any(map(_not_applicable, doubtful)):
        denial = "call it not applicable"
    elif any(_denied(clause, requirement) for clause in doubtful):
        denial = "say that it is not there"
    refuted = bool(denial) and any(_affirmed(_without_harmless(clause), requirement) for clause in clauses)
    return "" if refuted else denial


def affirms(notes: str, requirement: str) -> bool:
    """Return whether the notes describe an implementation without any restriction."""
    low = notes.lower()
    if _may_deny(low) and re.search(rf"{_NEGATIVE}|\bwithout\b|\bunsupported\b|[不未]", low):
        return False
    if _HEDGED.search(low):
        return False
    feature = subject(requirement)
    return any(feature.search(part) and (_PROVEN.search(part) or _CLAIMED.search(part)) for part in _clauses(low))


def _without_harmless(clause: str) -> str:
    return _HARMLESS.sub(" ", clause)


def _clauses(low: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(low) if clause and clause.strip()]


def _may_deny(low: str) -> bool:
    return not _NEGATIONS.isdisjoint(_WORD.findall(low)) or _has_mark(low)


def _has_mark(low: str) -> bool:
    return not low.isascii() and any(mark in low for mark in _MARKS)


def _denied(clause: str, requirement: str) -> bool:
    if _DENIED.search(clause):
        return _about(clause, topic(requirement)) or (
            requirement in CONDITIONAL and subject(requirement).search(clause) is not None
        )
    found = None if _CONDITION.search(clause) else _NONE_THERE.search(clause)
    none = found or _BARE_NO.match(clause)
    return none is not None and bool("implementation" in none[1] or topic(requirement).search(none[1]))


def _about(clause: str, of_requirement: re.Pattern[str]) -> bool:
    """Return whether a denial is about the platform or the requirement, and not about a part such as one device."""
    if _has_mark(clause):
        return True  # These languages leave the subject out.
    begins = rf"\W*{_NEGATIVE}|\W*(?:un|tbd|nothing|wird nicht|kein|currently)"
    return bool(_PLATFORM.search(clause) or of_requirement.search(clause) or re.match(begins, clause))


def _not_applicable(clause: str) -> bool:
    found = _NOT_APPLICABLE.search(clause)
    return found is not None and _OTHER_SUBJECT.search(clause[: found.start()]) is None


def _affirmed(clause: str, requirement: str) -> bool:
    if _may_deny(clause) and any(re.search(form, clause) for form in (_NEGATIVE, _DENIED, _NOT_APPLICABLE)):
        return False
    if requirement not in CONDITIONAL and _INSTALLABLE.search(clause):
        return True  # Most MUSTs require an installable solution, not a bundled one.
    about = bool(topic(requirement).search(clause) or subject(requirement).search(clause))
    if _PROVEN.search(clause) and (about or re.search(r"\bit\b", clause)):
        return True
    return about and bool(_CLAIMED.search(clause)) and not _HEDGED.search(clause)


def _hint(requirement: Requirement, *, implemented: bool) -> str:
    if not implemented:
        return "Choose Implemented and add the evidence, or explain in the notes what is missing."
    if requirement.id in CONDITIONAL:
        return (
            "Since September 2026 the program accepts N/A here: choose it and explain why the condition cannot occur "
            "(a missing feature is not a reason). Or keep Implemented and show a scale-up and a scale-down."
        )
    if requirement.level is Level.SHOULD:
        return "Choose Not Implemented, or N/A with the reason; or describe the implementation in the notes."
    return "Describe the implementation in the notes; this MUST cannot be N/A."
