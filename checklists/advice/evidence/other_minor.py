"""Evidence from a run on another Kubernetes minor, recognized by paths and by versions in attached files."""

import re
from collections.abc import Iterator
from pathlib import Path

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.advice.evidence.hosting import Hosted, hosted
from checklists.advice.evidence.own import names_vendor
from checklists.files.atomic_file import read_text_beginning
from checklists.links.link_check import displayed_url
from checklists.model.evidence import is_url
from checklists.model.problem import Problem

_MINOR = r"1\.(?:2[0-9]|[3-9][0-9])"
_ANY_MINOR = re.compile(_MINOR.replace(r"\.", "[.-]", 1))
_SEGMENT = re.compile(
    rf"(?:^|/)(?:(?:k8s|kube|kubernetes|release|run|results?|(?:ai-)?conformance)[-_]?)?(?:v?({_MINOR})(?:\.[0-9x]+)?|v(1-[23][0-9]))"
    r"(?:[-_][a-z]+)?(?=/|$|\.\w+$)",
    re.IGNORECASE,
)
_ABOUT_A_RUN = re.compile(
    r"conformance|kubernetes|\bk8s|\be2e\b|\bresults?\b|\bevidence\b|\bruns?\b|\breports?\b|\btests?\b|\blogs?\b",
    re.IGNORECASE,
)
_SERVER = re.compile(
    r"(?:server version: |kube-apiserver version:? |(?:kubernetes|k8s|server|kubelet|cluster)[ _-]?(?:version|rev)"
    r"(?: is)?\W{1,24}"
    r"|\b(?:kindest/node:|kubernetes control plane\W{1,4}|gitversion\W{1,4}"
    r"|ready\S*\s+(?:<none>|[a-z,-]+)\s+[0-9a-z]+\s+))"
    rf"v?({_MINOR})\.[0-9]"
    rf"|\bkubernetes\W{{1,8}}v({_MINOR})\.[0-9]+(?![\d.]*\+| (?:or|and) (?:above|higher|later|newer|up))"
)
"""For texts in lower case."""
_HISTORY = re.compile(
    r"\b(?:added|available|beta|deprecated|from|graduated|introduced|minimum|needs?|removed|requires?|since|stable)"
    r"(?: (?:\w+ )?(?:in|since|with))? $"
)
"""What comes before a version that a text only mentions."""
_TITLE = re.compile(rf"^#+ .*\b(?:kubernetes|k8s|ai conformance)\W{{1,3}}v?{_MINOR}\b.*", re.MULTILINE)
_VERSION = re.compile(r"1\.(?<![\d.]1\.)(?:2[0-9]|[3-9][0-9])(?!\d)")
"""A minor, with or without `v`; begins with fixed characters, which `re` finds many times faster."""
_OF_A_PATCH = re.compile(r"[0-9]\.[0-9]+\.[0-9]")
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
    if code is not None and code.ref and not _is_a_minors_branch(code, case):
        path = path.replace(code.ref, "", 1)
    minors = dict.fromkeys((found[1] or found[2]).replace("-", ".") for found in _SEGMENT.finditer(path))
    own = case.metadata.get("platformVersion", "").lstrip("vV")
    if not minors or case.checklist.minor in _VERSION.findall(path):
        return ""
    return next((minor for minor in minors if not (own + ".").startswith(minor + ".")), "")


def _is_a_minors_branch(code: Hosted, case: AdviceCase) -> bool:
    """Return whether a branch or tag of the vendor's repository names a minor, not a part's version."""
    of_a_part = _OF_A_PATCH.search(code.ref) and "conformance" not in code.name.lower()
    return not of_a_part and names_vendor(code.owner, case.metadata)


def _minors_in_file(path: Path, own: str) -> set[str]:
    """Return the minors of the servers that a file shows; none if it names no minor but its `own`."""
    if not _RESULTS.search(path.name):
        return set()
    try:
        text = read_text_beginning(path)
    except OSError:
        return set()
    if not set(_VERSION.findall(text)) - {own}:
        return set()
    low = text.lower()
    minors = set()
    for found in _SERVER.finditer(low):
        if found[1] or not _HISTORY.search(low[max(0, found.start() - 40) : found.start()]):
            minors.add(found[1] or found[2])
    titles = [set(_VERSION.findall(title)) for title in _TITLE.findall(low)]
    return minors.union(*(named for named in titles if own not in named))


def _shown(cited: list[CitedEvidence]) -> str:
    return join_quoted([displayed_url(item.text) if is_url(item.text) else item.text for item in cited])
