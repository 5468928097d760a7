"""Evidence from a run on another Kubernetes minor, recognized by paths and by versions in attached files."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.advice.evidence.hosting import hosted
from checklists.links.link_check import displayed_url
from checklists.model.evidence import is_url
from checklists.model.problem import Problem

_READ = 2_000_000
"""Maximum number of bytes read of a file."""
_MINOR = r"1\.(?:2[0-9]|[3-9][0-9])"
_ANY_MINOR = re.compile(_MINOR)
_SEGMENT = re.compile(
    rf"(?:^|/)(?:(?:k8s|kube|kubernetes|release|run|results?)[-_]?)?v?({_MINOR})(?:\.[0-9]+)?(?:[-_][a-z]+)?(?=/|$|\.\w+$)",
    re.IGNORECASE,
)
_ABOUT_A_RUN = re.compile(
    r"conformance|kubernetes|\bk8s|\be2e\b|\bresults?\b|\bevidence\b|\bruns?\b|\breports?\b|\btests?\b|\blogs?\b",
    re.IGNORECASE,
)
_SERVER = re.compile(
    r"(?:server version: |kube-apiserver version:? |(?:kubernetes|k8s|server)[ _-]version\W{1,8}"
    r"|\b(?:gitversion\W{1,4}|ready\S*\s+(?:<none>|[a-z,-]+)\s+[0-9a-z]+\s+))"
    rf"v?({_MINOR})\.[0-9]"
    rf"|\bkubernetes\W{{1,8}}v({_MINOR})\.[0-9]+(?![\d.]*\+| (?:or|and) (?:above|higher|later|newer|up))"
)
"""For texts in lower case."""
_VERSION = re.compile(rf"({_MINOR})\.[0-9]")
_RESULTS = re.compile(r"\.(?:md|txt|log|json|ya?ml|xml|adoc|rst|html?)$", re.IGNORECASE)


def other_minor(case: AdviceCase) -> Iterator[Problem]:
    """Report `evidence-other-minor`: a path or an attached file that names another Kubernetes minor only."""
    hint = f"Show a run on Kubernetes {case.checklist.minor}: each submission is for one minor."
    for cited in case.each_requirement(lambda text: _minor_in_path(text, case)):
        named = {_minor_in_path(item.text, case) for item in cited}
        links = "evidence value names" if len(cited) == 1 else "evidence values name"
        message = f"{len(cited)} {links} Kubernetes {', '.join(sorted(named))}: {_shown(cited)}."
        yield case.at_evidence("evidence-other-minor", cited, message, hint)
    seen: set[Path] = set()
    for item, path in case.attached:
        if path not in seen and not _minor_in_path(item.text, case):
            seen.add(path)
            versions = _minors_in_file(path, case.checklist.minor)
            if versions and case.checklist.minor not in versions:
                message = f"{join_quoted([item.text])} shows a run on Kubernetes {', '.join(sorted(versions))}."
                yield case.at_evidence("evidence-other-minor", [item], message, hint)


def _minor_in_path(text: str, case: AdviceCase) -> str:
    """Return the other minor that a path names; empty if it names none, or the checklist's or the product's version."""
    if not _ANY_MINOR.search(text):
        return ""  # Nearly all values.
    code = hosted(text)
    if is_url(text) and code is None and not _ABOUT_A_RUN.search(text):
        return ""
    path = re.sub(r"^https?://[^/]+|[?#].*", "", text)
    if code is not None and code.ref:
        path = path.replace(code.ref, "", 1)
    minors = dict.fromkeys(found[1] for found in _SEGMENT.finditer(path))
    own = case.metadata.get("platformVersion", "").lstrip("vV")
    if not minors or case.checklist.minor in minors:
        return ""
    return next((minor for minor in minors if not (own + ".").startswith(minor + ".")), "")


def _minors_in_file(path: Path, own: str) -> set[str]:
    """Return the minors of the servers that a file shows; none if it names no minor but its `own`."""
    try:
        if not _RESULTS.search(path.name) or not stat.S_ISREG(path.stat().st_mode):
            return set()
        with path.open("rb") as file:
            text = file.read(_READ).decode("utf-8", "replace")
    except OSError:
        return set()
    if not set(_VERSION.findall(text)) - {own}:
        return set()
    return {found[1] or found[2] for found in _SERVER.finditer(text.lower())}


def _shown(cited: list[CitedEvidence]) -> str:
    return join_quoted([displayed_url(item.text) if is_url(item.text) else item.text for item in cited])
