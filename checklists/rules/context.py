"""Inputs of a rule, and builders for its problems."""

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from checklists.go_yaml.decoder import Value
from checklists.links.link_check import Links
from checklists.model.checklist import Requirement
from checklists.model.evidence import EvidenceFiles
from checklists.model.metadata import MetadataField
from checklists.model.problem import Problem, Severity
from checklists.program.members import Members
from checklists.submission.submission import SubmittedAnswer
from checklists.text import clean_line

_NO_LETTER = re.compile(r"[^a-z0-9]")


class FieldCase(msgspec.Struct, frozen=True):
    """Metadata field of a submission."""

    field: MetadataField
    value: Value
    minor: str
    members: Members | None
    links: Links

    def error(self, code: str, message: str, hint: str) -> Problem:
        """Build an error for this field."""
        where = f"metadata.{self.field.key}"
        return Problem(Severity.ERROR, code, self.field.key, where, message, hint, self.value.line)


class AnswerCase(msgspec.Struct, frozen=True):
    """Answer to a requirement of the checklist."""

    requirement: Requirement
    answer: SubmittedAnswer
    minor: str
    folder: str
    """The submission's folder, for example `v1.36/nebula`."""
    files: EvidenceFiles
    links: Links
    read_first: Mapping[str, tuple[str, int]]
    """Requirement and evidence index at which each test result file is judged as a whole."""

    def error(
        self, code: str, part: str, message: str, hint: str, line: int | None, *, subject: str | None = None
    ) -> Problem:
        """Build an error for a part of the answer: `status`, `evidence[0]`, `notes`."""
        problem = self._problem(Severity.ERROR, code, part, message, hint, line)
        return problem if subject is None else msgspec.structs.replace(problem, subject=subject)

    def warning(self, code: str, part: str, message: str, hint: str, line: int | None) -> Problem:
        """Build a warning for a part of the answer."""
        return self._problem(Severity.WARNING, code, part, message, hint, line)

    def _problem(self, severity: Severity, code: str, part: str, message: str, hint: str, line: int | None) -> Problem:
        where = f"spec.{self.requirement.category}.{self.requirement.id}.{part}"
        return Problem(severity, code, self.requirement.id, where, message, hint, line)


FieldRule = Callable[[FieldCase], Problem | None]
AnswerRule = Callable[[AnswerCase], Iterator[Problem]]


def same_letters(one: str, other: str) -> bool:
    """Return whether two names differ only in case and in characters besides letters and digits."""
    return _NO_LETTER.sub("", one.lower()) == _NO_LETTER.sub("", other.lower())


def quote_text(text: str) -> str:
    """Return a text from a submission as one quoted line of at most 120 characters."""
    line = clean_line(text, limit=400)
    return f'"{line}"' if len(line) <= 120 else f'"{line[:119]}…"'
