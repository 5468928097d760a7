"""The cluster step: choose one, watch it being read, see what that brought; or load a snapshot, or skip."""

import os
import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from auto_detect.api.kubeconfig import Kubeconfigs, default_paths, list_contexts
from auto_detect.collector.progress import Progress
from auto_detect.snapshot.snapshot import Snapshot
from checklists.errors import AiconformError
from checklists.text import typed_path
from tui import times
from tui.messages import FieldLeft, GoTo, SnapshotTaken
from tui.panes.base import Pane
from tui.text.content import DOUBT, MUTED, STRONG, join, line, lines
from tui.text.glyphs import BUSY, PROBLEM
from tui.widgets.context_list import ContextList, about
from tui.widgets.findings.finding_list import FindingList, heading
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.field import Field
from tui.widgets.inputs.snapshot_file import SnapshotFile, refused
from tui.widgets.read_progress import ReadProgress

KEEP = "kept"
SCRAPE = "scraped"
_SCRAPE_MEANS = (
    "Metrics are read through the API server: GET requests to a few pods and Services. That takes a role of its own, "
    "and whoever holds it can send GET requests to any pod and any Service: aiconform detect --clusterrole --scrape."
)


class ClusterPane(Pane):
    """Reads in the background; a result of a look that was started anew meanwhile is dropped."""

    LIKELIEST = "ContextList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "stop", "Stop", id="cluster.stop", tooltip="Stop reading; what was read stays"),
    ]

    @dataclass
    class Listed(Message):
        """The kubeconfig files were read."""

        paths: tuple[Path, ...]
        found: Kubeconfigs

    @dataclass
    class Progressed(Message):
        """Answers came in."""

        run: int
        progress: Progress

    @dataclass
    class Collected(Message):
        """A look has ended with a snapshot."""

        run: int
        snapshot: Snapshot

    @dataclass
    class Failed(Message):
        """A look brought nothing."""

        run: int
        error: AiconformError

    def __init__(self) -> None:
        super().__init__()
        self._paths: tuple[Path, ...] = ()
        self._run = 0
        self._stop = threading.Event()
        self._reading = ""

    def compose(self) -> ComposeResult:
        """What was seen, what is being read, where to look."""
        yield Static(
            join(
                Content.styled("Cluster", STRONG), Content.styled("   read-only; what it shows are suggestions", MUTED)
            ),
            classes="pane-title",
            markup=False,
        )
        yield Static(id="cluster-said", markup=False)
        yield Static(id="cluster-heading", markup=False)
        yield FindingList(id="findings")
        with Horizontal(id="cluster-reading"):
            yield Static(id="cluster-reading-title", markup=False)
            yield Button(Content("Stop"), id="cluster-stop", compact=True)
        yield ReadProgress(id="reading")
        yield Static("Which cluster?", classes="pane-heading", id="cluster-which", markup=False)
        yield Static(id="cluster-broken", markup=False)
        yield ContextList(id="contexts")
        yield Static(id="cluster-about", markup=False)
        with Vertical(id="cluster-how"):
            with Horizontal(classes="cluster-choice"):
                yield Static("Names of nodes, pods, namespaces", classes="cluster-choice-title", markup=False)
                names = Choice((("pseudonyms", "as pseudonyms"), (KEEP, "as they are")), id="names")
                names.value = "pseudonyms"
                yield names
            with Horizontal(classes="cluster-choice"):
                yield Static("Metrics of exporters and servers", classes="cluster-choice-title", markup=False)
                metrics = Choice((("no", "not read"), (SCRAPE, "read as well")), id="metrics")
                metrics.value = "no"
                yield metrics
            yield Static(_SCRAPE_MEANS, id="cluster-metrics-means", markup=False)
        yield Field(
            "kubeconfig",
            "Kubeconfig",
            "Its contexts are listed above. Several files are separated as in KUBECONFIG.",
            "~/.kube/config",
            value=os.pathsep.join(map(str, default_paths(os.environ))),
        )
        yield Static("Without the cluster at hand", classes="pane-heading", markup=False)
        yield SnapshotFile(id="snapshot")
        with Horizontal(classes="pane-buttons"):
            yield Button(Content("Skip, answer by hand"), id="cluster-skip", compact=True)

    def on_mount(self) -> None:
        """List the contexts; none of them is read before somebody chooses it."""
        self._say("")
        self._show_reading("")
        self.query_one("#cluster-metrics-means").display = False
        self._refresh()
        self._list(default_paths(os.environ))

    def watch_state(self) -> None:
        """Show what the draft's snapshot says now."""
        if self.is_mounted:
            self._refresh()

    def widget_of(self, field: str) -> Widget | None:
        """The line of `kubeconfig` or `snapshot`: neither belongs to the draft."""
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

    def _say(self, words: str | Content) -> None:
        said = self.query_one("#cluster-said", Static)
        said.update(words)
        said.display = bool(words)

    def _show_reading(self, context: str) -> None:
        self._reading = context
        title = join(
            f"{BUSY} Reading ", line(context, STRONG), Content.styled(", read-only. What was read stays.  ", MUTED)
        )
        self.query_one("#cluster-reading-title", Static).update(title)
        for selector in ("#cluster-reading", "#reading"):
            self.query_one(selector).display = bool(context)
        for selector in ("#cluster-which", "#cluster-broken", "#contexts", "#cluster-about", "#cluster-how"):
            self.query_one(selector).display = not context
        self.refresh_bindings()

    @work(thread=True, exclusive=True, group="contexts")
    def _list(self, paths: Iterable[Path]) -> None:
        files = tuple(paths)
        self.post_message(self.Listed(files, list_contexts(files)))

    def on_cluster_pane_listed(self, event: Listed) -> None:
        """Show the contexts, and which files could not be used."""
        event.stop()
        self._paths = event.paths
        contexts = self.query_one(ContextList)
        contexts.show(event.found)
        rows = [
            join(Content.styled(f"{PROBLEM} ", DOUBT), line(f"{path} {reason}.", DOUBT))
            for path, reason in event.found.broken
        ]
        if not event.found.contexts:
            rows.append(Content("No context to read. Name a kubeconfig below, load a snapshot, or answer by hand."))
        broken = self.query_one("#cluster-broken", Static)
        broken.update(lines(*rows))
        broken.display = bool(rows)
        in_hand = contexts.has_focus
        contexts.display = bool(event.found.contexts) and not self._reading
        if in_hand and not contexts.display:
            self.focus_field(None)

    def on_context_list_highlighted(self, event: ContextList.Highlighted) -> None:
        """Say what choosing it would do."""
        event.stop()
        self.query_one("#cluster-about", Static).update(about(event.context) if event.context else "")

    def on_context_list_chosen(self, event: ContextList.Chosen) -> None:
        """Read it, unless it is known not to work."""
        event.stop()
        if event.context.problem:
            self._say(about(event.context))
            return
        self._say("")
        self._run += 1
        self._stop = threading.Event()
        scrape = self.query_one("#metrics", Choice).value == SCRAPE
        self.query_one(ReadProgress).begin(metrics=scrape)
        self._show_reading(event.context.name)
        self._refresh()
        self.query_one("#cluster-stop", Button).focus()
        self.scroll_home(animate=False)
        keep = self.query_one("#names", Choice).value == KEEP
        self._read(self._run, self._paths, event.context.name, self._stop, keep_names=keep, scrape=scrape)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """It counts with the next look; what reading metrics means is said where it is chosen."""
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

        def tell(progress: Progress) -> None:
            self.post_message(self.Progressed(run, progress))

        try:
            with closing(connect(paths, context, cancelled=stop.is_set)) as reader:
                snapshot = collect(
                    reader,
                    proxy=reader if scrape else None,
                    keep_names=keep_names,
                    progress=tell,
                    cancelled=stop.is_set,
                )
        except AiconformError as error:
            self.post_message(self.Failed(run, error))
        else:
            self.post_message(self.Collected(run, snapshot))

    def on_cluster_pane_progressed(self, event: Progressed) -> None:
        """Show how far it is."""
        event.stop()
        if event.run == self._run:
            self.query_one(ReadProgress).take(event.progress)

    def on_cluster_pane_collected(self, event: Collected) -> None:
        """Hand the snapshot on; its findings are shown once the draft has it."""
        event.stop()
        if event.run == self._run:
            self._end()
            self.post_message(SnapshotTaken(event.snapshot))
            self.call_after_refresh(self._rest_on_findings)

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        """What a file brought is shown like what a cluster brought."""
        if event.loaded:
            self.call_after_refresh(self._rest_on_findings)

    def _rest_on_findings(self) -> None:
        self.query_one(FindingList).focus(scroll_visible=False)
        self.scroll_home(animate=False)

    def on_cluster_pane_failed(self, event: Failed) -> None:
        """Say why there is nothing, and what to do."""
        event.stop()
        if event.run == self._run:
            self._end()
            self._say(refused(event.error))
            self.focus_field(None)
            self.scroll_home(animate=False)

    def _end(self) -> None:
        self._show_reading("")
        self._refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Stopping only while something is read."""
        return bool(self._reading) if action == "stop" else True

    def action_stop(self) -> None:
        """Ask for no more; what was read so far comes back at once."""
        self._stop.set()

    def on_field_left(self, event: FieldLeft) -> None:
        """Another kubeconfig: list its contexts. The line belongs to this machine, not to the draft."""
        event.stop()
        named = self.query_one(Field).input.value.split(os.pathsep)
        paths = tuple(typed_path(part) for part in named if part.strip())
        if paths != self._paths:
            self._list(paths)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """As the button says."""
        event.stop()
        match event.button.id:
            case "cluster-stop":
                self.action_stop()
            case "cluster-skip":
                self.post_message(GoTo(self.shown.checklist.requirements[0].id))
