"""Clauses that call a feature absent in words that denials do not know; notes that mention it elsewhere refute them.

All patterns search texts in lower case.
"""

import re

from checklists.advice.denial_words import ABSENT
from checklists.advice.predicates import is_head, stands_for_it
from checklists.advice.subjects import solution, subject

_IS_ABSENT = re.compile(
    r"\b(?:is|are|was|were|been|remains?|stays?) (?:\w+ ){0,2}?"
    rf"(?:{'|'.join(sorted(ABSENT))}|ruled out|switched off|turned off)\b"
    r"|\bwe (?:have )?(?:deactivated|disabled|discontinued|dropped|excluded|omitted|removed)\b"
    r"|\b(?:decided|opted|chose) (?:against|not to)\b|\bopt(?:ed)? out of\b|\bskip(?:ped)?\b"
)
_NEGATED = re.compile(r"\b(?:not|no|never|cannot|neither|nor|nobody|none|nothing)\b|n['’]t\b")
_CAPABLE = re.compile(
    r"\b(?:able|available|built|capable|care\b|certif|collect|compatible|complete\b|component|consider|consum|contain"
    r"|deals?\b|deliver|deploy|develop|discover|done\b|enabl|enforc|envisag|evaluat|exists?\b|explor"
    r"|expose\w*+(?! (?:outside|publicly|externally|to the (?:internet|outside|public)))|feature|foreseen|function"
    r"|get\b|given|implement|in place|includ|install|integrat|investigat|loo(?:k|ked) (?:at|into)|made|obtain"
    r"|offer|operat|part\b|plan|possible|provid|qualif|ready\b|recogni|requested|runs?\b|ship|split"
    r"|start(?:s|ed)?(?= (?:at|in|on|under|with)\b|$)|succe|suppl|support|test|tried|try|usable|use[ds]?\b|validat"
    r"|verif|works?\b|working\b)"
)
"""Words after a negation that deny that a feature can be used, has been tried or will come."""
_HARMLESS = re.compile(
    r"\b(?:always|ha(?:s|ve) to|before|below|beyond|cpu|if|need(?:s|ed)?|only|required?|requires|requiring|than|until"
    r"|unless|wait|while|without)\b"
)
"""Words after a negation that deny a need or a limit instead."""
_GETS = re.compile(r"\b(?:finds?|gets?|has|have|offers?|provides?|sees?|there|with)\b[^,]*$")
_NEAR_WORDS = 3
"""Words between "without" and the feature, plus one."""
_LAST_WORD = re.compile(r"\w*\W*")
_WORDS = re.compile(r"[\w/-]+")
_NEAR = 6
"""Maximum number of words between a negation and the feature, and of words that tell what it denies."""
_WILL = re.compile(r"\b(?:aim|expect|going to|hope|intend|plan|shall|target|to be|topic|will|wish|work)")
_LATER = re.compile(
    r"\b(?:(?:coming|following|future|later|next|subsequent|upcoming) (?:\w+ )?(?:generation|month|quarter"
    r"|release|version|year)"
    r"|from (?:release|version)|half of|in (?:the )?future|q[1-4]|20[2-9][0-9])"
)
"""Words of plans, and their times."""
_MEANS = re.compile(
    r"\b(?:contains?|has|have|there(?:['’]s| is| are)) (?:\w+ )?no (?:\w+ )?(?:alternative|chance|component"
    r"|mechanism|means|method|option|possibility|way)\b"
    r"(?! to (?:access|avoid|break|bypass|circumvent|disable|escape|leave|reach|see)\b)"
    r"|\bnothing (?:was|is|has been) (?:built|done|planned|prepared)\b"
)
"""Denials of any implementation."""
_CONJUNCTION = re.compile(r"\b(?:as|because|if|since|so(?! far)|that|when|which|while|whose)\b")
_OBJECT_ENDS = re.compile(r"\b(?:about|and|at|by|for|from|in|inside|on|to|with|within)\b")
_PREPOSITION = re.compile(r"\W*(?:after|before|by|during|for|in|on|unless|until|with|without)\b")
_INSTEAD = {
    "ai_inference": r"ingress",
    "dra_support": r"device[- ]plugins?",
    "gpu_sharing": r"(?:one|whole|full|entire|dedicated|exclusive) (?:gpu|card|device|allocation|assignment|use)s?",
    "high_performance_networking": r"(?:tcp|ethernet)",
    "pod_autoscaling": r"(?:cpu|memory|vertical pod autoscal\w+|vpa)",
    "workload_sandboxing": r"(?:runc|standard containers?|namespaces and cgroups)",
}
"""What products offer instead of a requirement's feature."""


def absence(clause: str, requirement: str) -> str:
    """Return how a clause calls the feature absent, to continue "the notes …"; empty if it does not."""
    if _LATER.search(clause) and _WILL.search(clause):
        planned = subject(requirement).search(clause) is not None or stands_for_it(clause)
        return "call it planned" if planned else ""
    found = _IS_ABSENT.search(clause)
    negated = _NEGATED.search(clause)
    if found is not None and (negated is None or negated.start() > found.end()):
        absent = _is_subject(clause, found, subject(requirement))
    elif negated is not None:
        absent = _MEANS.search(clause) is not None or _is_negated(clause, negated, solution(requirement))
    elif " without " in clause:
        absent = _is_without(clause, solution(requirement))
    else:
        absent = "only" in clause and subject(requirement).search(clause) is None and _only_another(clause, requirement)
    return "say that it is not there" if absent else ""


def _is_negated(clause: str, negated: re.Match[str], feature: re.Pattern[str]) -> bool:
    """Return whether a negation denies the feature, near it, and no fault, need or limit."""
    before = clause[: negated.start()]
    after = " ".join(_WORDS.findall(clause[negated.end() :].partition(",")[0])[:_NEAR])
    if _HARMLESS.search(after) or _CONJUNCTION.search(before) or before.rstrip().endswith(","):
        return False
    objects = _OBJECT_ENDS.split(after)[0]
    if negated[0] == "no" and feature.search(objects):
        return _GETS.search(before) is not None
    return _CAPABLE.search(after) is not None and (is_head(before, feature) or feature.search(objects) is not None)


def _is_without(clause: str, feature: re.Pattern[str]) -> bool:
    """Return whether a clause about something else ends with "without" and the feature."""
    before, _, after = clause.partition(" without ")
    named = feature.search(after)
    ends = named is not None and len(after[: named.start()].split()) < _NEAR_WORDS
    return ends and _LAST_WORD.fullmatch(after, named.end() if named else 0) is not None and not feature.search(before)


def _is_subject(clause: str, found: re.Match[str], feature: re.Pattern[str]) -> bool:
    """Return whether the subject of an absence is the feature; a phrase that begins a clause is no subject."""
    if found[0].startswith(("decided", "opt", "chose", "skip", "we ")):
        return feature.search(clause) is not None
    before = _CONJUNCTION.split(clause[: found.start()])[-1]
    if _PREPOSITION.match(before):
        before = " ".join(before.split()[-3:])
    return feature.search(before) is not None


def _only_another(clause: str, requirement: str) -> bool:
    other = _INSTEAD.get(requirement)
    only = other and re.search(rf"\bonly\b[^,]{{0,40}}\b{other}\b|\b{other}\b[^,]{{0,40}}\bonly\b", clause)
    return bool(only)
