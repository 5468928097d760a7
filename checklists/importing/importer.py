"""Conversion of a submission to a draft: read, repair, move to a checklist, and report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from checklists.catalog.catalog import MINORS
from checklists.catalog.official_template import metadata_fields
from checklists.errors import ProgramDataError, SubmissionError
from checklists.importing import fields
from checklists.importing.answers import ImportedAnswer, answers
from checklists.importing.changes import ChecklistChanges, compare_checklists
from checklists.importing.evidence_matching import EvidenceMatcher
from checklists.importing.extract import ExtractedSubmission, extract, texts
from checklists.importing.match_requirements import match_requirements
from checklists.importing.official_texts import OfficialTexts
from checklists.importing.parsing.comments import log_comments
from checklists.importing.parsing.parse import ParsedSubmission, parse_text
from checklists.importing.providers import provider_answers, read_providers
from checklists.importing.report import ImportLog, ImportReport
from checklists.importing.vocabulary import Vocabulary, normalize_key, requirements_of
from checklists.model.checklist import Checklist, minor_key
from checklists.model.draft import Carried, Draft, Imported, Response
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import is_folder_name
from checklists.model.provider import split_notes
from checklists.program.program_data import ProgramData
from checklists.submission.submission_files import Location

FIELDS_TO_CONFIRM = (
    "platformVersion",
    "websiteUrl",
    "repoUrl",
    "documentationUrl",
    "productLogoUrl",
    "k8sConformanceUrl",
)
"""Fields that may change with a new version of product or Kubernetes."""


@dataclass(frozen=True)
class SubmissionSummary:
    """A submission's own minor, product and version, read before an import."""

    minor: str | None
    """Its Kubernetes minor: from its folder, its metadata, or its requirements."""
    product: str
    """The platform's name; empty if missing."""
    version: str


@dataclass(frozen=True)
class ImportRequest:
    """A submission to import."""

    data: bytes
    location: Location
    """Place of the file."""
    shown: str
    """Its path, for messages."""
    files: tuple[str, ...]
    """Its other files that can be imported."""
    merged: date | None = None
    """The merge date, if known."""


def summarize_submission(data: bytes, place: Location) -> SubmissionSummary:
    """Summarize a submission without importing it.

    Raises:
        SubmissionError: the file holds neither a field nor an answer.
    """
    extracted = _extracted(data, Vocabulary(), ImportLog())[1]
    metadata = fields.metadata(extracted.fields, Vocabulary(), ImportLog())
    return SubmissionSummary(
        _minor(place, extracted), metadata.get("platformName", ""), metadata.get("platformVersion", "")
    )


def import_request(
    request: ImportRequest,
    name: str,
    program: ProgramData,
    *,
    to: str | None = None,
) -> ImportReport:
    """Convert a submission to a draft, with a report.

    Args:
        request: The submission.
        name: Name of the draft.
        program: Source of the checklists.
        to: Target minor; None keeps the submission's own.

    Raises:
        SubmissionError: the file holds neither a field nor an answer.
        ProgramDataError: the target minor has no checklist.
    """
    minor = _minor(request.location, _extracted(request.data, Vocabulary(), ImportLog())[1])
    target = program.checklist(to or minor or program.minors()[-1])
    source = _source(minor, program)
    template = program.template(target.minor)
    words = Vocabulary(*filter(None, (source, target)), more_fields=metadata_fields(template) if template else ())
    log, official = ImportLog(), OfficialTexts(source, target)
    reading, extracted = _extracted(request.data, words, log)
    log_comments(reading.text, [c.template for c in (source, target) if c is not None and c.template], log)
    metadata = fields.at_minor(fields.metadata(extracted.fields, words, log), minor, target.minor, log)
    evidence = EvidenceMatcher(request.files)
    found = answers(match_requirements(extracted.entries, words, official, log), official, evidence, log)
    changes = compare_checklists(found, source, target)
    _drop(changes, found, target, log)
    changed = {change.requirement: str(change) for change in changes.changed}
    renewed = [key for key in FIELDS_TO_CONFIRM if metadata.get(key)] if minor != target.minor else []
    providers = read_providers({requirement: found[requirement].notes for requirement in changes.carried})
    for requirement in providers:
        found[requirement] = replace(found[requirement], notes=split_notes(found[requirement].notes)[1])
    draft = Draft(
        name=name,
        checklist=target.minor,
        folder=_folder(request.location),
        eligibility=provider_answers(providers),
        metadata=metadata,
        responses={
            requirement: _response(found[requirement], minor, request.merged, changed.get(requirement, ""))
            for requirement in changes.carried
        },
        fields_to_confirm=tuple(renewed),
        imported=Imported(source=request.shown, minor=minor or "", merged=request.merged, healed=tuple(log.healed)),
        remarks=tuple(log.remarks),
    )
    return _report(draft, changes, reading, evidence, target)


