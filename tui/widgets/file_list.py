"""The files of a submission before they are written."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from exporters.bundle import Bundle
from tui.text.content import MUTED, fit, join, line
from tui.text.sizes import format_size
from tui.widgets.row_list import RowList

NAME_WIDTH, SIZE_WIDTH, ABOUT_WIDTH = 34, 10, 42
ABOUT = {
    "PRODUCT.yaml": "the official checklist with your answers",
    "README.md": "generated from your answers",
}


class FileList(RowList):
    """One row for each file; enter shows its contents."""

    @dataclass
    class Viewed(Message):
        """The user opened a file."""

        path: str

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "View file", id="files.view", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._bundle: Bundle | None = None

    def show(self, bundle: Bundle | None) -> None:
        """Show the files of a bundle."""
        self._bundle = bundle
        self._refresh_rows()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the columns to the width."""
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        width, at = self.scrollable_content_region.width - 2, self.highlighted
        files = self._bundle.files if self._bundle is not None else {}
        rows = [Option(_row(path, data, width)) for path, data in files.items()]
        self.clear_options()
        self.add_options(rows or [Option(Content.styled("  preparing the files", MUTED), disabled=True)])
        self.highlighted = min(at or 0, len(files) - 1) if files else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the file."""
        event.stop()
        if self._bundle is not None:
            self.post_message(self.Viewed(list(self._bundle.files)[event.option_index]))


def _row(path: str, data: bytes, width: int) -> Content:
    name = str(PurePosixPath(*PurePosixPath(path).parts[2:]))
    shown = fit(line(name), max(min(NAME_WIDTH, width - SIZE_WIDTH - ABOUT_WIDTH), 12))
    what = Content.styled(ABOUT.get(name, "evidence"), MUTED)
    return fit(join("  ", shown, "  ", fit(Content(format_size(len(data))), SIZE_WIDTH), what), width)
