"""The user's drafts: create, find, rename, copy, delete and restore."""

import contextlib
import difflib
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from checklists.drafts.configurations import configuration_of, product_id, related
from checklists.drafts.draft_file import encode_draft
from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.draft_summary import DraftSummary, summarize
from checklists.drafts.new_draft import add_draft, copy_files
from checklists.drafts.obstacle import Obstacle, ObstacleKind
from checklists.drafts.open_draft import OpenDraft
from checklists.drafts.trash import Trash, TrashedDraft
from checklists.errors import DamagedDraft, DraftError
from checklists.files.atomic_file import os_error_reason, remove_leftovers, sync_folder, write_atomically
from checklists.files.lock_file import DraftLock
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.naming import slug
from checklists.text import clean_line

__all__ = ["DraftStore", "DraftSummary", "OpenDraft", "TrashedDraft"]


class DraftStore:
    """The drafts in one folder; reading creates nothing."""

    def __init__(
        self,
        root: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: float = 0,
        take_over: bool = False,
    ) -> None:
        """Use a folder of drafts.

        Args:
            root: The folder, which may not exist yet.
            now: The clock.
            patience: Seconds to wait while another session has a draft open.
            take_over: Then take the draft over.
        """
        self.root = root
        self._now = now
        self._patience = patience
        self._take_over = take_over
        self._trash = Trash(root / ".trash")

    def list(self, latest: int | None = None, *, among: Container[str] | None = None) -> list[DraftSummary]:
        """Return drafts, most recently changed first.

        Args:
            latest: The most drafts to return: the files that were written last.
            among: The slugs of the drafts to read; by default all.
        """
        places = [place for place in self._folders() if among is None or place.slug in among]
        if latest is not None:
            places = sorted(places, key=DraftFolder.written_at, reverse=True)[:latest]
        return sorted(map(summarize, places), key=lambda draft: (draft.updated_at, draft.slug), reverse=True)

    def create(self, name: str, checklist: Checklist) -> Draft:
        """Create a draft.

        Raises:
            DraftError: The name is empty or taken, or the write failed.
        """
        now = self._now()
        draft = Draft(
            name=self._free(name),
            checklist=checklist.minor,
            created_at=now,
            updated_at=now,
            metadata={"kubernetesVersion": f"v{checklist.minor}"},
        )
        add_draft(self.root, draft)
        return draft

    def create_from(self, draft: Draft, fill: Callable[[DraftFolder], None]) -> Draft:
        """Create a draft with answers; `fill` adds its files.

        Raises:
            DraftError: The name is empty or taken, or the write failed.
        """
        now = self._now()
        draft = draft.model_copy(update={"name": self._free(draft.name), "created_at": now, "updated_at": now})
        add_draft(self.root, draft, fill)
        return draft

    def load(self, name: str) -> Draft:
        """Return the draft with that name or slug.

        Raises:
            DraftError: The draft does not exist or is unreadable; it is unchanged.
        """
        return self.view(name).draft

    def view(self, name: str) -> OpenDraft:
        """Return the draft with its evidence and snapshot, read-only, even if another session has it open.

        Raises:
            DraftError: The draft does not exist or is unreadable; it is unchanged.
        """
        place = self._find(name)
        draft, seen = self._read(place)
        viewed = Obstacle(ObstacleKind.VIEWED, "The draft was opened read-only.")
        return OpenDraft(place, draft, seen, held=viewed, copy=self._copy)

    def open(self, name: str, *, take_over: bool = False) -> OpenDraft:
        """Open a draft for changes; it is read-only if another session has it open or the disk is not writable.

        Args:
            name: Its name or slug.
            take_over: Take it from another session that has, or may have, the draft.

        Raises:
            DamagedDraft: The file is not a draft; it was set aside and nothing is lost.
            NewerDraft: A later version wrote the file; it is unchanged.
            DraftError: The draft does not exist or has an invalid value.
        """
        place = self._find(name)
        held = place.try_lock(patience=self._patience, take_over=take_over or self._take_over)
        try:
            if isinstance(held, DraftLock):
                remove_leftovers(place.path)
                remove_leftovers(place.evidence)
            draft, seen = place.read()
        except DraftError as error:
            set_aside = None
            if isinstance(held, DraftLock):
                if isinstance(error, DamagedDraft):
                    with contextlib.suppress(OSError):
                        set_aside = place.set_aside(self._now())
                held.release()
            raise place.explain(error, set_aside) from error
        return OpenDraft(place, draft, seen, held=held, copy=self._copy)

    def rename(self, old: str, new: str) -> Draft:
        """Rename a draft and its folder.

        Raises:
            DraftError: The draft is open, the new name is taken, or the write failed; nothing was changed.
        """
        place = self._find(old)
        with self._alone(place) as lock:
            before, seen = self._read(place)
            before = before.model_copy(update={"name": self._free(new, but=place)})
            draft = before.model_copy(update={"updated_at": self._now()})
            renamed = DraftFolder(self.root / slug(draft.name))
            _move(place.path, renamed.path)
            lock.moved(renamed.lock)
            try:
                renamed.write(draft, seen)
            except DraftError:
                _move(renamed.path, place.path)
                lock.moved(place.lock)
                raise
            with contextlib.suppress(OSError):  # Otherwise the backup keeps the old name.
                write_atomically(renamed.backup, encode_draft(before))
        return draft

    def duplicate(self, name: str, new: str) -> Draft:
        """Copy a draft, its evidence and its snapshot under a new name.

        Raises:
            DraftError: The draft does not exist, the new name is taken, or the write failed.
        """
        return self._duplicate(name, lambda draft: draft.model_copy(update={"name": new, "configuration": None}))

    def configure(self, name: str, label: str, new: str = "") -> Draft:
        """Copy a draft as another configuration of its product, with a submission folder of its own.

        Args:
            name: The draft to copy.
            label: The configuration, such as `air-gapped`.
            new: The copy's name; by default the name of the product's first draft and the label.

        Raises:
            DraftError: The label is empty, the draft does not exist, the new name is taken, or the write failed.
        """
        return self._duplicate(
            name, lambda draft: configuration_of(draft, label, new, siblings=self.configurations(draft))
        )

    def configurations(self, draft: Draft) -> tuple[Draft, ...]:
        """Return the other configurations of a draft's product, by name; unreadable drafts are skipped."""
        found = []
        for place in self._folders():
            if place.mentions(product_id(draft)):
                with contextlib.suppress(DraftError):
                    found.append(place.read()[0])
        others = (other for other in found if other.name != draft.name and related(draft, other))
        return tuple(sorted(others, key=lambda other: other.name))

    def _duplicate(self, name: str, change: Callable[[Draft], Draft]) -> Draft:
        place = self._find(name)
        now = self._now()
        draft = change(self._read(place)[0])
        draft = draft.model_copy(update={"name": self._free(draft.name), "created_at": now, "updated_at": now})
        add_draft(self.root, draft, partial(copy_files, place))
        return draft

    def delete(self, name: str) -> TrashedDraft:
        """Move a draft, damaged or not, to the trash.

        Raises:
            DraftError: The draft does not exist or is open, or the move failed.
        """
        place = self._find(name)
        with self._alone(place) as lock:
            try:
                trashed = self._trash.put(place, self._now())
            except OSError as error:
                raise DraftError(f"The draft could not be moved to the trash: {os_error_reason(error)}.") from error
            lock.moved(DraftFolder(self._trash.folder(trashed)).lock)
        return trashed

    def trash(self) -> tuple[TrashedDraft, ...]:
        """Return deleted drafts, latest first."""
        return tuple(self._trash.list())

    def restore(self, identifier: str) -> str:
        """Restore a draft from the trash.

        Returns:
            Its name.

        Raises:
            DraftError: The trash does not have it, or another draft has its folder; nothing was changed.
        """
        trashed = self._trash.find(identifier)
        target = self.root / trashed.slug
        if _taken(target):
            raise DraftError(
                f'"{trashed.name}" cannot be restored: another draft "{trashed.slug}" exists.',
                "Rename or delete that draft first.",
            )
        _move(self._trash.folder(trashed), target)
        return trashed.name

    def restore_backup(self, name: str) -> Draft:
        """Replace the draft's file with its backup and set the file aside.

        Raises:
            DraftError: No usable backup exists, the draft is open, or the write failed.
        """
        place = self._find(name)
        with self._alone(place):
            backup = place.read_backup()
            if backup is None:
                raise DraftError(f'The draft "{place.slug}" has no readable backup.', f"See {place.path}.")
            try:
                place.set_aside(self._now())
                write_atomically(place.file, encode_draft(backup))
            except OSError as error:
                raise place.not_written(error) from error
        return backup

    def _alone(self, place: DraftFolder) -> AbstractContextManager[DraftLock]:
        return place.locked(patience=self._patience, take_over=self._take_over)

    def _folders(self) -> Iterator[DraftFolder]:
        try:
            paths = [path for path in self.root.iterdir() if not path.name.startswith(".") and path.is_dir()]
        except (FileNotFoundError, NotADirectoryError):
            return iter(())
        except OSError as error:
            raise DraftError(
                f"The drafts in {self.root} cannot be listed: {os_error_reason(error)}.",
                "Check the folder's permissions.",
            ) from error
        return (place for place in map(DraftFolder, paths) if place.holds_draft())

    def _find(self, name: str) -> DraftFolder:
        place = DraftFolder(self.root / slug(name))
        if place.holds_draft():
            return place
        names = {other: other.name() for other in self._folders()}
        for other, called in names.items():
            if name == other.slug or clean_line(name) == called:
                return other
        known = sorted(names.values())
        likely = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:5]
        raise DraftError(
            f'No draft is named "{clean_line(name, limit=100)}".',
            f"Drafts: {', '.join(likely)}" if likely else "Create a draft with: aiconform drafts new NAME",
        )

    def _free(self, name: str, but: DraftFolder | None = None) -> str:
        """Return the cleaned name, if it is free."""
        name = clean_line(name)
        if not name:
            raise DraftError("The draft's name is empty.", "Use the product's name, for example.")
        place = DraftFolder(self.root / slug(name))
        if _taken(place.path) and (but is None or place.path != but.path):
            called = place.name()
            exists = f'The draft "{called}" already exists'
            raise DraftError(
                f"{exists}." if called == name else f'{exists} in the folder {place.slug}, which "{name}" needs too.',
                "Choose another name.",
            )
        return name

    def _read(self, place: DraftFolder) -> tuple[Draft, str]:
        try:
            return place.read()
        except DraftError as error:
            raise place.explain(error) from error

    def _copy(self, draft: Draft, source: DraftFolder) -> str:
        stem = f"{draft.name} (copy {self._now():%Y-%m-%d %H:%M}"
        names = [f"{stem})", *(f"{stem}, {number})" for number in range(2, 1000))]
        name = next(name for name in names if not _taken(self.root / slug(name)))
        add_draft(self.root, draft.model_copy(update={"name": name}), partial(copy_files, source))
        return name


def _taken(path: Path) -> bool:
    """Return whether the path exists; without permission, the next operation reports the error."""
    try:
        return path.exists()
    except OSError:
        return False


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise DraftError(
            f"{source} could not be moved to {target}: {os_error_reason(error)}.", "Nothing was changed."
        ) from error
    sync_folder(target.parent)
