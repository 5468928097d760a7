"""The cluster step: choose a context, read the cluster, review the findings; or load a snapshot, or skip."""

import threading
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from auto_detect.api.kubeconfig import ContextInfo
from auto_detect.collector.progress import Progress
from auto_detect.snapshot.snapshot import Snapshot
from checklists.errors import AiconformError
from tui import times
from tui.messages import FileOpened, GoTo, SnapshotTaken
from tui.panes.base import Pane
from tui.text.content import DOUBT, MUTED, STRONG, hint, join, line, lines
from tui.text.glyphs import BUSY, PROBLEM
from tui.widgets.context_list import ContextList, about
from tui.widgets.filter_line import FilterLine
from tui.widgets.findings.finding_list import FindingList, heading
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.field import Field
from tui.widgets.inputs.kubeconfig_field import KubeconfigField
from tui.widgets.inputs.snapshot_file import SnapshotFile, refused
from tui.widgets.read_progress import ReadProgress
from tui.widgets.unscrolled import Columns, Rows

KEEP = "kept"
SCRAPE = "scraped"
SHOWN = 10
"""Contexts that are in view together."""
_SCRAPE_MEANS = (
    "GET requests to a few pods and Services read their metrics through the API server's proxy. This needs a role "
    "of its own, which permits GET requests to every pod and Service: aiconform detect --clusterrole --scrape."
)


