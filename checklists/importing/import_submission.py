"""Import of a submission from disk: a draft with its evidence files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from checklists.drafts.store import DraftStore
from checklists.importing.file_intake import name_files, take_files
from checklists.importing.importer import ImportRequest, SubmissionSummary, import_request, summarize_submission
from checklists.importing.report import ImportReport
from checklists.importing.source import ImportSource, open_source
from checklists.model.evidence import is_url, locate_evidence
from checklists.program.program_data import ProgramData
from checklists.text import clean_line


def inspect_submission(path: str | Path) -> SubmissionSummary:
    """Summarize the submission at a path.

    Raises:
        SubmissionError: found no submission, or a file without fields and answers.
    """
    source = open_source(path)
    return summarize_submission(source.data, source.location)


def import_submission(
    path: str | Path,
    name: str,
    store: DraftStore,
    program: ProgramData,
    *,
    to: str | None = None,
    merged: date | None = None,
) -> ImportReport:
    """Create a draft from the submission at a path.

    Args:
        path: A `PRODUCT.yaml` or its folder.
        name: Name of the draft.
        store: Receives the draft.
        program: Source of the checklists.
        to: Target minor; None keeps the submission's own.
        merged: The merge date, if known.

    Raises:
        AiconformError: the submission or its checklist is unusable, the name is taken, or writing fails.
    """
    source = open_source(path)
    allowed = tuple(file for file, sibling in source.siblings.items() if sibling.refusal is None)
    shown = clean_line(str(source.path.absolute()), limit=1_000)
    report = import_request(ImportRequest(source.data, source.location, shown, allowed, merged), name, program, to=to)
    intake = take_files({file: source.siblings[file] for file in report.files})
    draft = store.create_from(name_files(report.draft, intake), intake.write)
    refused = {**_refused(report, source), **intake.refused}
    return replace(
        report,
        draft=draft,
        files=tuple(sorted({file.name for file in intake.taken.values()})),
        refused=refused,
        missing=tuple(value for value in report.missing if _relative(value) not in refused),
        left=report.left if source.location.minor else (),
    )


def _refused(report: ImportReport, source: ImportSource) -> dict[str, str]:
    named = {_relative(value) for value in report.missing}
    refusals = ((name, file.refusal) for name, file in source.siblings.items() if name in named)
    return {name: refusal for name, refusal in refusals if refusal is not None}


def _relative(value: str) -> str:
    return "" if is_url(value) else locate_evidence(value, "v0.0/any").relative
