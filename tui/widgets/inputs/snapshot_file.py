"""Snapshots as files: load one that was taken elsewhere, save the one at hand."""

from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
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


class SnapshotFile(Widget):
    """A file's name and what to do with it; a loaded snapshot is told as `SnapshotTaken`."""

    @dataclass
    class Loaded(Message):
        """The file was read."""

        snapshot: Snapshot

    @dataclass
    class Said(Message):
        """Something is to be said below the file's name."""

        words: Content

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        """The name, the two buttons, what came of it."""
        yield Field(
            "snapshot",
            "Snapshot file",
            "Made where the cluster can be reached: by `aiconform detect --save FILE`, "
            "or by the script of `aiconform detect --script`.",
            "cluster.json",
            value="",
            typed=lambda _: self._show_message(Content("")),
        )
        with Horizontal(classes="pane-buttons"):
            yield Button(Content("Load the snapshot"), id="snapshot-load", compact=True)
            yield Button(Content("Save this look to the file"), id="snapshot-save", compact=True)
        yield Static(id="snapshot-said", markup=False)

    def on_mount(self) -> None:
        """Nothing to say yet."""
        self._show_message(Content(""))

    def show(self, snapshot: Snapshot | None, *, editable: bool) -> None:
        """Take over what the draft has now."""
        self._snapshot = snapshot
        self.query_one("#snapshot-save", Button).disabled = snapshot is None
        self.query_one("#snapshot-load", Button).disabled = not editable

    def _show_message(self, words: Content) -> None:
        message = self.query_one("#snapshot-said", Static)
        message.update(words)
        message.display = bool(words)

    def on_field_left(self, event: FieldLeft) -> None:
        """Save nothing: the name belongs to this machine, not to the draft."""
        event.stop()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """As the button says."""
        event.stop()
        name = self.query_one(Field).input.value.strip()
        if not name:
            self._show_message(join(Content.styled(f"{PROBLEM} ", DOUBT), "Name the snapshot file first."))
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
            self.post_message(self.Said(refused(error)))

    @work(thread=True, exclusive=True, group="snapshot")
    def _save(self, path: Path, snapshot: Snapshot) -> None:
        from auto_detect.snapshot.snapshot_file import save_snapshot

        try:
            save_snapshot(snapshot, path)
            self.post_message(self.Said(line(f"Saved to {path}. Detection works from it without the cluster.")))
        except AiconformError as error:
            self.post_message(self.Said(refused(error)))

    def on_snapshot_file_loaded(self, event: Loaded) -> None:
        """Hand it on."""
        event.stop()
        self._show_message(Content(""))
        self.post_message(SnapshotTaken(event.snapshot, loaded=True))

    def on_snapshot_file_said(self, event: Said) -> None:
        """Say it."""
        event.stop()
        self._show_message(event.words)


def refused(error: AiconformError) -> Content:
    """What did not work, and what to do."""
    return join(Content.styled(f"{PROBLEM} ", BAD), line(error.message, BAD), " ", line(error.hint, MUTED))
