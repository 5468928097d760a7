"""What a predicate in a clause of notes is about. All patterns search texts in lower case."""

import re

NEAR = 80
_WORDS_BETWEEN = 8
"""Maximum number of characters and of words between a feature and its predicate."""
_NO_SUBJECT = re.compile(r"\W*(?:(?:is|are|it|currently|still|only) ){0,3}")
_STANDS_FOR_IT = re.compile(
    r"\b(?:it|this|that|support|(?:the|this) (?:feature|function\w*|capability|requirement|item|must|point))\b"
)
_IS_HEAD = re.compile(
    r"\w*(?: (?:apis?|containers?|crds?|devices?|feature|function\w*|gpus?|installation|resources?|runtimes?|support"
    r"|scheduling))?(?: (?:among|and|at|based|between|by|ca|can|could|did|do|does|for|from|ha[sd]|have|in|is|are"
    r"|of|on|or|was|were|will|with|wo|would)\b|\W*$)"
)
"""What follows the head of a subject, unlike a modifier: "driver support is" but not "driver versions are"."""

_MODIFIES = re.compile(
    r"[\w-]* (?:costs?|fees?|images?|keys?|labels?|licen[cs]es?|limits?|logs?|names?|permissions?|ports?|quotas?"
    r"|servers?"
    r"|users?|versions?)\b"
)
"""What follows a feature that only modifies another subject."""


def stands_for_it(text: str) -> bool:
    """Return whether a text has a pronoun or a noun such as "feature" that stands for what a requirement demands."""
    return _STANDS_FOR_IT.search(text) is not None


def follows(predicate: re.Pattern[str], clause: str, feature: re.Pattern[str]) -> bool:
    """Return whether a predicate begins the clause, or closely follows the feature."""
    found = predicate.search(clause)
    if found is None:
        return False
    before = clause[max(0, found.start() - NEAR) : found.start()]
    near = " ".join(before.split()[-_WORDS_BETWEEN:])
    return bool(_NO_SUBJECT.fullmatch(before) or feature.search(near) or stands_for_it(near))


def is_head(text: str, feature: re.Pattern[str]) -> bool:
    """Return whether the feature is the head of the subject that ends a text, and not only a modifier."""
    return any(_IS_HEAD.match(text, named.end()) for named in feature.finditer(text))


def is_named(text: str, feature: re.Pattern[str]) -> bool:
    """Return whether a text names the feature, and not only something that belongs to it, such as its license."""
    return any(_MODIFIES.match(text, named.end()) is None for named in feature.finditer(text))
