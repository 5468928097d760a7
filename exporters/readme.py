"""Renders `README.md` of a submission: a summary for reviewers."""

from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from checklists.model.checklist import Checklist, Requirement
from checklists.model.draft import Draft
from checklists.model.evidence import ARTIFACT_NAMES, is_url, locate_evidence
from checklists.model.naming import product_title
from checklists.model.provider import LABELS, is_absent, is_layered, provider
from exporters import markdown
from exporters.templating import render_template

_FACTS = {
    "platformName": "Product",
    "platformVersion": "Product version",
    "vendorName": "Vendor",
    "kubernetesVersion": "Kubernetes",
    "websiteUrl": "Website",
    "documentationUrl": "Documentation",
    "repoUrl": "Repository",
    "k8sConformanceUrl": "Base conformance",
}


def render_readme(
    checklist: Checklist, draft: Draft, *, root: PurePosixPath, files: Iterable[str], generated: Collection[str] = ()
) -> str:
    """Render `README.md`.

    Args:
        checklist: The checklist.
        draft: The answers.
        root: The submission's folder in the program repository.
        files: Its evidence files, relative to `root`.
        generated: The files that aiconform wrote from findings and no person edited.
    """
    files = list(files)
    return render_template(
        "readme.md.j2",
        title=f"{markdown.escape(product_title(draft))}: Kubernetes AI conformance {checklist.minor}",
        official=checklist.template is not None,
        facts=[(label, _value(draft.metadata[key])) for key, label in _FACTS.items() if draft.metadata.get(key)],
        layered=is_layered(draft),
        rows=[_row(requirement, draft, root, files) for requirement in checklist.requirements],
        files=[f"{markdown.file_link(path)}: {_origin(path, generated)}" for path in files],
    )


def is_generated(data: bytes) -> bool:
    """Return whether a README was rendered here, in this or an earlier version."""
    return b": Kubernetes AI conformance " in data.partition(b"\n")[0] and b"\n## How to read this folder\n" in data


def _origin(path: str, generated: Collection[str]) -> str:
    if path in generated:
        return "written by aiconform from a read-only collection of the cluster"
    if PurePosixPath(path).name.lower() in ARTIFACT_NAMES:
        return "results of a test run"
    return "provided by the vendor"


def _row(requirement: Requirement, draft: Draft, root: PurePosixPath, files: list[str]) -> dict[str, str]:
    answer = draft.response(requirement.id)
    return {
        "name": f"{markdown.escape(requirement.title)} ({markdown.code(requirement.id)})",
        "level": requirement.level,
        "status": answer.status or "not answered",
        "provider": _provider(draft, requirement.id),
        "evidence": ", ".join(_evidence(item, root, files) for item in answer.evidence) or "none",
    }


def _provider(draft: Draft, requirement: str) -> str:
    if is_absent(draft, requirement):
        return "none"
    return LABELS[layer] if (layer := provider(draft, requirement)) else "not named"


def _evidence(value: str, root: PurePosixPath, files: list[str]) -> str:
    path = "" if is_url(value) else locate_evidence(value, str(root)).relative
    return markdown.file_link(path) if path in files else _value(value)


def _value(value: str) -> str:
    return markdown.link(value) if is_url(value) else markdown.escape(value)
