"""Results of `validate` and `scan` as remarks about files, for the formats of pipelines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from checklists.advice.order import title
from checklists.model.problem import Severity
from checklists.rules.meanings import MEANINGS
from checklists.scan.rule import MatchClass

if TYPE_CHECKING:
    from checklists.model.problem import Problem
    from checklists.scan.files import FileScan
    from checklists.scan.scanner import Match
    from checklists.validate import FileReport


class Level(StrEnum):
    """Weight of a remark; the values are SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(msgspec.Struct, frozen=True):
    """What all remarks with the same code have in common."""

    code: str
    title: str
    """A short sentence."""
    effect: str
    """A sentence about what follows."""


class Remark(msgspec.Struct, frozen=True):
    """A point about a file."""

    level: Level
    kind: Kind
    subject: str
    text: str
    line: int | None
    fails: bool
    """Whether the remark makes the command fail."""
    number: int = 1
    """Counts the remarks about a file that have the same code and subject, from 1."""

    @property
    def shown_level(self) -> Level:
        """The level, or that of an error if the remark makes the command fail."""
        return Level.ERROR if self.fails else self.level

    @property
    def name(self) -> str:
        """The code, the subject, and the number unless it is 1; unique in a file."""
        parts = (self.kind.code, self.subject, str(self.number) if self.number > 1 else "")
        return " ".join(filter(None, parts))


class FileRemarks(msgspec.Struct, frozen=True):
    """The points about a file."""

    path: str
    """Relative to the pipeline's clone, else to the current folder, if the file is below it."""
    remarks: tuple[Remark, ...]
    note: str = ""
    """Why the file was not scanned, or only in part."""


_CLONES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables that name the folder of the clone; readers of results expect paths relative to it."""
_LEVELS = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARNING, Severity.ADVICE: Level.NOTE}
_EFFECTS = {
    Severity.ERROR: "The program's check fails.",
    Severity.WARNING: "The program's check passes, with a warning.",
    Severity.ADVICE: "The program's check passes; a reviewer may question it.",
}
_PUBLIC = "Files of a submission are public: remove the value or replace it before you publish the file."


def of_reports(reports: Iterable[FileReport], *, strict: bool) -> list[FileRemarks]:
    """Return the problems of submissions; with `strict`, advice fails too."""
    return [_of_file(report.path, (_of_problem(p, strict=strict) for p in report.problems)) for report in reports]


def of_scans(scans: Iterable[FileScan], *, strict: bool) -> list[FileRemarks]:
    """Return the matches of files without their values; with `strict`, identifiers fail too."""
    return [
        _of_file(scan.path, (_of_match(match, strict=strict) for match in scan.matches), scan.note) for scan in scans
    ]


def _of_problem(problem: Problem, *, strict: bool) -> Remark:
    severity = problem.severity
    sentence = f"{title(problem.code)}." if severity is Severity.ADVICE else MEANINGS[problem.code]
    kind = Kind(problem.code, sentence, _EFFECTS[severity])
    fails = severity is Severity.ERROR or (strict and severity is Severity.ADVICE)
    text = f"{problem.message} {problem.hint}".strip()
    return Remark(_LEVELS[severity], kind, problem.subject, text, problem.line, fails)


def _of_match(match: Match, *, strict: bool) -> Remark:
    secret = match.match_class is MatchClass.SECRET
    kind = Kind(match.rule, f"{match.match_class.value.capitalize()}: {match.title}.", _PUBLIC)
    return Remark(Level.ERROR if secret else Level.NOTE, kind, "", kind.title, match.line, strict or secret)


def _of_file(path: Path, remarks: Iterable[Remark], note: str = "") -> FileRemarks:
    seen = Counter[tuple[str, str]]()
    numbered = []
    for remark in remarks:
        seen[remark.kind.code, remark.subject] += 1
        numbered.append(msgspec.structs.replace(remark, number=seen[remark.kind.code, remark.subject]))
    return FileRemarks(_shown(path), tuple(numbered), note)


def _shown(path: Path) -> str:
    if path == Path("-"):
        return "-"
    try:
        here = Path.cwd()
        root = next((Path(name) for name in map(os.environ.get, _CLONES) if name and here.is_relative_to(name)), here)
        full = Path(os.path.abspath(path))  # noqa: PTH100  Path.resolve() would follow links out of the clone.
    except OSError:  # The current folder was removed.
        return path.as_posix()
    return (full.relative_to(root) if full.is_relative_to(root) else path).as_posix()
