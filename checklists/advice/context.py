"""The submission under review, as advice rules read it."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from checklists.go_yaml.scalars import ScalarKind
from checklists.model.checklist import Checklist, Requirement, Status
from checklists.model.evidence import EvidenceFiles, is_url, locate_evidence
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem, Severity
from checklists.program.landscape_items import Landscape
from checklists.program.members import Members
from checklists.rules.context import quote_text
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import Match
from checklists.submission.submission import Submission, SubmittedAnswer
from checklists.text import trim

if TYPE_CHECKING:  # Imports pydantic, which takes longer than a validation.
    from checklists.model.match_decisions import MatchDecisions

CLAIMS = (Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED)
"""The statuses that need proof."""
_SHOWN = 3
_NO_LANDSCAPE = Landscape()


class CitedEvidence(msgspec.Struct, frozen=True):
    """An evidence value with its requirement and position."""

    requirement: Requirement
    index: int
    text: str
    line: int | None


class AdviceCase(msgspec.Struct, frozen=True, dict=True):
    """A submission with the checklist, member list and files to compare it with."""

    submission: Submission
    checklist: Checklist
    folder: str
    """The submission's folder, for example `v1.36/nebula`."""
    members: Members | None
    files: EvidenceFiles
    decisions: "MatchDecisions | None" = None
    """Decisions of a draft about secrets and identifiers; advice leaves these out."""

    @cached_property
    def metadata(self) -> dict[str, str]:
        """The known fields that hold a text, trimmed; placeholders are left out."""
        values = {field.key: self.submission.value(field.key) for field in FIELDS}
        texts = {key: trim(value.text) for key, value in values.items() if value and value.kind is ScalarKind.STRING}
        return {key: text for key, text in texts.items() if text and not (text[0] == "[" and text[-1] == "]")}

    @cached_property
    def answers(self) -> tuple[tuple[Requirement, SubmittedAnswer], ...]:
        """The answers that count, in checklist order."""
        found = ((r, self.submission.answer(r.category, r.id)) for r in self.checklist.requirements)
        return tuple((requirement, answer) for requirement, answer in found if answer is not None)

    @cached_property
    def cited(self) -> tuple[CitedEvidence, ...]:
        """Every evidence value that is not blank."""
        return tuple(
            CitedEvidence(requirement, index, item.text, item.line)
            for requirement, answer in self.answers
            for index, item in enumerate(answer.evidence)
            if trim(item.text)
        )

    def is_open(self, match: Match) -> bool:
        """Return whether a match has no decision."""
        secret = match.match_class is MatchClass.SECRET
        return self.decisions is None or self.decisions.of(match.digest, match.rule, secret=secret) is None

    @property
    def landscape(self) -> Landscape:
        """The landscape's items; none without a landscape."""
        return self.members.landscape if self.members is not None else _NO_LANDSCAPE

    @cached_property
    def attached(self) -> tuple[tuple[CitedEvidence, Path], ...]:
        """The evidence files and folders of the submission with their paths."""
        local = ((cited, locate_evidence(cited.text, self.folder)) for cited in self.cited if not is_url(cited.text))
        found = ((cited, self.files.path(at.relative)) for cited, at in local if at.fault is None)
        return tuple((cited, path) for cited, path in found if path is not None)

    def at_field(self, code: str, key: str, message: str, hint: str) -> Problem:
        """Build advice on a metadata field."""
        value = self.submission.value(key)
        return Problem(
            Severity.ADVICE, code, key, f"metadata.{key}", message, hint, value.line if value is not None else None
        )

    def at_answer(
        self, code: str, requirement: Requirement, part: str, message: str, hint: str, line: int | None
    ) -> Problem:
        """Build advice on a part of an answer: `status`, `evidence[0]`, `notes`."""
        where = f"spec.{requirement.category}.{requirement.id}.{part}"
        return Problem(Severity.ADVICE, code, requirement.id, where, message, hint, line)

    def at_evidence(self, code: str, cited: Sequence[CitedEvidence], message: str, hint: str) -> Problem:
        """Build advice on evidence values of a requirement, located at the first of them."""
        first = cited[0]
        return self.at_answer(code, first.requirement, f"evidence[{first.index}]", message, hint, first.line)

    def each_requirement(self, applies: Callable[[str], object]) -> Iterator[list[CitedEvidence]]:
        """Yield the evidence to which `applies` is true, grouped by requirement."""
        found: dict[str, list[CitedEvidence]] = {}
        for cited in self.cited:
            if applies(cited.text):
                found.setdefault(cited.requirement.id, []).append(cited)
        yield from found.values()


Rule = Callable[[AdviceCase], Iterator[Problem]]


def join_quoted(texts: Sequence[str]) -> str:
    """Return the first values of a submission, quoted and joined for a message."""
    different = list(dict.fromkeys(texts))
    more = f" and {len(different) - _SHOWN} more" if len(different) > _SHOWN else ""
    return ", ".join(map(quote_text, different[:_SHOWN])) + more
