"""Validate submissions with every rule of the program's check, and add advice for what reviewers question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from checklists.advice.advise import advise
from checklists.advice.context import AdviceCase
from checklists.advice.order import rank
from checklists.errors import ProgramDataError, SubmissionError, SubmissionUnreadable
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import MAX_BYTES
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
from checklists.rules.link_uses import has_links, link_uses
from checklists.rules.merging import merge_problems
from checklists.submission.submission import Submission, SubmittedAnswer, parse_submission, submission_from_draft
from checklists.submission.submission_files import NAME, SubmissionFiles, location, read_submission

if TYPE_CHECKING:
    from checklists.model.draft import Draft
    from checklists.model.match_decisions import MatchDecisions

_NO_LINKS = "not checked, count"
RULES_VERSION = "2026-09"
"""Month of the program's check that the rules implement."""

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
    decisions: MatchDecisions | None = None,
) -> tuple[Problem, ...]:
    """Return the check's problems in checklist order, each code once per subject; then all advice.

    Args:
        submission: Submission to validate.
        checklist: Checklist of the submission's Kubernetes minor.
        folder: The submission's folder, for example `v1.36/nebula`.
        members: Member list; without it, the vendor's name is not checked.
        files: Files of the submission's folder.
        links: Results of link checks; a link without a result counts as reachable.
        decisions: Decisions about secrets and identifiers, which advice leaves out.
    """
    known_links = links or {}
    problems = (
        *_metadata(submission, checklist, members, known_links),
        *_spec(submission, checklist, folder, files, known_links),
        *advise(AdviceCase(submission, checklist, folder, members, files, decisions)),
    )
    return tuple(_sorted(merge_problems(problems), checklist))


def validate_draft(
    draft: Draft,
    checklist: Checklist,
    *,
    members: Members | None,
    files: EvidenceFiles,
    links: Links | None = None,
) -> tuple[Problem, ...]:
    """Validate a draft's export; adds advice on unconfirmed answers, copied files and dates."""
    from checklists.advice.calendar import dated_advice
    from checklists.advice.evidence.copied_files import copied_files
    from checklists.advice.providers import nothing_contributed, open_provider
    from checklists.advice.unconfirmed import unconfirmed

    submission, folder = submission_from_draft(draft, checklist), submission_folder(draft)
    problems = validate(
        submission,
        checklist,
        folder=folder,
        members=members,
        files=files,
        links=links,
        decisions=draft.match_decisions,
    )
    rules = (unconfirmed, open_provider, nothing_contributed, dated_advice)
    own = (problem for rule in rules for problem in rule(draft, checklist))
    return tuple(_sorted((*own, *merge_problems(copied_files(draft, checklist, files)), *problems), checklist))


def unchecked(
    submission: Submission, checklist: Checklist, members: Members | None, links: Links | None = None
) -> tuple[str, ...]:
    """Return the inputs that the program's check evaluates but `validate` could not."""
    if links is None:
        left, links_text = has_links(submission, checklist), _NO_LINKS
    else:
        urls = {use.url for use in link_uses(submission, checklist)}
        open_urls = urls - links.keys()
        left = bool(open_urls)
        links_text = f"{len(open_urls)} of {len(urls)} not checked, count" if len(open_urls) < len(urls) else _NO_LINKS
    possible = (
        ("vendorName: no member list available", members is None and submission.value("vendorName") is not None),
        (f"links: {links_text} as reachable", left),
    )
    return tuple(sentence for sentence, applies in possible if applies)


class FileReport(msgspec.Struct, frozen=True):
    """Verdict on a file."""

    path: Path
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the program's check would pass."""
        return not failed(self.problems)

    @property
    def advised(self) -> bool:
        """Whether a reviewer would raise a point."""
        return any(problem.severity is Severity.ADVICE for problem in self.problems)

    @property
    def verdict(self) -> str:
        """`pass` or `fail`."""
        return "pass" if self.passed else "fail"


class OpenFile(msgspec.Struct, frozen=True):
    """Readable `PRODUCT.yaml` before validation."""

    path: Path
    folder: str
    submission: Submission
    checklist: Checklist
    members: Members | None
    evidence: Path
    """The folder of the evidence files."""

    def report(self, links: Links | None = None) -> FileReport:
        """Validate the file."""
        files = SubmissionFiles(self.evidence)
        problems = validate(
            self.submission, self.checklist, folder=self.folder, members=self.members, files=files, links=links
        )
        return FileReport(self.path, problems, unchecked(self.submission, self.checklist, self.members, links))


def open_file(path: Path, program: ProgramData) -> OpenFile | FileReport:
    """Open a `PRODUCT.yaml` with the checklist that its folders name; return a failing report if that is impossible.

    Raises:
        SubmissionUnreadable: The operating system denies reading the file, so no verdict is possible.
    """
    return _open(path, path, lambda: read_submission(path), program)


def open_text(data: bytes, named: Path | None, program: ProgramData) -> OpenFile | FileReport:
    """Open a `PRODUCT.yaml` from its bytes.

    Args:
        data: The content.
        named: The file's path, for the report too; without it, the Kubernetes version in the content names the folder,
            and evidence files are those of the current folder.
        program: Checklists and member list.
    """
    place = named or Path(NAME)
    if location(place).minor is None and named is None:
        found = re.search(rb"^\s+kubernetes_?[Vv]ersion:\s*[\"']?v?([0-9]+\.[0-9]+)", data, re.MULTILINE)
        place = Path(f"v{found[1].decode()}", Path.cwd().name or "stdin", NAME) if found else place
    shown = named or Path("-")
    if len(data) > MAX_BYTES:
        return FileReport(shown, (_stop("yaml-unreadable", "The file is too large.", "Is it a PRODUCT.yaml?"),))
    return _open(shown, place, lambda: data, program)


def _open(shown: Path, path: Path, read: Callable[[], bytes], program: ProgramData) -> OpenFile | FileReport:
    place = location(path)
    if place.minor is None:
        message = "The path does not name a Kubernetes minor."
        hint = f"The program accepts only vX.Y/<product>/{NAME}."
        return FileReport(shown, (_stop("version-not-in-path", message, hint),))
    try:
        checklist = program.checklist(place.minor)
    except ProgramDataError as error:
        return FileReport(shown, (_stop("checklist-unknown", error.message, error.hint),))
    try:
        submission = parse_submission(read())
    except SubmissionUnreadable:
        raise
    except (SubmissionError, YamlUnreadable) as error:
        line = error.line if isinstance(error, YamlUnreadable) else None
        return FileReport(shown, (_stop("yaml-unreadable", error.message, error.hint, line),))
    files = path.parent if path.parent.is_dir() else Path()
    return OpenFile(shown, place.folder, submission, checklist, program.members(), files)


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
    """Return whether a SHOULD has neither status nor evidence, in which case the check ignores it."""
    return requirement.level is Level.SHOULD and not answer.status.text and not answer.evidence


def _sorted(problems: Iterable[Problem], checklist: Checklist) -> list[Problem]:
    """Sort problems of the check first, in their order, then advice by code, costliest first, and place."""
    keys = (*(field.key for field in FIELDS), *(requirement.id for requirement in checklist.requirements))
    places = {key: number for number, key in enumerate(keys, 1)}

    def place(problem: Problem) -> tuple[int, int]:
        if problem.severity is not Severity.ADVICE:
            return -1, 0
        return rank(problem.code), places.get(problem.requirement or problem.subject, len(places) + 1)

    return sorted(problems, key=place)
