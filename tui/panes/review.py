"""The review: the verdict, every problem with a jump to its field, and the files that the export writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from checklists.errors import AiconformError
from checklists.model.checklist import Level
from checklists.model.problem import Problem, failed
from checklists.rules.links import UNREACHABLE
from checklists.text import count
from exporters.bundle import Bundle
from exporters.product_yaml.product import AnswersDiff, answers_diff
from tui import times
from tui.messages import FileOpened, GoTo, LinkReplacementWanted, LinksStopped, LinksWanted
from tui.panes.base import Pane
from tui.reports.import_report import remembered_sections
from tui.state.issues import issues
from tui.state.session.state import State, bundle_of
from tui.state.steps import step_field
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, flow, hanging_indent, hint, join, line, lines
from tui.text.glyphs import BUSY, DONE, ERROR, NOT_APPLICABLE, PROBLEM
from tui.text.review_text import links_text, status_counts, unchecked_texts, unconfirmed_text, verdict_text
from tui.text.sizes import format_size
from tui.widgets.file_list import FileList
from tui.widgets.problem_list import ProblemList
from tui.widgets.text_label import TextLabel


class ReviewPane(Pane):
    """Pane that recomputes the review whenever it is shown or the state changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "View", id="review.view", tooltip="Show the contents of the file under the cursor"),
        Binding("r", "check_links", "Check links", id="review.links", tooltip="Check failed links again"),
        Binding("ctrl+x", "stop", "Stop", id="review.stop", tooltip="Stop the link check and keep its results"),
        Binding(
            "a", "replace_link", "Replace link", id="review.replace", tooltip="Replace the unreachable link with a file"
        ),
        Binding(
            "i", "imported", "Import log", id="review.imported", tooltip="Show what the import repaired and left out"
        ),
    ]

    @dataclass
    class Built(Message):
        """The files of the submission are built."""

        state: State
        bundle: Bundle
        diff: AnswersDiff | None

    @dataclass
    class Refused(Message):
        """Building the submission failed."""

        state: State
        error: AiconformError

    def __init__(self) -> None:
        super().__init__()
        self._building: State | None = None
        self._built: ReviewPane.Built | None = None
        self._busy = False
        """Whether links are being checked, as the footer shows it."""

    def compose(self) -> ComposeResult:
        """Yield verdict, problems, counts and files."""
        yield TextLabel(id="review-verdict")
        yield TextLabel(id="review-unconfirmed")
        yield TextLabel(id="review-links")
        yield TextLabel(id="review-unchecked")
        yield ProblemList(id="review-problems")
        yield TextLabel(id="review-matrix")
        yield TextLabel(id="review-files-title")
        yield FileList(id="review-files")
        yield TextLabel(id="review-files-notes")

    def on_mount(self) -> None:
        """Show the state and build the files."""
        self._refresh()

    def on_show(self) -> None:
        """Check links that were not checked today."""
        self.post_message(LinksWanted())

    def watch_state(self) -> None:
        """Show the new state and build its files."""
        if self.is_mounted:
            self._refresh()

    def on_resize(self) -> None:
        """Wrap the lines to the width."""
        self._refresh()

    def _refresh(self) -> None:
        state, width = self.shown, max(self.scrollable_content_region.width, 20)
        bad = failed(state.problems)
        sign = Content.styled(f"{ERROR} " if bad else f"{DONE} ", BAD if bad else GOOD)
        self.query_one("#review-verdict", TextLabel).show(
            hanging_indent(sign, line(verdict_text(state), STRONG), width)
        )
        rows = [
            hanging_indent(Content.styled(f"{NOT_APPLICABLE} ", MUTED), line(text, MUTED), width)
            for text in unchecked_texts(state)
        ]
        self.query_one("#review-unchecked", TextLabel).show(lines(*rows))
        self.query_one("#review-links", TextLabel).show(self._links(width))
        unconfirmed = unconfirmed_text(state)
        sign = Content.styled(f"{PROBLEM} ", DOUBT)
        self.query_one("#review-unconfirmed", TextLabel).show(
            hanging_indent(sign, line(unconfirmed, DOUBT), width) if unconfirmed else ""
        )
        problems = self.query_one(ProblemList)
        problems.show(issues(state.problems, state.checklist))
        problems.display = bool(state.problems)
        if bool(state.links.pending) is not self._busy:
            self._busy = not self._busy
            self.refresh_bindings()
        counted = [_counted(level, counts, width) for level, counts in status_counts(state)]
        self.query_one("#review-matrix", TextLabel).show(lines(*counted))
        if state.checked and (self._building is None or not _same(self._building, state)):
            self._building, self._built = state, None
            self._show_files_title(Content(""))
            self.query_one(FileList).display = True
            self._build(state)

    def _links(self, width: int) -> Content:
        state, now = self.shown, times.utc_now()
        text = links_text(state, now)
        if not text:
            return Content("")
        busy = bool(state.links.pending)
        off = "The demo checks no links." if state.demo else "Offline: no links are checked."
        key = "{ctrl+x:review.stop} stops" if busy else "{r:review.links} checks again" if state.links.online else off
        sign = Content.styled(f"{BUSY if busy else NOT_APPLICABLE} ", MUTED)
        return hanging_indent(sign, flow((line(text, MUTED), hint(key)), "   ", width - sign.cell_length), width)

    @work(thread=True, exclusive=True, group="review", exit_on_error=False)
    def _build(self, state: State) -> None:
        try:
            bundle = bundle_of(state)
            self.post_message(self.Built(state, bundle, _diff(state, bundle)))
        except AiconformError as error:
            self.post_message(self.Refused(state, error))

    def on_review_pane_built(self, event: Built) -> None:
        """Show the files."""
        event.stop()
        if event.state is not self._building:
            return
        self._built, bundle = event, event.bundle
        self.refresh_bindings()
        self.query_one(FileList).show(bundle)
        self._show_files_title(
            join(
                line(f"{bundle.root}/"),
                Content.styled(f"   {count(len(bundle.files), 'file')}, {format_size(bundle.size)}", MUTED),
            )
        )
        rows = [_differs(event.diff)] if event.diff is not None else []
        rows += [join(Content.styled(f"{PROBLEM} ", DOUBT), line(notice, DOUBT)) for notice in bundle.notices]
        self.query_one("#review-files-notes", TextLabel).show(lines(*rows))

    def on_review_pane_refused(self, event: Refused) -> None:
        """Show why the files could not be built."""
        event.stop()
        if event.state is self._building:
            self.query_one(FileList).display = False
            self.query_one("#review-files-notes", TextLabel).show("")
            self._show_files_title(
                join(
                    Content.styled(f"{ERROR} ", BAD),
                    line(event.error.message, BAD),
                    line(f" {event.error.hint}", MUTED),
                )
            )

    def _show_files_title(self, details: Content) -> None:
        self.query_one("#review-files-title", TextLabel).show(
            join(Content.styled("Will be written  ", STRONG), details)
        )

    def focus_field(self, field: str | None, row: int | None = None) -> None:  # noqa: ARG002
        """Focus the problems, or the files if no problem is left; scroll to the top."""
        target = self.query_one(ProblemList if self.shown.problems else FileList)
        self.screen.set_focus(target, scroll_visible=False)
        self.scroll_home(animate=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show an exception of the worker, which would otherwise look like a long wait."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.query_one(FileList).display = False
            self._show_files_title(Content.styled(f"{ERROR} could not be built. Your answers are safe.", BAD))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide or dim actions that do not apply now."""
        match action:
            case "imported":
                return self.shown.draft.imported is not None
            case "check_links":
                return (self.shown.links.online and not self.shown.links.pending) or None
            case "stop":
                return bool(self.shown.links.pending)
            case "replace_link":
                return self._unreachable is not None and not self.shown.read_only
        return (self._built is not None or None) if action == "view" else True

    @property
    def _unreachable(self) -> Problem | None:
        """The unreachable evidence link under the cursor, else the first one."""
        found = [p for p in self.shown.problems if p.code == UNREACHABLE and self.shown.checklist.get(p.subject)]
        here = self.query_one(ProblemList).under_cursor
        return next((problem for problem in found if problem in here), next(iter(found), None))

    def action_check_links(self) -> None:
        """Check links now."""
        self.post_message(LinksWanted(again=True))

    def action_stop(self) -> None:
        """Stop the link check."""
        self.post_message(LinksStopped())

    def action_replace_link(self) -> None:
        """Replace a link with a file."""
        problem = self._unreachable
        if problem is not None and problem.index is not None:
            evidence = self.shown.draft.response(problem.subject).evidence
            self.post_message(LinkReplacementWanted(problem.subject, evidence[problem.index]))

    def action_imported(self) -> None:
        """Show the import log."""
        text = "\n\n".join(
            "\n".join((f"{section.title}: {section.text}", *section.rows))
            for section in remembered_sections(self.shown.draft)
        )
        self.post_message(FileOpened("Import log", text))

    async def action_view(self) -> None:
        """Show the file under the cursor, even without focus."""
        await self.query_one(FileList).run_action("select")

    def on_problem_list_taken(self, event: ProblemList.Taken) -> None:
        """Go to the problem's field."""
        event.stop()
        where = step_field(event.problem, self.shown.checklist)
        self.post_message(GoTo(where.step, where.field, where.row))

    def on_file_list_viewed(self, event: FileList.Viewed) -> None:
        """Show a file."""
        event.stop()
        if self._built is not None:
            data = self._built.bundle.files[event.path]
            self.post_message(FileOpened(event.path, _readable(data)))


def _counted(level: Level, counts: Sequence[str], width: int) -> Content:
    """Return how many requirements of a level have which status; no count is broken."""
    label = Content.styled(f"{level:<8}", STRONG)
    return hanging_indent(label, flow(map(Content, counts), " · ", width - label.cell_length), width)


def _same(state: State, other: State) -> bool:
    """Return whether two states export the same files."""
    return (state.draft, state.problems, state.evidence) == (other.draft, other.problems, other.evidence) and (
        state.checklist is other.checklist and state.members is other.members
    )


def _diff(state: State, bundle: Bundle) -> AnswersDiff | None:
    if state.checklist.template is None:
        return None
    return answers_diff(state.checklist, bundle.files[str(bundle.root / "PRODUCT.yaml")].decode())


def _differs(diff: AnswersDiff) -> Content:
    if diff.other:
        return Content.styled(f"{PROBLEM} {count(len(diff.other), 'line')} outside the answers differ.", BAD)
    differ = count(diff.lines, "line")
    return Content.styled(f"Only answers differ from the official checklist: {differ}.", MUTED)


def _readable(data: bytes) -> str:
    try:
        return data.decode() if b"\x00" not in data else f"Not a text file: {format_size(len(data))}."
    except UnicodeDecodeError:
        return f"Not a text file: {format_size(len(data))}."
