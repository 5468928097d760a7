"""Words without which notes deny nothing: they rule out most notes."""

import re

_WORD = re.compile(r"\w+")
_DENYING = """
no not nor neither never cannot t n non lack lacks lacking without scope left unsupported unimplemented unavailable
unmet unfulfilled disabled false absent moot inapplicable irrelevant exempt exempted vacuous vacuously trivial trivially
nothing none tbd missing dropped excluded omit omits omitted removed waived discontinued withdrawn refrain refrains
rather instead unable impossible infeasible fall falls off nicht kein keine entfällt pas não sans
"""
"""Every denial in Latin letters contains one. `t` ends "don't", `n` begins "n/a"."""
_DEFERRING = """
planned plan plans planning roadmap map development construction evaluation consideration investigation preparation
progress wip coming soon will postponed deferred delayed evaluated investigated considered aim hope expect intend want
working tba announced determined done implemented released left leaves responsibility
responsible delegated outside externally expected scheduled slated targeted customer customers client clients
integrator integrators user bring manual manually hand kubeadm request team staff engineer engineers
administrator administrators fixed static constant predefined geplant prévu prévue prévus prévues previsto prevista
"""
"""Every clause that defers a feature contains one."""
_DENYING_WORDS, _DEFERRING_WORDS = frozenset(_DENYING.split()), frozenset(_DEFERRING.split())
_WORDS = _DENYING_WORDS | _DEFERRING_WORDS
_MARKS = ("不", "未", "ません", "対象外", "않", "없음", "미지원", "미구현", "予定", "예정", "规划", "计划", "后续")
"""What every denial in Chinese, Japanese or Korean contains."""


def may_contradict(low: str) -> bool:
    """Return whether a text in lower case has a word that denies or defers."""
    return not _WORDS.isdisjoint(_WORD.findall(low)) or has_mark(low)


def may_deny(low: str) -> bool:
    """Return whether a text in lower case has a word that denies."""
    return not _DENYING_WORDS.isdisjoint(_WORD.findall(low)) or has_mark(low)


def may_defer(low: str) -> bool:
    """Return whether a text in lower case has a word that defers."""
    return not _DEFERRING_WORDS.isdisjoint(_WORD.findall(low)) or has_mark(low)


def has_mark(low: str) -> bool:
    """Return whether a text has a mark of a denial in Chinese, Japanese or Korean."""
    return not low.isascii() and any(mark in low for mark in _MARKS)
