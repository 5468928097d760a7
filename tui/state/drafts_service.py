"""The drafts of this user and the program's data: what the start page lists and opens. No Textual here.

Everything heavy is imported when it is asked for first, so that the start page is there at once.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.errors import AiconformError
from tui.times import ago

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore, DraftSummary
    from checklists.importing.importer import SubmissionSummary
    from checklists.importing.report import ImportReport
    from checklists.links.link_check import Links
    from checklists.program.program_data import Origin, ProgramData
    from tui.state.links.link_runner import LinkBatch
    from tui.state.links.link_state import LinkState
    from tui.state.paths import Paths
    from tui.state.session.session import Session, State


@dataclass(frozen=True)
class DraftRow:
    """One draft on the start page."""

    slug: str
    name: str
    minor: str
    answered: int
    total: int
    edited: datetime | None
    locked_by: str | None = None
    trouble: str | None = None
    """Why it cannot be opened, as a sentence."""
    backup: str | None = None
    """How old the backup is that could be restored."""
    merged: date | None = None
    """When its submission was merged."""
    renew_before: date | None = None
    """The day before which a renewal has to be merged."""


@dataclass(frozen=True)
class TrashRow:
    """One draft in the trash."""

    id: str
    name: str
    deleted: datetime


@dataclass(frozen=True)
class DraftListing:
    """Everything that the start page shows."""

    drafts: tuple[DraftRow, ...]
    trashed: tuple[TrashRow, ...]
    program: str
    """Where the official texts and the member list are from."""
    now: datetime


class DraftsService:
    """One per process."""

    def __init__(
        self,
        paths: Paths,
        *,
        program: str | None = None,
        offline: bool = False,
        private_links: bool = False,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`private_links` lets links to this machine and its network be asked for."""
        self.paths = paths
        self.now = now or (lambda: datetime.now(UTC))
        self._named = program
        self._offline = offline
        self._private_links = private_links
        self._forget: Callable[[], object] | None = None

    @cached_property
    def store(self) -> DraftStore:
        """All drafts."""
        from checklists.drafts.store import DraftStore

        return DraftStore(self.paths.drafts, now=self.now)

    @cached_property
    def program(self) -> ProgramData:
        """What is known of the program on this machine."""
        from tui.state.program_data import local_program

        return local_program(self._named)

    def refresh_needed(self) -> bool:
        """Whether the official texts are missing or old, and may be fetched."""
        from tui.state.program_data import needs_refresh

        return needs_refresh(self.program, offline=self._offline, now=self.now())

    def refresh(self) -> None:
        """Fetch the official texts and the member list.

        Raises:
            AiconformError: it did not work; what was there before is still used.
        """
        from tui.state.program_data import refresh

        refresh()
        del self.program

    def minors(self) -> tuple[str, ...]:
        """Kubernetes minors with a checklist, ascending."""
        return self.program.minors()

    def listing(self) -> DraftListing:
        """Everything that the start page shows."""
        return DraftListing(
            tuple(map(self._row, self.store.list())),
            tuple(TrashRow(draft.id, draft.name, draft.deleted_at) for draft in self.store.trash()),
            describe_program(self.program, self.now()),
            self.now(),
        )

    def _row(self, draft: DraftSummary) -> DraftRow:
        try:
            total = len(self.program.checklist(draft.checklist).requirements)
        except AiconformError:
            total = 0
        return DraftRow(
            slug=draft.slug,
            name=draft.name,
            minor=draft.checklist,
            answered=min(draft.answered, total),
            total=total,
            edited=draft.updated_at,
            locked_by=str(draft.open_by) if draft.open_by else None,
            trouble=draft.damaged,
            backup=ago(draft.backup_at, self.now()) if draft.backup_at else None,
            merged=draft.merged,
            renew_before=draft.renew_before,
        )

    def name_problem(self, name: str, taken: Iterable[DraftRow]) -> str | None:
        """Why a draft cannot be called that, as a sentence."""
        from checklists.model.naming import slug

        other = next((row for row in taken if row.slug == slug(name)), None)
        return f'There is a draft "{other.name}" already.' if other else None

    def create(self, name: str, minor: str) -> str:
        """Begin a draft; its name as it was kept."""
        return self.store.create(name, self.program.checklist(minor)).name

    def inspect_submission(self, path: str) -> SubmissionSummary:
        """What the submission at a path says of itself.

        Raises:
            AiconformError: there is none.
        """
        from checklists.importing.import_submission import inspect_submission

        return inspect_submission(path)

    def import_submission(self, path: str, name: str, minor: str, merged: date | None) -> ImportReport:
        """Make a draft of the submission at a path, carried to a minor.

        Raises:
            AiconformError: it does not work; there is no draft.
        """
        from checklists.importing.import_submission import import_submission

        return import_submission(path, name, self.store, self.program, to=minor, merged=merged)

    def set_merged(self, name: str, merged: date | None) -> None:
        """Say when a draft's submission was merged.

        Raises:
            AiconformError: the draft is open elsewhere, or cannot be written.
        """
        with self.store.open(name) as opened:
            opened.save(opened.draft.with_merged(merged))

    def open(self, name: str) -> Session:
        """Open a draft."""
        from tui.state.session.session import Session

        opened = self.store.open(name)
        try:
            return Session(opened, self.program, links=self._links(), now=self.now)
        except BaseException:
            opened.close()
            raise

    def _links(self) -> LinkState:
        from tui.state.links.link_runner import cached_checks
        from tui.state.links.link_state import LinkState
        from tui.state.program_data import is_offline

        return LinkState(not is_offline(self._offline), cached_checks(private=self._private_links))

    def links_to_check(self, state: State, *, again: bool) -> LinkBatch:
        """The links of a draft that are to be asked for.

        Args:
            state: The draft.
            again: What failed is asked for once more; everything, where nothing failed.
        """
        from tui.state.links.link_runner import LinkBatch, Recheck

        def asking(which: Recheck) -> LinkBatch:
            return LinkBatch(state.link_uses(), state.links.recent(self.now()), which, self._private_links)

        if not again:
            return asking(Recheck.NONE)
        return asking(Recheck.FAILED) if asking(Recheck.FAILED).to_request else asking(Recheck.ALL)

    def check_links(self, batch: LinkBatch, on_results: Callable[[Links], None], cancelled: Callable[[], bool]) -> str:
        """Ask for links, and tell of results; blocks.

        Returns:
            Why nothing was found out, as a sentence; empty if something was.

        Raises:
            AiconformError: the settings of this machine cannot be used.
        """
        from tui.state.links.link_runner import ResultBatches, run_link_checks

        batches = ResultBatches(on_results)
        if run_link_checks(batch, on_result=batches, cancelled=cancelled, now=self.now).no_internet:
            return "No host could be reached, so this machine may have no internet."
        batches.release()
        return ""

    def demo(self) -> Session:
        """A draft on the bundled demo cluster, in a folder of its own that `forget_demo` removes."""
        from tui.state.demo.demo_session import begin

        self.forget_demo()
        folder = Path(tempfile.mkdtemp(prefix="aiconform-demo-"))
        self._forget = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return begin(folder, self.program, now=self.now)

    def forget_demo(self) -> None:
        """Remove what the demo wrote; at the latest the end of the process does it."""
        if self._forget is not None:
            self._forget()


def describe_program(program: ProgramData, now: datetime) -> str:
    """Where the official texts and the member list are from, in one line."""
    texts = [origin for minor in program.minors() if (origin := program.origin(minor)).where]
    members = program.members_origin()
    if not texts:
        return "No official texts on this machine: everything works, but the export stays incomplete without them"
    minors = [origin.what.rpartition(" ")[2] for origin in texts]
    named = f"{minors[0]} to {minors[-1]}" if len(minors) > 1 else minors[0]
    text_origin = _origin_text(texts[-1], now)
    if not members.where:
        return f"Official texts {named}, {text_origin} · no member list"
    if _origin_text(members, now) == text_origin:
        return f"Official texts {named} and the member list, {text_origin}"
    return f"Official texts {named}, {text_origin} · member list {_origin_text(members, now)}"


def _origin_text(origin: Origin, now: datetime) -> str:
    return f"from {origin.where}" + (f", {ago(origin.dated, now)}" if origin.dated else "")
