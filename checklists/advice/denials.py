"""Clauses of notes that deny a feature, call a requirement not applicable, or affirm it.

All patterns search texts in lower case. Nearly all notes need none of them, so this module is imported late.
"""

import re

from checklists.advice.denial_words import has_mark, may_contradict, may_defer, may_deny
from checklists.advice.predicates import is_named
from checklists.advice.subjects import subject, topic
from checklists.rules.status import CONDITIONAL
from checklists.text import lazy_pattern

_CLAUSE = re.compile(
    r"[.;!?:]\s+|\n+|[。；，]|\s[—–-]\s|,\s+(?:and|so|yet)\b"
    r"|,?\s+(?:but|however|although|though|whereas|while|instead|on the other hand|hence|therefore|thus|because)\b"
)
_NEXT_SUBJECT = re.compile(
    r",\s+(?=(?:it|they|we|this|these|users?|customers?|tenants?|administrators?|only|that is why) "
    r"|(?:the|our|no|all) [\w-]+ |(?!which|that)(?:[\w/-]+ ){1,5}?"
    r"(?:is|are|was|were|has|have|can|cannot|could|will|does|do|did|must|remains?)(?:n['’]t)?\b)"
)
"""A comma before a clause that has a subject of its own."""
_ASIDE = re.compile(r"\(([^()]{0,500})\)|,\s+(which\b[^,.;]{0,200}),")
_NEGATIVE = r"(?:\b(?:not|no|never|cannot|neither|nor|lack(?:s|ing)?)\b|n['’]t\b)"
_NEGATION = re.compile(_NEGATIVE)
_OF_A_PROOF = (
    r"(?! (?:of |for |in )?(?:this|the|our|that) (?:\w+ )?(?:document|evidence|example|log|page|report|run|test)s?\b)"
)
_OFFERED = (
    r"(?:support|bundl|ship|includ|provid|offer|implement|deliver|contain|come with|enabl|avail|exist|integrat|release"
    r"|functional\b|present\b|be (?:configured|enabled|used)\b|work(?:s|ing)?\b(?! (?:without|until|unless))"
    r"|recogni[sz]ed\b|served\b|be (?:deployed|installed)\b(?! (?:by|manually|separately|without))"
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
    r"|(?:\b(?:not|never)|n['’]t)(?: \w+)? (?:certif|demonstrat|evaluat|test|tr[iy]|validat|verif)(?:e|y|ied|ed)?\b"
    r"(?! (?:with|against|for))"
    r"|\bno (?:[\w-]+ ){1,5}?(?:is|are|was|were|ha(?:s|ve) been) (?:\w+ )?"
    r"(?:available|bundled|evaluated|implemented|included|offered|provided|shipped|supported|tested|validated|verified)\b"
    r"|\b(?:(?:ha(?:s|ve)|with|provides?|offers?|ships?|includes?) no\b"
    r"(?!\W+(?:access|effect|impact|issue|need|permission|problem|right|way))"
    r"|(?:ship|come|deliver|release|suppli)\w*\W+without\b"
    r"|(?:unsupported|unimplemented|unavailable)(?: (?:and|at|by|for|in|on|or|with)\b|\W*$)"
    r"|(?:disabled|not yet|lack(?:s|ing)?|tbd|omit(?:s|ted)?|refrains? from)\b"
    rf"|(?:absent|dropped|excluded|left out|missing|omitted|removed) (?:from|in|of) {_PRODUCT}\b"
    r"|(?:is|are) (?:absent\b|missing\W*$)|(?:switched|turned) off\b"
    r"|(?:rather than|instead of) (?:bundl|includ|offer|provid|shipp)ing\b"
    r"|fail(?:s|ed)? to (?:come up|deploy|function|install|operate|run|start|work)\b"
    r"|(?:deliver|include|offer|provide|ship|supplie)s? nothing\b|there(?:['’]s| is) nothing (?:of|like)\b"
    r"|(?:unable to|impossible\b(?:\W+to)?|infeasible)\W*(?:$|(?:\w+\W+)?(?:add|provision|resiz|scal|shar))"
    r"|(?:currently|presently|today|at (?:the|this) \w+)\W+not possible\b|not (?:currently |yet )?possible\b"
    r"|not (?:foreseen|intended)\W*$|(?:is|are) not given\W*$|not to be (?:considered|expected)\b"
    r"|(?:ha(?:s|ve)|includes?|offers?|provides?|ships?) (?:neither|none)\b"
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
    "accelerator_metrics": (
        r"(?:collect|expos|report)\w*+(?! (?:outside|publicly|externally|to the (?:internet|public)))"
    ),
    "cluster_autoscaling": (
        r"(?<!\ba )(?<!the )(?:scale[ds]?|grow|shrink|resize)\b"
        r"(?!(?: \w+){0,2}? (?:above|below|beyond|during|past|to|until|while)\b)"
    ),
    "driver_runtime_management": r"(?:manag|maintain)\w*",
    "ai_service_metrics": r"(?:collect|scrap)\w*",
    "secure_accelerator_access": r"(?:enforced|guaranteed|isolated|mediated)",
}
"""What else is denied of a requirement, in words that deny nothing of others."""
_NONE_THERE = re.compile(r"\bthere(?:['’]s| is| are) (?:\w+ )?no (\w+(?:\W+\w+){0,2})")
_BARE_NO = re.compile(
    r"\W*no (\w+(?:\W+(?!(?:is|are|was|were)\b)\w+){0,2}?)"
    r"(?:\W+(?:scheduler|scheduling|sharing|support|implementation|available|yet|at|all|in|this|release))*\W*$"
)
_ANSWERED_NO = re.compile(r"(?:^|[\n.;]\s*)([^\n.;:]{1,60}):\s*(?:no|none|not|nein|nicht|aucun\w*)\b[ .!]*(?:$|\n)")
_CONDITION = re.compile(r"\b(?:if|without|unless|until|when|whenever|where)\b")
_CONDITIONAL_PART = re.compile(
    r"[\"“](?:if|when)\b[^\"”]{0,200}[\"”]|\b(?:if|unless|until|when|whenever|where|once)\b[^,]{0,200},"
)
_NOT_APPLICABLE = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)(?:\W+\w+){0,2}?\W+(?:appl(?:y|ies|ying|icable)|aris(?:e|es|ing)|relevant"
    r"|pertain|matter(?! (?:how|if|what|when|whether|which|who)))\b"
    r"|\b(?:(?:clause|condition|precondition|premise|prerequisite)\w*\W+(?:\w+\W+){0,5}?"
    r"(?:\b(?:not|never|cannot|false|absent|unmet|unfulfilled)|n['’]t)\b"
    r"|(?:clause|condition|it|item|must|obligation|point|requirement|section|this)\W+(?:\w+\W+){0,3}?(?:not"
    r"|\w+n['’]t)"
    r"(?:\W+\w+)?\W+(?:affect|bind|concern(?:ed)?|hold|invoked|triggered)\b"
    r"|(?:fulfilled|met|satisfied) (?:automatically|by (?:default|definition))"
    r"|(?:automatically|implicitly) (?:fulfilled|met|satisfied)\b"
    r"|(?:inapplicable|non-applicable|irrelevant|moot|exempt(?:ed)?|waived|falls? away|not come into play)\b"
    rf"|(?:beyond|out[- ]of|outside(?: of)?)[- ](?:the |our )?scope\b{_OF_A_PROOF}|(?:vacuous|trivial)(?:ly)?\b"
    rf"|nothing to scale\b|is n/a\b"
    r"|nicht (?:anwendbar|relevant|zutreffend)|trifft nicht zu|entfällt\b|ne s['’]applique pas|non applicable"
    r"|sans obj"
    r"|no aplica|não se aplica)"
    r"|(?:\b(?:not|no)|n['’]t)(?:\W+\w+){0,4}?\W+(?:makes? sense|meaning)\b"
    r"|^\W*(?:it is |this is )?not (?:necessary|needed|required)(?: (?:as|because|by|for|here|in|on|since)\b|\W*$)"
    r"|^\W*n/a\b|不适用|不適用|不涉及|該当しません|対象外|해당 ?없음|해당되지 않"
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:caveat|charge|control[- ]plane|cpu|spot|system|windows|exception|fee|limit|limitation"
    r"|patch|polic(?:y|ie)|quota|restriction|rule|taint|warning)s?\b"
    r"[^,]*$"
)
"""Subjects that may well not apply to an implementation: limits, fees."""
_EXTRA = re.compile(
    r"\b(?:additional|bug|change|cost|crash|error|exception|fail|fault|extra|issue|licen[sc]e|limit|problem|requirement|restrict|step)"
)
"""Subjects of which none is good."""
_SO_FAR = re.compile(
    r"\b(?:yet|so far|(?:up to|until|for|as of|right) now|to date|at (?:present|th\w+ \w+)|currently"
    r"|presently|today)\b"
)
_LIMITED = re.compile(r"\b(?:until|unless|before) (?:it|they|one|the \w+ (?:is|are|has|have))\b")
"""What limits a denial to a time or a case."""
_RESTRICTS = re.compile(
    r"\w(?<!feature)(?<!thing) (?:that|which|who|whose \w+)"
    r"(?: (?:is|are|was|were|do|does|did?|ha[sd]|have|can|could|will))?\s*$"
)
"""The beginning of a relative clause that only restricts a subject."""
_OPENS = re.compile(r"\W*(?:if|unless|until|when|whenever|where|once)\b")
_WITHOUT = re.compile(
    r"(?:ha(?:s|ve)|with|provides?|offers?|ships?|includes?) no\b|lack|not have\b|\w+['’]t have\b|\w+\W+without\b"
)
"""Denials that follow what lacks the feature."""
_REST_OF_WORD = re.compile(r"^\w*[^\w,;]*")
_ACTIVE = re.compile(r"(?:e?s|e)? (?=\w)(?!be |been |our |this platform|the platform)(.*)")
_NO_OBJECT = re.compile(
    rf"$|[,;]|{_PRODUCT}\b|our (?:offer|portfolio|scope)\b"
    r"|(?:and|as|at|because|by|currently|due|during|for|from|here|in|of|on|or|out|since|so|to|today|until|with|yet)\b"
)
_STANDS_FOR_IT = re.compile(
    r"\b(?:an?y?|anything|equivalent|feature|function\w*|it|none|one|that|the (?:above|same)|them|these|this"
    r"|capabilit\w+|component|implementation|mechanism|requirement|solution|support)\b"
)
"""Objects that stand for the feature."""
_LEAST_WORDS = 3
"""Minimum number of words of a mention; fewer are a heading or a question."""
_NEAR = 60
"""Maximum number of characters of an object."""
_PLATFORM = re.compile(
    r"\b(?:we|our|it(?! (?:is|was) (?:not |im)possible)|they|this one"
    rf"|this(?= (?:is|was|does|do|has|have|cannot|requirement)\b)|{_PRODUCT}|the cluster"
    r"|feature|capability|functionality|requirement|out of the box|there(?:['’]s| is) nothing)\b"
    r"|\bnone\W*$|平台|产品|我们|该功能"
)
_BEGINS = re.compile(
    r"\W*(?:(?:is |are |was )?(?:not|never|cannot)\b|lack|unsupported|unavailable|unimplemented|tbd"
    r"|nothing"
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
    r"\b(?:our own|certified|tested|validated|verified|demonstrat\w+|proven|shown|confirmed|fully supported"
    r"|integrat(?:ed|es|ion)"
    r"|(?:auto-?)?scales?\b|scaled"
    r"|works? (?:with|on|out)|(?:deploys?|installs?) (?:cleanly|onto|on)\b)"
)
_IT = re.compile(r"\W*(?:it|they)\b")
_REFERS_BACK = re.compile(r"\bit\b|^\W*(?:is|are|was|were|has|have)\b|\bour own (?:\w+ )?(?:implementation|solution)\b")
_WITH = re.compile(r"[\w-]*(?: \w+)? (?:from|on|through|via|with)(?: [\w.-]+)+\W*$")
"""What follows a feature that a phrase without a verb describes."""
_CLAIMED = re.compile(
    r"\b(?:supports?|(?:is|are|been) (?:\w+ )?(?:supported|enabled|exposed|included|provided|available|installed"
    r"|used)"
    r"|provides?|enables?|adds|collects?|exposes?|isolates?|provisions|reports?|scrapes?|watches|installs|runs"
    r"|uses?|deploys?"
    r"|works?(?! only)|attaches|creates|discovers|manages|publishes|routes|schedules|serves"
    r"|(?:is|are|been|was|were) (?:\w+ )?(?!(?:blocked|delayed|denied|deprecated|disabled|discontinued|dropped"
    r"|evaluated|excluded|expected|left|limited|needed|omitted|planned|postponed|rejected|removed|required"
    r"|restricted|scheduled|waived)\b)\w+ed"
    r"|via|through|by (?:means|using)|with \w+ (?:it|they) (?:is|are|does|do)(?=\W*$))\b"
)
_CLAIMED_ELSEWHERE = lazy_pattern(
    r"支持|支援|提供|可用|验证|対応し|サポートし|利用可能|지원(?:합|하며|됩)|unterstützt|verfügbar|disponible"
)
_ANY_OF_THEM = re.compile(r"\b(?:any|it|one|solution|them|these|they|those)\b")
_OFFERS_IT = lazy_pattern(r"\W*(?:(?:fully|is|it is) )*(?:available|enabled|implemented|included|provided|supported)\b")
_INSTALLABLE = re.compile(r"\binstall(?:s|ed|able|ation)?\b")
_HEDGED = lazy_pattern(
    r"\b(?:can(?! be \w+ed (?:automatically|by means|out of the box|through|via|with)\b)|could|may|might|planned"
    r"|plan(?:s|ning)?|future|roadmap|once|until|when|next|later|other|only"
    r"|would|should|intend\w*|depends?)\b"
)
_ANY_DENIAL = lazy_pattern(rf"{_NEGATIVE}|\bwithout\b|\bunsupported\b|[不未]")


