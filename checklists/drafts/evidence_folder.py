"""The evidence files of a draft, kept as copies."""

import contextlib
import itertools
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from checklists.drafts import evidence_sources
from checklists.drafts.evidence_intake import READ_LIMIT, read_chosen, refused_total, same_kind
from checklists.drafts.evidence_names import numbered_names
from checklists.drafts.evidence_sources import EvidenceSources, SourceRecord, SourceState, describe
from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, read_bounded, write_atomically
from checklists.files.digest import digest_of
from checklists.model.naming import file_name
from checklists.text import clean_line, typed_path


class EvidenceFolder:
    """The evidence folder of a draft."""

    def __init__(
        self,
        root: Path,
        require_writable: Callable[[], None] = lambda: None,
        cited: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
    ) -> None:
        """Use a folder; the first file creates it.

        Args:
            root: The folder.
            require_writable: Raises an error if the draft is read-only.
            cited: Returns the files that the draft's answers cite; only these count toward the total limit.
        """
        self._root = root
        self._require_writable = require_writable
        self._cited = cited
        self.sources = EvidenceSources(root.with_name(evidence_sources.FILE))

    def exists(self, relative: str) -> bool:
        """Return whether the folder has a file or folder with exactly that name, on any file system."""
        return self._find(relative) is not None

    def path(self, relative: str) -> Path | None:
        """Return the path of that file or folder; None if it is missing."""
        return self._find(relative)

    def files(self) -> Mapping[str, Path]:
        """Return all files by relative path, sorted."""
        found: dict[str, Path] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not _hidden(name)]
            for name in names:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink() and not _hidden(name):
                    found[path.relative_to(self._root).as_posix()] = path
        return dict(sorted(found.items()))

    def attach(self, path: Path, name: str = "") -> str:
        """Copy a file into the folder, under its own or another name, and record its source.

        Returns:
            Its name in the folder. Content that the folder already has is not copied again, unless `name` is given; if
            another file has the name, the new file gets a number.

        Raises:
            DraftError: The file is not regular, unreadable, too large, an archive or a program, or cannot be copied.
        """
        self._require_writable()
        path = typed_path(path)
        data = read_chosen(path)
        wanted = file_name(name or path.name)
        present = None if name else self._same_content(wanted, data)
        relative = present or self._place(wanted, data, lambda _: False)
        if present is None or self.sources.state(self.sources.records().get(present)) is not SourceState.SAME:
            self._record({relative: self._described(path, data)})
        return relative

    def attach_run(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Copy the files of one test run into the same folder.

        Returns:
            Their names. If another run already uses one of them, all files go into a new subfolder.

        Raises:
            DraftError: As for `attach`; nothing was copied, unless a write failed.
        """
        self._require_writable()
        sources = [typed_path(path) for path in paths]
        contents = [(file_name(path.name), read_chosen(path)) for path in sources]
        taken = {relative.lower(): file for relative, file in self.files().items()}
        prefixes = itertools.chain([""], (f"run-{number}/" for number in itertools.count(2)))
        prefix = next(p for p in prefixes if all(_fits(taken.get(f"{p}{n}".lower()), data) for n, data in contents))
        self._require_room({f"{prefix}{name}": data for name, data in contents})
        names = tuple(self._place(f"{prefix}{name}", data, lambda _: False) for name, data in contents)
        described = zip(names, sources, contents, strict=True)
        self._record({name: self._described(source, data) for name, source, (_, data) in described})
        return names

    def update(self, relative: str, source: Path | None = None) -> str:
        """Copy a file again from its source, or from another file, under the same name.

        Returns:
            The source's path.

        Raises:
            DraftError: The folder lacks the file, its source is unknown, or the source cannot be copied.
        """
        self._require_writable()
        path = self._require_file(relative)
        name = path.relative_to(self._root).as_posix()
        record = self.sources.records().get(name)
        if source is None and (record is None or not record.source):
            raise DraftError(f'The source of "{clean_line(relative, limit=200)}" is not known.', "Name it with --from.")
        source = typed_path(source) if source is not None else Path(record.source if record else "")
        data = read_chosen(source)
        self._write(name, data)
        self._record({name: describe(data, source)})
        return str(source)

    def forget_source(self, relative: str) -> None:
        """Keep a copy unchanged, even if its source changes or disappears.

        Raises:
            DraftError: The folder lacks the file, or the draft is read-only.
        """
        self._require_writable()
        path = self._require_file(relative)
        self.sources.forget(path.relative_to(self._root).as_posix(), kept=self.files())

    def source_states(self) -> Mapping[str, SourceState]:
        """Return each file's source, compared with the time of the copy."""
        records = self.sources.records()
        return {name: self.sources.state(records.get(name)) for name in self.files()}

    def edited(self, relative: str) -> bool:
        """Return whether a file differs from its copied content because it was edited here."""
        path, record = self._find(relative), self.sources.records().get(relative)
        with contextlib.suppress(OSError):
            return path is not None and record is not None and digest_of(path.read_bytes()) != record.sha256
        return False

    def put(self, name: str, data: bytes, *, replaces: Callable[[bytes], bool] = lambda _: False) -> str:
        """Store a generated file.

        Args:
            name: The preferred name.
            data: Its content.
            replaces: Returns whether an existing file with this content may be overwritten.

        Returns:
            Its name in the folder; with a number if another file has the preferred name.

        Raises:
            DraftError: The file cannot be written.
        """
        self._require_writable()
        relative = self._place(file_name(name), data, replaces)
        self._record({relative: describe(data)})
        return relative

    def _same_content(self, name: str, data: bytes) -> str | None:
        """Return a file with this content that can be used under the name; prefer the same name."""
        alike = [n for n, path in self.files().items() if same_kind(n, name) and _holds(path, data)]
        return next((n for n in alike if n.lower() == name.lower()), alike[0] if alike else None)

    def _described(self, source: Path, data: bytes) -> SourceRecord:
        """Return the record of a copy; a copy of an evidence file keeps that file's source."""
        if source.resolve().is_relative_to(self._root.resolve()):
            own = source.resolve().relative_to(self._root.resolve()).as_posix()
            return self.sources.records().get(own) or describe(data)
        return describe(data, source)

    def _record(self, records: Mapping[str, SourceRecord]) -> None:
        if records:
            self.sources.add(records, kept=self.files())

    def _place(self, name: str, data: bytes, replaces: Callable[[bytes], bool]) -> str:
        taken = {relative.lower(): (relative, file) for relative, file in self.files().items()}
        for candidate in numbered_names(name):
            relative, present = taken.get(candidate.lower(), (candidate, None))
            if present is not None and _holds(present, data):
                break
            if present is None or replaces(_content(present)):
                self._write(relative, data)
                break
        return relative

    def remove(self, relative: str) -> None:
        """Delete a file.

        Raises:
            DraftError: The file is missing or cannot be deleted.
        """
        self._require_writable()
        path = self._require_file(relative)
        try:
            path.unlink()
            while path.parent != self._root and not any(path.parent.iterdir()):
                path = path.parent
                path.rmdir()
        except OSError as error:
            raise DraftError(f"{path} could not be deleted: {os_error_reason(error)}.") from error

    def _require_file(self, relative: str) -> Path:
        path = self._find(relative)
        if path is None or not path.is_file():
            raise DraftError(f'This draft has no evidence file "{clean_line(relative, limit=200)}".')
        return path

    def _require_room(self, new: Mapping[str, bytes]) -> None:
        present = self.files()
        others = [present[name].stat().st_size for name in self._cited(present) if name not in new]
        refusal = refused_total([*map(len, new.values()), *others])
        if refusal is not None:
            raise DraftError(refusal, "Publish a large file and use its link, or remove one from the evidence first.")

    def _write(self, relative: str, data: bytes) -> None:
        self._require_room({relative: data})
        target = self._root / relative
        try:
            self._root.mkdir(mode=0o700, exist_ok=True)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomically(target, data)
        except OSError as error:
            raise DraftError(
                f"The file could not be copied to {target}: {os_error_reason(error)}.",
                "Nothing was changed; try again.",
            ) from error

    def _find(self, relative: str) -> Path | None:
        """Resolve each path component against the listing: some file systems ignore case, and links are refused."""
        parts = PurePosixPath(relative).parts
        path = self._root
        for part in parts:
            try:
                listed = {unicodedata.normalize("NFC", entry.name): entry for entry in os.scandir(path)}
            except (OSError, ValueError):
                return None
            entry = listed.get(unicodedata.normalize("NFC", part))
            if entry is None or entry.is_symlink() or _hidden(part):
                return None
            path = Path(entry.path)
        return path if parts else None


def _hidden(name: str) -> bool:
    """Return whether the file is hidden: left by desktops, editors or interrupted copies."""
    return name.startswith(".")


def _fits(present: Path | None, data: bytes) -> bool:
    return present is None or _holds(present, data)


def _holds(path: Path, data: bytes) -> bool:
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, READ_LIMIT)
    except OSError as error:
        raise DraftError(f"{path} cannot be read: {os_error_reason(error)}.", "Check its permissions.") from error
