"""The program's verdict on a submission, every rule of its check; and below it what a reviewer would mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.advice.advise import advise
from checklists.advice.context import AdviceCase
from checklists.errors import ProgramDataError, SubmissionError, SubmissionUnreadable
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.scalars import ScalarKind
from checklists.links.link_check import Links
from checklists.model.checklist import Checklist, Level, Requirement
from checklists.model.evidence import EvidenceFiles
from checklists.model.metadata import FIELDS
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem, Severity, failed
from checklists.program.members import Members
from checklists.program.program_data import ProgramData
from checklists.rules import artifacts, evidence, links, logo, metadata, sections, status
from checklists.rules.context import AnswerCase, AnswerRule, FieldCase, FieldRule
from checklists.rules.gathering import gathered
from checklists.rules.link_uses import link_uses
from checklists.submission.submission import Submission, SubmittedAnswer, parse_submission, submission_from_draft
from checklists.submission.submission_files import NAME, SubmissionFiles, location, read_submission

if TYPE_CHECKING:
    from checklists.model.draft import Draft

_NO_LINKS = "not requested, every one counts"
RULES_VERSION = "2026-09"
"""The month of the program's check that the rules follow."""

FIELD_RULES: tuple[FieldRule, ...] = (
    metadata.not_a_string,
    metadata.empty,
    metadata.placeholder,
    metadata.conformance_url,
    metadata.member,
)
ANSWER_RULES: tuple[AnswerRule, ...] = (
    status.invalid_status,
    status.must_not_implemented,
    status.must_not_applicable,
    status.missing_notes,
    evidence.local_evidence,
    links.evidence_links,
    artifacts.results_problems,
    artifacts.recommended_results,
)


def validate(
    submission: Submission,
    checklist: Checklist,
    *,
    folder: str,
    members: Members | None,
    files: EvidenceFiles,
    links: Links | None = None,
) -> tuple[Problem, ...]:
    """Return what the program's check says, in the order of the checklist, each code once a subject; then all advice.

    Args:
        submission: What is checked.
        checklist: The checklist of the submission's Kubernetes minor.
        folder: The submission's folder, for example `v1.36/nebula`.
        members: The member list; without one nothing is said about the vendor's name.
        files: The files of the submission's folder.
        links: What came of asking for its links; one that was not asked for counts as reachable.
    """
    known_links = links or {}
    problems = (
        *_metadata(submission, checklist, members, known_links),
        *_spec(submission, checklist, folder, files, known_links),
        *advise(AdviceCase(submission, checklist, folder, members, files)),
    )
    return tuple(_sorted(gathered(problems), checklist))


def validate_draft(
    draft: Draft,
    checklist: Checklist,
    *,
    members: Members | None,
    files: EvidenceFiles,
    links: Links | None = None,
) -> tuple[Problem, ...]:
    """What the program's check would say of the draft's export; as advice, what waits to be confirmed."""
    from checklists.advice.unconfirmed import unconfirmed

    submission, folder = submission_from_draft(draft, checklist), submission_folder(draft)
    problems = validate(submission, checklist, folder=folder, members=members, files=files, links=links)
    return tuple(_sorted((*unconfirmed(draft, checklist), *problems), checklist))


def unchecked(
    submission: Submission, checklist: Checklist, members: Members | None, links: Links | None = None
) -> tuple[str, ...]:
    """What the program's check looks at and `validate` did not, as far as the submission has it."""
    urls = {use.url for use in link_uses(submission, checklist)}
    left = urls if links is None else urls - links.keys()
    links_text = f"{len(left)} of {len(urls)} not requested, each counts" if len(left) < len(urls) else _NO_LINKS
    found = (
        ("vendorName: no member list at hand", members is None and submission.value("vendorName") is not None),
        (f"links: {links_text} as reachable", bool(left)),
    )
    return tuple(sentence for sentence, applies in found if applies)


@dataclass(frozen=True)
class FileReport:
    """The program's verdict on one file."""

    path: Path
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the program would take it."""
        return not failed(self.problems)

    @property
    def verdict(self) -> str:
        """`pass` or `fail`."""
        return "pass" if self.passed else "fail"


@dataclass(frozen=True)
class OpenFile:
    """A `PRODUCT.yaml` that could be read, before it is judged."""

    path: Path
    folder: str
    submission: Submission
    checklist: Checklist
    members: Members | None

    def report(self, links: Links | None = None) -> FileReport:
        """The program's verdict on it."""
        files = SubmissionFiles(self.path.parent)
        problems = validate(
            self.submission, self.checklist, folder=self.folder, members=self.members, files=files, links=links
        )
        return FileReport(self.path, problems, unchecked(self.submission, self.checklist, self.members, links))


