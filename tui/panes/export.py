"""The export step: target folder, planned files, result and next steps."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from checklists.drafts.export_log import ExportLog
from checklists.errors import AiconformError
from checklists.model.problem import Severity
from checklists.program.locations import find_clone
from checklists.text import typed_path
from exporters.bundle import Bundle
from exporters.disk.confined import require_outside
from exporters.disk.export_plan import Action, ExportPlan, plan_export
from exporters.git.commands import with_commands
from exporters.writer import ExportConflict, apply_export, recorded
from tui.messages import FieldLeft
from tui.panes.base import Pane
from tui.reports import export_report
from tui.state.issues import issues
from tui.state.session.session import State, bundle_of
from tui.text import review_text, sizes
from tui.text.content import ACCENT, BAD, DOUBT, GOOD, MUTED, STRONG, fit, join, line, lines, text
from tui.text.glyphs import ADVICE, DONE, ERROR, PROBLEM
from tui.text.review_text import unconfirmed_text
from tui.widgets.inputs.field import Field

PLANNED_FROM = ("draft", "checklist", "problems", "evidence", "members")
"""Attributes of the state that a plan depends on."""
DISK_PATIENCE = 5.0
"""Seconds that an export waits for the draft to be saved."""
SHOWN_ERRORS = 8
SHOWN_DIFF = 60
TITLE_WIDTH = 28
ACTIONS = {
    Action.NEW: ("new", GOOD),
    Action.CHANGED: ("changed", DOUBT),
    Action.SAME: ("unchanged", MUTED),
    Action.REMOVED: ("removed", DOUBT),
    Action.CONFLICT: ("not from this draft", BAD),
    Action.FOREIGN: ("not part of the submission, kept", MUTED),
}


class ExportPane(Pane):
    """Plans in the background whenever the draft or the target changes; writes only on request."""

    LIKELIEST = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "write", "Write", id="export.write", tooltip="Write the submission"),
        Binding("y", "copy('commands')", "Copy commands", id="export.commands", tooltip="Copy the commands"),
        Binding("t", "copy('text')", "Copy text", id="export.text", tooltip="Copy the pull request's title and text"),
    ]

    @dataclass
    class Planned(Message):
        """The plan is ready."""

        run: int
        bundle: Bundle
        plan: ExportPlan

    @dataclass
    class Written(Message):
        """The submission was written."""

        run: int
        bundle: Bundle
        plan: ExportPlan

    @dataclass
    class Failed(Message):
        """Planning or writing failed."""

        run: int
        error: AiconformError

    def __init__(self) -> None:
        super().__init__()
        self._run = 0
        self._write_next = False
        self._asked: tuple[State, Path] | None = None
        self._planned: ExportPane.Planned | None = None
        self._written: ExportPane.Written | None = None

    def compose(self) -> ComposeResult:
        """Yield verdict, target, plan, buttons and result."""
        yield Static(Content.styled("Export", STRONG), classes="pane-title", markup=False)
        yield Static(id="export-verdict", markup=False)
        yield Field(
            "destination",
            "Write to",
            "A clone of the program's repository, or any folder; it is made if it does not exist.",
            "~/src/k8s-ai-conformance",
            value=str(find_clone(Path.cwd()) or Path.cwd()),
        )
        yield Static("What would be written", classes="pane-heading", id="export-heading", markup=False)
        yield Static(id="export-plan", markup=False)
        with Horizontal(classes="pane-buttons"):
            yield Button(Content("Write the submission"), id="export-write", variant="primary", compact=True)
            yield Button(Content("Export anyway"), id="export-force", compact=True)
            yield Button(Content("Copy the commands"), id="export-commands", compact=True)
            yield Button(Content("Copy the pull request's text"), id="export-text", compact=True)
        yield Static(id="export-outcome", markup=False)

    def on_mount(self) -> None:
        """Plan for the default target."""
        self._show()
        self._replan()

    def watch_state(self) -> None:
        """Plan again after a change of the draft."""
        if self.is_mounted:
            self._replan()

    def widget_of(self, field: str) -> Widget | None:
        """Return the input of `destination`."""
        return self.query_one(Field).input if field == "destination" else None

    def _destination(self) -> Path:
        return typed_path(self.query_one(Field).input.value.strip() or ".")

    def _replan(self) -> None:
        state, destination = self.shown, self._destination()
        before, place = self._asked or (None, None)
        if state.checked and (destination != place or state.differs(before, *PLANNED_FROM)):
            self._asked = (state, destination)
            self._run += 1
            self._plan(self._run, state, destination)

    @work(thread=True, exclusive=True, group="export")
    def _plan(self, run: int, state: State, destination: Path) -> None:
        try:
            if state.exports is not None:
                require_outside(destination, state.exports.folder.parent)
            bundle = bundle_of(state)
            written = state.exports.written() if state.exports else {}
            self.post_message(self.Planned(run, bundle, plan_export(bundle, destination, written)))
        except AiconformError as error:
            self.post_message(self.Failed(run, error))

    @work(thread=True, exclusive=True, group="export")
    def _write(self, run: int, planned: Planned, log: ExportLog | None, minor: str) -> None:
        plan = planned.plan
        try:
            self.editor.writer.wait(DISK_PATIENCE)
            with recorded(log, plan, datetime.now(UTC)) if log else nullcontext():
                apply_export(plan, replace=True)
            bundle, _ = with_commands(planned.bundle, plan, minor)
            self.post_message(self.Written(run, bundle, plan))
        except AiconformError as error:
            self.post_message(self.Failed(run, error))

    def on_export_pane_planned(self, event: Planned) -> None:
        """Show the plan."""
        event.stop()
        if event.run == self._run:
            self._planned, self._written = event, None
            self._show()
            wanted, self._write_next = self._write_next, False
            if wanted and not self.query_one("#export-write", Button).disabled:
                self.action_write()

    def on_export_pane_written(self, event: Written) -> None:
        """Show the result and the next steps."""
        event.stop()
        if event.run == self._run:
            self._written = event
            self._show()
            self.query_one("#export-commands", Button).focus(scroll_visible=False)
            self.scroll_to_widget(self.query_one("#export-outcome"), animate=False, top=True)

    def on_export_pane_failed(self, event: Failed) -> None:
        """Show the error."""
        event.stop()
        if event.run == self._run:
            self._planned = self._asked = None
            self._show()
            outcome = self.query_one("#export-outcome", Static)
            outcome.update(
                join(
                    Content.styled(f"{ERROR} ", BAD),
                    line(event.error.message, BAD),
                    " ",
                    line(event.error.hint, MUTED),
                )
            )

    def on_field_left(self, event: FieldLeft) -> None:
        """Plan again for another target, which is not part of the draft."""
        event.stop()
        self._replan()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        match event.button.id:
            case "export-write" | "export-force":
                self.action_write()
            case "export-commands":
                self.action_copy("commands")
            case "export-text":
                self.action_copy("text")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer to write only without errors, and to copy only after writing."""
        match action:
            case "write":
                return not any(button.disabled for button in self.query("#export-write").results(Button)) or None
            case "copy":
                return self._written is not None
        return True

    def action_write(self) -> None:
        """Write what was planned, if the plan is for the draft as it is now; once written, plan anew."""
        if self._written is not None:
            self._asked = None
            self._replan()
        elif self._planned is None or self._planned.run != self._run or not self.shown.checked:
            self._write_next = True
        else:
            self._run += 1
            self.editor.save()
            self._write(self._run, self._planned, self.shown.exports, self.shown.draft.checklist)

    def action_copy(self, what: str) -> None:
        """Copy the commands or the pull request's text; the page shows both, for terminals without a clipboard."""
        if self._written is not None:
            request = self._written.bundle.pull_request
            self.app.copy_to_clipboard(
                "\n".join(request.commands) if what == "commands" else f"{request.title}\n\n{request.body}"
            )

    def _show(self) -> None:
        state, planned, written = self.shown, self._planned, self._written
        obstacle = export_report.export_obstacle(
            state.draft, state.problems, ready=planned is None or planned.bundle.ready
        )
        if obstacle is None and planned is not None and planned.plan.conflicts:
            error = ExportConflict(planned.plan)
            obstacle = error.message, "Export anyway replaces them; the diff is below."
        self.query_one("#export-verdict", Static).update(verdict(state, obstacle))
        self.query_one("#export-heading").display = written is None
        listed = self.query_one("#export-plan", Static)
        listed.display = written is None
        listed.update(plan_lines(planned.plan, planned.bundle) if planned else Content.styled("…", MUTED))
        self.query_one("#export-write", Button).disabled = planned is None or obstacle is not None
        self.query_one("#export-force", Button).display = obstacle is not None and written is None
        for selector in ("#export-commands", "#export-text"):
            self.query_one(selector).display = written is not None
        self.query_one("#export-outcome", Static).update(
            text(
                "\n".join(
                    export_report.export_lines(export_report.Exported(written.plan, written.bundle), state.checklist)
                )
            )
            if written
            else ""
        )
        self.refresh_bindings()


