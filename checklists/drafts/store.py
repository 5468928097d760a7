"""All drafts of one user: made, found, renamed, copied, deleted and brought back in one folder."""

import contextlib
import difflib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

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
    """The drafts in one folder; asking creates nothing."""

    def __init__(
        self,
        root: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: float = 0,
        take_over: bool = False,
    ) -> None:
        """Use the drafts in a folder.

        Args:
            root: The folder; it need not exist.
            now: The clock.
            patience: Seconds to wait for a draft that another session has open.
            take_over: Then take the draft over.
        """
        self.root = root
        self._now = now
        self._patience = patience
        self._take_over = take_over
        self._trash = Trash(root / ".trash")

    def list(self) -> list[DraftSummary]:
        """All drafts, the one that was changed last first."""
        return sorted(map(summarize, self._folders()), key=lambda draft: (draft.updated_at, draft.slug), reverse=True)

    def create(self, name: str, checklist: Checklist) -> Draft:
        """Begin a draft.

        Raises:
            DraftError: the name is empty or taken, or the disk refuses.
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
        """Begin a draft with answers; `fill` puts its files in.

        Raises:
            DraftError: the name is empty or taken, or the disk refuses.
        """
        now = self._now()
        draft = draft.model_copy(update={"name": self._free(draft.name), "created_at": now, "updated_at": now})
        add_draft(self.root, draft, fill)
        return draft

    def load(self, name: str) -> Draft:
        """The draft of that name or slug, to look at.

        Raises:
            DraftError: there is none, or it cannot be read; it is left as it is.
        """
        return self.view(name).draft

    def view(self, name: str) -> OpenDraft:
        """The draft with its evidence and snapshot, to look at: it can be open elsewhere, and nothing is written.

        Raises:
            DraftError: there is none, or it cannot be read; it is left as it is.
        """
        place = self._find(name)
        draft, seen = self._read(place)
        viewed = Obstacle(ObstacleKind.VIEWED, "The draft was opened to be looked at only.")
        return OpenDraft(place, draft, seen, held=viewed, copy=self._copy)

    def open(self, name: str, *, take_over: bool = False) -> OpenDraft:
        """Open a draft to change it; read-only while another session has it open or the disk refuses.

        Args:
            name: Its name or slug.
            take_over: Take it from another session that has it or may have it.

        Raises:
            DamagedDraft: its file is no draft; it was set aside and nothing is lost.
            NewerDraft: a later version wrote it; nothing was touched.
            DraftError: there is none, or something in it has to be put right by hand.
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
        """Give a draft another name, and its folder too.

        Raises:
            DraftError: it is open, the new name is taken, or the disk refuses; nothing was changed.
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
            with contextlib.suppress(OSError):  # Else the backup goes by the old name.
                write_atomically(renamed.backup, encode_draft(before))
        return draft

    def duplicate(self, name: str, new: str) -> Draft:
        """Copy a draft, its evidence and its snapshot under another name.

        Raises:
            DraftError: there is none, the new name is taken, or the disk refuses.
        """
        place = self._find(name)
        now = self._now()
        draft = self._read(place)[0].model_copy(update={"name": self._free(new), "created_at": now, "updated_at": now})
        add_draft(self.root, draft, partial(copy_files, place))
        return draft

    def delete(self, name: str) -> TrashedDraft:
        """Move a draft, damaged or not, to the trash.

        Raises:
            DraftError: there is none, it is open, or the disk refuses.
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
        """Deleted drafts, latest first."""
        return tuple(self._trash.list())

    def restore(self, identifier: str) -> str:
        """Bring a draft back from the trash.

        Returns:
            Its name.

        Raises:
            DraftError: it is not there, or its place is taken by another draft, which is left as it is.
        """
        trashed = self._trash.find(identifier)
        target = self.root / trashed.slug
        if _taken(target):
            raise DraftError(
                f'"{trashed.name}" cannot come back: there is a draft "{trashed.slug}" now.',
                "Rename that one first, or delete it.",
            )
        _move(self._trash.folder(trashed), target)
        return trashed.name

    def restore_backup(self, name: str) -> Draft:
        """Put the backup in the place of the draft's file, which is set aside.

        Raises:
            DraftError: there is no usable backup, the draft is open, or the disk refuses.
        """
        place = self._find(name)
        with self._alone(place):
            backup = place.read_backup()
            if backup is None:
                raise DraftError(f'The draft "{place.slug}" has no backup that can be read.', f"See {place.path}.")
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
            f'There is no draft "{clean_line(name, limit=100)}".',
            f"There are: {', '.join(likely)}" if likely else "Begin one with: aiconform drafts new NAME",
        )

    def _free(self, name: str, but: DraftFolder | None = None) -> str:
        """The name as it will be kept, if it can be had."""
        name = clean_line(name)
        if not name:
            raise DraftError("A draft needs a name.", "Use the product's name, for example.")
        place = DraftFolder(self.root / slug(name))
        if _taken(place.path) and (but is None or place.path != but.path):
            called = place.name()
            there = f'There is a draft "{called}" already'
            raise DraftError(
                f"{there}." if called == name else f'{there}, and its folder {place.slug} is also that of "{name}".',
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
    """Whether something is there; where one may not look, what comes next says so."""
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
