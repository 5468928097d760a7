"""Plans an export: what would change in the destination, file by file."""

import difflib
import os
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from checklists.drafts.evidence_intake import READ_LIMIT
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.files.digest import digest_of
from checklists.text import typed_path
from exporters.blocking_secrets import require_no_secrets
from exporters.bundle import Bundle
from exporters.disk.confined import confined, require_distinct_case

Written = Mapping[str, AbstractSet[str]]
"""SHA-256 digests that earlier exports of the draft wrote, by path in the destination."""


class Action(StrEnum):
    """Effect of an export on one file."""

    NEW = "new"
    CHANGED = "changed"
    """An earlier export wrote the present content."""
    SAME = "same"
    REMOVED = "removed"
    """An earlier export wrote the file, and the submission no longer contains it."""
    CONFLICT = "conflict"
    """The submission contains the file, but no earlier export wrote its present content."""
    FOREIGN = "foreign"
    """The file is not part of the submission and stays."""


@dataclass(frozen=True)
class PlanEntry:
    """One file of the product's folder."""

    path: PurePosixPath
    """Relative to the destination, for example `v1.36/nebula/PRODUCT.yaml`."""
    action: Action
    data: bytes | None = None
    """The new content; None for a file that is removed or foreign."""
    before: bytes | None = None
    """The present content; None for a file that is new or foreign."""

    @property
    def base(self) -> str | None:
        """The present content as text; None if it is missing or not text."""
        return _text(self.before)

    @property
    def diff(self) -> str:
        """Unified diff of the change; empty for unchanged, foreign and binary files."""
        if self.data == self.before:
            return ""
        old, new = _text(self.before or b""), _text(self.data or b"")
        if old is None or new is None:
            return ""
        source = "/dev/null" if self.before is None else f"a/{self.path}"
        target = "/dev/null" if self.data is None else f"b/{self.path}"
        lines = difflib.unified_diff(_lines(old), _lines(new), source, target)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True)
class ExportPlan:
    """All effects of an export on a destination."""

    destination: Path
    root: PurePosixPath
    entries: tuple[PlanEntry, ...]

    @property
    def folder(self) -> Path:
        """The product's folder in the destination."""
        return self.destination / self.root

    @property
    def conflicts(self) -> tuple[PlanEntry, ...]:
        """Files of other origin that the export would replace."""
        return self.of(Action.CONFLICT)

    def of(self, *actions: Action) -> tuple[PlanEntry, ...]:
        """Return the entries with one of these actions."""
        return tuple(entry for entry in self.entries if entry.action in actions)


def plan_export(bundle: Bundle, dest: Path, written: Written | None = None) -> ExportPlan:
    """Plan the export of a submission into a folder; writes nothing.

    Args:
        bundle: The submission.
        dest: The destination, which may not exist yet.
        written: What earlier exports of the draft wrote; without it, files that differ are conflicts.

    Raises:
        SecretsFound: The submission contains secrets.
        ExportError: The destination is not a folder, or the submission's folder leaves it, is unreadable or
            differs from another folder only in case.
    """
    dest = Path(os.path.abspath(typed_path(dest)))  # noqa: PTH100 (resolve() would follow links)
    written = written or {}
    require_no_secrets(bundle.secrets)
    try:
        if dest.exists() and not dest.is_dir():
            raise ExportError(f"{dest} is a file.", "Name a folder; it is created if it does not exist.")
        require_distinct_case(dest, bundle.root)
        present = dict.fromkeys(_files(dest, bundle.root))
        entries = list(_planned(bundle, dest, written, present))
        planned = {entry.path for entry in entries}
        entries += [_other(dest, bundle.root, path, written) for path in present if path not in planned]
    except OSError as error:
        raise ExportError(
            f"{dest / bundle.root} cannot be read: {os_error_reason(error)}.", "Choose another folder."
        ) from error
    return ExportPlan(dest, bundle.root, tuple(entries))


def read_present(dest: Path, path: PurePosixPath, root: PurePosixPath) -> bytes | None:
    """Return the present content of a file of the submission; None if it does not exist.

    Raises:
        ExportError: The file is unreadable, or its path leads out of the destination.
    """
    target = confined(dest, path, root)
    try:
        return read_bounded(target, READ_LIMIT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(
            f"{target} cannot be read: {os_error_reason(error)}.", "Move it away, or choose another folder."
        ) from error


def _planned(
    bundle: Bundle, dest: Path, written: Written, present: Mapping[PurePosixPath, None]
) -> Iterator[PlanEntry]:
    for name, data in sorted(bundle.files.items()):
        path = PurePosixPath(name)
        before = read_present(dest, path, bundle.root)
        ours = before is None or digest_of(before) in written.get(name, ())
        if name in bundle.fallbacks and ((before not in (None, data) and not ours) or _has_own(path, present)):
            continue
        if before is None:
            yield PlanEntry(path, Action.NEW, data)
        elif before == data:
            yield PlanEntry(path, Action.SAME, data, before)
        else:
            yield PlanEntry(path, Action.CHANGED if ours else Action.CONFLICT, data, before)


def _has_own(path: PurePosixPath, present: Mapping[PurePosixPath, None]) -> bool:
    """Return whether the folder has a file of another spelling, like `readme.md` for `README.md`."""
    same_stem = (p for p in present if p.parent == path.parent and p.stem.lower() == path.stem.lower())
    return any(p != path for p in same_stem)


def _other(dest: Path, root: PurePosixPath, path: PurePosixPath, written: Written) -> PlanEntry:
    digests = written.get(str(path))
    if digests and not (dest / path).is_symlink():
        try:
            before = read_present(dest, path, root)
        except ExportError:
            before = None
        if before is not None and digest_of(before) in digests:
            return PlanEntry(path, Action.REMOVED, None, before)
    return PlanEntry(path, Action.FOREIGN)


def _files(dest: Path, root: PurePosixPath) -> Iterator[PurePosixPath]:
    for folder, folders, names in os.walk(dest / root):
        folders.sort()
        for name in sorted(names):
            yield PurePosixPath((Path(folder) / name).relative_to(dest).as_posix())


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None or b"\x00" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [rest for rest in [text.rpartition("\n")[2]] if rest]
