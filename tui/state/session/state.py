"""Everything that screens show of one open draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.evidence_sources import SourceState
from checklists.drafts.export_log import ExportLog, ExportRecord
from checklists.drafts.obstacle import Obstacle
from checklists.errors import AiconformError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.finding import Finding
from checklists.model.problem import Problem
from checklists.program.members import Members
from checklists.rules.link_uses import LinkUse, link_uses
from checklists.submission.submission import submission_from_draft
from tui.state.history import History
from tui.state.links.link_state import LinkState

if TYPE_CHECKING:
    from exporters.bundle import Bundle


@dataclass(frozen=True)
class State:
    """Everything that screens show, as one immutable value."""

    draft: Draft
    checklist: Checklist
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    snapshot: Snapshot | None
    obstacle: Obstacle | None
    """Reason for a read-only session; None if it can be edited."""
    unsaved: bool
    saved_at: datetime | None
    save_error: AiconformError | None
    members: Members | None = None
    """The member list that the vendor's name has to be on; None without a member list."""
    exports: ExportLog | None = None
    """Log of the draft's exports."""
    exported: ExportRecord | None = None
    """The latest export."""
    evidence: Mapping[str, Path] = field(default_factory=dict)
    """The draft's evidence files, by their names in the submission."""
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    """Sources of the evidence files, compared with the time of the copy."""
    snapshot_error: AiconformError | None = None
    """Why the last snapshot is missing; the answers do not depend on it."""
    demo: bool = False
    """Whether the draft is a demo, which is not kept."""
    links: LinkState = field(default_factory=LinkState)
    changes: int = 0
    """Number of changes so far to anything that the verdict depends on."""
    judged: int = 0
    """Number of changes at the time of `problems` and `evidence`."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    """Number of changes to each text field other than typing, by its place: `metadata.KEY`, `folder`, `ID.notes`.

    `ID.evidence` counts undo, redo and renamed files.
    """
    history: History = field(default_factory=History)
    """The edits to undo and redo."""

    @property
    def read_only(self) -> bool:
        """Whether the session is read-only; `obstacle` has the reason."""
        return self.obstacle is not None

    def differs(self, other: State | None, *names: str) -> bool:
        """Return whether one of these attributes is not the same object as in `other`."""
        return other is None or any(getattr(self, name) is not getattr(other, name) for name in names)

    @property
    def checked(self) -> bool:
        """Whether `problems` and `evidence` belong to this draft, not to an earlier version."""
        return self.judged == self.changes

    def revision(self, place: str) -> int:
        """Return how often a text field changed other than by typing.

        A field reloads its text only when this number changes; otherwise its widget holds the text.
        """
        return self.revisions.get(place, 0)

    def finding(self, requirement: str) -> Finding | None:
        """Return the finding on a requirement; None before a cluster was read."""
        return next((f for f in self.findings if f.requirement == requirement), None)

    def link_uses(self) -> tuple[LinkUse, ...]:
        """Return every link of the submission, with its place."""
        return link_uses(submission_from_draft(self.draft, self.checklist), self.checklist)

    def problems_of(self, subject: str) -> tuple[Problem, ...]:
        """Return the problems of a metadata field or requirement."""
        return tuple(p for p in self.problems if subject in (p.subject, p.requirement))


def bundle_of(state: State) -> Bundle:
    """Return exactly the files that an export of this state writes."""
    from exporters.bundle import build_bundle

    checked = state.members is not None
    return build_bundle(state.draft, state.checklist, state.problems, state.evidence, vendor_checked=checked)
