"""Writes a submission into a folder: first the plan, for people to read; then the only write of the exporters."""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from checklists.drafts.evidence_folder import FILE_LIMIT
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason, read_bounded, write_atomically
from checklists.text import typed_path
from exporters.bundle import Bundle


class Action(StrEnum):
    """What becomes of one file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FOREIGN = "foreign"
    """It lies in the product's folder and is none of the submission's: left alone."""


@dataclass(frozen=True)
class PlanEntry:
    """One file of the product's folder."""

    path: PurePosixPath
    """Relative to the destination, for example `v1.36/nebula/PRODUCT.yaml`."""
    action: Action
    data: bytes | None = None
    """What will be there; None for a foreign file."""
    before: bytes | None = None
    """What is there now."""

    @property
    def base(self) -> str | None:
        """What is there now as text; None if there is nothing, or nothing readable."""
        return _text(self.before)

    @property
    def diff(self) -> str:
        """A unified diff of what changes; empty where nothing does, or where it is not text."""
        if self.data is None or self.data == self.before:
            return ""
        old, new = _text(self.before or b""), _text(self.data)
        if old is None or new is None:
            return ""
        names = ("/dev/null" if self.before is None else f"a/{self.path}", f"b/{self.path}")
        lines = difflib.unified_diff(_lines(old), _lines(new), *names)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True)
class ExportPlan:
    """Everything that an export into a folder would do."""

    destination: Path
    root: PurePosixPath
    entries: tuple[PlanEntry, ...]

    @property
    def folder(self) -> Path:
        """Where `PRODUCT.yaml` goes."""
        return self.destination / self.root

    def of(self, *actions: Action) -> tuple[PlanEntry, ...]:
        """The entries with one of these actions."""
        return tuple(entry for entry in self.entries if entry.action in actions)


def plan_export(bundle: Bundle, dest: Path) -> ExportPlan:
    """What writing the submission below a folder would change; nothing is written.

    Raises:
        ExportError: The destination is no folder, or the submission's folder in it leads out of it or cannot be read.
    """
    dest = Path(os.path.abspath(typed_path(dest)))  # noqa: PTH100 (resolve() would follow links)
    try:
        if dest.exists() and not dest.is_dir():
            raise ExportError(f"{dest} is a file.", "Name a folder; it is made if it does not exist.")
        entries = [_entry(dest, PurePosixPath(path), data) for path, data in sorted(bundle.files.items())]
        ours = {entry.path for entry in entries}
        entries += [PlanEntry(path, Action.FOREIGN) for path in _files(dest, bundle.root) if path not in ours]
    except OSError as error:
        raise ExportError(
            f"{dest / bundle.root} cannot be read: {os_error_reason(error)}.", "Choose another folder."
        ) from error
    return ExportPlan(dest, bundle.root, tuple(entries))


def apply_export(plan: ExportPlan) -> None:
    """Write what is new or changed, each file whole or not at all; nothing is ever deleted.

    Raises:
        ExportError: A file could not be written, or changed since the plan was made. The message says what was
            written before that and what was not.
    """
    todo = plan.of(Action.NEW, Action.CHANGED)
    for done, entry in enumerate(todo):
        try:
            target = _confined(plan.destination, entry.path)
            if _read(target) != entry.before:
                raise ExportError(f"{target} changed while you looked at it.", "Look at the changes again.")
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(_confined(plan.destination, entry.path), entry.data or b"", mode=0o666)
        except (OSError, ExportError) as error:
            raise _partial_failure(plan, todo, done, error) from error


def _entry(dest: Path, path: PurePosixPath, data: bytes) -> PlanEntry:
    before = _read(_confined(dest, path))
    if before is None:
        return PlanEntry(path, Action.NEW, data)
    return PlanEntry(path, Action.SAME if before == data else Action.CHANGED, data, before)


def _confined(dest: Path, path: PurePosixPath) -> Path:
    """The file's place; refused where a link on the way leads out of the destination or a file is in the way."""
    if path.is_absolute() or ".." in path.parts:
        raise ExportError(f"{path} is not below the destination.", "Choose another name for the product's folder.")
    target = dest
    for part in path.parts:
        target = target / part
        if target.is_symlink() and not Path(os.path.realpath(target)).is_relative_to(os.path.realpath(dest)):
            raise ExportError(f"{target} is a link that leads out of {dest}.", "Remove it, or choose another folder.")
    for folder in (dest, *(dest / p for p in reversed(path.parents) if p.parts)):
        if folder.exists() and not folder.is_dir():
            raise ExportError(
                f"{folder} is a file where a folder is needed.", "Move it away, or choose another folder."
            )
    if target.is_dir():
        raise ExportError(f"{target} is a folder where a file is needed.", "Move it away, or choose another folder.")
    return target


def _files(dest: Path, root: PurePosixPath) -> Iterator[PurePosixPath]:
    for folder, folders, names in os.walk(dest / root):
        folders.sort()
        for name in sorted(names):
            yield PurePosixPath((Path(folder) / name).relative_to(dest).as_posix())


def _read(path: Path) -> bytes | None:
    try:
        return read_bounded(path, FILE_LIMIT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(
            f"{path} cannot be read: {os_error_reason(error)}.", "Move it away, or choose another folder."
        ) from error


def _partial_failure(
    plan: ExportPlan, todo: tuple[PlanEntry, ...], done: int, error: OSError | ExportError
) -> ExportError:
    if isinstance(error, ExportError):
        why, hint = error.message.rstrip("."), error.hint
    else:
        why, hint = f"{plan.folder} cannot be written: {os_error_reason(error)}", "Put that right and export again."
    written = ", ".join(str(entry.path) for entry in todo[:done])
    missing = ", ".join(str(entry.path) for entry in todo[done:])
    return ExportError(
        f"{why}. " + (f"Written: {written}. " if written else "Nothing was written. ") + f"Not written: {missing}.",
        hint,
    )


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None or b"\x00" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [rest for rest in [text.rpartition("\n")[2]] if rest]
