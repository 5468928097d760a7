"""The screen that imports a submission through dialogs: path, name and checklist, import log, then the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from checklists.errors import AiconformError
from tui.screens.help_screen import HelpScreen

if TYPE_CHECKING:
    from checklists.importing.importer import SubmissionSummary
    from checklists.importing.report import ImportReport
    from tui.screens.dialogs.import_dialogs import ImportChoice
    from tui.state.draft_rows import DraftRow
    from tui.state.drafts_service import DraftsService


class ImportScreen(HelpScreen):
    """A screen that imports submissions in workers and shows errors in the dialog that can fix them."""

    class Inspected(Message):
        """The submission was parsed, or the error."""

        def __init__(self, path: str, found: SubmissionSummary | AiconformError) -> None:
            super().__init__()
            self.path = path
            self.found = found

    class Imported(Message):
        """The submission was imported, or the error."""

        def __init__(self, outcome: ImportReport | AiconformError) -> None:
            super().__init__()
            self.outcome = outcome

    class OpenWanted(Message):
        """The user wants to open the imported draft."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, drafts_service: DraftsService, *, id: str) -> None:
        super().__init__(id=id)
        self._drafts_service = drafts_service

    def _name_problem(self, name: str, but: DraftRow | None = None) -> str | None:
        """Return why a name is not valid for a draft."""
        raise NotImplementedError

    def action_import(self) -> None:
        """Prompt for a submission, then for the draft's name and checklist."""
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
            self.post_message(self.Inspected(path, self._drafts_service.inspect_submission(path)))
        except AiconformError as error:
            self.post_message(self.Inspected(path, error))

    def on_import_screen_inspected(self, event: Inspected) -> None:
        """Prompt for the draft's name and checklist, or for another path after an error."""
        from tui.screens.dialogs.import_dialogs import ImportDialog

        event.stop()
        if isinstance(event.found, AiconformError):
            self._ask_path(event.path, f"{event.found.message} {event.found.hint}")
            return

        def answered(choice: ImportChoice | None) -> None:
            if choice is not None:
                self._import(event.path, choice)

        self.ask_soon(ImportDialog(event.found, self._drafts_service.minors(), self._name_problem), answered)

    @work(thread=True, group="change")
    def _import(self, path: str, choice: ImportChoice) -> None:
        try:
            report = self._drafts_service.import_submission(path, choice.name, choice.minor, choice.merged)
            self.post_message(self.Imported(report))
        except AiconformError as error:
            self.post_message(self.Imported(error))

    def on_import_screen_imported(self, event: Imported) -> None:
        """Show the import log before the draft opens."""
        from tui.screens.dialogs.import_dialogs import ReportDialog

        event.stop()
        outcome = event.outcome
        if isinstance(outcome, AiconformError):
            self.show_error(outcome.message, outcome.hint)
            return

        def answered(answer: str | None) -> None:
            if answer == "open":
                self.post_message(self.OpenWanted(outcome.draft.name))

        today = self._drafts_service.now().astimezone().date()
        self.ask_soon(ReportDialog(outcome, today), answered)
