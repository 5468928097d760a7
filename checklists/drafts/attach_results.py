"""Attaches test results as evidence: copies the files of a run and names each requirement's test after the `#`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.model.draft import Draft
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import submission_folder

ResultsByRequirement = Mapping[str, tuple[str, Sequence[Path]]]
"""By requirement: the test's name, or an empty string, and the files that contain its result."""


def copy_results(folder: EvidenceFolder, choice: ResultsByRequirement) -> Mapping[Path, str]:
    """Copy the chosen files into a draft's folder; return the name of each copy.

    Raises:
        DraftError: A file cannot be copied.
    """
    files = tuple(dict.fromkeys(path for _, paths in choice.values() for path in paths))
    return dict(zip(files, folder.attach_run(files), strict=True))


def name_results(
    draft: Draft, names: Mapping[Path, str], choice: ResultsByRequirement, *, instead_of: Mapping[str, str]
) -> Draft:
    """Return the draft with the copies as evidence of those requirements.

    Args:
        draft: The draft; statuses and confirmations stay.
        names: The names of the copies.
        choice: The files for each requirement.
        instead_of: By requirement, the evidence value to replace; without it, the files are appended.
    """
    for requirement, (test, paths) in choice.items():
        before = draft.response(requirement)
        values = [f"{names[path]}#{test}" if test else names[path] for path in paths]
        draft = draft.with_evidence(requirement, _merge_values(before.evidence, values, instead_of.get(requirement)))
    return draft


def rename_evidence(draft: Draft, relative: str, name: str) -> Draft:
    """Return the draft with an evidence file renamed in all answers.

    Drops a `#TEST` suffix, which only test artifacts support. Carried-over answers stay unconfirmed.
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
