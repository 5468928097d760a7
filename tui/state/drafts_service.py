"""This user's drafts and the program's data, for the start page and the wizard.

Imports slow modules at first use, so that the start page opens at once.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.errors import AiconformError

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore
    from checklists.importing.importer import SubmissionSummary
    from checklists.importing.report import ImportReport
    from checklists.links.link_check import Links
    from checklists.program.program_data import ProgramData
    from tui.state.configurations import Comparison, Configured
    from tui.state.draft_listings import DraftListings
    from tui.state.draft_rows import DraftRow
    from tui.state.links.link_runner import LinkBatch
    from tui.state.links.link_state import LinkState
    from tui.state.machine.memory import MemoryFile
    from tui.state.paths import Paths
    from tui.state.session.session import Session
    from tui.state.session.state import State


class DraftsService:
    """Access to drafts and program data; one per process."""

    def __init__(
        self,
        paths: Paths,
        *,
        program: str | None = None,
        offline: bool = False,
        private_links: bool = False,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`private_links` permits link checks of this machine and its network."""
        self.paths = paths
        self.now = now or (lambda: datetime.now(UTC))
        self._named = program
        self._offline = offline
        self._private_links = private_links
        self._demos: list[Path] = []
        weakref.finalize(self, _remove, self._demos)

    @cached_property
    def store(self) -> DraftStore:
        """The drafts on disk."""
        from checklists.drafts.store import DraftStore

        return DraftStore(self.paths.drafts, now=self.now)

    @cached_property
    def memory(self) -> MemoryFile:
        """What this machine remembers of earlier sessions."""
        from tui.state.machine.memory import MemoryFile

        return MemoryFile(self.paths.memory_file)

    @cached_property
    def listings(self) -> DraftListings:
        """The list of the start page."""
        from tui.state.draft_listings import DraftListings

        return DraftListings(
            self.paths,
            lambda: self.store,
            lambda: self.program,
            named=self._named,
            private_links=self._private_links,
            now=self.now,
        )

    @cached_property
    def program(self) -> ProgramData:
        """The program's data on this machine."""
        from tui.state.program_data import local_program

        return local_program(self._named)

    def refresh_needed(self) -> bool:
        """Return whether the official texts are missing or outdated, and may be fetched."""
        from tui.state.program_data import needs_refresh

        return needs_refresh(self.program, offline=self._offline, now=self.now())

    def refresh(self) -> None:
        """Fetch the official texts and the member list.

        Raises:
            AiconformError: fetching failed; the earlier data stays in use.
        """
        from tui.state.program_data import refresh

        refresh()
        del self.program

    def minors(self) -> tuple[str, ...]:
        """Return the Kubernetes minors that have a checklist, ascending."""
        return self.program.minors()

    def name_problem(self, name: str, taken: Iterable[DraftRow]) -> str | None:
        """Return why a draft cannot have this name, as a sentence; None if it can."""
        from checklists.model.naming import slug

        other = next((row for row in taken if row.slug == slug(name)), None)
        return f'The draft "{other.name}" already exists.' if other else None

    def create(self, name: str, minor: str, *, fill_in: bool = False) -> str:
        """Create a draft; return its name as stored.

        Args:
            name: Its name.
            minor: Kubernetes minor of the checklist.
            fill_in: Use the name as the platform's name and version.
        """
        stored = self.store.create(name, self.program.checklist(minor)).name
        if fill_in:
            platform, version = split_version(stored)
            with self.store.open(stored) as opened:
                draft = opened.draft.with_metadata("platformName", platform)
                opened.save(draft.with_metadata("platformVersion", version) if version else draft)
        return stored

    def inspect_submission(self, path: str) -> SubmissionSummary:
        """Summarize the submission at a path.

        Raises:
            AiconformError: the path holds no submission.
        """
        from checklists.importing.import_submission import inspect_submission

        return inspect_submission(path)

    def import_submission(self, path: str, name: str, minor: str, merged: date | None) -> ImportReport:
        """Import the submission at a path as a new draft for a minor.

        Raises:
            AiconformError: the import failed; no draft was created.
        """
        from checklists.importing.import_submission import import_submission

        return import_submission(path, name, self.store, self.program, to=minor, merged=merged)

    def set_merged(self, name: str, merged: date | None) -> None:
        """Set the merge date of a draft's submission.

        Raises:
            AiconformError: another session has the draft open, or it cannot be written.
        """
        with self.store.open(name) as opened:
            opened.save(opened.draft.with_merged(merged))

    def open(self, name: str) -> Session:
        """Open a draft as a session."""
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
        """Return the links of a draft to request.

        Args:
            state: The draft.
            again: Request failed links once more; all links, if none failed.
        """
        from tui.state.links.link_runner import LinkBatch, Recheck

        def batch(which: Recheck) -> LinkBatch:
            return LinkBatch(state.link_uses(), state.links.recent(self.now()), which, self._private_links)

        if not again:
            return batch(Recheck.NONE)
        return batch(Recheck.FAILED) if batch(Recheck.FAILED).to_request else batch(Recheck.ALL)

    def check_links(self, batch: LinkBatch, on_results: Callable[[Links], None], cancelled: Callable[[], bool]) -> str:
        """Request links and report results; blocks.

        Returns:
            Why no link was checked, as a sentence; empty otherwise.

        Raises:
            AiconformError: the proxy or certificate settings of this machine are unusable.
        """
        from tui.state.links.link_runner import ResultBatches, run_link_checks

        batches = ResultBatches(on_results)
        if run_link_checks(batch, on_result=batches, cancelled=cancelled, now=self.now).no_internet:
            return "No host could be reached, so this machine may have no internet."
        batches.release()
        return ""

    def remember_links(self, state: State, batch: LinkBatch, checks: Links) -> None:
        """Record in the draft's folder which links were reachable; from any thread."""
        from checklists.drafts.link_log import LinkLog

        if state.exports is not None and not state.read_only:
            LinkLog(state.exports.folder).add(batch.urls, {**batch.known, **checks})

    def configured(self, name: str) -> Configured:
        """Read another configuration of a product.

        Raises:
            AiconformError: the draft does not exist or is unreadable.
        """
        from tui.state.configurations import Configured

        viewed = self.store.view(name)
        return Configured(viewed.draft, viewed.evidence.files())

    def compare(self, session: Session) -> tuple[Comparison, ...]:
        """Compare an open draft with the other configurations of its product, as they are on disk."""
        from tui.state.configurations import Configured, compare

        if session.state.demo:
            return ()
        here = Configured(session.state.draft, session.files.files())
        others = (self.configured(other.name) for other in self.store.configurations(here.draft))
        return tuple(compare(here, other, session.state.checklist) for other in others)

    def configure(self, session: Session, label: str) -> str:
        """Save an open draft and copy it as another configuration; return the copy's name.

        Raises:
            AiconformError: the draft is a demo or cannot be saved, or the copy's name is taken.
        """
        if session.state.demo:
            raise AiconformError("The demo draft is not kept, so it has no configurations.", "Create a draft first.")
        if session.state.unsaved and (error := session.write().error) is not None:
            raise error
        return self.store.configure(session.state.draft.name, label).name

    def demo(self) -> Session:
        """Open a draft of the bundled demo cluster, in a temporary folder that `forget_demo` removes."""
        from tui.state.demo.demo_session import begin

        self.forget_demo()
        folder = Path(tempfile.mkdtemp(prefix="aiconform-demo-"))
        self._demos.append(folder)
        return begin(folder, self.program, now=self.now)

    def forget_demo(self) -> None:
        """Remove the folders of demos; the next demo and the end of the process do it too."""
        _remove(self._demos)


def _remove(folders: list[Path]) -> None:
    """Remove folders, and drop the removed ones from the list; a file that is still being written can keep one."""
    for folder in tuple(folders):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            folders.remove(folder)


def split_version(product: str) -> tuple[str, str]:
    """Split `Nebula Kubernetes 4.2` into name and version; the version is empty if the last word is not one."""
    name, _, version = product.rpartition(" ")
    number = version.removeprefix("v")
    return (name.strip(), version) if name.strip() and number[:1].isdigit() else (product, "")