def verdict(state: State, obstacle: tuple[str, str] | None) -> Content:
    """Return the verdict, the errors that block the export, and the number of unconfirmed answers."""
    to_confirm = unconfirmed_text(state)
    unconfirmed = [join(Content.styled(f"{PROBLEM} ", DOUBT), line(to_confirm, DOUBT))] if to_confirm else []
    if obstacle is None:
        return lines(join(Content.styled(f"{DONE} ", GOOD), "The program would accept this today."), *unconfirmed)
    errors = [i for i in issues(state.problems, state.checklist) if i.severity is Severity.ERROR]
    title = review_text.verdict(state) if errors else obstacle[0]
    rows = [join(Content.styled(f"{ERROR} ", BAD), line(title, BAD))]
    rows += [
        join("  ", fit(line(issue.title, STRONG), TITLE_WIDTH), " ", line(issue.message))
        for issue in errors[:SHOWN_ERRORS]
    ]
    if len(errors) > SHOWN_ERRORS:
        rows.append(Content.styled(f"  and {len(errors) - SHOWN_ERRORS} more", MUTED))
    rows.append(
        Content.styled("  f8 goes to the first error.", MUTED) if errors else join("  ", line(obstacle[1], MUTED))
    )
    return lines(*rows, *unconfirmed)


def plan_lines(planned: ExportPlan, bundle: Bundle) -> Content:
    """Return a line for each file of the product's folder, with what the export does to it."""
    rows = [line(planned.folder, ACCENT)]
    for entry in planned.entries:
        words, style = ACTIONS[entry.action]
        size = sizes.format_size(len(entry.data)) if entry.data is not None else ""
        name = line(entry.path.relative_to(planned.root))
        rows.append(join("  ", fit(name, 34), " ", fit(Content(size), 10), " ", Content.styled(words, style)))
    rows += [join(Content.styled(f"{ADVICE} ", DOUBT), line(notice, DOUBT)) for notice in bundle.notices]
    differences = list(export_report.conflict_lines(planned))
    rows += [line(difference, MUTED) for difference in differences[:SHOWN_DIFF]]
    if len(differences) > SHOWN_DIFF:
        rows.append(Content.styled(f"and {len(differences) - SHOWN_DIFF} more lines", MUTED))
    return lines(*rows)
