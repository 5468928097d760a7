"""The check of a draft as a job for a background thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_sources import SourceState
from checklists.links.link_check import Links
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem
from checklists.program.members import Members
from checklists.validate import validate_draft


@dataclass(frozen=True)
class Checked:
    """The outcome of a check."""

    number: int
    """The number of the check."""
    problems: tuple[Problem, ...]
    evidence: Mapping[str, Path]
    """The files in the draft's folder, by their names in the submission."""
    sources: Mapping[str, SourceState]
    """Their sources, compared with the time of the copy."""


@dataclass(frozen=True)
class Check:
    """Everything that the verdict on a draft depends on."""

    number: int
    draft: Draft
    checklist: Checklist
    members: Members | None
    files: EvidenceFolder
    links: Links

    def run(self) -> Checked:
        """Validate the draft, list its evidence files and compare their sources, in any thread."""
        problems = validate_draft(self.draft, self.checklist, members=self.members, files=self.files, links=self.links)
        return Checked(self.number, problems, self.files.files(), self.files.source_states())
