"""Creates drafts: a draft's folder appears complete or not at all."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checklists.drafts.draft_file import encode_draft
from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.kept_pages import KeptPages
from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, sync_folder, write_atomically
from checklists.model.draft import Draft
from checklists.model.naming import slug

_UNFINISHED = ".new-"
_ABANDONED = 24 * 3600
"""Seconds after which an unfinished draft counts as abandoned."""


def add_draft(root: Path, draft: Draft, fill: Callable[[DraftFolder], None] | None = None) -> None:
    """Create a draft's folder atomically; `fill` adds files such as evidence."""
    data = encode_draft(draft)
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_leftovers(root)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=root, ignore_cleanup_errors=True) as folder:
            made = DraftFolder(Path(folder, "draft"))
            made.path.mkdir(mode=0o700)
            if fill is not None:
                fill(made)
            write_atomically(made.file, data)
            made.path.rename(root / slug(draft.name))
        sync_folder(root)
    except OSError as error:
        raise DraftError(
            f"The draft could not be written in {root}: {os_error_reason(error)}.",
            "Free disk space or check the folder's permissions; `aiconform locate` prints where drafts are.",
        ) from error


def _remove_leftovers(root: Path) -> None:
    """Delete unfinished drafts of killed processes."""
    for folder in root.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.lstat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


def copy_files(source: DraftFolder, target: DraftFolder) -> None:
    """Copy evidence with its origin, copies of linked pages and the snapshot from one draft to another."""
    files = {
        f"{target.evidence.name}/{relative}": path for relative, path in EvidenceFolder(source.evidence).files().items()
    }
    files |= {path.name: path for path in (source.snapshot, source.sources) if path.is_file()}
    for relative, path in files.items():
        copy = target.path / relative
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copy.chmod(0o600)
    KeptPages(source.path).copy_to(target.path)
