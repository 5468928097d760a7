"""Names of evidence files in a draft's answers."""

import itertools
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from checklists.model.draft import Draft
from checklists.model.evidence import ARTIFACT_NAMES, is_url, locate_evidence
from checklists.model.naming import submission_folder


def cited_files(draft: Draft, names: Iterable[str], requirements: Iterable[str] | None = None) -> frozenset[str]:
    """Return the files that evidence values name, directly or by a parent folder.

    Args:
        draft: The draft.
        names: The files, relative to the submission's folder.
        requirements: Only these answers count; by default, all.
    """
    folder = submission_folder(draft)
    ids = draft.responses if requirements is None else requirements
    values = (value for requirement in ids for value in draft.response(requirement).evidence)
    places = {locate_evidence(value, folder).relative for value in values if not is_url(value)} - {""}
    return frozenset(name for name in names if not places.isdisjoint(_with_parents(name)))


def with_renamed_files(draft: Draft, names: Mapping[str, Sequence[str]]) -> Draft:
    """Return the draft with evidence files under other names; `#TEST` suffixes and confirmations stay.

    Args:
        draft: The draft.
        names: The new names of a file or folder, by its present name.
    """
    folder = submission_folder(draft)
    for requirement, response in draft.responses.items():
        evidence = tuple(new for value in response.evidence for new in _renamed(value, folder, names))
        if evidence != response.evidence:
            draft = draft.with_evidence(requirement, evidence)
    return draft


def numbered_names(name: str) -> Iterator[str]:
    """Yield the name, then numbered names; a test artifact keeps its base name, which identifies it."""
    path = PurePosixPath(name)
    yield str(path)
    artifact = path.name.lower() in ARTIFACT_NAMES
    for number in itertools.count(2):
        yield str(path.parent / (f"run-{number}/{path.name}" if artifact else f"{path.stem}-{number}{path.suffix}"))


def _renamed(value: str, folder: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    new = None if is_url(value) else names.get(locate_evidence(value, folder).relative)
    _, mark, fragment = value.partition("#")
    yield from [value] if new is None else (f"{name}{mark}{fragment}" for name in new)


def _with_parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = posixpath.dirname(name)