def denial(low: str, requirement: str) -> str:
    """Return how the notes deny the requirement, to continue "the notes …"; empty if they do not, or refute it."""
    clauses = _clauses(low)
    doubtful = list(filter(may_deny, map(_without_harmless, filter(may_deny, clauses))))
    features = (topic(requirement), *((subject(requirement),) if requirement in CONDITIONAL else ()))
    if any(map(_not_applicable, doubtful)):
        found = "call it not applicable"
    elif any(_denied(clause, requirement, feature) for clause in doubtful for feature in features) or _answered_no(
        low, requirement
    ):
        found = "say that it is not there"
    else:
        deferred = (_deferral(_without_harmless(clause), requirement) for clause in clauses)
        found = next(filter(None, deferred), "")
    if found:
        return "" if any(_affirmed(_without_harmless(clause), requirement) for clause in clauses) else found
    if any(_denied(clause, requirement, subject(requirement)) for clause in doubtful):
        found = "say that it is not there"
    else:
        found = next(filter(None, (_absence(_without_harmless(clause), requirement) for clause in clauses)), "")
    return "" if found and any(_mentioned(_without_harmless(clause), requirement) for clause in clauses) else found


def affirmation(low: str, requirement: str) -> bool:
    """Return whether notes without any denial or hedge claim the feature."""
    if _ANY_DENIAL().search(low) or _HEDGED().search(low):
        return False
    feature = subject(requirement)
    return any(
        _OFFERS_IT().match(part) or (feature.search(part) and (_PROVEN.search(part) or _CLAIMED.search(part)))
        for part in _clauses(low)
    )


