"""Report of `aiconform detect`: findings as text and JSON."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.checklist import Checklist
from checklists.model.finding import Finding, Observation, Outcome
from tui.text.requirement_text import unproven_clause

_WORDS = {
    Outcome.DETECTED: "Detected",
    Outcome.PARTLY: "Partly detected",
    Outcome.NOT_DETECTED: "Not detected",
    Outcome.COULD_NOT_CHECK: "Could not check",
}


_ROLE = "docs/read-only-clusterrole.yaml grants these permissions; `aiconform detect --clusterrole` prints that file."
_ROLES = (
    "docs/read-only-clusterrole.yaml and, for metrics, docs/scrape-clusterrole.yaml grant these permissions; "
    "`aiconform detect --clusterrole --scrape` prints both files."
)


def report_json(snapshot: Snapshot, checklist: Checklist, findings: Sequence[Finding]) -> dict[str, Any]:
    """Build the document of `--json`."""
    return {
        "snapshot": {
            "taken_at": snapshot.taken_at,
            "server_version": snapshot.server_version,
            "context": snapshot.context,
            "requests": snapshot.requests,
            "complete": snapshot.complete,
            "denied": [
                {"verb": p.verb, "group": p.group, "resource": p.resource, "namespace": p.namespace}
                for p in snapshot.denied
            ],
            "errors": list(snapshot.errors),
        },
        "checklist": checklist.minor,
        "findings": [_finding_json(finding) for finding in findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "requirement": finding.requirement,
        "outcome": finding.outcome.value,
        "summary": finding.summary,
        "observations": [
            {
                "kind": o.kind,
                "name": o.name,
                "namespace": o.namespace,
                "detail": o.detail,
                "path": o.path,
                "doubtful": o.doubtful,
            }
            for o in finding.observations
        ],
        "unproven": list(finding.unproven),
        "suggested_status": finding.suggested_status.value if finding.suggested_status else None,
        "suggested_notes": finding.suggested_notes,
        "reason": finding.reason,
        "to_detected": finding.to_detected,
    }


def report_text(snapshot: Snapshot, checklist: Checklist, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of the text report."""
    version = f"Kubernetes {snapshot.server_version}" if snapshot.server_version else "Kubernetes of unknown version"
    yield (
        f"{snapshot.context}: {version}, read-only at {snapshot.taken_at} with {snapshot.requests} requests. "
        f"Checklist {checklist.minor}."
    )
    if not snapshot.names.kept:
        yield "Names of nodes, pods, namespaces and hosts are pseudonyms; --keep-names keeps the real names."
    for finding in findings:
        yield ""
        requirement = checklist.get(finding.requirement)
        level = f" ({requirement.level.value})" if requirement else ""
        yield f"{finding.requirement}{level}: {_WORDS[finding.outcome]}"
        yield from _wrapped(finding.summary, "  ")
        for observation in finding.observations:
            yield from _observation(observation)
        if finding.to_detected:
            yield from _wrapped(f"To be detected: {finding.to_detected}", "  ")
        for sentence in finding.unproven:
            yield from _wrapped(f"Not proven: {unproven_clause(sentence)}", "  ")
        if finding.suggested_status:
            yield f"  Suggested status: {finding.suggested_status.value}"
        if finding.suggested_notes:
            yield from _wrapped(f"Suggested notes: {finding.suggested_notes}", "  ")
    yield from _missing(snapshot)


def _observation(observation: Observation) -> Iterator[str]:
    place = f"{observation.namespace}/{observation.name}" if observation.namespace else observation.name
    mark = "?" if observation.doubtful else "-"
    yield from _wrapped(f"{mark} {observation.kind} {place}: {observation.detail}", "  ", "      ")


def _missing(snapshot: Snapshot) -> Iterator[str]:
    if snapshot.denied:
        yield ""
        yield "Missing permissions:"
        yield from (f"  {permission}" for permission in snapshot.denied)
        yield from _wrapped(_ROLES if snapshot.proxy_denied else _ROLE, "  ")
    if snapshot.errors:
        yield ""
        yield "Not read:"
        for error in snapshot.errors:
            yield from _wrapped(error, "  ")


def _wrapped(text: str, indent: str, further: str = "    ") -> list[str]:
    width = max(60, min(120, shutil.get_terminal_size((100, 24)).columns))
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )
