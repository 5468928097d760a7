"""The dialog for a run of the upstream tests: results by requirement, and which of them to attach as evidence."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from checklists.model.checklist import Checklist, Requirement
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import TestRun, find_result_files, read_test_run, total_size
from tui.screens.base import Dialog, button
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.text.glyphs import DONE, ERROR, NOT_APPLICABLE, OPEN
from tui.text.key_hints import with_keys
from tui.text.run_rows import PickedResults, RunRow, all_passed, run_rows
from tui.text.run_text import file_text, outcome_text, refused_text
from tui.text.sizes import format_size
from tui.widgets.row_list import RowList
from tui.widgets.text_label import TextLabel

OUTCOMES = {
    CaseOutcome.PASSED: (DONE, GOOD),
    CaseOutcome.FAILED: (ERROR, BAD),
    CaseOutcome.SKIPPED: (NOT_APPLICABLE, DOUBT),
    None: (OPEN, MUTED),
}
OUTCOME_WIDTH, TITLE_WIDTH, TEST_WIDTH = 13, 25, 40
_NEWER = "newer test"


class RunResultsDialog(Dialog[PickedResults]):
    """Dialog that opens before the files are read, because logs can be large."""

    @dataclass
    class Read(Message):
        """The files were read."""

        run: TestRun

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "press('all')", "Attach all that passed", id="results.all", show=False),
        Binding("o", "press('alone')", "Only the named file, or the whole run", id="results.alone", show=False),
        Binding("n", "press('rename')", "Rename files without results", id="results.rename", show=False),
    ]

    def __init__(
        self, path: Path, requirement: Requirement, checklist: Checklist, *, attached: bool, editable: bool
    ) -> None:
        """`attached`: the files are in the draft already."""
        super().__init__(join("Test results: ", line(path.name or str(path))))
        self._path = path
        self._requirement = requirement
        self._checklist = checklist
        self._attached = attached
        self._editable = editable
        self._whole: TestRun | None = None
        self._alone = False
        self._rows: tuple[RunRow, ...] = ()
        self.add_class("-file")

    def body(self) -> list[Widget]:
        """Return files, rows, the remark on the row under the cursor, and keys."""
        return [
            TextLabel(id="run-files"),
            RowList(id="run-rows"),
            TextLabel(id="run-remark"),
            TextLabel(id="run-keys", classes="dialog-hint"),
        ]

    def buttons(self) -> list[Button]:
        """Return all buttons; those that apply appear once the files are read."""
        ids = ("attach", "all", "alone", "rename", "close")
        return [button("Close" if id == "close" else "", id, primary=id == "attach") for id in ids]

    def on_mount(self) -> None:
        """Read the files in the background."""
        files = find_result_files(self._path)
        reading = join(
            "Reading ", line(", ".join(path.name for path in files)), f" ({format_size(total_size(files))}) …"
        )
        self.query_one("#run-files", TextLabel).show(reading)
        self._refresh()
        self.query_one("#close", Button).focus()
        self._read(files)

    @work(thread=True, group="run")
    def _read(self, files: tuple[Path, ...]) -> None:
        self.post_message(self.Read(read_test_run(files)))

    def on_run_results_dialog_read(self, event: Read) -> None:
        """Show the results, with the cursor on the current requirement."""
        event.stop()
        self._whole = event.run
        self._refresh()
        rows = self.query_one(RowList)
        at = next((n for n, row in enumerate(self._rows) if row.requirement == self._requirement.id and row.picked), 0)
        if self._rows:
            rows.highlighted = at
            rows.focus()

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self._refresh()

    @property
    def _run(self) -> TestRun:
        whole = self._whole or TestRun(())
        return whole.only(self._path) if self._alone else whole

    def _refresh(self) -> None:
        run = self._run
        self._rows = run_rows(run, self._checklist, self._requirement) if run.readable else ()
        self._show_files(run)
        rows = self.query_one(RowList)
        at, width = rows.highlighted, self._row_width
        rows.clear_options()
        rows.add_options([Option(_row(row, width)) for row in self._rows])
        rows.display = bool(self._rows)
        rows.styles.max_height = max(3, self.size.height - 14 - 2 * len(run.files))
        rows.highlighted = min(at, len(self._rows) - 1) if at is not None and self._rows else None
        self._refresh_buttons(run)

    @property
    def _width(self) -> int:
        return min(self.size.width * 96 // 100, 110) - 6

    @property
    def _row_width(self) -> int:
        """Width of a row without both scroll bars."""
        return self._width - 3

    def _show_files(self, run: TestRun) -> None:
        if self._whole is None:
            return
        shown_lines: list[Content] = []
        for file in run.files:
            bad = file.fault is not None or bool(file.results and file.results.failed)
            name = fit(line(file.path.name, STRONG), 14)
            shown_lines.append(hanging_indent(name, line(file_text(file), DOUBT if bad else ""), self._width))
            if file.fault is not None:
                shown_lines.append(hanging_indent(Content(" " * 14), line(file.fault.hint, MUTED), self._width))
        shown_lines += [line(words, BAD) for words in [refused_text(run)] if words]
        self.query_one("#run-files", TextLabel).show(lines(*shown_lines, *([""] if self._rows else [])))

    def _refresh_buttons(self, run: TestRun) -> None:
        passed = len(run.accepted.passed(self._checklist))
        siblings = len(self._whole.files) > 1 and self._path.is_file() if self._whole else False
        other = run.unreadable[0].other_name if run.unreadable else ""
        labels = {
            "attach": "Attach" if self._rows else "",
            "all": f"All {passed} that passed" if passed > 1 else "",
            "alone": ("The whole run" if self._alone else f"Only {self._path.name}") if siblings else "",
            "rename": f"{'Rename to' if self._attached else 'Attach as'} {other}" if other else "",
        }
        for name, label in labels.items():
            shown = self.query_one(f"#{name}", Button)
            shown.label, shown.display = line(label), bool(label) and (self._editable or name == "alone")
        keys = [f"{with_keys(key)} {what}" for key, name, what in KEYS if self.query_one(f"#{name}", Button).display]
        self.query_one("#run-keys", TextLabel).show(
            Content.styled(" · ".join([*keys, with_keys("{esc:dialog.close} closes")]), MUTED)
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the remark on the highlighted row."""
        event.stop()
        if event.option_index < len(self._rows):
            remark = _remark(self._rows[event.option_index], self._row_width)
            self.query_one("#run-remark", TextLabel).show(line(remark, MUTED))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Attach the chosen row."""
        event.stop()
        if event.option_index < len(self._rows):
            self._pick(self._rows[event.option_index].picked)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        self._do(event.button.id or "")

    def action_press(self, name: str) -> None:
        """Press a button, if it is shown."""
        if self.query_one(f"#{name}", Button).display:
            self._do(name)

    def _do(self, name: str) -> None:
        at = self.query_one(RowList).highlighted
        match name:
            case "attach" if at is not None and at < len(self._rows):
                self._pick(self._rows[at].picked)
            case "all":
                self._pick(all_passed(self._run, self._checklist))
            case "alone":
                self._alone = not self._alone
                self._refresh()
            case "rename":
                self._pick(PickedResults({}, renamed=self._run.unreadable))
            case "close":
                self.dismiss(None)

    def _pick(self, picked: PickedResults | None) -> None:
        if picked is not None and self._editable:
            self.dismiss(picked)


KEYS = (
    ("enter", "attach", "attaches it"),
    ("{a:results.all}", "all", "attaches all that passed"),
    ("{o:results.alone}", "alone", "one file or the whole run"),
    ("{n:results.rename}", "rename", "renames"),
)


def _remark(row: RunRow, width: int) -> str:
    """Return the remark on a row, after the test's name if the row cuts it."""
    cut = len(row.test) > _test_width(width)
    return ": ".join(filter(None, (row.test if cut else "", row.remark)))


def _test_width(width: int) -> int:
    return min(TEST_WIDTH, width - OUTCOME_WIDTH - TITLE_WIDTH - 1)


def _row(row: RunRow, width: int) -> Content:
    sign, style = OUTCOMES[row.outcome]
    ended = fit(Content.styled(f"{sign} {outcome_text(row.outcome) if row.test else 'no test'}", style), OUTCOME_WIDTH)
    style = "" if row.picked is not None else MUTED
    test = fit(line(row.test, style or MUTED), _test_width(width))
    columns = join(ended, fit(line(row.title, style), TITLE_WIDTH), " ", test)
    fits = columns.cell_length + len(_NEWER) <= width
    return fit(join(columns, Content.styled(_NEWER if row.newer and fits else "", MUTED)), width)