class ClusterPane(Pane):
    """Pane that reads a cluster in the background; results of an earlier run are dropped."""

    LIKELIEST = "FindingList, ContextList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "stop", "Stop", id="cluster.stop", tooltip="Stop reading and keep what was read"),
        Binding("ctrl+r", "read_again", "Read again", id="cluster.again", tooltip="Read the same cluster again"),
    ]

    @dataclass
    class Progressed(Message):
        """The collection progressed."""

        run: int
        progress: Progress

    @dataclass
    class Collected(Message):
        """The collection ended with a snapshot."""

        run: int
        snapshot: Snapshot

    @dataclass
    class Failed(Message):
        """The collection failed."""

        run: int
        error: AiconformError

    def __init__(self) -> None:
        super().__init__()
        self._paths: tuple[Path, ...] = ()
        self._run = 0
        self._stop = threading.Event()
        self._reading = ""
        self._broken = False
        """Whether a kubeconfig file has a fault, or none has a context."""

    def compose(self) -> ComposeResult:
        """Yield findings, progress, contexts and options."""
        yield Static(
            join(Content.styled("Cluster", STRONG), Content.styled("   read-only; findings are suggestions", MUTED)),
            classes="pane-title",
            markup=False,
        )
        yield Static(id="cluster-heading", markup=False)
        yield FindingList(id="findings")
        with Columns(id="cluster-reading"):
            yield Static(id="cluster-reading-title", markup=False)
            yield Button(Content("Stop"), id="cluster-stop", compact=True)
        yield ReadProgress(id="reading")
        yield Static(id="cluster-message", markup=False)
        yield Static("Which cluster?", classes="pane-heading", id="cluster-which", markup=False)
        yield Static(id="cluster-broken", markup=False)
        yield FilterLine(target="#contexts", placeholder="words of a name, server or user", id="contexts-filter")
        yield ContextList(id="contexts")
        yield Static(id="cluster-about", markup=False)
        with Rows(id="cluster-how"):
            with Columns(classes="cluster-choice"):
                yield Static("Anonymize object names", classes="cluster-choice-title", markup=False)
                names = Choice((("pseudonyms", "yes"), (KEEP, "no")), id="names")
                names.value = "pseudonyms"
                yield names
            with Columns(classes="cluster-choice"):
                yield Static("Read metrics", classes="cluster-choice-title", markup=False)
                metrics = Choice(((SCRAPE, "yes"), ("no", "no")), id="metrics")
                metrics.value = "no"
                yield metrics
            yield Static(_SCRAPE_MEANS, id="cluster-metrics-means", markup=False)
        yield KubeconfigField(self.editor.memory)
        yield Static("Without access to the cluster", classes="pane-heading", markup=False)
        yield SnapshotFile(id="snapshot")
        with Columns(classes="pane-buttons"):
            yield Button(Content("Skip, answer by hand"), id="cluster-skip", compact=True)

    def on_mount(self) -> None:
        """Show findings, if any; only a chosen context is read."""
        self._show_message("")
        self._show_reading("")
        self.query_one("#cluster-metrics-means").display = False
        self._refresh()

    def watch_state(self) -> None:
        """Show the findings of the draft's snapshot."""
        if self.is_mounted:
            self._refresh()

    def widget_of(self, field: str) -> Widget | None:
        """Return the list of `contexts`, or the input of `kubeconfig` or `snapshot`; none is part of the draft."""
        if field == "contexts":
            return self.query_one(ContextList)
        return next((f.input for f in self.query(Field) if f.key == field), None)

    def _refresh(self) -> None:
        state = self.shown
        known = state.snapshot is not None and not self._reading
        self.query_one("#cluster-heading", Static).update(heading(state, times.utc_now()))
        self.query_one("#cluster-heading").display = known
        findings = self.query_one(FindingList)
        findings.show(state)
        findings.display = known
        self.query_one(SnapshotFile).show(state.snapshot, editable=not state.read_only)
        self.query_one(ContextList).disabled = state.read_only or bool(self._reading)

    def _show_message(self, message: str | Content) -> None:
        shown = self.query_one("#cluster-message", Static)
        shown.update(message)
        shown.display = bool(message)

    def _show_reading(self, context: str) -> None:
        self._reading = context
        title = join(
            f"{BUSY} Reading ",
            line(context, STRONG),
            Content.styled(", read-only. Stopping keeps what was read.  ", MUTED),
        )
        self.query_one("#cluster-reading-title", Static).update(title)
        for selector in ("#cluster-reading", "#reading"):
            self.query_one(selector).display = bool(context)
        self.query_one(FilterLine).close()
        for selector in ("#cluster-which", "#contexts", "#cluster-about", "#cluster-how"):
            self.query_one(selector).display = not context
        self.query_one("#cluster-broken").display = self._broken and not context
        self.refresh_bindings()

    def on_kubeconfig_field_listed(self, event: KubeconfigField.Listed) -> None:
        """Show the contexts and the files that could not be parsed; go to the contexts after enter."""
        event.stop()
        self._paths = event.paths
        contexts = self.query_one(ContextList)
        contexts.show(event.found, likeliest=self.editor.memory.known.context)
        rows = [
            join(Content.styled(f"{PROBLEM} ", DOUBT), line(f"{path} {reason}.", DOUBT))
            for path, reason in event.found.broken
        ]
        if not event.found.contexts:
            rows.append(Content("No context found. Name a kubeconfig below, load a snapshot, or answer by hand."))
        broken = self.query_one("#cluster-broken", Static)
        broken.update(lines(*rows))
        self._broken = bool(rows)
        broken.display = self._broken and not self._reading
        number = len(event.found.contexts)
        more = hint(f"   {number} contexts, {{/:contexts.filter}} filters") if number > SHOWN else ""
        self.query_one("#cluster-which", Static).update(join("Which cluster?", more))
        had_focus = contexts.has_focus
        contexts.display = bool(event.found.contexts) and not self._reading
        if had_focus and not contexts.display:
            self.focus_field(None)
        elif event.entered and contexts.display:
            self.call_after_refresh(self.focus_field, "contexts")

    def on_context_list_highlighted(self, event: ContextList.Highlighted) -> None:
        """Explain what choosing the context does."""
        event.stop()
        self.query_one("#cluster-about", Static).update(about(event.context) if event.context else "")

    def on_context_list_chosen(self, event: ContextList.Chosen) -> None:
        """Read the chosen cluster."""
        event.stop()
        self._begin(event.context)

    def on_context_list_filter_wanted(self, event: ContextList.FilterWanted) -> None:
        """Open the filter of the contexts."""
        event.stop()
        self.query_one(FilterLine).open()

    def on_context_list_filter_cleared(self, event: ContextList.FilterCleared) -> None:
        """Show all contexts."""
        event.stop()
        self.query_one(FilterLine).close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the contexts that match."""
        if event.input.id == "contexts-filter":
            event.stop()
            self.query_one(ContextList).filter(event.value)

    def on_finding_list_role_wanted(self, event: FindingList.RoleWanted) -> None:
        """Copy the ClusterRole, and show it for terminals without a clipboard."""
        from auto_detect.collector.cluster_role import cluster_roles

        event.stop()
        snapshot = self.shown.snapshot
        text = cluster_roles(scrape=snapshot is not None and snapshot.proxy_denied)
        self.app.copy_to_clipboard(text)
        self.post_message(FileOpened("ClusterRole, copied", text))

    def _begin(self, chosen: ContextInfo) -> None:
        """Read a cluster, unless its context is unusable."""
        if chosen.problem:
            self._show_message(about(chosen))
            return
        self._show_message("")
        name = chosen.name
        self.editor.memory.remember(lambda memory: replace(memory, context=name))
        self._run += 1
        self._stop = threading.Event()
        scrape = self.query_one("#metrics", Choice).value == SCRAPE
        self.query_one(ReadProgress).begin(metrics=scrape)
        self._show_reading(name)
        self._refresh()
        self.query_one("#cluster-stop", Button).focus()
        self.scroll_home(animate=False)
        keep = self.query_one("#names", Choice).value == KEEP
        self._read(self._run, self._paths, name, self._stop, keep_names=keep, scrape=scrape)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Explain the metrics option while it is on; options apply to the next collection."""
        event.stop()
        self.query_one("#cluster-metrics-means").display = self.query_one("#metrics", Choice).value == SCRAPE

    @work(thread=True, group="cluster")
    def _read(
        self,
        run: int,
        paths: tuple[Path, ...],
        context: str,
        stop: threading.Event,
        *,
        keep_names: bool,
        scrape: bool,
    ) -> None:
        from auto_detect.api.client import connect
        from auto_detect.collector.collect import collect

        def report(progress: Progress) -> None:
            self.post_message(self.Progressed(run, progress))

        try:
            with closing(connect(paths, context, cancelled=stop.is_set)) as reader:
                snapshot = collect(
                    reader,
                    proxy=reader if scrape else None,
                    keep_names=keep_names,
                    progress=report,
                    cancelled=stop.is_set,
                )
        except AiconformError as error:
            self.post_message(self.Failed(run, error))
        else:
            self.post_message(self.Collected(run, snapshot))

    def on_cluster_pane_progressed(self, event: Progressed) -> None:
        """Show the progress."""
        event.stop()
        if event.run == self._run:
            self.query_one(ReadProgress).take(event.progress)

    def on_cluster_pane_collected(self, event: Collected) -> None:
        """Store the snapshot with the draft, which then shows its findings."""
        event.stop()
        if event.run == self._run:
            self._end()
            self.post_message(SnapshotTaken(event.snapshot))
            self.call_after_refresh(self._focus_findings)

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        """Show a loaded snapshot like a collected one."""
        if event.loaded:
            self.call_after_refresh(self._focus_findings)

    def _focus_findings(self) -> None:
        self.query_one(FindingList).focus(scroll_visible=False)
        self.scroll_home(animate=False)

    def on_cluster_pane_failed(self, event: Failed) -> None:
        """Show why the collection failed, and the next step."""
        event.stop()
        if event.run == self._run:
            self._end()
            self._show_message(refused(event.error))
            self.focus_field("contexts")
            self.call_after_refresh(self.query_one("#cluster-message").scroll_visible, animate=False, top=True)

    def _end(self) -> None:
        self._show_reading("")
        self._refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enable stopping only while reading, and reading again only after a collection."""
        if action == "read_again":
            return not (self._reading or self.shown.read_only) and self._again is not None
        return bool(self._reading) if action == "stop" else True

    @property
    def _again(self) -> ContextInfo | None:
        """The context of the snapshot, if the kubeconfig has it."""
        snapshot = self.shown.snapshot
        return self.query_one(ContextList).named(snapshot.context) if snapshot and self.is_mounted else None

    def action_read_again(self) -> None:
        """Read the same cluster again."""
        again = self._again
        if again is not None:
            self._begin(again)

    def action_stop(self) -> None:
        """Stop the collection and keep what was read."""
        self._stop.set()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        match event.button.id:
            case "cluster-stop":
                self.action_stop()
            case "cluster-skip":
                self.post_message(GoTo(self.shown.checklist.requirements[0].id))
