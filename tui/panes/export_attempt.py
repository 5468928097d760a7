"""Attempts to export, and the user's decisions that they may need."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from checklists.drafts.export_log import ExportRecord
from checklists.errors import AiconformError, ExportError
from checklists.program.locations import find_clone
from checklists.program.program_data import ProgramData
from exporters.blocking_secrets import SecretsFound
from exporters.disk.export_plan import ExportPlan
from exporters.export import Exported, ExportForm, Prepared, export_archive, export_commit, export_files, with_pages
from exporters.git.commit import BranchExists
from exporters.git.verify import require_same_verdict
from exporters.review_archive import ArchiveExists
from exporters.writer import ExportConflict
from tui import times
from tui.reports import export_report
from tui.state.session.state import State


class NotAccepted(ExportError):
    """The program's check would fail."""


@dataclass(frozen=True)
class Attempt:
    """One export as requested, with the decisions made so far."""

    way: ExportForm
    force: bool = False
    replace: bool = False
    update: bool = False

    def after(self, refusal: AiconformError) -> "Attempt | None":
        """Return the attempt after the decision that a refusal needs; None if no decision helps."""
        match refusal:
            case NotAccepted():
                return replace(self, force=True)
            case ExportConflict() | ArchiveExists():
                return replace(self, replace=True)
            case BranchExists():
                return replace(self, update=True)
        return None


def refusal(attempt: Attempt, prepared: Prepared, plan: ExportPlan, state: State) -> ExportError | None:
    """Return why an attempt is refused until a person decides."""
    obstacle = export_report.export_obstacle(state.draft, state.problems, ready=prepared.bundle.ready)
    if obstacle is not None and not attempt.force:
        return NotAccepted(*obstacle)
    if attempt.way is ExportForm.FILES and plan.conflicts and not attempt.replace:
        return ExportConflict(plan)
    return None


def exporter(
    attempt: Attempt, prepared: Prepared, plan: ExportPlan, state: State, program: ProgramData
) -> Callable[[], Exported]:
    """Return the export that an attempt requests, for any thread."""
    match attempt.way:
        case ExportForm.COMMIT:
            links = state.links.recent(times.utc_now())
            verify = partial(require_same_verdict, problems=state.problems, program=program, links=links)
            chosen = {"replace": attempt.replace, "update": attempt.update, "offline": not state.links.online}
            return partial(export_commit, prepared, verify, **chosen)
        case ExportForm.ARCHIVE:
            return lambda: export_archive(with_pages(prepared), replace=attempt.replace)
    return partial(export_files, prepared, plan, replace=attempt.replace)


def default_target(last: ExportRecord | None) -> str:
    """Return the target of the draft's last export, else the clone around the working directory, else nothing."""
    if last is not None:
        place = Path(last.to)
        place = place.parent if place.suffix == ".zip" else place
        if place.is_dir():
            return str(place)
    return str(find_clone(Path.cwd()) or "")


_LABELS: dict[type[ExportError], tuple[str, str]] = {
    NotAccepted: ("Export anyway", "Anyway"),
    BranchExists: ("Update the branch", "Update branch"),
    SecretsFound: ("Decide about the secret", "Decide"),
}
_REPLACE = ("Replace the files", "Replace")


def decision_label(refusal: AiconformError, *, short: bool = False) -> str:
    """Return the label of the decision that a refusal needs; `short` for the footer."""
    return next((labels for kind, labels in _LABELS.items() if isinstance(refusal, kind)), _REPLACE)[short]
