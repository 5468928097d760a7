"""Clauses of notes that put a feature off, leave it to others, or describe manual work instead.

All patterns search texts in lower case.
"""

import re

from checklists.advice.denial_words import may_defer
from checklists.advice.subjects import subject
from checklists.rules.status import CONDITIONAL

_INSTALLED_BY_USERS = frozenset(
    {"accelerator_metrics", "disaggregated_inference", "gang_scheduling", "robust_controller"}
)
"""Requirements of a solution that users may install themselves."""
_MANUAL_WORK = {
    "cluster_autoscaling": r"\b(?:add|join|provision|remov|resiz|scal)\w*",
    "driver_runtime_management": r"\b(?:install|update|upgrad|maintain|manag)\w*",
}
"""Requirements that manual work contradicts, with the work."""
_LATER = (
    r"(?:next|future|later|upcoming|following|soon|releases?|versions?|q[1-4]|20[2-9][0-9]|v?[0-9]+\.[0-9x]+"
    r"|with \w+ [0-9]+)\b"
)
_PUT_OFF = re.compile(
    r"\b(?:planned(?: (?:for|in|with|as)\b|\W*$)|(?:on|in) (?:the|our|its) (?:\w+ )?road-?map"
    r"|under (?:active )?(?:consideration|construction|development|evaluation|investigation)\b"
    r"|(?:being )?(?:evaluated|investigated|considered)\W*$|considered for\b|roadmap item"
    rf"|(?:expected|scheduled|slated|targeted) (?:at|by|for|in|with)\b[^,]{{0,80}}?\b{_LATER}"
    r"|in (?:development|evaluation|planning|preparation|progress)\b"
    r"|work in progress\b(?! (?:is|are|was)\b)|wip\b|coming (?:soon|in|with|later)\b"
    r"|\btba\b|(?:yet )?to be (?:added|announced|defined|delivered|determined|done|implemented|introduced|released"
    r"|supported)\b"
    r"|(?:postponed|deferred|delayed)(?: (?:to|until|for)\b|\W*$)"
    r"|will (?:only )?(?:be (?:added|available|delivered|implemented|introduced|released|shipped|supported)"
    r"|arrive|come|follow)\b"
    rf"[^,]{{0,80}}?\b{_LATER})"
)
_WILL_OFFER = re.compile(
    r"\b(?:we|vendor) (?:\w+ ){0,2}?(?:aim|expect|hope|intend|plan|want|planning)s? (?:\w+ )?(?:to|on) (?:\w+ )?"
    r"(?:add|deliver|enabl|implement|integrat|introduc|offer|provid|release|shipp?|support)"
    r"|\bwe will (?:add|deliver|implement|introduce|offer|provide|release|ship|support)\b"
    r"|\b(?:we are|still) working on\b"
)
_OTHERS = (
    r"(?:the |our |each |its |an? )?(?:\w+ ){0,2}?(?:admin\w*|clients?|clouds?|customers?|end users?|hyperscalers?"
    r"|infrastructure|integrators?|partners?|(?:cluster|platform) operators?|providers?"
    r"|tenants?|third part\w+|users?)\b"
)
_USERS = r"(?:the |our |each )?(?:\w+ )?(?:admin\w*|clients?|customers?|integrators?|tenants?|users?)"
_LEFT = re.compile(
    rf"\b(?:(?:(?:left (?:up )?|up |delegated )to|(?:the )?(?:sole )?responsibility of) {_OTHERS}"
    rf"|{_USERS}['’]s?['’]? (?:own |sole )?responsibility"
    rf"|(?:handled|managed|performed|realized|solved) (?:\w+ )?(?:outside|externally)\b"
    rf"|(?:must|ha(?:s|ve) to|needs? to) be (?:added|brought|deployed|installed|provided|supplied) by {_USERS})"
)
_LEFT_TO_THEM = re.compile(
    r"\b(?:clients?|customers?|tenants?|users?) (?:\w+ ){0,2}?"
    r"(?:brings?|deploys?|installs?|operates?|provides?|runs?|suppl(?:y|ies)|uses?) (?:in )?(?:their|its|his) own\b"
    rf"|\bbring[- ]your[- ]own\b|\bleaves\b|\b{_USERS} (?:is|are) (?:\w+ )?responsible for\b"
    rf"|^\W*it is (?:up to|the responsibility of) {_OTHERS}"
)
"""What leaves the words after it to others."""
_NEAR = 80
_WORDS_BETWEEN = 8
"""Maximum number of characters and of words between a feature and its predicate."""
_NO_SUBJECT = re.compile(r"\W*(?:(?:is|are|it|currently|still|only) ){0,3}")
_STANDS_FOR_IT = re.compile(
    r"\b(?:it|this|that|support|(?:the|this) (?:feature|function\w*|capability|requirement|item|must|point))\b"
)
_BY_HAND = re.compile(
    r"\bmanual(?:ly)?\b|\bby hand\b|\bkubeadm join\b|\bon request\b"
    r"|\bby (?:our |the )?(?:\w+ )?(?:administrators?|engineers?|staff|team)\b"
)
_FIXED = re.compile(
    r"\b(?:fixed|static|constant|pre-?defined)[- ](?:cluster|node|number|pool|set|size)"
    r"|\b(?:number|set|size)\b[^,]{0,40}\b(?:is|are) (?:constant|fixed|static)\b"
)
"""A cluster that cannot grow."""
_NOT_BY_HAND = re.compile(
    r"\b(?:not|no|never|cannot|without|automatic\w*|autoscal\w*|also|besides|either|or)\b|n['’]t\b"
)
_IN_OTHER_LANGUAGES = re.compile(
    r"规划中|计划(?:支持|在|于)|后续版本|(?:対応|サポート|実装|提供)予定|지원 ?예정"
    r"|\bgeplant\b|\bprévue?s?\b|\bprevist[oa]\b"
)


def deferral(clause: str, requirement: str) -> str:
    """Return how a clause defers the requirement, to continue "the notes …"; empty if it does not."""
    if not may_defer(clause):
        return ""
    feature = subject(requirement)
    if _follows(_PUT_OFF, clause, feature) or _IN_OTHER_LANGUAGES.search(clause):
        return "call it planned"
    if _WILL_OFFER.search(clause) and (feature.search(clause) or _STANDS_FOR_IT.search(clause)):
        return "call it planned"
    if requirement not in _INSTALLED_BY_USERS and _is_left(clause, feature):
        return "leave it to others"
    if _NOT_BY_HAND.search(clause):
        return ""
    work = _MANUAL_WORK.get(requirement)
    if work and _BY_HAND.search(clause) and re.search(work, clause):
        return "describe manual work"
    return "describe a fixed size" if requirement in CONDITIONAL and _FIXED.search(clause) else ""


def _is_left(clause: str, feature: re.Pattern[str]) -> bool:
    if _follows(_LEFT, clause, feature):
        return True
    left = _LEFT_TO_THEM.search(clause)
    return left is not None and feature.search(clause, left.end(), left.end() + _NEAR) is not None


def _follows(predicate: re.Pattern[str], clause: str, feature: re.Pattern[str]) -> bool:
    """Return whether a predicate begins the clause, or closely follows the feature."""
    found = predicate.search(clause)
    if found is None:
        return False
    before = clause[max(0, found.start() - _NEAR) : found.start()]
    near = " ".join(before.split()[-_WORDS_BETWEEN:])
    return bool(_NO_SUBJECT.fullmatch(before) or feature.search(near) or _STANDS_FOR_IT.search(near))
