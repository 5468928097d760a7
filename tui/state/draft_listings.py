"""The list of the start page: rows and verdicts, read only where files have changed.

Imports slow modules at first use, so that the start page opens at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.errors import AiconformError
from checklists.files.file_stamp import file_stamp
from tui.state.draft_rows import DraftListing, DraftRow, TrashRow
from tui.state.machine.listed_drafts import Listed, ListedDrafts, Verdict
from tui.state.program_sources import describe, program_sources
from tui.times import ago

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore, DraftSummary
    from checklists.program.program_data import ProgramData
    from tui.state.paths import Paths

_NEVER = datetime.min.replace(tzinfo=UTC)
_RULES = str(Path(__file__).parents[2] / "checklists" / "validate.py")
"""A file that every installation of aiconform writes anew, and with it the rules of verdicts."""


class DraftListings:
    """Rows of drafts, with the number of errors in their verdicts."""

    def __init__(
        self,
        paths: Paths,
        store: Callable[[], DraftStore],
        program: Callable[[], ProgramData],
        *,
        named: str | None,
        private_links: bool,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare; `store` and `program` are called when they are first needed."""
        self._store = store
        self._program = program
        self._file = ListedDrafts(paths.listed_file, paths.drafts, named or "")
        self._private_links = private_links
        self._now = now
        self._listed_here: Listed | None = None

    @cached_property
    def _loaded(self) -> Listed:
        return self._file.load()

    @property
    def _listed(self) -> Listed:
        return self._listed_here or self._loaded

    @cached_property
    def _verdicts(self) -> dict[str, Verdict]:
        return dict(self._loaded.verdicts)

    def remembered(self, latest: int) -> tuple[DraftListing, dict[str, int]] | None:
        """Return the last list with its verdicts, unless a draft was changed, opened, exported or deleted since.

        Official texts, links and evidence files may have changed since; `listing` and `errors` notice that.

        Args:
            latest: The most drafts to return.
        """
        listed, stamps = self._listed, self._file.stamps()
        rows = listed.unchanged(stamps)
        if not rows or rows.keys() != stamps.keys() or listed.trash != self._file.trash():
            return None
        now = self._now()
        errors = {slug: verdict.errors for slug, verdict in self._verdicts.items()}
        first = tuple(rows.values())[:latest]
        return DraftListing(first, listed.trashed, describe(listed.sources, now), now, more=len(rows) > latest), errors

    def listing(self, latest: int | None = None) -> DraftListing:
        """Return everything that the start page shows.

        Args:
            latest: The most drafts that are read: those that were written last.
        """
        now, program, listed = self._now(), self._program().stamp(), self._listed
        if listed.program != program:
            listed = Listed()
        stamps, trash = self._file.stamps(), self._file.trash()
        rows = listed.unchanged(stamps)
        missing = stamps.keys() - rows.keys()
        if missing:
            rows |= {draft.slug: self._row(draft) for draft in self._store().list(latest, among=missing)}
        latest_first = sorted(rows.values(), key=lambda row: (row.edited or _NEVER, row.slug), reverse=True)
        trashed = listed.trashed if listed.trash == trash else self._trashed()
        sources = listed.sources or program_sources(self._program())
        lasting = {row.slug: row for row in latest_first if not (row.trouble or row.locked_by)}
        self._listed_here = Listed(lasting, stamps, trashed, trash, sources, program)
        more = latest is not None and len(missing) > latest
        return DraftListing(tuple(latest_first), trashed, describe(sources, now), now, more=more)

    def keep(self) -> None:
        """Store the list and its verdicts for the next start."""
        self._file.save(self._listed._replace(verdicts=dict(self._verdicts)))

    def update(self, draft: str) -> None:
        """Read a draft again and store the list; nothing if the other drafts would have to be read too."""
        stamps = self._file.stamps()
        missing = stamps.keys() - self._listed.unchanged(stamps).keys()
        if missing <= {draft} and self._listed.program == self._program().stamp():
            row = next((row for row in self.listing().drafts if row.slug == draft), None)
            if row is not None and row.trouble is None:
                self.errors(row)
            self.keep()

    def errors(self, row: DraftRow) -> int | None:
        """Return the number of errors in the verdict on a draft, read from disk if needed; None if unreadable."""
        stamp = self._verdict_stamp(row.slug)
        known = self._verdicts.get(row.slug)
        if known is None or known.stamp != stamp:
            try:
                known = Verdict(stamp, self._errors(row.slug))
            except AiconformError:
                return None
            self._verdicts[row.slug] = known
        return known.errors

    def _verdict_stamp(self, draft: str) -> str:
        """Identify everything that a verdict follows from: rules, official texts, links, day, answers and evidence."""
        import hashlib

        from tui.state.links.link_runner import checks_file

        links = file_stamp(checks_file(private=self._private_links))
        known = (file_stamp(_RULES), self._listed.program, links, str(self._now().date()))
        files = (self._file.stamps_of(draft), *self._file.evidence(draft))
        return hashlib.sha256("\n".join((*known, *files)).encode()).hexdigest()[:24]

    def _trashed(self) -> tuple[TrashRow, ...]:
        return tuple(TrashRow(draft.id, draft.name, draft.deleted_at) for draft in self._store().trash())

    def _row(self, draft: DraftSummary) -> DraftRow:
        try:
            known = {requirement.id for requirement in self._program().checklist(draft.checklist).requirements}
        except AiconformError:
            known = set()
        backup_at = draft.backup_at if draft.damaged else None
        return DraftRow(
            slug=draft.slug,
            name=draft.name,
            minor=draft.checklist,
            answered=len(known.intersection(draft.requirements)),
            total=len(known),
            edited=draft.updated_at,
            locked_by=str(draft.open_by) if draft.open_by else None,
            trouble=draft.damaged,
            backup=ago(backup_at, self._now()) if backup_at else None,
            merged=draft.merged,
            renew_before=draft.renew_before,
            review_due=draft.review_due,
            exported=draft.exported.at if draft.exported else None,
        )

    def _errors(self, draft: str) -> int:
        from checklists.model.problem import Severity
        from checklists.validate import validate_draft
        from tui.state.issues import issues
        from tui.state.links.link_runner import cached_checks

        viewed = self._store().view(draft)
        checklist = self._program().checklist(viewed.draft.checklist)
        problems = validate_draft(
            viewed.draft,
            checklist,
            members=self._program().members(),
            files=viewed.evidence,
            links=cached_checks(private=self._private_links),
        )
        return sum(issue.severity is Severity.ERROR for issue in issues(problems, checklist))
