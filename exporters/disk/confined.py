"""Checks of paths below a destination: they must not leave it or collide with other files."""

import os
from pathlib import Path, PurePosixPath

from checklists.errors import ExportError


def confined(dest: Path, path: PurePosixPath, folder: PurePosixPath) -> Path:
    """Return the path of a file to write.

    Args:
        dest: The destination.
        path: The file, relative to the destination.
        folder: The submission's folder, which must not contain links on the way to the file.

    Raises:
        ExportError: A link leads out of the destination, or a file or folder is in the way.
    """
    if path.is_absolute() or ".." in path.parts:
        raise ExportError(f"{path} is not below the destination.", "Choose another name for the product's folder.")
    target = dest
    for part in path.parts:
        target = target / part
        if target.is_symlink() and not Path(os.path.realpath(target)).is_relative_to(os.path.realpath(dest)):
            raise ExportError(f"{target} is a link that leads out of {dest}.", "Remove it, or choose another folder.")
    for parent in (dest, *(dest / p for p in reversed(path.parents) if p.parts)):
        if parent.exists() and not parent.is_dir():
            raise ExportError(
                f"{parent} is a file where a folder is needed.", "Move it away, or choose another folder."
            )
        if parent.is_symlink() and parent.is_relative_to(dest / folder) and parent != dest / folder:
            raise ExportError(f"{parent} is a link where a folder is needed.", "Remove it, then export again.")
    if target.is_dir():
        raise ExportError(f"{target} is a folder where a file is needed.", "Move it away, or choose another folder.")
    return target


def require_outside(dest: Path, drafts: Path) -> None:
    """Raise if the destination is inside the folder of the drafts.

    Raises:
        ExportError: The export would mix with the drafts' own files.
    """
    if Path(os.path.realpath(dest)).is_relative_to(os.path.realpath(drafts)):
        raise ExportError(f"{dest} is inside the folder of the drafts.", "Choose another folder.")


def require_distinct_case(dest: Path, root: PurePosixPath) -> None:
    """Raise if a folder next to the submission's differs from it only in case.

    Raises:
        ExportError: File systems of macOS and Windows would mix both folders.
    """
    parent = dest / root.parent
    try:
        names = [path.name for path in parent.iterdir() if path.name.lower() == root.name.lower()]
    except (FileNotFoundError, NotADirectoryError):
        return
    if names and root.name not in names:
        raise ExportError(
            f"{root.parent / names[0]} exists, and {root} differs from it only in case.",
            f"Use the folder `{names[0]}` if it is this product's, otherwise choose another folder.",
        )
