"""Advice on the copies that a draft keeps of evidence files: outdated, or too large for an export."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_intake import FILE_LIMIT, LIMITS, refused_total
from checklists.drafts.evidence_sources import SourceState
from checklists.files.atomic_file import format_size
from checklists.model.checklist import Checklist, Requirement
from checklists.model.draft import Draft
from checklists.model.evidence import EvidenceFiles, is_url, locate_evidence
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem, Severity
from checklists.text import clean_line

CHANGED, MISSING = "evidence-source-changed", "evidence-source-missing"


def copied_files(draft: Draft, checklist: Checklist, files: EvidenceFiles) -> Iterator[Problem]:
    """Yield `evidence-source-changed`, `evidence-source-missing` and `evidence-limit`, once for each file."""
    if not isinstance(files, EvidenceFolder):
        return
    cited = list(_cited(draft, checklist, files.files()))
    yield from _limits(cited)
    states, records = files.source_states(), files.sources.records()
    for file in cited:
        state = states[file.name]
        if state in (SourceState.CHANGED, SourceState.MISSING):
            source = clean_line(records[file.name].source, limit=300)
            yield _outdated(draft, file, source, missing=state is SourceState.MISSING)


@dataclass(frozen=True)
class _Copy:
    name: str
    size: int
    requirement: Requirement
    index: int

    def advice(self, code: str, message: str, hint: str) -> Problem:
        where = f"spec.{self.requirement.category}.{self.requirement.id}.evidence[{self.index}]"
        return Problem(Severity.ADVICE, code, self.requirement.id, where, message, hint)


def _cited(draft: Draft, checklist: Checklist, present: Mapping[str, Path]) -> Iterator[_Copy]:
    """Yield each file at the first value that names it."""
    folder, seen = submission_folder(draft), set[str]()
    for requirement in checklist.requirements:
        for index, value in enumerate(draft.response(requirement.id).evidence):
            name = "" if is_url(value) else locate_evidence(value, folder).relative
            if name in present and name not in seen:
                seen.add(name)
                yield _Copy(name, present[name].stat().st_size, requirement, index)


def _limits(cited: list[_Copy]) -> Iterator[Problem]:
    hint = f"Publish large files and use their links; an export takes {LIMITS}."
    large = [file for file in cited if file.size > FILE_LIMIT]
    for file in large:
        message = f'"{file.name}" is larger than {format_size(FILE_LIMIT)}: the draft cannot be exported.'
        yield file.advice("evidence-limit", message, hint)
    total = refused_total(file.size for file in cited)
    if total is not None and not large:
        largest = max(cited, key=lambda file: file.size)
        yield largest.advice("evidence-limit", f"{total} The draft cannot be exported.", hint)


def _outdated(draft: Draft, file: _Copy, source: str, *, missing: bool) -> Problem:
    command = shlex.join(["aiconform", "drafts", "update-files", draft.name, file.name])
    if missing:
        message = f'"{file.name}" is a copy of {source}, which is missing.'
        return file.advice(MISSING, message, f"Keep the copy: {command} --keep, or name another source with --from.")
    return file.advice(CHANGED, f'"{file.name}" is a copy of {source}, which changed since.', f"Update it: {command}")