def _clauses(low: str) -> list[str]:
    """Return the clauses; those in parentheses and relative clauses come last."""
    asides = ["".join(aside) for aside in _ASIDE.findall(low)]
    text = "\n".join((_ASIDE.sub(" ", low), *asides)) if asides else low
    clauses = (part for clause in _CLAUSE.split(text) if clause for part in _parts(clause))
    return [clause for clause in clauses if clause.strip()]


def _parts(clause: str) -> list[str]:
    """Split a clause at the subjects after commas, unless its first part is a condition or a reason."""
    return [clause] if "," not in clause or _OPENS.match(clause) else _NEXT_SUBJECT.split(clause)


def _deferral(clause: str, requirement: str) -> str:
    if not may_defer(clause):
        return ""
    from checklists.advice.deferrals import deferral

    return deferral(clause, requirement)


def _absence(clause: str, requirement: str) -> str:
    if not may_contradict(clause):
        return ""
    from checklists.advice.absences import absence

    return absence(clause, requirement)


def _without_harmless(clause: str) -> str:
    return _HARMLESS.sub(" ", _CONDITIONAL_PART.sub(" ", clause))


def _denied(clause: str, requirement: str, feature: re.Pattern[str]) -> bool:
    found = _DENIED.search(clause)
    if found is None and requirement in _DENIED_OF:
        found = re.search(rf"{_NEGATIVE}(?:\W+\w+){{0,4}}?\W+{_DENIED_OF[requirement]}", clause)
    if found is None and _SO_FAR.search(clause) and not _EXTRA.search(clause):
        found = _NEGATION.search(clause)
    if found is not None:
        before = clause[: found.start()]
        limited = _CONDITION.search(before) or _RESTRICTS.search(before) or _LIMITED.search(clause, found.end())
        return limited is None and _about(clause, found, feature)
    there = None if _CONDITION.search(clause) else _NONE_THERE.search(clause)
    none = there or _BARE_NO.match(clause)
    return none is not None and bool("implementation" in none[1] or feature.search(none[1]))


