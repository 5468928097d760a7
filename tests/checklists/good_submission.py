"""A valid submission; tests change one part."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from checklists.catalog.catalog import checklist
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem, Severity
from checklists.program.members import Members
from checklists.submission.submission import parse_submission
from checklists.validate import validate

FOLDER = "v1.37/nebula"
MEMBERS = Members(frozenset({"Nebula Works", "Google Cloud", "Red Hat", "Amazon Web Services"}), "a list", None)
CATEGORY = {r.id: r.category for r in checklist("1.37", None).requirements}


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
RUN = Path(__file__).parent.parent / "data" / "run"
"""Return the three files of a run of the upstream tests in which no test failed."""


@dataclass
class Files:
    there: dict[str, Path] = field(
        default_factory=lambda: {"junit.xml": RUN / "junit.xml", "gang.md": RUN, "sub/e2e.log": RUN / "e2e.log"}
    )

    def exists(self, relative: str) -> bool:
        return relative in self.there

    def path(self, relative: str) -> Path | None:
        return self.there.get(relative)


def good() -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for requirement in checklist("1.37", None).requirements:
        entry = {"id": requirement.id, "status": "Implemented", "evidence": ["https://nebula.example", "junit.xml"]}
        answers.setdefault(requirement.category, []).append(entry)
    metadata = {known.key: known.example_in("1.37") for known in FIELDS}
    return {"metadata": metadata, "spec": answers}


def as_yaml(document: object) -> str:
    """Return the text of a document; libyaml writes it eight times faster than Python does."""
    return yaml.dump(document, Dumper=_DUMPER, sort_keys=False, allow_unicode=True)


def entry_of(document: dict[str, Any], requirement: str) -> dict[str, Any]:
    entries: list[dict[str, Any]] = document["spec"][CATEGORY[requirement]]
    return next(entry for entry in entries if entry["id"] == requirement)


def check(document: object, members: Members | None = MEMBERS, files: Files | None = None) -> tuple[Problem, ...]:
    """Return the problems that the program's check reports, without advice."""
    submission = parse_submission(as_yaml(document))
    said = validate(submission, checklist("1.37", None), folder=FOLDER, members=members, files=files or Files())
    return tuple(problem for problem in said if problem.severity is not Severity.ADVICE)


def one(document: object, code: str, subject: str, severity: Severity = Severity.ERROR) -> Problem:
    problems = check(document)
    assert [(p.severity, p.code, p.subject) for p in problems] == [(severity, code, subject)]
    assert problems[0].message.endswith((".", '"')) and problems[0].hint and problems[0].where
    return problems[0]


def pairs(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    return {(p.code, p.subject) for p in problems}
