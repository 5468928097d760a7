"""Words without which notes deny nothing: they rule out most notes."""

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
_DENYING = """
no not nor neither never cannot t n non lack lacks lacking without scope left unsupported unimplemented unavailable
unmet unfulfilled disabled false absent moot inapplicable irrelevant exempt exempted vacuous vacuously trivial
trivially nothing none tbd missing dropped excluded omit omits omitted removed waived discontinued withdrawn refrain
refrains rather instead unable impossible infeasible fall falls off only skip skipped fail fails failed fulfilled met
satisfied nicht kein keine entfällt pas não sans nein aucun aucune ruled decided opt opted chose
"""
"""Every denial in Latin letters contains one. `t` ends "don't", `n` begins "n/a"."""
_ABSENT = """
abandoned absent blocked broken cancelled deactivated disabled excluded forbidden impossible incompatible infeasible
missing nonexistent omitted prohibited removed unavailable unfinished unimplemented unsolved unsupported untested
unvalidated unverified
"""
ABSENT = frozenset(_ABSENT.split())
"""What a feature is called that a product does not have."""
_LEAVING = """
left leaves responsibility task duty matter responsible delegated outside externally bring
"""
_PARTIES = """
customer customers client clients team teams integrator integrators user users tenant tenants administrator
administrators owner owners admin admins hyperscaler hyperscalers partner partners provider providers third
"""
_DUTIES = """
by bring brings care deploys expected has have installs must need needs only operates own provides required runs should
supplies supply supposed themselves up uses who
"""
"""Every clause that leaves a feature to others contains one of the first words, or one each of the other lists."""
_DEFERRING = """
planned plan plans planning roadmap map development construction evaluation consideration investigation preparation
progress wip coming soon will postponed deferred delayed evaluated investigated considered aim hope expect intend want
working tba announced determined done implemented released expected scheduled slated targeted backlog address tackle
department personnel technician technicians maybe perhaps year revisit underway worked shall going topic target wish
due foreseen envisaged future manual manually hand kubeadm request staff engineer engineers someone fixed static
constant predefined geplant prévu prévue prévus prévues previsto prevista aims hopes expects intends wants pre
"""
"""Every other clause that defers a feature contains one."""
_DENYING_WORDS, _LEAVING_WORDS = ABSENT.union(("nobody",), _DENYING.split()), frozenset(_LEAVING.split())
_PARTY_WORDS, _DUTY_WORDS = frozenset(_PARTIES.split()), frozenset(_DUTIES.split())
_DEFERRING_WORDS = frozenset(_DEFERRING.split()).union(("look", "looking"))
_MARKS = (
    "不",
    "未",
    "ません",
    "対象外",
    "非対応",
    "않",
    "없음",
    "미지원",
    "미구현",
    "予定",
    "예정",
    "规划",
    "计划",
    "后续",
)
"""What every denial in Chinese, Japanese or Korean contains."""


def may_contradict(low: str) -> bool:
    """Return whether a text in lower case has a word that denies or defers."""
    return may_deny(low) or may_defer(low)


def may_deny(low: str) -> bool:
    """Return whether a text in lower case has a word that denies."""
    return not _DENYING_WORDS.isdisjoint(_words(low)) or has_mark(low)


def may_defer(low: str) -> bool:
    """Return whether a text in lower case has a word that defers."""
    return not _DEFERRING_WORDS.isdisjoint(_words(low)) or "to be " in low or has_mark(low) or may_leave(low)


def may_leave(low: str) -> bool:
    """Return whether a text in lower case has a word that leaves something to others."""
    words = _words(low)
    parties = not _PARTY_WORDS.isdisjoint(words) and not _DUTY_WORDS.isdisjoint(words)
    return parties or not _LEAVING_WORDS.isdisjoint(words)


@lru_cache(maxsize=256)
def _words(low: str) -> frozenset[str]:
    return frozenset(_WORD.findall(low))


def has_mark(low: str) -> bool:
    """Return whether a text has a mark of a denial in Chinese, Japanese or Korean."""
    return not low.isascii() and any(mark in low for mark in _MARKS)
