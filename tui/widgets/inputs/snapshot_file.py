"""Snapshots as files: load a snapshot from elsewhere, save the current snapshot."""

from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from auto_detect.snapshot.snapshot import Snapshot
from checklists.errors import AiconformError
from checklists.text import typed_path
from tui.messages import FieldLeft, SnapshotTaken
from tui.text.content import BAD, DOUBT, MUTED, join, line
from tui.text.glyphs import PROBLEM
from tui.widgets.inputs.field import Field
from tui.widgets.unscrolled import Columns


class SnapshotFile(Widget):
    """File name with buttons to load and save; posts a loaded snapshot as `SnapshotTaken`."""

    @dataclass
    class Loaded(Message):
        """The snapshot was loaded."""

        snapshot: Snapshot

    @dataclass
    class Reported(Message):
        """Loading or saving has ended with a message."""

        text: Content

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        """Compose the file name, the buttons and the message."""
        yield Field(
            "snapshot",
            "Snapshot file",
            "Create it on a machine with access to the cluster: `aiconform detect --save FILE`, "
            "or the script that `aiconform detect --script` prints.",
            "cluster.json",
            value="",
            above_buttons=True,
            typed=lambda _: self._show_message(Content("")),
        )
        with Columns(classes="pane-buttons"):
            yield Button(Content("Load snapshot"), id="snapshot-load", compact=True)
            yield Button(Content("Save snapshot"), id="snapshot-save", compact=True)
        yield Static(id="snapshot-message", markup=False)

    def on_mount(self) -> None:
        """Start without a message."""
        self._show_message(Content(""))

    def show(self, snapshot: Snapshot | None, *, editable: bool) -> None:
        """Show the draft's current snapshot."""
        self._snapshot = snapshot
        self.query_one("#snapshot-save", Button).disabled = snapshot is None
        self.query_one("#snapshot-load", Button).disabled = not editable

    @property
    def _file_name(self) -> str:
        return self.query_one(Field).input.value.strip()

    def _show_message(self, text: Content) -> None:
        message = self.query_one("#snapshot-message", Static)
        message.update(text)
        message.display = bool(text)

    def on_field_left(self, event: FieldLeft) -> None:
        """Remove the request for a file name. Save nothing: the name is not part of the draft."""
        event.stop()
        if not self._file_name:
            self._show_message(Content(""))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Load or save."""
        event.stop()
        name = self._file_name
        if not name:
            self._show_message(join(Content.styled(f"{PROBLEM} ", DOUBT), "Enter the snapshot file first."))
            self.query_one(Field).input.focus()
        elif event.button.id == "snapshot-load":
            self._load(typed_path(name))
        elif self._snapshot is not None:
            self._save(typed_path(name), self._snapshot)

    @work(thread=True, exclusive=True, group="snapshot")
    def _load(self, path: Path) -> None:
        from auto_detect.collector.load import load_snapshot_or_archive

        try:
            self.post_message(self.Loaded(load_snapshot_or_archive(path)))
        except AiconformError as error:
            self.post_message(self.Reported(refused(error)))

    @work(thread=True, exclusive=True, group="snapshot")
    def _save(self, path: Path, snapshot: Snapshot) -> None:
        from auto_detect.snapshot.snapshot_file import save_snapshot

        try:
            save_snapshot(snapshot, path)
            self.post_message(self.Reported(line(f"Saved to {path}. `aiconform detect` reads it without the cluster.")))
        except AiconformError as error:
            self.post_message(self.Reported(refused(error)))

    def on_snapshot_file_loaded(self, event: Loaded) -> None:
        """Pass the snapshot on."""
        event.stop()
        self._show_message(Content(""))
        self.post_message(SnapshotTaken(event.snapshot, loaded=True))

    def on_snapshot_file_reported(self, event: Reported) -> None:
        """Show the message."""
        event.stop()
        self._show_message(event.text)


def refused(error: AiconformError) -> Content:
    """Return an error and its hint."""
    return join(Content.styled(f"{PROBLEM} ", BAD), line(error.message, BAD), " ", line(error.hint, MUTED))
