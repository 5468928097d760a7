"""Evidence documents: what a snapshot shows for one requirement, with commands that reproduce it.

The output depends on the arguments only, so the same snapshot gives the same bytes.
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
    Outcome.DETECTED: "Detected: the cluster shows everything that read-only access can show for this requirement.",
    Outcome.PARTLY: "Partly detected: the cluster shows a part of what read-only access can show.",
    Outcome.NOT_DETECTED: "Not detected in this cluster; the product may still meet the requirement.",
    Outcome.COULD_NOT_CHECK: "Could not check; the product may still meet the requirement.",
}


_SEAL = "<!-- Written by aiconform. SHA-256 of the text above: "


@dataclass(frozen=True)
class ReadInfo:
    """The collection that a finding comes from."""

    server_version: str | None
    taken_at: str
    """RFC 3339, UTC."""
    named: bool = False
    """The snapshot has real names; otherwise names of nodes, namespaces and the vendor's objects are pseudonyms."""


def file_name(requirement: str) -> str:
    """Return the document's name in the submission, for example `gang_scheduling.md`."""
    return f"{requirement}.md"


def render(
    requirement: Requirement, finding: Finding, read_info: ReadInfo, draft: Draft, *, test_flags: Sequence[str] = ()
) -> str:
    """Render the document as Markdown.

    Args:
        requirement: The requirement.
        finding: The detector's result.
        read_info: Time and server of the collection.
        draft: Product, version and checklist.
        test_flags: Flags of the upstream test for this cluster.
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
        sources=[_source_row(source) for source in finding.sources],
        pseudonyms=not read_info.named,
        unproven=[markdown.escape(sentence) for sentence in finding.unproven],
        steps=[markdown.escape(step) for step in _steps(guidance.how_to_prove if guidance else "")],
        test=markdown.block(_test(guidance.automated_test, test_flags)) if guidance and guidance.automated_test else "",
    )
    return document + _seal(document)


def is_unedited(data: bytes) -> bool:
    """Return whether a generated document is unchanged; an edited document is never overwritten."""
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
    yield "Read at", markdown.escape(read_info.taken_at)


def _row(observation: Observation) -> tuple[str, str, str]:
    name = f"{observation.namespace}/{observation.name}" if observation.namespace else observation.name
    return markdown.escape(observation.kind), markdown.escape(name), markdown.escape(observation.detail)


def _source_row(source: Source) -> tuple[str, str]:
    how = "selected objects only" if source.queried else "the whole list"
    result = f"{source.result}; {how}" if source.read else source.result
    return markdown.code(f"GET {source.path}"), markdown.escape(result)


def _command(path: str) -> str:
    """Clean the path before quoting, since cleaning could remove quotation marks."""
    return kubectl_command(clean_line(path).replace("`", "%60"))


def _steps(text: str) -> list[str]:
    """Return the numbered lines of the guidance without their numbers."""
    return [line.partition(". ")[2] for line in text.splitlines() if line.strip()]


def _test(name: str, flags: Sequence[str]) -> str:
    return " ".join(["go test -v ./test", f"-run '^{name}$'", *(shlex.quote(clean_line(flag)) for flag in flags)])
