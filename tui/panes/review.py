"""The review: what the program would say, each problem a jump to its place, and exactly what will be written."""

from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from checklists.errors import AiconformError
from checklists.model.problem import Problem, failed
from checklists.rules.links import UNREACHABLE
from checklists.text import count
from exporters.bundle import Bundle
from exporters.product import AnswersDiff, answers_diff
from tui import times
from tui.messages import FileOpened, GoTo, LinksStopped, LinksWanted, ProofWanted
from tui.panes.base import Pane
from tui.reports.import_report import remembered_sections
from tui.state.session.session import State, bundle_of
from tui.state.steps import step_field
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, hanging_indent, join, line, lines
from tui.text.glyphs import BUSY, DONE, ERROR, NOT_APPLICABLE, PROBLEM
from tui.text.review_text import links, matrix, unchecked, unconfirmed_text, verdict
from tui.text.sizes import format_size
from tui.widgets.file_list import FileList
from tui.widgets.problem_list import ProblemList
from tui.widgets.text_label import TextLabel


class ReviewPane(Pane):
    """Recomputed from the state whenever the page is shown or the state changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "View", id="review.view", tooltip="Show what will be in the file under the cursor"),
        Binding("r", "ask_links", "Ask links", id="review.links", tooltip="Ask again for links that do not answer"),
        Binding("ctrl+x", "stop", "Stop", id="review.stop", tooltip="Stop asking for links; what was answered stays"),
        Binding("a", "proof", "Keep a file", id="review.proof", tooltip="Put a file in the place of a link"),
        Binding("i", "imported", "Import", id="review.imported", tooltip="Show what the import healed and left over"),
    ]

    @dataclass
    class Built(Message):
        """What would be written is known."""

        state: State
        bundle: Bundle
        diff: AnswersDiff | None

    @dataclass
    class Refused(Message):
        """What would be written cannot be worked out."""

        state: State
        error: AiconformError

    def __init__(self) -> None:
        super().__init__()
        self._asked: State | None = None
        self._built: ReviewPane.Built | None = None

    def compose(self) -> ComposeResult:
        """Verdict, problems, answers counted, files."""
        yield TextLabel(id="review-verdict")
        yield TextLabel(id="review-waiting")
        yield TextLabel(id="review-links")
        yield TextLabel(id="review-unchecked")
        yield ProblemList(id="review-problems")
        yield TextLabel(id="review-matrix")
        yield TextLabel(id="review-files-title")
        yield FileList(id="review-files")
        yield TextLabel(id="review-files-notes")

    def on_mount(self) -> None:
        """Show what is known, work out the rest."""
        self._refresh()

    def on_show(self) -> None:
        """Links that nobody asked for today are asked for as soon as somebody looks."""
        self.post_message(LinksWanted())

    def watch_state(self) -> None:
        """Show what is known now, work out the rest."""
        if self.is_mounted:
            self._refresh()

    def on_resize(self) -> None:
        """The lines follow the width."""
        self._refresh()

    def _refresh(self) -> None:
        state, width = self.shown, max(self.scrollable_content_region.width, 20)
        bad = failed(state.problems)
        sign = Content.styled(f"{ERROR} " if bad else f"{DONE} ", BAD if bad else GOOD)
        self.query_one("#review-verdict", TextLabel).show(hanging_indent(sign, line(verdict(state), STRONG), width))
        rows = [
            hanging_indent(Content.styled(f"{NOT_APPLICABLE} ", MUTED), line(words, MUTED), width)
            for words in unchecked(state)
        ]
        self.query_one("#review-unchecked", TextLabel).show(lines(*rows))
        self.query_one("#review-links", TextLabel).show(self._links(width))
        waits = unconfirmed_text(state)
        words = (
            hanging_indent(Content.styled(f"{PROBLEM} ", DOUBT), line(waits, DOUBT), width) if waits else Content("")
        )
        self.query_one("#review-waiting", TextLabel).show(words)
        problems = self.query_one(ProblemList)
        problems.show(state.problems)
        problems.display = bool(state.problems)
        counted = [join(Content.styled(f"{level:<8}", STRONG), words) for level, words in matrix(state)]
        self.query_one("#review-matrix", TextLabel).show(lines(*counted))
        if state.checked and (self._asked is None or not _same(self._asked, state)):
            self._asked, self._built = state, None
            self._say_files(Content(""))
            self.query_one(FileList).display = True
            self._build(state)

    def _links(self, width: int) -> Content:
        state, now = self.shown, times.utc_now()
        words = links(state, now)
        if not words:
            return Content("")
        busy = bool(state.links.pending)
        nobody = "the demo asks nobody" if state.demo else "offline: nobody is asked"
        key = "ctrl+x stops" if busy else "r asks again" if state.links.online else nobody
        sign = Content.styled(f"{BUSY if busy else NOT_APPLICABLE} ", MUTED)
        return hanging_indent(sign, join(line(words, MUTED), "   ", Content.styled(key, MUTED)), width)

    @work(thread=True, exclusive=True, group="review", exit_on_error=False)
    def _build(self, state: State) -> None:
        try:
            bundle = bundle_of(state)
            self.post_message(self.Built(state, bundle, _diff(state, bundle)))
        except AiconformError as error:
            self.post_message(self.Refused(state, error))

    def on_review_pane_built(self, event: Built) -> None:
        """Show exactly what would be written."""
        event.stop()
        if event.state is not self._asked:
            return
        self._built, bundle = event, event.bundle
        self.refresh_bindings()
        self.query_one(FileList).show(bundle)
        self._say_files(
            join(
                line(f"{bundle.root}/"),
                Content.styled(f"   {count(len(bundle.files), 'file')}, {format_size(bundle.size)}", MUTED),
            )
        )
        rows = [_differs(event.diff)] if event.diff is not None else []
        rows += [join(Content.styled(f"{PROBLEM} ", DOUBT), line(notice, DOUBT)) for notice in bundle.notices]
        self.query_one("#review-files-notes", TextLabel).show(lines(*rows))

    def on_review_pane_refused(self, event: Refused) -> None:
        """Say why nothing could be written."""
        event.stop()
        if event.state is self._asked:
            self.query_one(FileList).display = False
            self.query_one("#review-files-notes", TextLabel).show("")
            self._say_files(
                join(
                    Content.styled(f"{ERROR} ", BAD),
                    line(event.error.message, BAD),
                    line(f" {event.error.hint}", MUTED),
                )
            )

    def _say_files(self, words: Content) -> None:
        self.query_one("#review-files-title", TextLabel).show(join(Content.styled("Will be written  ", STRONG), words))

    def focus_field(self, field: str | None) -> None:  # noqa: ARG002
        """The problems if there are any, else the files; the page is read from its top."""
        target = self.query_one(ProblemList if self.shown.problems else FileList)
        self.screen.set_focus(target, scroll_visible=False)
        self.scroll_home(animate=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of ours must not look like work that goes on."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.query_one(FileList).display = False
            self._say_files(Content.styled(f"{ERROR} could not be worked out. Your answers are safe.", BAD))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing to see before it is worked out."""
        match action:
            case "imported":
                return self.shown.draft.imported is not None
            case "ask_links":
                return (self.shown.links.online and not self.shown.links.pending) or None
            case "stop":
                return bool(self.shown.links.pending)
            case "proof":
                return self._unanswered is not None and not self.shown.read_only
        return (self._built is not None or None) if action == "view" else True

    @property
    def _unanswered(self) -> Problem | None:
        """Evidence that is a link without an answer: what is under the cursor, else the first."""
        found = [p for p in self.shown.problems if p.code == UNREACHABLE and self.shown.checklist.get(p.subject)]
        here = self.query_one(ProblemList).under_cursor
        return next((problem for problem in found if problem in here), next(iter(found), None))

    def action_ask_links(self) -> None:
        """Ask for links now."""
        self.post_message(LinksWanted(again=True))

    def action_stop(self) -> None:
        """Ask nobody any more."""
        self.post_message(LinksStopped())

    def action_proof(self) -> None:
        """Put a file in the place of a link."""
        problem = self._unanswered
        if problem is not None:
            evidence = self.shown.draft.response(problem.subject).evidence
            index = int(problem.where.rpartition("[")[2].removesuffix("]"))
            self.post_message(ProofWanted(problem.subject, evidence[index]))

    def action_imported(self) -> None:
        """Show what the import changed, and what it found no place for."""
        text = "\n\n".join(
            "\n".join((f"{section.title}: {section.words}", *section.rows))
            for section in remembered_sections(self.shown.draft)
        )
        self.post_message(FileOpened("What the import did", text))

    async def action_view(self) -> None:
        """Show the file under the cursor, wherever the focus is."""
        await self.query_one(FileList).run_action("select")

    def on_problem_list_taken(self, event: ProblemList.Taken) -> None:
        """Go to the problem's place."""
        event.stop()
        where = step_field(event.problem, self.shown.checklist)
        self.post_message(GoTo(where.step, where.field))

    def on_file_list_viewed(self, event: FileList.Viewed) -> None:
        """Show a file."""
        event.stop()
        if self._built is not None:
            data = self._built.bundle.files[event.path]
            self.post_message(FileOpened(event.path, _readable(data)))


def _same(one: State, other: State) -> bool:
    """Whether the same files would be written: saving alone changes nothing."""
    return (one.draft, one.problems, one.evidence) == (other.draft, other.problems, other.evidence) and (
        one.checklist is other.checklist and one.members is other.members
    )


def _diff(state: State, bundle: Bundle) -> AnswersDiff | None:
    if state.checklist.template is None:
        return None
    return answers_diff(state.checklist, bundle.files[str(bundle.root / "PRODUCT.yaml")].decode())


def _differs(diff: AnswersDiff) -> Content:
    if diff.other:
        return Content.styled(f"{PROBLEM} {count(len(diff.other), 'line')} differ that are no answers.", BAD)
    differ = count(diff.lines, "line")
    return Content.styled(f"Only answers differ from the official checklist: {differ}.", MUTED)


def _readable(data: bytes) -> str:
    try:
        return data.decode() if b"\x00" not in data else f"Not a text: {format_size(len(data))}."
    except UnicodeDecodeError:
        return f"Not a text: {format_size(len(data))}."
