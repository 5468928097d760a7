"""Clauses of notes that deny a feature, call a requirement not applicable, or affirm it.

All patterns search texts in lower case. Nearly all notes need none of them, so this module is imported late.
"""

import re

from checklists.advice.deferrals import deferral
from checklists.advice.denial_words import has_mark, may_defer, may_deny
from checklists.advice.subjects import subject, topic
from checklists.rules.status import CONDITIONAL

_CLAUSE = re.compile(
    r"[.;!?:]\s+|\n+|[。；，]|\s[—–-]\s|,\s+(?:and|so|yet)\b"
    r"|,?\s+(?:but|however|although|though|whereas|while|instead|on the other hand)\b"
)
_ASIDE = re.compile(r"\(([^()]{0,500})\)|,\s+(which\b[^,.;]{0,200}),")
_NEGATIVE = r"(?:\b(?:not|no|never|cannot|neither|nor|lack(?:s|ing)?)\b|n['’]t\b)"
_OF_A_PROOF = (
    r"(?! (?:of |for |in )?(?:this|the|our|that) (?:\w+ )?(?:document|evidence|example|log|page|report|run|test)s?\b)"
)
_OFFERED = (
    r"(?:support|bundl|ship|includ|provid|offer|implement|deliver|contain|come with|enabl|avail|exist|integrat|release"
    rf"|functional\b|present\b|be (?:configured|enabled|used)\b|work(?:s|ing)?\b(?! (?:without|until|unless))"
    rf"|part of{_OF_A_PROOF})"
)
_PRODUCT = (
    r"(?:the|our|this|its) (?:[\w-]+ )?"
    r"(?:distribution|edition|offering|platform|product|release|service|solution|version)"
)
_DENIED = re.compile(
    rf"(?:{_NEGATIVE}(?:\W+\w+){{0,4}}?\W+|\bnone of (?:\w+\W+){{1,5}}?|\bnothing (?:\w+ ){{0,4}}){_OFFERED}"
    r"|(?:\bnot|n['’]t) have\b(?!\W+(?:to|(?:any )?(?:access|effect|impact|issues?|permissions?|problems?|rights?))\b)"
    r"|(?:\b(?:not|cannot)|n['’]t) be (?:added|provisioned|resized|scaled) (?:automatically|dynamically)\b"
    r"|(?:\b(?:not|never)|n['’]t)(?: \w+)? (?:evaluated|tested|validated|verified)\b(?! (?:with|against|for))"
    r"|\b(?:(?:ha(?:s|ve)|with|provides?|offers?|ships?|includes?) no\b"
    r"(?!\W+(?:access|effect|impact|issue|need|permission|problem|right|way))"
    r"|(?:ship|come|deliver|release|suppli)\w*\W+without\b"
    r"|(?:unsupported|unimplemented|unavailable|disabled|not yet|lack(?:s|ing)?|tbd|omit(?:s|ted)?|refrains? from)\b"
    rf"|(?:absent|dropped|excluded|left out|missing|omitted|removed) (?:from|of) {_PRODUCT}\b"
    r"|(?:is|are) (?:absent\b|missing\W*$)|(?:switched|turned) off\b"
    r"|(?:rather than|instead of) (?:bundl|includ|offer|provid|shipp)ing\b"
    r"|(?:unable to|impossible\b(?:\W+to)?|infeasible)\W*(?:$|(?:\w+\W+)?(?:add|provision|resiz|scal|shar))"
    r"|(?:currently|presently|today|at (?:the|this) \w+)\W+not possible\b|not (?:currently|yet) possible\b"
    r"|not (?:foreseen|intended|given)\W*$|not to be (?:considered|expected)\b"
    r"|(?:ha(?:s|ve)|includes?|offers?|provides?|ships?) none\b"
    r"|(?:ours?|platform|product|this one) (?:does|do|has|have|is) not\W*$"
    r"|(?:ha(?:s|ve) been|was|were) (?:discontinued|dropped|withdrawn)\b"
    r"|nicht (?:\w+ ){0,2}?(?:unterstützt|verfügbar|vorhanden|enthalten|angeboten|bereitgestellt|implementiert"
    r"|umgesetzt|vorgesehen)|noch nicht\b|keine? unterstützung"
    r"|(?:pas|non) (?:encore )?(?:prise?s? en charge|disponible|fourni|implémenté|supporté)"
    r"|n(?:o|ão) (?:est[áa] |es |é )?(?:soportad|suportad|disponible|disponíve|implementad|incluid))"
    r"|(?:不|未)(?:支持|支援|提供|实现|實現|具备|集成)|していません|されません"
    r"|(?:非|未)対応|未実装|지원(?:하|되)지 않|미(?:지원|구현)"
)
"""Its forms share word boundaries, which is several times faster than a boundary in each."""
_DENIED_OF = {
    "accelerator_metrics": r"(?:collect|expos|report)\w*(?! (?:outside|publicly|externally|to))",
    "cluster_autoscaling": (
        r"(?<!\ba )(?<!the )(?:scale[ds]?|grow|shrink|resize)\b"
        r"(?!(?: \w+){0,2}? (?:above|below|beyond|during|past|to|until|while)\b)"
    ),
    "driver_runtime_management": r"(?:manag|maintain)\w*",
    "ai_service_metrics": r"(?:collect|scrap)\w*",
    "secure_accelerator_access": r"(?:enforced|guaranteed|isolated|mediated)",
}
"""What else is denied of a requirement, in words that deny nothing of others."""
_NONE_THERE = re.compile(r"\bthere (?:is|are) (?:\w+ )?no (\w+(?:\W+\w+){0,2})")
_BARE_NO = re.compile(
    r"\W*no (\w+(?:\W+(?!(?:is|are|was|were)\b)\w+){0,2}?)"
    r"(?:\W+(?:scheduler|scheduling|sharing|support|implementation|available|yet|at|all|in|this|release))*\W*$"
)
_ANSWERED_NO = re.compile(r"(?:^|[\n.;]\s*)([^\n.;:]{1,60}):\s*(?:no|none|not|nein|nicht|aucun\w*)\b[ .!]*(?:$|\n)")
_CONDITION = re.compile(r"\b(?:if|unless|until|when|whenever|where)\b")
_CONDITIONAL_PART = re.compile(r"\b(?:if|unless|until|when|whenever|where|once)\b[^,]{0,200},")
_NOT_APPLICABLE = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)(?:\W+\w+){0,2}?\W+(?:appl(?:y|ies|ying|icable)|aris(?:e|es|ing)|relevant|pertain)\b"
    r"|\b(?:(?:clause|condition|precondition|premise|prerequisite)\w*\W+(?:\w+\W+){0,5}?"
    r"(?:\b(?:not|never|cannot|false|absent|unmet|unfulfilled)|n['’]t)\b"
    r"|(?:clause|it|must|obligation|requirement|this)\W+(?:\w+\W+){0,3}?not(?:\W+\w+)?\W+(?:concern(?:ed)?|invoked|triggered)\b"
    r"|(?:inapplicable|non-applicable|irrelevant|moot|exempt(?:ed)?|waived|falls? away|not come into play)\b"
    rf"|out[- ]of[- ]scope\b{_OF_A_PROOF}|(?:vacuous|trivial)(?:ly)?\b|nothing to scale\b|is n/a\b"
    r"|nicht (?:anwendbar|relevant|zutreffend)|trifft nicht zu|entfällt\b|ne s['’]applique pas|non applicable|sans obj"
    r"|no aplica|não se aplica)"
    r"|(?:\b(?:not|no)|n['’]t)(?:\W+\w+){0,4}?\W+(?:makes? sense|meaning)\b"
    r"|^\W*n/a\b|不适用|不適用|不涉及|該当しません|対象外|해당 ?없음|해당되지 않"
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:caveat|charge|control[- ]plane|cpu|spot|system|windows|exception|fee|limit|limitation"
    r"|patch|polic(?:y|ie)|quota|restriction|rule|taint|warning)s?\b"
    r"[^,]*$"
)
"""Subjects that may well not apply to an implementation: limits, fees."""
_EXTRA = re.compile(
    r"\b(?:additional|change|cost|exception|extra|issue|licen[sc]e|limit|problem|requirement|restrict|step)"
)
"""Subjects of which none is good."""
_PLATFORM = re.compile(
    rf"\b(?:we|our|it|they|this one|this(?= (?:is|was|does|do|has|have|cannot|requirement)\b)|{_PRODUCT}|the cluster"
    r"|feature|capability|functionality|requirement|out of the box)\b"
    r"|\bnone\W*$|平台|产品|我们|该功能"
)
_BEGINS = re.compile(
    r"\W*(?:(?:is |are |was )?(?:not|never|cannot|neither|nor)\b|lack|unsupported|unavailable|unimplemented|tbd|nothing"
    r"|no (?:\w+ )?(?:support|implementation)\b|(?:wird|leider|noch) nicht|nicht|kein|currently"
    r"|(?:pas|non) |no (?:es|está|hay|soportad))"
)
"""Denials without a subject."""
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|simply)|no (?:additional|changes?|extra|further|manual|special)\b[^,.;]*"
    r"|without\W+(?:any )?(?:\w+ )?(?:change|downtime|interrupt|modif|patch|privileg|restart)\w*"
    r"|no (?:[\w-]+ ){1,3}?(?:is |are )?(?:needed|required|necessary)"
    r"|(?:not|never|cannot)(?: \w+){0,2}? (?:absent|disabled|missing|omitted|optional|unavailable|unsupported)"
    r"|no longer (?:an? )?(?:\w+ )?(?:issue|limit|problem|restrict)\w*)"
    r"|n['’]t (?:\w+ )?(?:disabled|optional)\b"
)
"""Negations that deny nothing that the requirement demands."""
_PROVEN = re.compile(
    r"\b(?:tested|validated|verified|demonstrat\w+|proven|shown|confirmed|fully supported|integrat(?:ed|es|ion)"
    r"|(?:auto-?)?scales?\b|scaled"
    r"|works? (?:with|on|out)|(?:deploys?|installs?) (?:cleanly|onto|on)\b)"
)
_CLAIMED = re.compile(
    r"\b(?:supports?|(?:is|are|been) (?:\w+ )?(?:supported|enabled|exposed|included|provided|available|installed|used)"
    r"|provides?|enables?|adds|collects?|exposes?|isolates?|provisions|reports?|scrapes?|watches|installs|runs|uses?|deploys?"
    r"|via|through|by (?:means|using)|with \w+ (?:it|they) (?:is|are|does|do)(?=\W*$))\b"
)
_CLAIMED_ELSEWHERE = re.compile(
    r"支持|支援|提供|可用|验证|対応し|サポートし|利用可能|지원(?:합|하며|됩)|unterstützt|verfügbar|disponible"
)
_INSTALLABLE = re.compile(r"\binstall(?:s|ed|able|ation)?\b")
_HEDGED = re.compile(
    r"\b(?:can|could|may|might|planned|plan(?:s|ning)?|future|roadmap|once|until|when|next|later|other|only"
    r"|would|should|intend\w*|depends?)\b"
)
_ANY_DENIAL = re.compile(rf"{_NEGATIVE}|\bwithout\b|\bunsupported\b|[不未]")


