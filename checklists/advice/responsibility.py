"""Clauses of notes that leave a feature to users or other parties.

All patterns search texts in lower case. Few notes need them, so this module is imported late.
"""

import re

from checklists.advice.predicates import NEAR, follows
from checklists.advice.subjects import subject

_INSTALLED_BY_USERS = frozenset(
    {"accelerator_metrics", "disaggregated_inference", "gang_scheduling", "robust_controller"}
)
"""Requirements of a solution that users may install themselves."""
_OTHERS = (
    r"(?:the |our |each |its |an? )?(?:\w+ ){0,2}?(?:admin(?:istrator)?s?|clients?|clouds?|customers?|end users?"
    r"|hyperscalers?|infrastructure|integrators?|(?:\w+ )?owners?|partners?|(?:cluster|platform) operators?|providers?"
    r"|teams?|tenants?|third part\w+|users?)\b"
)
_USER = r"(?:admin(?:istrator)?s?|clients?|customers?|integrators?|tenants?|users?)"
_USERS = rf"(?:the |our |each )?(?:\w+ )?{_USER}"
_LEFT = re.compile(
    rf"\b(?:(?:(?:left (?:\w+ )?(?:up )?|up |delegated )to|(?:duty|matter|responsibility|task) (?:for|of)) {_OTHERS}"
    rf"|{_USER}['’]s?['’]? (?:own |sole )?responsibility"
    rf"|(?:handled|managed|performed|realized|solved) (?:\w+ )?(?:outside|externally)\b"
    r"|(?:must be|ha(?:s|ve) to be|needs? to be|is|are) (?:\w+ )?"
    r"(?:added|brought|built|deployed|developed|done|installed|maintained|managed"
    rf"|operated|provided|supplied) by {_USERS})"
)
_WRITTEN = re.compile(
    rf"\b(?:{_USER}\b[^,]{{0,40}}? (?:would )?(?:must|needs? to|ha(?:s|ve) to)|only (?:if|when) {_USERS}) (?:\w+ )?"
    r"(?:builds?|codes?|creates?|develops?|implements?|programs?|writes?) (?:\w+ ){1,5}?(?:own|themsel\w+|himself)\b"
)
"""Development that no requirement leaves to users."""
_OBLIGED = re.compile(
    rf"\b{_USER} (?:who )?(?:\w+ )?(?:must|ha(?:s|ve) to|needs? to|should|(?:is|are) (?:expected|required"
    rf"|supposed) to)"
    r" (?:bring|build|care|deploy|develop|handle|implement|install|maintain|manage|operate|provide|set up|supply"
    r"|take care"
    r"|update|upgrade)\b"
)
"""Work that users have to do."""
_LEFT_TO_THEM = re.compile(
    rf"\b{_USER} (?:takes? care of|(?:\w+ ){{0,2}}?"
    r"(?:brings?|deploys?|installs?|operates?|provides?|runs?|suppl(?:y|ies)|uses?) (?:in )?(?:their|its|his) own)\b"
    rf"|\bbring[- ]your[- ]own\b|\bleaves\b|\b{_USER} (?:is|are) (?:\w+ )?responsible for\b"
    rf"|^\W*it is (?:up to|the responsibility of) {_OTHERS}"
)
"""What leaves the words after it to others."""
_OWN_ONLY = re.compile(r"\W*(?:bring[- ]your[- ]own|byo)\W*")
_NEGATED = re.compile(r"\b(?:not|no|never|cannot|nobody|without)\b|n['’]t\b")


def left_to_others(clause: str, requirement: str) -> bool:
    """Return whether a clause leaves the requirement to users; some requirements allow that, except for development."""
    if _WRITTEN.search(clause):
        return True
    if requirement in _INSTALLED_BY_USERS:
        return False
    feature = subject(requirement)
    if follows(_LEFT, clause, feature):
        return True
    if _OBLIGED.search(clause) and feature.search(clause) and not _NEGATED.search(clause):
        return True
    if _OWN_ONLY.fullmatch(clause):
        return True
    left = _LEFT_TO_THEM.search(clause)
    return left is not None and feature.search(clause, left.end(), left.end() + NEAR) is not None
