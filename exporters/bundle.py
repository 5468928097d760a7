"""Exactly the files of a submission, in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checklists.catalog.catalog import SYNC
from checklists.drafts.evidence_folder import FILE_LIMIT
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem
from exporters import product, readme
from exporters.pull_request import PullRequest, pull_request

_PRODUCT, _README = "PRODUCT.yaml", "README.md"


@dataclass(frozen=True)
class Bundle:
    """A submission: what is written, and the pull request that brings it in."""

    root: PurePosixPath
    """Its folder in the program repository, for example `v1.36/nebula`."""
    files: Mapping[str, bytes]
    """Content by path in the program repository, `PRODUCT.yaml` first."""
    pull_request: PullRequest
    ready: bool
    """The official text is in it. Whether the program would accept it is the verdict's to say."""
    notices: tuple[str, ...]
    """Sentences about what is left out or missing."""

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(len(data) for data in self.files.values())


def build_bundle(
    draft: Draft,
    checklist: Checklist,
    problems: Iterable[Problem],
    evidence: Mapping[str, Path],
    *,
    vendor_checked: bool = False,
) -> Bundle:
    """The submission of a draft.

    Args:
        draft: The answers.
        checklist: What was asked.
        problems: What the program would say; told in the pull request's text.
        evidence: The draft's own files by their name in the submission.
        vendor_checked: A member list was at hand when the problems were found.

    Raises:
        ExportError: An evidence file cannot be read, or the official text cannot be filled in.
    """
    root = PurePosixPath(submission_folder(draft))
    named = _named(draft, checklist, root)
    names = sorted(name for name in evidence if _is_named(name, named))
    files = {_PRODUCT: product.render_product(checklist, draft).encode()}
    if not any(name.lower() == _README.lower() for name in names):
        files[_README] = readme.render_readme(checklist, draft, root=root, files=names).encode()
    files |= {name: _read(evidence[name]) for name in names}
    return Bundle(
        root=root,
        files={str(root / name): data for name, data in files.items()},
        pull_request=pull_request(checklist, draft, problems, root=root, files=names, vendor_checked=vendor_checked),
        ready=checklist.template is not None,
        notices=tuple(_notices(draft, checklist, [name for name in evidence if name not in names])),
    )


def _named(draft: Draft, checklist: Checklist, root: PurePosixPath) -> frozenset[str]:
    """The files and folders that the evidence names, relative to the submission."""
    values = [value for r in checklist.requirements for value in draft.response(r.id).evidence]
    return frozenset(locate_evidence(value, str(root)).relative for value in values if not is_url(value)) - {""}


def _is_named(name: str, named: frozenset[str]) -> bool:
    """Whether evidence names the file or a folder that it lies in."""
    path = PurePosixPath(name)
    return name != _PRODUCT and any(str(place) in named for place in (path, *path.parents))


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, FILE_LIMIT)
    except OSError as error:
        raise ExportError(
            f"The evidence file {path} cannot be read: {os_error_reason(error)}.",
            "Attach it again, or take it off the evidence.",
        ) from error


def _notices(draft: Draft, checklist: Checklist, left_out: list[str]) -> Iterator[str]:
    if checklist.template is None:
        yield f"Not ready: the official text is missing from {_PRODUCT}. `{SYNC}` fetches it; then export again."
    if left_out:
        yield f"Attached and left out, since no evidence names it: {', '.join(left_out)}."
    unwritten = product.unwritten(checklist, draft)
    if unwritten:
        yield f"Not written, since this checklist has no such field: {', '.join(unwritten)}."
