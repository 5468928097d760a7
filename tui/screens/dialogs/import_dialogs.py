"""Dialogs of an import: the submission, the new draft, the import log, and the merge date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from checklists.importing.importer import SubmissionSummary
from checklists.importing.report import ImportReport
from checklists.model.renewal import parse_day
from tui.reports.import_report import Section, headline, import_sections
from tui.screens.base import button
from tui.screens.dialogs.question_dialogs import InputDialog, MinorDialog, problem
from tui.screens.dialogs.text_dialogs import TextDialog
from tui.text.content import DOUBT, MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.text.glyphs import DOT
from tui.widgets.line_input import LineInput

TITLE_WIDTH = 13
NO_DAY = "Write the date as 2026-03-14, or leave it empty."


class PathDialog(InputDialog[str]):
    """Prompt for the path of a submission; shows why the previous path failed."""

    NOTHING = "Enter the path of a PRODUCT.yaml or of its folder."

    def __init__(self, path: str = "", complaint: str = "") -> None:
        super().__init__(
            "Import a PRODUCT.yaml",
            "File or folder; damaged files are imported as far as possible",
            value=path,
            do="Read it",
            check=lambda _: None,
        )
        self._complaint = complaint

    def on_mount(self) -> None:
        """Show why the previous path failed."""
        if self._complaint:
            self.query_one(".dialog-problem", Static).update(problem(self._complaint))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the error until the path changes."""
        if event.value == self._value:
            event.prevent_default()

    def answer(self, name: str) -> str:
        """Return the path."""
        return name


@dataclass(frozen=True)
class ImportChoice:
    """Name, checklist and merge date for the imported draft."""

    name: str
    minor: str
    merged: date | None


class ImportDialog(MinorDialog[ImportChoice]):
    """Name and checklist of the draft, and when the submission was merged."""

    MINORS = "Checklist to carry it to"

    def __init__(self, found: SubmissionSummary, minors: Sequence[str], check: Callable[[str], str | None]) -> None:
        own = f", for Kubernetes {found.minor}" if found.minor else ""
        name = f"{found.product} {minors[-1]}" if found.product else ""
        title = join("Import ", line(f"{found.product} {found.version}".strip() or "a submission"), own)
        super().__init__(title, "Name of the draft", minors, value=name, do="Import", check=check)
        self._own = found.minor

    def body(self) -> list[Widget]:
        """Return name, checklist and merge date."""
        return [
            *super().body(),
            Static("Merge date (optional)", classes="dialog-label", markup=False),
            LineInput(placeholder="2026-03-14", id="merged"),
            Static(classes="dialog-problem", markup=False, id="merged-problem"),
        ]

    def about(self, minor: str) -> str:
        """Return a remark: the submission's own checklist, or the newest."""
        return "its own" if minor == self._own else super().about(minor)

    def finish(self) -> None:
        """Validate the date before the name."""
        written = self.query_one("#merged", Input).value.strip()
        wrong = bool(written) and parse_day(written) is None
        self.query_one("#merged-problem", Static).update(problem(NO_DAY) if wrong else "")
        if wrong:
            self.query_one("#merged", Input).focus()
        else:
            super().finish()

    def answer(self, name: str) -> ImportChoice:
        """Return name, checklist and merge date."""
        return ImportChoice(name, self.minor, parse_day(self.query_one("#merged", Input).value))


class ReportDialog(TextDialog):
    """The import log, shown before the draft opens."""

    AROUND = 13
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss('open')", "Open", id="import.open", show=False),
    ]

    def __init__(self, report: ImportReport, today: date) -> None:
        super().__init__(line(headline(report)), ())
        self._sections = [section for section in import_sections(report, today) if section.text]

    def body(self) -> list[Widget]:
        """Return the sections."""
        self._paragraphs = tuple(partial(_shown, section) for section in self._sections)
        return super().body()

    def buttons(self) -> list[Button]:
        """Return the buttons."""
        return [button("Open the draft", "open", primary=True), button("Back to the drafts", "later")]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        self.dismiss("open" if event.button.id == "open" else None)


@dataclass(frozen=True)
class MergeDate:
    """The merge date of a submission."""

    day: date | None


class MergeDateDialog(InputDialog[MergeDate]):
    """Prompt for the merge date of the draft's pull request."""

    NOTHING = ""

    def __init__(self, name: Content, merged: date | None) -> None:
        super().__init__(
            join("Merge date of ", name),
            "The certification is valid for one year from this date; empty if not merged",
            value=merged.isoformat() if merged else "",
            do="Save",
            check=lambda text: NO_DAY if text and parse_day(text) is None else None,
        )

    def answer(self, name: str) -> MergeDate:
        """Return the date, or None."""
        return MergeDate(parse_day(name))


def _shown(section: Section, width: int) -> Content:
    title = fit(Content.styled(section.title, STRONG), TITLE_WIDTH)
    head = hanging_indent(title, line(section.text, DOUBT if section.doubtful else ""), width)
    return lines(head, *(hanging_indent(Content.styled(f"  {DOT} ", MUTED), line(row), width) for row in section.rows))
