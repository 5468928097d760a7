"""Text in the user's own editor; the wizard is suspended while the editor runs."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, SuspendNotSupported

from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.text import TEXT_LIMIT, as_typed

EDITORS = ("nano", "vim", "vi")
"""Editors to use if neither VISUAL nor EDITOR is set."""


@dataclass(frozen=True)
class EditedText:
    """Outcome of an editor."""

    text: str | None
    """The text as saved; None if the editor failed, so that the old text counts."""
    message: str = ""


@dataclass(frozen=True)
class EditedFile:
    """The file that an editor has open."""

    path: Path
    before: str
    """The text that the editor began with."""

    def read(self) -> str:
        """Return the saved text, without the line break that editors add at the end.

        Raises:
            OSError: The file cannot be read.
        """
        edited = as_typed(read_bounded(self.path, 4 * TEXT_LIMIT).decode("utf-8", "replace"), limit=4 * TEXT_LIMIT)
        return edited if self.before.endswith("\n") else edited.rstrip("\n")

    def saved(self) -> str | None:
        """Return the text that the editor has saved so far; None if it is unchanged, too long or unreadable."""
        try:
            edited = self.read()
        except OSError:
            return None
        return edited if edited != self.before and len(edited) <= TEXT_LIMIT else None


def editor_command() -> list[str] | None:
    """Return the command of the user's editor; None if this machine has none.

    Raises:
        ValueError: The variable that names the editor cannot be split into words; the message names the fault.
    """
    variable = "VISUAL" if os.environ.get("VISUAL") else "EDITOR"
    named = os.environ.get(variable, "")
    try:
        command = shlex.split(named)
    except ValueError as error:
        fault = "ends in a backslash" if named.endswith("\\") else "has an unclosed quote"
        raise ValueError(f"{variable} {fault}: correct it, then restart aiconform.") from error
    return command or next(([path] for path in map(shutil.which, EDITORS) if path), None)


def edit_text(app: App[object], text: str, name: str, opened: Callable[[EditedFile], object]) -> EditedText:
    """Open a text in the editor and wait for its end; blocks.

    The text is in a file that only this user can read. The file stays if the editor fails, and the message names it.

    Args:
        app: The app to suspend.
        text: The text before.
        name: Name of the file without its suffix.
        opened: Receives the file before the editor starts.
    """
    try:
        command = editor_command()
    except ValueError as error:
        return EditedText(None, str(error))
    if command is None:
        return EditedText(None, "No editor found: set EDITOR.")
    try:
        path = Path(tempfile.mkdtemp(prefix="aiconform-")) / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        file = EditedFile(path, text)
        opened(file)
        with app.suspend():  # An exception would leave the app suspended.
            code = _run([*command, str(path)])
    except SuspendNotSupported:
        return EditedText(None, "This terminal cannot be handed to an editor.")
    except OSError as error:
        return EditedText(None, f"No temporary file: {os_error_reason(error)}. The notes are unchanged.")
    if isinstance(code, OSError):
        shutil.rmtree(path.parent, ignore_errors=True)
        return EditedText(None, f"{command[0]} does not start: {os_error_reason(code)}. The notes are unchanged.")
    kept = f"Its text is in {path}."
    if code != 0:
        return EditedText(None, f"{command[0]} {_end(code)}: the notes are unchanged. {kept}")
    try:
        edited = file.read()
    except OSError as error:
        return EditedText(None, f"{path} cannot be read: {os_error_reason(error)}. The notes are unchanged.")
    if len(edited) > TEXT_LIMIT:
        return EditedText(None, f"It is longer than {TEXT_LIMIT:,} characters: the notes are unchanged. {kept}")
    shutil.rmtree(path.parent, ignore_errors=True)
    return EditedText(edited)


def _run(command: list[str]) -> int | OSError:
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        return error


def _end(code: int) -> str:
    return f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