def _answered_no(low: str, requirement: str) -> bool:
    return ":" in low and any(
        topic(requirement).search(asked) and not _EXTRA.search(asked) for asked in _ANSWERED_NO.findall(low)
    )


def _about(clause: str, found: re.Match[str], feature: re.Pattern[str]) -> bool:
    """Return whether a denial names the feature, or neither another subject nor another object."""
    if has_mark(clause):
        return True  # These languages leave the subject out.
    rest = _REST_OF_WORD.sub("", clause[found.end() :])
    owner = _NO_OBJECT.match(rest) is None and _WITHOUT.match(found[0]) is not None
    end = clause.find(",", found.end())
    if feature.search(clause, found.start(), end if end > 0 else len(clause)) or (
        not owner and is_named(clause[: found.start()], feature) and not _is_foreign(clause[found.end() :])
    ):
        return True
    if not (_PLATFORM.search(clause, 0, found.end()) or _BEGINS.match(clause)):
        return False
    return _NO_OBJECT.match(rest) is not None or _STANDS_FOR_IT.search(rest[:_NEAR]) is not None


def _is_foreign(rest: str) -> bool:
    """Return whether a verb in the active voice has an object of its own: "the autoscaler does not support labels"."""
    active = _ACTIVE.match(rest)
    return active is not None and not (
        _NO_OBJECT.match(active[1]) or _STANDS_FOR_IT.search(" ".join(active[1].split()[:3]))
    )


