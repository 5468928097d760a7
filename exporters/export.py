"""Exports a draft: to files, to a commit in a clone, or to an archive for a private review."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from checklists.drafts.export_log import ExportLog
from checklists.errors import ExportError
from checklists.files.atomic_file import write_atomically
from checklists.links.link_check import Links
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem
from exporters.bundle import Bundle, build_bundle
from exporters.disk.earlier import EarlierFolder, find_earlier
from exporters.disk.export_plan import ExportPlan, plan_export
from exporters.git.clone import REPOSITORY, open_clone, require_ready
from exporters.git.commands import with_commands
from exporters.git.commit import Commit, Verify, commit_export
from exporters.page_copies import PageCopies, page_copies
from exporters.request.confirmations import find_template
from exporters.review_archive import review_archive, write_archive
from exporters.writer import apply_export, record_export, recorded

BODY_FILE = "pull-request.md"
"""File with the pull request's text, in the draft's folder."""


class ExportForm(StrEnum):
    """Form of an export."""

    FILES = "files"
    COMMIT = "commit"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Prepared:
    """A submission, ready to be exported to a destination."""

    bundle: Bundle
    destination: Path
    draft: Draft
    checklist: Checklist
    log: ExportLog
    earlier: EarlierFolder | None
    """The product's folder of an earlier minor in the destination."""
    pages: PageCopies = field(default_factory=PageCopies)
    """Copies of linked pages, for an archive."""

    def plan(self) -> ExportPlan:
        """Return what an export of files changes in the destination now; raises ExportError."""
        return plan_export(self.bundle, self.destination, self.log.written())


@dataclass(frozen=True)
class Exported:
    """An export that was written or committed."""

    plan: ExportPlan
    bundle: Bundle
    commit: Commit | None = None
    """The commit; None if files were written."""
    body_file: Path | None = None
    """File with the pull request's text, for `gh`."""
    archive: Path | None = None
    """The archive for a private review, if one was written instead of files."""
    pages: PageCopies = field(default_factory=PageCopies)
    """Copies of linked pages in the archive."""
    obstacle: ExportError | None = None
    """Why the printed git commands do not work yet."""

    @property
    def open_command(self) -> str | None:
        """The command that opens the pull request once the branch is pushed; None without the text's file."""
        if self.body_file is None:
            return None
        title = self.bundle.pull_request.title
        create = ["gh", "pr", "create", "--repo", REPOSITORY, "--title", title, "--body-file", str(self.body_file)]
        return shlex.join(create)


def prepare(
    draft: Draft,
    checklist: Checklist,
    problems: Iterable[Problem],
    evidence: Mapping[str, Path],
    log: ExportLog,
    *,
    destination: Path,
    program_folders: Iterable[Path] = (),
    vendor_checked: bool = False,
    links: Links | None = None,
    generate_readme: bool = True,
) -> Prepared:
    """Build the submission of a draft for a destination.

    Args:
        draft: The answers.
        checklist: The checklist.
        problems: The program's verdict.
        evidence: The draft's evidence files.
        log: The draft's exports.
        destination: The folder or clone.
        program_folders: Folders with the program's files, which may have its pull request template.
        vendor_checked: The validation compared the vendor with the member list.
        links: Results of the link check.
        generate_readme: Generate a README if the vendor has none.

    Raises:
        ExportError: An evidence file is unreadable, the files are too large, or the template cannot be filled in.
    """
    earlier = find_earlier(destination, draft)
    bundle = build_bundle(
        draft,
        checklist,
        problems,
        evidence,
        vendor_checked=vendor_checked,
        template=find_template((destination, *program_folders)),
        links=links,
        readme_text=earlier.readme if earlier else None,
        generate_readme=generate_readme,
    )
    return Prepared(bundle, destination, draft, checklist, log, earlier)


def with_pages(prepared: Prepared) -> Prepared:
    """Add the copies of linked pages that the draft keeps, and their secrets.

    Raises:
        DraftError: A copy is missing or was changed.
    """
    pages = page_copies(prepared.log.folder, prepared.draft, prepared.checklist)
    bundle = replace(prepared.bundle, matches=(*prepared.bundle.matches, *pages.secrets))
    return replace(prepared, bundle=bundle, pages=pages)


def export_files(prepared: Prepared, plan: ExportPlan, *, replace: bool = False) -> Exported:
    """Write the submission's folder as planned, and the pull request's text.

    Raises:
        ExportConflict: Files of other origin are in the way, without `replace`; nothing was changed.
        ExportError: The folder cannot be written; nothing was changed.
    """
    with recorded(prepared.log, plan, datetime.now(UTC)):
        apply_export(plan, replace=replace)
    bundle, obstacle = with_commands(prepared.bundle, plan, prepared.draft.checklist)
    return Exported(plan, bundle, body_file=_body_file(prepared), obstacle=obstacle)


def export_commit(
    prepared: Prepared, verify: Verify, *, replace: bool = False, update: bool = False, offline: bool = False
) -> Exported:
    """Commit the submission on its own branch of the clone; no file of the checkout changes.

    Raises:
        ExportConflict: Files of other origin are in the way, without `replace`.
        BranchExists: The branch exists, without `update`.
        ExportError: One sentence about another failure; the clone is unchanged.
    """
    clone = open_clone(prepared.destination)
    require_ready(clone, prepared.draft.checklist, offline=offline)
    commit = commit_export(clone, prepared.bundle, prepared.log.written(), verify, replace=replace, update=update)
    plan = ExportPlan(clone.folder, commit.plan.root, commit.plan.entries)
    record_export(prepared.log, plan, datetime.now(UTC), commit.id)
    return Exported(plan, prepared.bundle, commit, _body_file(prepared))


def export_archive(prepared: Prepared, *, replace: bool = False) -> Exported:
    """Write the archive for a private review into the destination, with the pages of `with_pages`.

    Raises:
        ExportError: The archive exists and is not the draft's own, or cannot be written; nothing was changed.
    """
    bundle, log = prepared.bundle, prepared.log
    data = review_archive(bundle, prepared.draft, prepared.checklist, prepared.pages)
    path = write_archive(prepared.destination, bundle, data, log, datetime.now(UTC), replace=replace)
    return Exported(ExportPlan(path.parent, bundle.root, ()), bundle, archive=path, pages=prepared.pages)


def _body_file(prepared: Prepared) -> Path | None:
    """Write the pull request's text for `gh`; None if the draft's folder is not writable."""
    path = prepared.log.folder / BODY_FILE
    try:
        write_atomically(path, prepared.bundle.pull_request.body.encode())
    except OSError:
        return None
    return path
