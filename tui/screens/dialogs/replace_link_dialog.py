"""The dialog that puts a file in the place of a link that does not answer."""

from pathlib import Path

from textual.widget import Widget
from textual.widgets import Static

from checklists.links.link_check import displayed_url
from checklists.text import typed_path
from tui.screens.dialogs.question_dialogs import InputDialog
from tui.text.content import line, lines

_WHAT = (
    "Save the page in a browser as PDF, or write into a Markdown file what it shows: the page's address, the day, and "
    "the part that proves the requirement. The file is copied into the submission and named instead of the link. "
    "Links that stand in it are not asked for."
)


class ReplaceLinkDialog(InputDialog[Path]):
    """Says what to write into the file, and takes its path."""

    NOTHING = "Type the path of a file on this machine."

    def __init__(self, url: str) -> None:
        super().__init__("Keep the proof as a file", "File", do="Put it in the link's place", check=_complaint)
        self._url = url

    def body(self) -> list[Widget]:
        """Which link, what to do, the line."""
        words = Static(lines(line(displayed_url(self._url)), "", _WHAT, ""), classes="dialog-words", markup=False)
        return [words, *super().body()]

    def answer(self, name: str) -> Path:
        """The file."""
        return typed_path(name)


def _complaint(name: str) -> str | None:
    try:
        return None if typed_path(name).is_file() else "There is no such file."
    except (OSError, ValueError):
        return "That is no path."
