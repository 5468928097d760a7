"""One open draft with everything derived from it; the wizard's only access to drafts on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.obstacle import ObstacleKind
from checklists.drafts.store import OpenDraft
from checklists.errors import AiconformError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft, Response
from checklists.model.finding import Finding
from checklists.program.members import Members
from checklists.program.program_data import ProgramData
from tui.state.answer_edits import notes_typed, suggestion_accepted
from tui.state.history import History
from tui.state.links.link_state import LinkState
from tui.state.session.checking import Check, Checked
from tui.state.session.loaded import Loaded, changed_evidence, changed_texts, load
from tui.state.session.state import State, bundle_of

if TYPE_CHECKING:
    from exporters.bundle import Bundle
    from exporters.disk.export_plan import ExportPlan


@dataclass(frozen=True)
class Written:
    """The outcome of writing one draft."""

    draft: Draft
    error: AiconformError | None
    at: datetime


Change = Callable[["Session"], State]
"""A change of the open draft."""
Work = Callable[["Session"], Change]
"""Slow work for any thread; returns the change to apply."""


class Session:
    """Holder of the current `State`; every change of the draft goes through it.

    A method that changes the draft raises `DraftError` if the session is read-only.
    """

    def __init__(
        self,
        opened: OpenDraft,
        program: ProgramData,
        *,
        demo: bool = False,
        links: LinkState | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._opened = opened
        self._now = now
        self._writing = threading.Lock()
        self._written: Written | None = None
        checklist = program.checklist(opened.draft.checklist)
        loaded = load(opened, checklist)
        self.state = State(
            draft=loaded.draft,
            checklist=checklist,
            problems=(),
            findings=loaded.findings,
            snapshot=loaded.snapshot,
            obstacle=opened.obstacle,
            unsaved=False,
            saved_at=None,
            save_error=None,
            members=program.members(),
            exports=opened.exports,
            exported=opened.exports.last(),
            evidence=loaded.evidence,
            snapshot_error=loaded.snapshot_error,
            demo=demo,
            links=links or LinkState(),
        )
        self.check()

    def to_check(self) -> Check:
        """Return the check that the current state needs; `take_check` applies its outcome."""
        state = self.state
        links = state.links.recent(self._now())
        return Check(state.changes, state.draft, state.checklist, state.members, self._opened.evidence, links)

    def take_check(self, checked: Checked) -> State:
        """Apply the outcome of a check; if the draft has changed since, another check is needed."""
        state, problems, evidence = self.state, checked.problems, checked.evidence
        if problems == state.problems:
            problems = state.problems  # An attribute that is the same object needs no repaint.
        if evidence == state.evidence or checked.number != state.changes:
            evidence = state.evidence
        sources = state.sources if checked.sources == state.sources else checked.sources
        self.state = replace(state, problems=problems, evidence=evidence, sources=sources, judged=checked.number)
        return self.state

    def check(self) -> State:
        """Validate the current draft in this thread."""
        return self.take_check(self.to_check().run())

    def _unchecked(self, state: State) -> State:
        """Set the current state, which still needs a check."""
        self.state = replace(state, changes=self.state.changes + 1)
        return self.state

    def show_program(self, checklist: Checklist, members: Members | None, findings: tuple[Finding, ...]) -> State:
        """Use newer official texts and members, and the findings of the snapshot for them."""
        return self._unchecked(replace(self.state, checklist=checklist, members=members, findings=findings))

    def run(self, work: Work) -> State:
        """Do slow work (`tui.state.session.file_work`) in this thread, and apply its change."""
        return work(self)(self)

    def _change(self, draft: Draft, *, typed: str = "", history: History | None = None) -> State:
        """Set the current draft; `typed` is the text field of the change, `history` replaces its undo entry."""
        if not (typed and self._taken_over):
            self._opened.require_writable()
        draft = draft.model_copy(update={"updated_at": self._now()})
        places = changed_texts(self.state.draft, draft) - {typed}
        if history is not None:
            places |= changed_evidence(self.state.draft, draft)
        revisions = {**self.state.revisions, **{place: self.state.revision(place) + 1 for place in places}}
        if history is None:
            history = self.state.history.with_edit(self.state.draft, draft, draft.updated_at)
            if history.typed_back(self.state.history):  # A stray key that was deleted again confirms no answer.
                history, draft = history.undo(draft)
                history = replace(history, undone=())
        return self._unchecked(replace(self.state, draft=draft, unsaved=True, revisions=revisions, history=history))

    def undo(self) -> State:
        """Undo the last edit."""
        history, draft = self.state.history.undo(self.state.draft)
        return self._change(draft, history=history)

    def redo(self) -> State:
        """Redo the edit undone last."""
        history, draft = self.state.history.redo(self.state.draft)
        return self._change(draft, history=history)

    @property
    def _taken_over(self) -> bool:
        """Whether another session took the draft over; text typed before this is noticed goes into a copy."""
        obstacle = self._opened.obstacle
        return obstacle is not None and obstacle.kind is ObstacleKind.TAKEN_OVER

    def type_metadata(self, field: str, value: str) -> State:
        """Store the text of a metadata field while it is edited."""
        return self._change(self.state.draft.with_metadata(field, value), typed=f"metadata.{field}")

    def set_eligibility(self, question: str, answer: str) -> State:
        """Set the answer to an eligibility question."""
        return self._change(self.state.draft.with_eligibility(question, answer))

    def type_folder(self, folder: str) -> State:
        """Store the folder name of the submission while it is edited."""
        return self._change(self.state.draft.with_folder(folder), typed="folder")

    def type_notes(self, requirement: str, notes: str) -> State:
        """Store the notes of a requirement while they are edited."""
        before = self.state.draft.response(requirement)
        after = notes_typed(notes)(before)
        if after == before:
            return self.state
        return self._change(self.state.draft.with_response(requirement, after), typed=f"{requirement}.notes")

    def set_response(self, requirement: str, response: Response) -> State:
        """Set the answer to a requirement."""
        return self._change(self.state.draft.with_response(requirement, response))

    def edit_response(self, requirement: str, edit: Callable[[Response], Response]) -> State:
        """Change the answer to a requirement."""
        before = self.state.draft.response(requirement)
        after = edit(before)
        return self.state if after == before else self.set_response(requirement, after)

    def confirm(self, what: str) -> State:
        """Confirm a carried-over answer: `metadata.KEY`, or a requirement's id."""
        return self._change(self.state.draft.confirmed(what)) if what in self.state.draft.to_confirm else self.state

    def accept(self, requirement: str) -> State:
        """Accept a finding's suggestion."""
        finding = self.state.finding(requirement)
        return self.state if finding is None else self.edit_response(requirement, suggestion_accepted(finding))

    def edit(self, edit: Callable[[Draft], Draft], *, history: History | None = None) -> State:
        """Change the draft other than by typing; `history` replaces the undo entry of the change."""
        return self._change(edit(self.state.draft), history=history)

    @property
    def files(self) -> EvidenceFolder:
        """The draft's evidence files; usable in any thread."""
        return self._opened.evidence

    def list_files(self, files: Mapping[str, Path]) -> State:
        """Show a new list of evidence files."""
        return self._unchecked(replace(self.state, evidence=files))

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Replace the draft's snapshot; callable from any thread."""
        from auto_detect.snapshot.snapshot_file import encode_snapshot

        self._opened.save_snapshot(encode_snapshot(snapshot))

    def show_snapshot(self, snapshot: Snapshot, findings: tuple[Finding, ...]) -> State:
        """Show a snapshot and its findings."""
        self.state = replace(self.state, snapshot=snapshot, snapshot_error=None, findings=findings)
        return self.state

    def show_exports(self) -> State:
        """Show the latest export."""
        self.state = replace(self.state, exported=self._opened.exports.last())
        return self.state

    def set_links(self, links: LinkState) -> State:
        """Apply link check results: the verdict may change, the draft does not."""
        return self._unchecked(replace(self.state, links=links))

    def save(self) -> State:
        """Write the draft if it changed; on failure, set `save_error` and keep the draft unsaved."""
        if self.state.unsaved:
            self.write()
        return self.written()

    def write(self) -> Written:
        """Write the newest draft, in any thread; `written` applies the outcome to the state."""
        with self._writing:
            draft, error = self.state.draft, None
            try:
                self._opened.save(draft)
            except AiconformError as failure:
                error = failure
            self._written = Written(draft, error, self._now())
            return self._written

    def written(self) -> State:
        """Apply the outcome of the last write to the state; later edits stay unsaved."""
        outcome, self._written = self._written, None
        if outcome is None:
            return self.state
        if outcome.error is None:
            unsaved = self.state.draft is not outcome.draft
            self.state = replace(self.state, unsaved=unsaved, saved_at=outcome.at, save_error=None)
        else:
            self.state = replace(self.state, save_error=outcome.error, obstacle=self._opened.obstacle)
        return self.state

    def try_again(self, *, take_over: bool = False) -> Loaded | None:
        """Try to make a read-only draft writable, in any thread; `show` applies the outcome to the state.

        Args:
            take_over: Take the draft over from a session that has it or may have it.

        Returns:
            The draft as read from disk, if it can be changed now.
        """
        return load(self._opened, self.state.checklist) if self._opened.retry(take_over=take_over) else None

    def reread(self) -> Loaded | None:
        """Read the draft again if another program changed it and this session has no unsaved changes.

        Raises:
            DraftError: The file is no longer readable.
        """
        if self.state.unsaved or not self._opened.reread():
            return None
        return load(self._opened, self.state.checklist)

    def show(self, loaded: Loaded | None) -> State:
        """Show the loaded draft; without one, show only the current obstacle."""
        self.state = replace(self.state, obstacle=self._opened.obstacle)
        if loaded is not None:
            moved = {p: self.state.revision(p) + 1 for p in changed_texts(self.state.draft, loaded.draft)}
            self.state = replace(
                self.state,
                **vars(loaded),
                unsaved=False,
                saved_at=None,
                save_error=None,
                revisions={**self.state.revisions, **moved},
            )
            self._unchecked(self.state)
        return self.state

    def bundle(self) -> Bundle:
        """Return exactly the files that an export writes."""
        if not self.state.checked:
            self.check()
        return bundle_of(self.state)

    def plan(self, destination: Path) -> ExportPlan:
        """Return what an export into a folder would write and change."""
        from exporters.disk.export_plan import plan_export

        return plan_export(self.bundle(), destination, self._opened.exports.written())

    def save_as_copy(self) -> str:
        """Save the answers as a new draft and return its name."""
        return self._opened.save_as_copy(self.state.draft)

    def close(self) -> State:
        """Save and release the draft."""
        state = self.save()
        self.abandon()
        return state

    def abandon(self) -> None:
        """Release the draft; unsaved changes are lost."""
        self._opened.close()