def validate_file(path: Path, program: ProgramData) -> FileReport:
    """The program's verdict on a `PRODUCT.yaml` where it is, without a look at its links."""
    opened = open_file(path, program)
    return opened if isinstance(opened, FileReport) else opened.report()


def open_file(path: Path, program: ProgramData) -> OpenFile | FileReport:
    """Return what is to be judged, by the checklist that its folders name; or the verdict on what is no submission.

    Raises:
        SubmissionUnreadable: the system refuses to read the file, so there is no verdict.
    """
    place = location(path)
    if place.minor is None:
        message = "No folder above the file is named after a Kubernetes minor."
        hint = f"The program takes submissions as vX.Y/<product>/{NAME} only."
        return FileReport(path, (_stop("version-not-in-path", message, hint),))
    try:
        checklist = program.checklist(place.minor)
    except ProgramDataError as error:
        return FileReport(path, (_stop("checklist-unknown", error.message, error.hint),))
    try:
        submission = parse_submission(read_submission(path))
    except SubmissionUnreadable:
        raise
    except (SubmissionError, YamlUnreadable) as error:
        line = error.line if isinstance(error, YamlUnreadable) else None
        return FileReport(path, (_stop("yaml-unreadable", error.message, error.hint, line),))
    return OpenFile(path, place.folder, submission, checklist, program.members())


def _stop(code: str, message: str, hint: str, line: int | None = None) -> Problem:
    return Problem(Severity.ERROR, code, "", "", message, hint, line)


def _metadata(submission: Submission, checklist: Checklist, members: Members | None, links: Links) -> Iterator[Problem]:
    if submission.metadata is None:
        yield sections.missing_section("metadata", submission, checklist)
        return
    name = submission.value("platformName")
    for field in FIELDS:
        value = submission.value(field.key)
        if value is not None and value.kind is not ScalarKind.NULL:
            case = FieldCase(field, value, checklist.minor, members, links)
            yield from _field(case)
            yield from logo.logo(case, (name.text if name else None) or "")
        elif field.required:
            line = value.line if value else submission.section_lines.get("metadata")
            yield metadata.missing(field, checklist.minor, submission.metadata, line)


def _field(case: FieldCase) -> Iterator[Problem]:
    yield from filter(None, (rule(case) for rule in FIELD_RULES))
    yield from links.field_links(case)


def _spec(
    submission: Submission, checklist: Checklist, folder: str, files: EvidenceFiles, links: Links
) -> Iterator[Problem]:
    if submission.spec is None:
        yield sections.missing_section("spec", submission, checklist)
        return
    read_first = artifacts.first_uses(_answered(submission, checklist), folder)
    for category in checklist.categories:
        if category not in submission.spec:
            yield sections.missing_category(category, submission, checklist)
            continue
        for requirement in checklist.in_category(category):
            answer = submission.answer(category, requirement.id)
            if answer is None:
                yield sections.missing_requirement(requirement, submission, checklist)
            elif not _left_open(requirement, answer):
                case = AnswerCase(requirement, answer, checklist.minor, folder, files, links, read_first)
                for rule in ANSWER_RULES:
                    yield from rule(case)


def _answered(submission: Submission, checklist: Checklist) -> Iterator[tuple[Requirement, SubmittedAnswer]]:
    for requirement in checklist.requirements:
        answer = submission.answer(requirement.category, requirement.id)
        if answer is not None and not _left_open(requirement, answer):
            yield requirement, answer


def _left_open(requirement: Requirement, answer: SubmittedAnswer) -> bool:
    """A SHOULD that is not answered at all is no matter for the check."""
    return requirement.level is Level.SHOULD and not answer.status.text and not answer.evidence


def _sorted(problems: Iterable[Problem], checklist: Checklist) -> list[Problem]:
    """The program's own problems as they came, then advice in the order of the places that it is about."""
    keys = (*(field.key for field in FIELDS), *(requirement.id for requirement in checklist.requirements))
    places = {key: number for number, key in enumerate(keys, 1)}

    def place(problem: Problem) -> int:
        advice = problem.severity is Severity.ADVICE
        return places.get(problem.requirement or problem.subject, len(places) + 1) if advice else 0

    return sorted(problems, key=place)
