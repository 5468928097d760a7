"""Zip archive for a private review of an unreleased product, with a cover letter that lists what must become public."""

import contextlib
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from checklists.drafts.export_log import ExportLog, ExportRecord
from checklists.drafts.kept_pages import PageRecord
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason, write_atomically
from checklists.files.digest import digest_of
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.evidence import is_url
from checklists.model.naming import product_title
from checklists.rules.link_uses import link_uses
from checklists.submission.submission import submission_from_draft
from exporters import markdown
from exporters.blocking_secrets import require_no_secrets
from exporters.bundle import Bundle
from exporters.page_copies import PageCopies
from exporters.request.next_steps import CONTACT
from exporters.templating import render_template

COVER_LETTER = "COVER-LETTER.md"
_TIME = (1980, 1, 1, 0, 0, 0)
"""Time of every entry: the archive depends on the draft only."""
_MODE = 0o100644


class ArchiveExists(ExportError):
    """Another archive has the name and `replace` is not set."""


def review_archive(bundle: Bundle, draft: Draft, checklist: Checklist, pages: PageCopies) -> bytes:
    """Build the archive; the same draft gives the same bytes.

    Args:
        bundle: The submission.
        draft: The answers.
        checklist: The checklist.
        pages: Copies of linked pages.
    """
    letter = render_template(
        "cover_letter.md.j2",
        contact=CONTACT,
        product=markdown.escape(product_title(draft)),
        vendor=markdown.escape(draft.metadata.get("vendorName", "(no vendor name yet)")),
        sender=markdown.escape(draft.metadata.get("contactEmailAddress", "(no contact yet)")),
        minor=checklist.minor,
        folder=markdown.code(f"{bundle.root}/"),
        files=[markdown.code(path) for path in bundle.files],
        copies=[_copy_row(path, record) for path, record in sorted(pages.records.items())],
        public=_must_become_public(draft, checklist),
    ).encode()
    return _zip({COVER_LETTER: letter, **bundle.files, **pages.files})


def archive_name(bundle: Bundle) -> str:
    """Return the archive's file name, for example `v1.37-nebula.zip`."""
    return f"{bundle.root.parent.name}-{bundle.root.name}.zip"


def write_archive(
    folder: Path, bundle: Bundle, data: bytes, log: ExportLog, at: datetime, *, replace: bool = False
) -> Path:
    """Write the archive into a folder and record it; return its path.

    Args:
        folder: The destination; it is created if it does not exist.
        bundle: The submission.
        data: The archive.
        log: The draft's exports.
        at: Time of the export.
        replace: Replace an archive that this draft did not write.

    Raises:
        SecretsFound: The submission contains secrets.
        ExportError: The archive exists and is not the draft's own, or cannot be written; nothing was changed.
    """
    require_no_secrets(bundle.secrets)
    path = folder / archive_name(bundle)
    digest = digest_of(data)
    try:
        present = digest_of(path.read_bytes()) if path.exists() else digest
        if present != digest and present not in log.written().get(path.name, ()) and not replace:
            raise ArchiveExists(
                f"{path} exists, and this draft did not write it.", "Add --replace, or choose another folder."
            )
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data, mode=0o666)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {os_error_reason(error)}. Nothing was changed.", "Choose another folder."
        ) from error
    with contextlib.suppress(OSError):
        log.add(ExportRecord(at=at, to=str(path), folder=str(bundle.root), files={path.name: digest}))
    return path


def _must_become_public(draft: Draft, checklist: Checklist) -> list[str]:
    """Return the links of the submission and the places that use them; reviewers of the pull request open each."""
    uses = link_uses(submission_from_draft(draft, checklist), checklist)
    places: dict[str, list[str]] = {}
    for use in uses:
        if is_url(use.url):
            places.setdefault(use.url, []).append(use.subject)
    return [
        f"{markdown.link(url)} ({', '.join(markdown.code(subject) for subject in dict.fromkeys(subjects))})"
        for url, subjects in places.items()
    ]


def _copy_row(path: str, record: PageRecord) -> str:
    return f"{markdown.code(path)}: {markdown.link(record.url)}, {record.at}, SHA-256 {markdown.code(record.sha256)}"


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ExportError(f"{name} is not below the archive.", "Choose another name for the product's folder.")
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3  # Unix, on every platform.
            entry.external_attr = _MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
