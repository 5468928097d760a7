"""The dialog that replaces an unreachable link with a file."""

from pathlib import Path

from textual.widget import Widget
from textual.widgets import Static

from checklists.links.link_check import displayed_url
from checklists.text import typed_path
from tui.screens.dialogs.question_dialogs import InputDialog
from tui.text.content import line, lines

_WHAT = (
    "Save the page as PDF in a browser, or describe it in a Markdown file: its address, the date, and the part that "
    "proves the requirement. The file is copied into the submission and replaces the link. "
    "Links inside the file are not checked."
)


class ReplaceLinkDialog(InputDialog[Path]):
    """Prompt for the path of a file, with what the file should contain."""

    NOTHING = "Enter the path of a local file."

    def __init__(self, url: str) -> None:
        super().__init__("Replace the link with a file", "File", do="Replace the link", check=_complaint)
        self._url = url

    def body(self) -> list[Widget]:
        """Return the link, the instructions and the input."""
        words = Static(lines(line(displayed_url(self._url)), "", _WHAT, ""), classes="dialog-words", markup=False)
        return [words, *super().body()]

    def answer(self, name: str) -> Path:
        """Return the path."""
        return typed_path(name)


def _complaint(name: str) -> str | None:
    try:
        return None if typed_path(name).is_file() else "File not found."
    except (OSError, ValueError):
        return "Not a valid path."
