"""Applies an export plan: the only write of the exporters into a submission's folder."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from checklists.drafts.export_log import ExportLog, ExportRecord
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason
from checklists.files.digest import digest_of
from checklists.text import count
from exporters.disk.export_plan import Action, ExportPlan, PlanEntry, read_present
from exporters.disk.staged_folder import replace_folder


class ExportConflict(ExportError):
    """Files of other origin that an export would replace; `plan` has their differences."""

    def __init__(self, plan: ExportPlan) -> None:
        names = ", ".join(str(entry.path.relative_to(plan.root)) for entry in plan.conflicts)
        super().__init__(
            f"{plan.root} has {count(len(plan.conflicts), 'file')} that this draft did not write: {names}. "
            "Nothing was changed.",
            "Review the diff, then add --replace, or choose another folder with --folder.",
        )
        self.plan = plan


def apply_export(plan: ExportPlan, *, replace: bool = False) -> None:
    """Write a planned export in one step: the folder is unchanged or complete, even after a crash.

    Args:
        plan: The plan.
        replace: Also replace files of other origin that conflict with the submission.

    Raises:
        ExportConflict: Files of other origin are in the way; nothing was changed.
        ExportError: A file changed since the plan, or could not be written; nothing was changed.
    """
    if plan.conflicts and not replace:
        raise ExportConflict(plan)
    changed = plan.of(Action.NEW, Action.CHANGED, Action.REMOVED, Action.CONFLICT)
    changes = {PurePosixPath(entry.path.relative_to(plan.root)): entry.data for entry in changed}
    try:
        replace_folder(plan.folder, changes, lambda: _verify(plan, changed))
    except OSError as error:
        raise ExportError(
            f"{plan.folder} cannot be written: {os_error_reason(error)}. Nothing was changed.",
            "Free disk space, check the permissions or choose another folder, then export again.",
        ) from error


@contextlib.contextmanager
def recorded(log: ExportLog, plan: ExportPlan, at: datetime) -> Iterator[None]:
    """Record an export in the draft's log before it is written, so that a crash never makes own files foreign.

    Removes the record again if the export fails. Without a writable log the export goes on unrecorded.
    """
    record = record_export(log, plan, at)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            log.remove(record)
        raise


def record_export(log: ExportLog, plan: ExportPlan, at: datetime, commit: str = "") -> ExportRecord:
    """Record an export in the draft's log, if the log is writable."""
    files = {str(entry.path): digest_of(entry.data) for entry in plan.entries if entry.data is not None}
    record = ExportRecord(at=at, to=str(plan.destination), folder=str(plan.root), files=files, commit=commit)
    with contextlib.suppress(OSError):
        log.add(record)
    return record


def _verify(plan: ExportPlan, changed: tuple[PlanEntry, ...]) -> None:
    for entry in changed:
        if read_present(plan.destination, entry.path, plan.root) != entry.before:
            raise ExportError(
                f"{plan.destination / entry.path} changed since the export was planned. Nothing was changed.",
                "Export again to see the new differences.",
            )