def denial(low: str, requirement: str) -> str:
    """Return how the notes deny the requirement, to continue "the notes …"; empty if they do not, or refute it."""
    clauses = _clauses(low)
    doubtful = list(filter(may_deny, map(_without_harmless, filter(may_deny, clauses))))
    if any(map(_not_applicable, doubtful)):
        found = "call it not applicable"
    elif any(_denied(clause, requirement) for clause in doubtful) or _answered_no(low, requirement):
        found = "say that it is not there"
    else:
        deferred = (deferral(_without_harmless(clause), requirement) for clause in filter(may_defer, clauses))
        found = next(filter(None, deferred), "")
    return "" if found and any(_affirmed(_without_harmless(clause), requirement) for clause in clauses) else found


def affirmation(low: str, requirement: str) -> bool:
    """Return whether notes without any denial or hedge claim the feature."""
    if _ANY_DENIAL.search(low) or _HEDGED.search(low):
        return False
    feature = subject(requirement)
    return any(feature.search(part) and (_PROVEN.search(part) or _CLAIMED.search(part)) for part in _clauses(low))


def _clauses(low: str) -> list[str]:
    """Return the clauses; those in parentheses and relative clauses come last."""
    asides = ["".join(aside) for aside in _ASIDE.findall(low)]
    text = "\n".join((_ASIDE.sub(" ", low), *asides)) if asides else low
    return [clause for clause in _CLAUSE.split(text) if clause and clause.strip()]


