"""Replacement for the official template, without its descriptions, if the official text is missing."""

from collections.abc import Iterator

from checklists.catalog.catalog import SYNC
from checklists.model.checklist import Checklist
from checklists.model.metadata import FIELDS


def fallback_template(checklist: Checklist) -> str:
    """Build the replacement template; its first lines mark it as not ready."""
    return "\n".join(_lines(checklist)) + "\n"


def _lines(checklist: Checklist) -> Iterator[str]:
    yield "# NOT READY: the official text of this checklist was missing, so all descriptions are missing too."
    yield f"# Run `{SYNC}` and export again before you open a pull request."
    yield ""
    yield "metadata:"
    for field in FIELDS:
        yield f"  {field.key}: " + (checklist.folder if field.key == "kubernetesVersion" else '""')
    yield ""
    yield "spec:"
    for category in checklist.categories:
        yield f"  {category}:"
        for requirement in checklist.in_category(category):
            yield f"    - id: {requirement.id}"
            yield f"      level: {requirement.level}"
            yield '      status: ""'
            yield "      evidence: []"
            yield '      notes: ""'
