"""Dialogs of a renewal: which submission, what it becomes, what came of it, and when it was merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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
DIALOG_WIDTH, FRAME = 76, 8
"""Cells of a dialog, and what frame, padding and scrollbar take of them."""
NO_DAY = "Write the day as 2026-03-14, or nothing."


class PathDialog(InputDialog[str]):
    """A submission on this machine; what did not work with the last one is said right away."""

    NOTHING = "Name a PRODUCT.yaml, or its folder."

    def __init__(self, path: str = "", complaint: str = "") -> None:
        super().__init__(
            "Renew from a PRODUCT.yaml",
            "File or folder; broken ones are read as far as they go",
            value=path,
            do="Read it",
            check=lambda _: None,
        )
        self._complaint = complaint

    def on_mount(self) -> None:
        """What was wrong before."""
        if self._complaint:
            self.query_one(".dialog-problem", Static).update(problem(self._complaint))

    def on_input_changed(self, event: Input.Changed) -> None:
        """The complaint stays until the path is another one."""
        if event.value == self._value:
            event.prevent_default()

    def answer(self, name: str) -> str:
        """The path."""
        return name


@dataclass(frozen=True)
class ImportChoice:
    """What a submission is to become."""

    name: str
    minor: str
    merged: date | None


class ImportDialog(MinorDialog[ImportChoice]):
    """Name and checklist of the draft, and when the submission was merged."""

    MINORS = "Checklist to carry it to"

    def __init__(self, found: SubmissionSummary, minors: Sequence[str], check: Callable[[str], str | None]) -> None:
        own = f", for Kubernetes {found.minor}" if found.minor else ""
        name = f"{found.product} {minors[-1]}" if found.product else ""
        title = join("Renew ", line(f"{found.product} {found.version}".strip() or "a submission"), own)
        super().__init__(title, "What to call the draft", minors, value=name, do="Import", check=check)
        self._own = found.minor

    def body(self) -> list[Widget]:
        """The name first, then the checklist, then the day."""
        return [
            *super().body(),
            Static("Day on which it was merged, if it was", classes="dialog-label", markup=False),
            LineInput(placeholder="2026-03-14", id="merged"),
            Static(classes="dialog-problem", markup=False, id="merged-problem"),
        ]

    def about(self, minor: str) -> str:
        """That it is the submission's own, or the newest."""
        return "its own" if minor == self._own else super().about(minor)

    def finish(self) -> None:
        """Look at the day first: the name is looked at by every dialog of this kind."""
        written = self.query_one("#merged", Input).value.strip()
        wrong = bool(written) and parse_day(written) is None
        self.query_one("#merged-problem", Static).update(problem(NO_DAY) if wrong else "")
        if wrong:
            self.query_one("#merged", Input).focus()
        else:
            super().finish()

    def answer(self, name: str) -> ImportChoice:
        """All three."""
        return ImportChoice(name, self.minor, parse_day(self.query_one("#merged", Input).value))


class ReportDialog(TextDialog):
    """What the import did, before the draft opens."""

    AROUND = 13
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss('open')", "Open", show=False),
    ]

    def __init__(self, report: ImportReport, today: date) -> None:
        super().__init__(line(headline(report)), ())
        self._sections = [section for section in import_sections(report, today) if section.words]

    def body(self) -> list[Widget]:
        """The sections, as wide as the dialog."""
        width = min(DIALOG_WIDTH, self.app.size.width * 96 // 100) - FRAME
        self._paragraphs = tuple(_shown(section, width) for section in self._sections)
        return super().body()

    def buttons(self) -> list[Button]:
        """On to the draft, or back to the list that it is in now."""
        return [button("Open the draft", "open", primary=True), button("Back to the drafts", "later")]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """As the button says."""
        event.stop()
        self.dismiss("open" if event.button.id == "open" else None)


@dataclass(frozen=True)
class MergeDate:
    """When a submission was merged."""

    day: date | None


class MergeDateDialog(InputDialog[MergeDate]):
    """When the pull request of a draft was merged."""

    NOTHING = ""

    def __init__(self, name: Content, merged: date | None) -> None:
        super().__init__(
            join("When was ", name, " merged?"),
            "The certification counts for one year from that day; nothing for not merged",
            value=merged.isoformat() if merged else "",
            do="Keep",
            check=lambda text: NO_DAY if text and parse_day(text) is None else None,
        )

    def answer(self, name: str) -> MergeDate:
        """The day, or none."""
        return MergeDate(parse_day(name))


def _shown(section: Section, width: int) -> Content:
    title = fit(Content.styled(section.title, STRONG), TITLE_WIDTH)
    head = hanging_indent(title, line(section.words, DOUBT if section.doubtful else ""), width)
    return lines(head, *(hanging_indent(Content.styled(f"  {DOT} ", MUTED), line(row), width) for row in section.rows))