def _without_harmless(clause: str) -> str:
    return _HARMLESS.sub(" ", _CONDITIONAL_PART.sub(" ", clause))


def _denied(clause: str, requirement: str) -> bool:
    found = _DENIED.search(clause)
    if found is None and requirement in _DENIED_OF:
        found = re.search(rf"{_NEGATIVE}(?:\W+\w+){{0,4}}?\W+{_DENIED_OF[requirement]}", clause)
    if found is not None:
        return _CONDITION.search(clause[: found.start()]) is None and (
            _about(clause, topic(requirement))
            or (requirement in CONDITIONAL and subject(requirement).search(clause) is not None)
        )
    there = None if _CONDITION.search(clause) else _NONE_THERE.search(clause)
    none = there or _BARE_NO.match(clause)
    return none is not None and bool("implementation" in none[1] or topic(requirement).search(none[1]))


def _answered_no(low: str, requirement: str) -> bool:
    return any(topic(requirement).search(asked) and not _EXTRA.search(asked) for asked in _ANSWERED_NO.findall(low))


def _about(clause: str, of_requirement: re.Pattern[str]) -> bool:
    """Return whether a denial is about the platform or the requirement, and not about a part such as one device."""
    if has_mark(clause):
        return True  # These languages leave the subject out.
    return bool(_PLATFORM.search(clause) or of_requirement.search(clause) or _BEGINS.match(clause))


def _not_applicable(clause: str) -> bool:
    found = _NOT_APPLICABLE.search(clause)
    return found is not None and _OTHER_SUBJECT.search(clause[: found.start()]) is None


def _affirmed(clause: str, requirement: str) -> bool:
    if any(re.search(form, clause) for form in (_NEGATIVE, _DENIED, _NOT_APPLICABLE)) or deferral(clause, requirement):
        return False
    if requirement not in CONDITIONAL and _INSTALLABLE.search(clause):
        return True  # Most MUSTs require an installable solution, not a bundled one.
    about = bool(topic(requirement).search(clause) or subject(requirement).search(clause))
    if _PROVEN.search(clause) and (about or re.search(r"\bit\b", clause)):
        return True
    if not clause.isascii() and not has_mark(clause) and _CLAIMED_ELSEWHERE.search(clause):
        return True
    return about and bool(_CLAIMED.search(clause)) and not _HEDGED.search(clause)
