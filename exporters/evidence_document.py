"""An evidence document: what a look at a cluster showed for one requirement, for a reviewer to read and to repeat.

It depends on nothing but its arguments, so the same snapshot gives the same bytes.
"""

import hashlib
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklists.kubectl import kubectl_command
from checklists.model.checklist import Requirement
from checklists.model.draft import Draft
from checklists.model.finding import Finding, Observation, Outcome, Source
from checklists.model.naming import product_title
from checklists.text import clean_line
from exporters import markdown
from exporters.templating import render_template

_OUTCOMES = {
    Outcome.DETECTED: "Detected: everything that reading alone can show for this requirement was there.",
    Outcome.PARTLY: "Partly detected: some of what reading alone can show was there.",
    Outcome.NOT_DETECTED: "Not detected in this cluster, which says nothing about what the product allows.",
    Outcome.COULD_NOT_CHECK: "Could not be checked, which says nothing about the product.",
}


_SEAL = "<!-- Written by aiconform. SHA-256 of the text above: "


@dataclass(frozen=True)
class ReadInfo:
    """The look at the cluster that a finding comes from."""

    server_version: str | None
    taken_at: str
    """RFC 3339, UTC."""
    named: bool = False
    """The cluster's own names are in it; otherwise nodes, namespaces and objects of the vendor's own carry others."""


def file_name(requirement: str) -> str:
    """What the document is called in the submission: `gang_scheduling.md`."""
    return f"{requirement}.md"


def render(
    requirement: Requirement, finding: Finding, read_info: ReadInfo, draft: Draft, *, test_flags: Sequence[str] = ()
) -> str:
    """The document as Markdown.

    Args:
        requirement: What was asked for.
        finding: What the look means for it.
        read_info: When, and which server.
        draft: Says which product, version and checklist.
        test_flags: Flags of the upstream test that fit this cluster.
    """
    guidance = requirement.guidance
    counted = [o for o in finding.observations if not o.doubtful]
    doubtful = [o for o in finding.observations if o.doubtful]
    document = render_template(
        "evidence.md.j2",
        title=markdown.escape(requirement.title),
        facts=list(_facts(requirement, read_info, draft)),
        outcome=_OUTCOMES[finding.outcome],
        summary=markdown.escape(finding.summary),
        counted=[_row(o) for o in counted],
        doubtful=[_row(o) for o in doubtful],
        commands=list(dict.fromkeys(_command(o.path) for o in finding.observations if o.path)),
        looked=[_source_row(place) for place in finding.sources],
        pseudonyms=not read_info.named,
        unproven=[markdown.escape(sentence) for sentence in finding.unproven],
        steps=[markdown.escape(step) for step in _steps(guidance.how_to_prove if guidance else "")],
        test=markdown.block(_test(guidance.automated_test, test_flags)) if guidance and guidance.automated_test else "",
    )
    return document + _seal(document)


def is_unedited(data: bytes) -> bool:
    """Whether a document is as it was written: one that somebody edited is never written over."""
    text, line, _ = data.decode("utf-8", "replace").rpartition("\n" + _SEAL)
    return bool(line) and text.endswith("\n") and data.decode("utf-8", "replace") == text + _seal(text)


def _seal(document: str) -> str:
    digest = hashlib.sha256(document.encode()).hexdigest()
    return f"\n{_SEAL}{digest} -->\n"


def _facts(requirement: Requirement, read_info: ReadInfo, draft: Draft) -> Iterable[tuple[str, str]]:
    yield "Requirement", f"{markdown.code(requirement.id)} ({requirement.level})"
    yield "Checklist", markdown.escape(draft.checklist)
    yield "Product", markdown.escape(product_title(draft))
    if version := draft.metadata.get("platformVersion"):
        yield "Product version", markdown.escape(version)
    yield "Kubernetes server", markdown.escape(read_info.server_version or "unknown")
    yield "Looked at", markdown.escape(read_info.taken_at)


def _row(observation: Observation) -> tuple[str, str, str]:
    name = f"{observation.namespace}/{observation.name}" if observation.namespace else observation.name
    return markdown.escape(observation.kind), markdown.escape(name), markdown.escape(observation.detail)


def _source_row(place: Source) -> tuple[str, str]:
    how = "selected objects only" if place.queried else "the whole list"
    return markdown.code(f"GET {place.path}"), markdown.escape(f"{place.result}; {how}" if place.read else place.result)


def _command(path: str) -> str:
    """Cleaned before it is quoted: whatever is taken out of a quoted command may be its quotation marks."""
    return kubectl_command(clean_line(path).replace("`", "%60"))


def _steps(text: str) -> list[str]:
    """The numbered lines of the guidance without their numbers."""
    return [line.partition(". ")[2] for line in text.splitlines() if line.strip()]


def _test(name: str, flags: Sequence[str]) -> str:
    return " ".join(["go test -v ./test", f"-run '^{name}$'", *(shlex.quote(clean_line(flag)) for flag in flags)])
