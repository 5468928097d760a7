"""Advice on a valid submission with one change."""

from pathlib import Path

from checklists.advice.advise import advise
from checklists.advice.context import AdviceCase
from checklists.catalog.catalog import checklist
from checklists.model.checklist import Checklist
from checklists.model.evidence import EvidenceFiles
from checklists.model.match_decisions import MatchDecisions
from checklists.model.problem import Problem, Severity
from checklists.program.landscape_items import read_items
from checklists.program.members import Members, parse_landscape
from checklists.submission.submission import parse_submission
from tests.checklists.good_submission import CATEGORY, FOLDER, as_yaml
from tests.checklists.program.test_vendor import LANDSCAPE

MEMBERS = Members(parse_landscape(LANDSCAPE), "a test", None, read_items(LANDSCAPE))


class Folder:
    """Evidence files in a folder, by their evidence paths."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def exists(self, relative: str) -> bool:
        return (self._root / relative).exists()

    def path(self, relative: str) -> Path | None:
        return self._root / relative if self.exists(relative) else None


NOTHING = Folder(Path("/nowhere"))


def advice(
    document: object,
    *,
    members: Members | None = MEMBERS,
    files: EvidenceFiles = NOTHING,
    of: Checklist | None = None,
    decisions: MatchDecisions | None = None,
) -> list[Problem]:
    text = document if isinstance(document, str) else as_yaml(document)
    target = of or checklist("1.37", None)
    problems = list(advise(AdviceCase(parse_submission(text), target, FOLDER, members, files, decisions)))
    assert all(p.severity is Severity.ADVICE and p.hint and p.line and p.message.endswith((".", "?")) for p in problems)
    return problems


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.subject) for problem in problems]


def only(document: object, code: str, subject: str, files: EvidenceFiles = NOTHING) -> Problem:
    problems = advice(document, files=files)
    assert codes(problems) == [(code, subject)]
    place = f"spec.{CATEGORY[subject]}.{subject}" if subject in CATEGORY else f"metadata.{subject}"
    assert problems[0].where.startswith(place)
    return problems[0]