def _not_applicable(clause: str) -> bool:
    found = _NOT_APPLICABLE.search(clause)
    return found is not None and _OTHER_SUBJECT.search(clause[: found.start()]) is None


def _is_doubtful(clause: str, requirement: str) -> bool:
    """Return whether a clause denies or defers anything."""
    if may_deny(clause) and (_NEGATION.search(clause) or _DENIED.search(clause) or _NOT_APPLICABLE.search(clause)):
        return True
    return bool(_deferral(clause, requirement))


def _mentioned(clause: str, requirement: str) -> bool:
    """Return whether a clause without a denial names the feature."""
    if _is_doubtful(clause, requirement):
        return False
    if _absence(clause, requirement):
        return False
    named = len(clause.split()) >= _LEAST_WORDS and subject(requirement).search(clause) is not None
    return named or _affirmed(clause, requirement)


def _affirmed(clause: str, requirement: str) -> bool:
    if _is_doubtful(clause, requirement):
        return False
    named = subject(requirement).search(clause)
    if named is not None and len(clause[: named.start()].split()) < 2 and _WITH.match(clause, named.end()):
        return True
    about = named is not None or topic(requirement).search(clause) is not None
    if requirement not in CONDITIONAL and _INSTALLABLE.search(clause) and (about or _ANY_OF_THEM.search(clause)):
        return True  # Most MUSTs require an installable solution, not a bundled one.
    if _PROVEN.search(clause) and (about or _REFERS_BACK.search(clause)):
        return True
    if not clause.isascii() and not has_mark(clause) and _CLAIMED_ELSEWHERE().search(clause):
        return True
    return (
        (about or _IT.match(clause) is not None)
        and _CLAIMED.search(clause) is not None
        and not _HEDGED().search(clause)
    )
