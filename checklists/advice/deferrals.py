"""Clauses of notes that put a feature off, or describe manual work instead.

All patterns search texts in lower case. Few notes need them, so this module is imported late.
"""

import re

from checklists.advice.denial_words import may_leave
from checklists.advice.predicates import follows, stands_for_it
from checklists.advice.subjects import subject
from checklists.rules.status import CONDITIONAL

_MANUAL_WORK = {
    "cluster_autoscaling": r"\b(?:add|enlarg|expand|extend|grow|join|provision|remov|resiz|scal)\w*",
    "driver_runtime_management": r"\b(?:install|update|upgrad|kept|maintain|manag)\w*",
}
"""Requirements that manual work contradicts, with the work."""
_LATER = (
    r"(?:next|future|later|upcoming|following|soon|releases?|versions?|quarter|q[1-4]|20[2-9][0-9]|this year"
    r"|v?[0-9]+\.[0-9x]+|with \w+ [0-9]+)\b"
)
_PUT_OFF = re.compile(
    r"\b(?:planned(?: (?:as|by|for|in|q[1-4]|with|20[2-9][0-9])\b|\W*$)|(?:on|in) (?:the|our|its) (?:\w+ )?road-?map"
    r"|under (?:active )?(?:consideration|construction|development|evaluation|investigation)\b"
    r"|(?:being )?(?:evaluated|investigated|considered)\W*$|considered for\b|roadmap item|for the future\b"
    rf"|(?:maybe|perhaps) (?:from|in|later|next|with)\b[^,]{{0,80}}?\b{_LATER}"
    rf"|(?:due|envisaged|expected|foreseen|scheduled|slated|targeted) (?:at|by|for|in|to"
    rf"|with)\b[^,]{{0,80}}?\b{_LATER}"
    r"|in (?:development|evaluation|planning|preparation|progress)\b"
    r"|work in progress\b(?! (?:is|are|was)\b)|wip\b|coming (?:soon|in|with|later)\b|\bbacklog\b|underway\b"
    r"|(?:being )?worked on\b"
    r"|\btba\b|(?:yet )?to be (?:added|announced|defined|delivered|determined|done|implemented|introduced|released"
    r"|supported)\b"
    r"|(?:postponed|deferred|delayed)(?: (?:to|until|for)\b|\W*$)"
    r"|will (?:only )?(?:be (?:added|available|completed|delivered|done|implemented|introduced|ready|released|shipped"
    r"|supported)|appear|arrive|come|follow|land)\b"
    rf"[^,]{{0,80}}?\b{_LATER})"
)
_WILL_OFFER = re.compile(
    rf"\b(?:address|loo(?:k|king) at|revisit|tackle)\b[^,]{{0,80}}?\b{_LATER}"
    r"|\b(?:we|vendor) (?:\w+ ){0,8}?(?:aim|expect|hope|intend|plan|want)s? (?:\w+ )?(?:to|on) (?:\w+ )?"
    r"(?:add|deliver|enabl|implement|integrat|introduc|offer|provid|release|shipp?|support)"
    r"|\bwe will (?:add|deliver|implement|introduce|offer|provide|release|ship|support)\b"
    r"|\b(?:we are|still) working on\b"
)
_BY_HAND = re.compile(
    r"\bmanual(?:ly)?\b|\bby hand\b|\bkubeadm join\b|\bon request\b|\bby (?:the )?(?:customer|operator|tenant"
    r"|user)s?\b"
    r"|\bby (?:our |the )?(?:[\w'’]+ ){0,2}?(?:administrators?|department|engineers?|personnel|staff|team"
    r"|technicians?)\b"
    r"|\b(?:admins?|administrators?|someone|team) (?:must|ha(?:s|ve) to|needs? to)\b"
)
_FIXED = re.compile(
    r"\b(?:fixed|static|constant|pre-?defined)[- ](?:cluster|node|number|pool|set|size)"
    r"|\b(?:number|set|size)\b[^,]{0,40}\b(?:is|are) (?:constant|fixed|static)\b"
)
"""A cluster that cannot grow."""
_NOT_BY_HAND = re.compile(
    r"\b(?:not|no|never|cannot|nobody|without|automatic\w*|autoscal\w*|also|besides|either|or)\b|n['’]t\b"
)
_IN_OTHER_LANGUAGES = re.compile(
    r"规划中|计划(?:支持|在|于)|后续版本|(?:対応|サポート|実装|提供)予定|지원 ?예정"
    r"|\bgeplant\b|\bprévue?s?\b|\bprevist[oa]\b"
)


def deferral(clause: str, requirement: str) -> str:
    """Return how a clause defers the requirement, to continue "the notes …"; empty if it does not."""
    feature = subject(requirement)
    if follows(_PUT_OFF, clause, feature) or _IN_OTHER_LANGUAGES.search(clause):
        return "call it planned"
    if _WILL_OFFER.search(clause) and (feature.search(clause) or stands_for_it(clause)):
        return "call it planned"
    if may_leave(clause):
        from checklists.advice.responsibility import left_to_others

        if left_to_others(clause, requirement):
            return "leave it to others"
    if _NOT_BY_HAND.search(clause):
        return ""
    work = _MANUAL_WORK.get(requirement)
    if work and _BY_HAND.search(clause) and re.search(work, clause):
        return "describe manual work"
    return "describe a fixed size" if requirement in CONDITIONAL and _FIXED.search(clause) else ""
