"""The export step: target folder, planned files, result and next steps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from checklists.errors import AiconformError, ExportError
from checklists.scan.publication import PlacedMatch
from checklists.text import typed_path
from exporters.blocking_secrets import SecretsFound
from exporters.bundle import Bundle
from exporters.disk.confined import require_outside
from exporters.disk.export_plan import ExportPlan
from exporters.export import Exported, ExportForm, Prepared, prepare
from exporters.writer import ExportConflict
from tui import times
from tui.messages import FieldLeft, MatchesWanted, SecretDecisionWanted
from tui.panes.answer_pane import AnswerPane
from tui.panes.export_attempt import Attempt, NotAccepted, decision_label, default_target, exporter, refusal
from tui.panes.export_rows import failure_rows, matches_label, no_target, plan_rows, result_rows, verdict_rows
from tui.reports import export_report
from tui.state.session.state import State
from tui.text.content import STRONG
from tui.widgets.inputs.field import Field
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Columns

PLANNED_FROM = ("draft", "checklist", "problems", "evidence", "members")
"""Attributes of the state that a plan depends on."""
EXPORTED_FROM = ("draft", "evidence")
"""Attributes of the state that a result depends on."""
DISK_PATIENCE = 5.0
"""Seconds that an export waits for the draft to be saved."""


class ExportPane(AnswerPane):
    """Page that plans in the background whenever the draft or the target changes, and writes only on request."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Target", id="export.target", tooltip="Move to the target folder"),
        Binding("f5", "export('files')", "Write", id="export.write", tooltip="Write the submission"),
        Binding("c", "export('commit')", "Commit", id="export.commit", tooltip="Commit it on a branch of the clone"),
        Binding("z", "export('archive')", "Zip", id="export.zip", tooltip="Write a zip archive for a private review"),
        Binding("a", "decide", "Anyway", id="export.anyway", tooltip="Decide about what the export refused"),
        Binding("i", "matches", "Identifiers", id="export.matches", tooltip="Decide about secrets and identifiers"),
        Binding("y", "copy('commands')", "Copy commands", id="export.commands", tooltip="Copy the git commands"),
        Binding("g", "copy('gh')", "Copy gh", id="export.gh", tooltip="Copy the command that opens the pull request"),
        Binding("t", "copy('text')", "Copy text", id="export.text", tooltip="Copy the pull request's title and text"),
    ]

    @dataclass
    class Planned(Message):
        """The plan is ready."""

        run: int
        prepared: Prepared
        plan: ExportPlan

    @dataclass
    class Written(Message):
        """The submission was exported."""

        run: int
        done: Exported

    @dataclass
    class Failed(Message):
        """Planning or exporting failed."""

        run: int
        error: AiconformError
        attempt: Attempt | None = None
        bundle: Bundle | None = None
        """The submission, if planning failed after it was built."""

    def __init__(self) -> None:
        super().__init__()
        self._run = 0
        self._next: Attempt | None = None
        self._asked: tuple[State, Path] | None = None
        self._planned: ExportPane.Planned | None = None
        self._bundle: Bundle | None = None
        self._done: Exported | None = None
        self._refused: tuple[Attempt | None, AiconformError] | None = None
        self._copied = ""

    def compose(self) -> ComposeResult:
        """Yield verdict, result, target, buttons and plan."""
        yield Static(Content.styled("Export", STRONG), classes="pane-title", markup=False)
        yield TextLabel(id="export-verdict")
        yield TextLabel(id="export-outcome")
        yield Field(
            "destination",
            "Export to",
            "A clone of the program's repository, or any folder; it is created if it does not exist.",
            "~/src/k8s-ai-conformance",
            value=default_target(self.shown.exported),
            above_buttons=True,
            typed=self._target_typed,
        )
        with Columns(classes="pane-buttons"):
            yield Button(Content("Write the submission"), id="export-write", variant="primary", compact=True)
            yield Button(Content("Commit it"), id="export-commit", compact=True)
            yield Button(Content("Zip it"), id="export-zip", compact=True)
            yield Button(Content("Export anyway"), id="export-force", compact=True)
        with Columns(classes="pane-buttons", id="export-matches-row"):
            yield Button(Content(""), id="export-matches", compact=True)
        yield TextLabel("What would be written", classes="pane-heading", id="export-heading")
        yield TextLabel(id="export-plan")

    def on_mount(self) -> None:
        """Plan for the default target."""
        self._show()
        self._replan()

    def on_resize(self) -> None:
        """Wrap lines to the width."""
        self._show()

    def watch_state(self) -> None:
        """Plan again after a change of the draft."""
        if self.is_mounted:
            self._replan()

    def widget_of(self, field: str) -> Widget | None:
        """Return the input of `destination`, or the button of `matches`."""
        named = {"destination": self.query_one(Field).input, "matches": self.query_one("#export-matches")}
        return named.get(field)

    def _target_typed(self, _value: str) -> None:
        if self._planned is None and self._refused is None:
            self._show()  # Without the request for a target.

    def _destination(self) -> Path | None:
        typed = self.query_one(Field).input.value.strip()
        return typed_path(typed).absolute() if typed else None

    def _replan(self) -> None:
        state, destination = self.shown, self._destination()
        before, place = self._asked or (None, None)
        names = PLANNED_FROM if self._done is None else EXPORTED_FROM
        if destination is None:
            self._run += 1
            self._asked = self._planned = self._done = self._refused = self._next = self._bundle = None
            self._show()
        elif state.checked and (destination != place or state.differs(before, *names)):
            self._asked = (state, destination)
            self._run += 1
            self._plan(self._run, state, destination)

    @work(thread=True, exclusive=True, group="export-plan")
    def _plan(self, run: int, state: State, destination: Path) -> None:
        if state.exports is None:
            return
        bundle: Bundle | None = None
        try:
            require_outside(destination, state.exports.folder.parent)
            prepared = prepare(
                state.draft,
                state.checklist,
                state.problems,
                state.evidence,
                state.exports,
                destination=destination,
                program_folders=self.editor.program.folders,
                vendor_checked=state.members is not None,
                links=state.links.recent(times.utc_now()),
            )
            bundle = prepared.bundle
            self.post_message(self.Planned(run, prepared, prepared.plan()))
        except AiconformError as error:
            self.post_message(self.Failed(run, error, bundle=bundle))

    @work(thread=True, exclusive=True, group="export")
    def _export(self, run: int, attempt: Attempt, export: Callable[[], Exported]) -> None:
        try:
            self.editor.writer.wait(DISK_PATIENCE)
            self.post_message(self.Written(run, export()))
        except AiconformError as error:
            self.post_message(self.Failed(run, error, attempt))

    def on_export_pane_planned(self, event: Planned) -> None:
        """Show the plan, or export if that was requested meanwhile."""
        event.stop()
        if event.run != self._run:
            return
        self._planned, wanted, self._next = event, self._next, None
        self._bundle = event.prepared.bundle
        if wanted is not None:
            self._try(wanted)
            return
        self._done = None
        refused = self._refusal(Attempt(ExportForm.FILES))
        self._refused = (Attempt(ExportForm.FILES), refused) if refused is not None else None
        waiting = self.query_one("#export-write", Button).has_focus
        self._show()
        if waiting:
            self._show_outcome()

    def on_export_pane_written(self, event: Written) -> None:
        """Show the result and the next steps."""
        event.stop()
        if event.run == self._run:
            self._done, self._refused, self._copied = event.done, None, ""
            self.editor.change(lambda session: session.show_exports())
            self._show()
            self.focus_field(None)

    def open_field(self) -> str:
        """Return the target."""
        return "destination"

    def _show_outcome(self) -> None:
        if self._decidable:
            self.screen.set_focus(self.query_one("#export-force", Button), scroll_visible=False)
        self.scroll_home(animate=False)

    def on_export_pane_failed(self, event: Failed) -> None:
        """Show the error."""
        event.stop()
        if event.run == self._run:
            self._refused, self._done, self._next = (event.attempt, event.error), None, None
            if event.attempt is None:
                self._planned = self._asked = None
                self._bundle = event.bundle
            self._show()
            self._show_outcome()

    def on_field_left(self, event: FieldLeft) -> None:
        """Plan again for another target, which is not part of the draft."""
        event.stop()
        self._replan()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        match event.button.id:
            case "export-write":
                self.action_export("files")
            case "export-commit":
                self.action_export("commit")
            case "export-zip":
                self.action_export("archive")
            case "export-force":
                self.action_decide()
            case "export-matches":
                self.action_matches()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions that are possible now."""
        match action:
            case "answer":
                return self.screen.focused is self
            case "export" if parameters == ("files",):
                return not any(button.disabled for button in self.query("#export-write").results(Button)) or None
            case "export":
                return self._planned is not None and (parameters != ("commit",) or self._in_clone)
            case "decide":
                return self._decidable
            case "matches":
                return bool(self._matches)
            case "copy":
                return self._done is not None and bool(export_report.to_copy(self._done, str(parameters[0]))[1])
        return True

    @property
    def _in_clone(self) -> bool:
        return self._planned is not None and (self._planned.plan.destination / ".git").exists()

    @property
    def _decision(self) -> Attempt | None:
        attempt, error = self._refused or (None, None)
        return attempt.after(error) if attempt is not None and error is not None else None

    @property
    def _secret(self) -> PlacedMatch | None:
        """The first secret that blocks the export."""
        error = self._refused[1] if self._refused else None
        return error.secrets[0] if isinstance(error, SecretsFound) and not self.shown.read_only else None

    @property
    def _matches(self) -> tuple[PlacedMatch, ...]:
        return self._bundle.matches if self._bundle is not None else ()

    @property
    def _decidable(self) -> bool:
        return self._decision is not None or self._secret is not None

    def action_export(self, way: str) -> None:
        """Export the planned submission; plan again first if the draft has changed."""
        self._begin(Attempt(ExportForm(way)))

    def key_label(self, action: str) -> str | None:
        """Return the current label of the key for decisions."""
        return decision_label(self._refused[1], short=True) if action == "decide" and self._refused else None

    def action_matches(self) -> None:
        """Open the secrets and identifiers of the submission."""
        if self._bundle is not None:
            self.post_message(MatchesWanted(self._bundle))

    def action_decide(self) -> None:
        """Export again with the decision that the refusal needs, or open the dialog about a secret."""
        if self._secret is not None:
            self.post_message(SecretDecisionWanted(self._secret))
        elif self._decision is not None:
            self._begin(self._decision)

    def _begin(self, attempt: Attempt) -> None:
        if self._destination() is None:
            self.query_one("#export-outcome", TextLabel).show(no_target(wanted=True))
            self.focus_field("destination")
            return
        current = self._planned is not None and self._planned.run == self._run and self._done is None
        if current and self.shown.checked and self._destination() == (self._asked or (None, None))[1]:
            self._try(attempt)
            return
        self._next = attempt
        if self._done is not None or self._planned is None or self._planned.run == self._run:
            self._asked = None
            self._replan()

    def _try(self, attempt: Attempt) -> None:
        refused = self._refusal(attempt)
        if refused is not None:
            self._refused, self._done = (attempt, refused), None
            self._show()
            self._show_outcome()
        elif self._planned is not None:
            self._run += 1
            self._planned.run = self._run
            self.editor.save()
            export = exporter(attempt, self._planned.prepared, self._planned.plan, self.shown, self.editor.program)
            self._export(self._run, attempt, export)

    def _refusal(self, attempt: Attempt) -> ExportError | None:
        planned = self._planned
        return refusal(attempt, planned.prepared, planned.plan, self.shown) if planned is not None else None

    def action_copy(self, what: str) -> None:
        """Copy commands or text; the page shows them too, for terminals without a clipboard."""
        self._copied, text = export_report.to_copy(self._done, what) if self._done is not None else ("", "")
        if text:
            self.app.copy_to_clipboard(text)
            self._show()
            self.scroll_home(animate=False)  # The message is below the result.

    @property
    def _width(self) -> int:
        """Cells for text, without the scrollbar of a long result."""
        bar = 0 if self.show_vertical_scrollbar else self.styles.scrollbar_size_vertical
        return self.scrollable_content_region.width - bar

    def _show(self) -> None:
        planned, done, width = self._planned, self._done, self._width
        error = self._refused[1] if self._refused else None
        label = decision_label(error) if error is not None and self._decidable else ""
        verdict = "" if done is not None else verdict_rows(self.shown, width)
        outcome: str | Content = ""
        if done is not None:
            outcome = result_rows(done, self.shown, self._copied, width)
        elif error is not None and not isinstance(error, NotAccepted):
            outcome = failure_rows(error, label, width)
        elif self._destination() is None:
            outcome = no_target(wanted=False)
        self.query_one("#export-verdict", TextLabel).show(verdict)
        self.query_one("#export-outcome", TextLabel).show(outcome)
        self.query_one("#export-heading").display = done is None and planned is not None
        plan = error.plan if isinstance(error, ExportConflict) else planned.plan if planned else None
        shown = plan_rows(plan, planned.prepared, width) if plan and planned and done is None else ""
        self.query_one("#export-plan", TextLabel).show(shown)
        write, no_plan = self.query_one("#export-write", Button), error is not None and planned is None
        write.disabled = done is None and (no_plan or self._refusal(Attempt(ExportForm.FILES)) is not None)
        write.label = "Write the submission" if done is None else "Write it again"
        self.query_one("#export-commit").display = self._in_clone
        self.query_one("#export-zip").display = planned is not None
        self.query_one("#export-matches-row").display = bool(self._matches)
        self.query_one("#export-matches", Button).label = matches_label(self._matches)
        force = self.query_one("#export-force", Button)
        force.display = self._decidable
        force.label = label or "Export anyway"
        self.refresh_bindings()
