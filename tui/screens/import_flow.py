"""A screen that makes drafts of submissions: which one, what it becomes, what came of it, then the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from checklists.errors import AiconformError
from tui.screens.base import FrameScreen
from tui.state.drafts_service import DraftRow, DraftsService

if TYPE_CHECKING:
    from checklists.importing.importer import SubmissionSummary
    from checklists.importing.report import ImportReport
    from tui.screens.dialogs.import_dialogs import ImportChoice


class ImportScreen(FrameScreen):
    """Files are read and written in workers; what did not work is said where it can be put right."""

    @dataclass
    class Looked(Message):
        """A submission was looked at, or could not be."""

        path: str
        found: SubmissionSummary | AiconformError

    @dataclass
    class Imported(Message):
        """A submission became a draft, or did not."""

        outcome: ImportReport | AiconformError

    @dataclass
    class Renewed(Message):
        """Its report was read, and the draft is to be opened."""

        name: str

    def __init__(self, drafts_service: DraftsService, *, id: str) -> None:
        super().__init__(id=id)
        self._workspace = drafts_service

    def _name_problem(self, name: str, but: DraftRow | None = None) -> str | None:
        """Why a draft cannot be called that."""
        raise NotImplementedError

    def action_import(self) -> None:
        """Ask for a submission, then what it is to become."""
        self._ask_path()

    def _ask_path(self, path: str = "", complaint: str = "") -> None:
        from tui.screens.dialogs.import_dialogs import PathDialog

        def answered(named: str | None) -> None:
            if named is not None:
                self._inspect(named)

        self.ask_soon(PathDialog(path, complaint), answered)

    @work(thread=True, group="change")
    def _inspect(self, path: str) -> None:
        try:
            self.post_message(self.Looked(path, self._workspace.inspect_submission(path)))
        except AiconformError as error:
            self.post_message(self.Looked(path, error))

    def on_import_screen_looked(self, event: Looked) -> None:
        """Ask what the submission is to become, or for another one."""
        from tui.screens.dialogs.import_dialogs import ImportDialog

        event.stop()
        if isinstance(event.found, AiconformError):
            self._ask_path(event.path, f"{event.found.message} {event.found.hint}")
            return

        def answered(renewal: ImportChoice | None) -> None:
            if renewal is not None:
                self._import(event.path, renewal)

        self.ask_soon(ImportDialog(event.found, self._workspace.minors(), self._name_problem), answered)

    @work(thread=True, group="change")
    def _import(self, path: str, renewal: ImportChoice) -> None:
        try:
            report = self._workspace.import_submission(path, renewal.name, renewal.minor, renewal.merged)
            self.post_message(self.Imported(report))
        except AiconformError as error:
            self.post_message(self.Imported(error))

    def on_import_screen_imported(self, event: Imported) -> None:
        """Show what came of it before the draft opens."""
        from tui.screens.dialogs.import_dialogs import ReportDialog

        event.stop()
        outcome = event.outcome
        if isinstance(outcome, AiconformError):
            self.show_error(outcome.message, outcome.hint)
            return

        def answered(answer: str | None) -> None:
            if answer == "open":
                self.post_message(self.Renewed(outcome.draft.name))

        today = self._workspace.now().astimezone().date()
        self.ask_soon(ReportDialog(outcome, today), answered)