def _extracted(data: bytes, words: Vocabulary, log: ImportLog) -> tuple[ParsedSubmission, ExtractedSubmission]:
    reading = parse_text(data, words, log)
    extracted = extract(reading.root, words, log)
    if not extracted.fields and not extracted.entries:
        raise SubmissionError(
            "The file holds neither a metadata field nor an answer.", "Name a PRODUCT.yaml, or its folder."
        )
    return reading, extracted


def _minor(place: Location, extracted: ExtractedSubmission) -> str | None:
    return place.minor or fields.stated_minor(extracted.fields) or _likeliest_minor(extracted)


def _likeliest_minor(extracted: ExtractedSubmission) -> str | None:
    """Return the minor whose checklist matches the answers best; prefer newer minors."""
    words = Vocabulary()
    ids = {normalize_key(text) for entry in extracted.entries for part in entry.of("id") for text in texts(part.tree)}
    answered = {words.ids[word] for word in ids if word in words.ids}

    def likeness(minor: str) -> tuple[float, tuple[int, ...]]:
        required = set(requirements_of(minor))
        return len(required & answered) / len(required | answered), minor_key(minor)

    return max(MINORS, key=likeness) if answered else None


def _source(minor: str | None, program: ProgramData) -> Checklist | None:
    try:
        return program.checklist(minor) if minor else None
    except ProgramDataError:
        return None


def _drop(changes: ChecklistChanges, found: Mapping[str, ImportedAnswer], target: Checklist, log: ImportLog) -> None:
    """Log answers to requirements that the checklist dropped."""
    for requirement in changes.dropped:
        answer = found[requirement]
        if not answer.empty:
            lines = [f"Status: {answer.status or 'none'}", *(f"Evidence: {value}" for value in answer.evidence)]
            lines += [f"Notes: {answer.notes}"] if answer.notes.strip() else []
            log.record_remark(f"{requirement}, which checklist {target.minor} does not have", "\n".join(lines))


def _response(answer: ImportedAnswer, minor: str | None, merged: date | None, changed: str) -> Response:
    carried = None if answer.empty else Carried(minor=minor or "", merged=merged, changed=changed)
    return Response(status=answer.status, evidence=answer.evidence, notes=answer.notes, carried=carried)


def _folder(place: Location) -> str:
    """Return the product's folder name, which the next submission reuses."""
    product = place.folder.rpartition("/")[2]
    return product if place.minor and place.folder.startswith(f"v{place.minor}/") and is_folder_name(product) else ""


def _report(
    draft: Draft, changes: ChecklistChanges, reading: ParsedSubmission, evidence: EvidenceMatcher, target: Checklist
) -> ImportReport:
    paths = [value for response in draft.responses.values() for value in response.evidence if not is_url(value)]
    relative = {value: locate_evidence(value, f"{target.folder}/any").relative for value in paths}
    files = dict.fromkeys(name for place in relative.values() if place for name in evidence.within(place))
    missing = dict.fromkeys(value for value, place in relative.items() if not place or not evidence.within(place))
    left = sorted(evidence.names - set(files))
    return ImportReport(draft, changes, reading.fault, tuple(files), {}, tuple(missing), tuple(left))
