"""Writes a document to a file that the user named."""

from pathlib import Path

from checklists.errors import ExportError
from checklists.files.atomic_file import is_stream, os_error_reason, write_atomically
from checklists.text import shown_path, typed_path


def write_output(named: str | Path, text: str, *, new: bool = False) -> Path:
    """Write a document atomically, or to a stream such as /dev/stdout; return its path.

    Args:
        named: The file, as typed.
        text: Its content.
        new: Create the folder, and never replace a file.

    Raises:
        ExportError: The file cannot be written, or exists; nothing was changed.
    """
    path = typed_path(named)
    shown = shown_path(path)
    try:
        if new and path.exists():
            raise ExportError(f"{shown} already exists.", "Move it, or choose another folder.")
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
        if is_stream(path):
            with path.open("ab") as stream:
                stream.write(text.encode())
        else:
            write_atomically(path, text.encode(), mode=0o666)
    except (OSError, ValueError) as error:
        raise ExportError(
            f"{shown} cannot be written: {os_error_reason(error)}.", "Choose another file or folder."
        ) from error
    return path
