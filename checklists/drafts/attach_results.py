"""Test results become evidence: copied into a draft together, each requirement with its own test behind the `#`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.model.draft import Draft
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import submission_folder

ResultsByRequirement = Mapping[str, tuple[str, Sequence[Path]]]
"""For each requirement the test that is named, empty for none, and the files that have it."""


def copied(folder: EvidenceFolder, choice: ResultsByRequirement) -> Mapping[Path, str]:
    """Copy the chosen files into a draft's folder; return the name of each copy.

    Raises:
        DraftError: a file cannot be copied.
    """
    files = tuple(dict.fromkeys(path for _, paths in choice.values() for path in paths))
    return dict(zip(files, folder.attach_run(files), strict=True))


def named(
    draft: Draft, names: Mapping[Path, str], choice: ResultsByRequirement, *, instead_of: Mapping[str, str]
) -> Draft:
    """Return the draft with the copies among the evidence of those requirements.

    Args:
        draft: The answers so far; no status is touched, and none is confirmed by it.
        names: The names of the copies.
        choice: What goes where.
        instead_of: By requirement the evidence value that the files take the place of; without one they go to the end.
    """
    for requirement, (test, paths) in choice.items():
        before = draft.response(requirement)
        values = [f"{names[path]}#{test}" if test else names[path] for path in paths]
        draft = draft.with_evidence(requirement, _merge_values(before.evidence, values, instead_of.get(requirement)))
    return draft


def rename_evidence(draft: Draft, relative: str, name: str) -> Draft:
    """The draft with another name for an evidence file, wherever it is named.

    The test behind a `#` goes: it means something in test results only. What was carried over stays to be confirmed.
    """
    folder = submission_folder(draft)
    for requirement, response in draft.responses.items():
        evidence = [name if _names(value, relative, folder) else value for value in response.evidence]
        if evidence != [*response.evidence]:
            draft = draft.with_evidence(requirement, evidence)
    return draft


def _merge_values(before: Sequence[str], values: Sequence[str], instead_of: str | None) -> Iterator[str]:
    for value in before:
        if value == instead_of:
            yield from values
        else:
            yield value
    yield from values


def _names(value: str, relative: str, folder: str) -> bool:
    return not is_url(value) and locate_evidence(value, folder).relative == relative
