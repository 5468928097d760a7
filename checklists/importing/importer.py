"""From a submission to a draft: read it, heal it, carry it to a checklist, and say what became of everything."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from checklists.importing.report import ImportLog, ImportReport
from checklists.importing.vocabulary import Vocabulary, normalize_key, requirements_of
from checklists.model.checklist import Checklist, minor_key
from checklists.model.draft import Carried, Draft, Imported, Response
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import is_folder_name
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
"""What a new version of product and Kubernetes may have changed."""


@dataclass(frozen=True)
class SubmissionSummary:
    """What a submission says of itself, before it is known where to carry it."""

    minor: str | None
    """Its Kubernetes minor: of the folder that it is in, else as it says, else by what it answers."""
    product: str
    """The platform's name; empty where it has none."""
    version: str


@dataclass(frozen=True)
class ImportRequest:
    """One submission to be imported."""

    data: bytes
    location: Location
    """Where the file is."""
    shown: str
    """Its path, for people."""
    files: tuple[str, ...]
    """What lies beside it and can come along."""
    merged: date | None = None
    """When it was merged, where somebody said so."""


def summarize_submission(data: bytes, place: Location) -> SubmissionSummary:
    """Look at a submission without making anything of it.

    Raises:
        SubmissionError: there is nothing of a submission in it.
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
    """The draft that a submission becomes, and what became of everything in it.

    Args:
        request: The submission.
        name: What to call the draft.
        program: Gives the checklists.
        to: The minor to carry it to; without one it stays at its own.

    Raises:
        SubmissionError: there is nothing of a submission in it.
        ProgramDataError: there is no checklist of the minor that it would go to.
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
    draft = Draft(
        name=name,
        checklist=target.minor,
        folder=_folder(request.location),
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
            "There is neither a metadata field nor an answer in the file.", "Name a PRODUCT.yaml, or its folder."
        )
    return reading, extracted


def _minor(place: Location, extracted: ExtractedSubmission) -> str | None:
    return place.minor or fields.stated_minor(extracted.fields) or _likeliest_minor(extracted)


def _likeliest_minor(extracted: ExtractedSubmission) -> str | None:
    """The minor whose checklist asks just what is answered; of several the newest."""
    words = Vocabulary()
    ids = {normalize_key(text) for entry in extracted.entries for part in entry.of("id") for text in texts(part.tree)}
    answered = {words.ids[word] for word in ids if word in words.ids}

    def likeness(minor: str) -> tuple[float, tuple[int, ...]]:
        asked = set(requirements_of(minor))
        return len(asked & answered) / len(asked | answered), minor_key(minor)

    return max(MINORS, key=likeness) if answered else None


def _source(minor: str | None, program: ProgramData) -> Checklist | None:
    try:
        return program.checklist(minor) if minor else None
    except ProgramDataError:
        return None


def _drop(changes: ChecklistChanges, found: Mapping[str, ImportedAnswer], target: Checklist, log: ImportLog) -> None:
    """What the checklist does not ask any more is kept as a remark."""
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
    """The product's folder as it was called: the next submission goes to one of that name too."""
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
