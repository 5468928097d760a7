"""Results of `validate` and `scan` in the formats of pipelines: JUnit XML, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from checklists.model.problem import Severity
from checklists.scan.rule import MatchClass
from checklists.text import clean, clean_line

if TYPE_CHECKING:
    from checklists.scan.files import FileScan
    from checklists.validate import FileReport


class Level(StrEnum):
    """Weight of a remark; the values are SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_LEVELS = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARNING, Severity.ADVICE: Level.NOTE}


@dataclass(frozen=True)
class Remark:
    """A point about a file."""

    level: Level
    code: str
    subject: str
    text: str
    line: int | None
    fails: bool
    """Whether the remark makes the command fail."""


@dataclass(frozen=True)
class FileRemarks:
    """The points about a file."""

    path: str
    remarks: tuple[Remark, ...]


def of_reports(reports: Iterable[FileReport], *, strict: bool) -> list[FileRemarks]:
    """Return the problems of submissions; with `strict`, advice fails too."""
    return [
        FileRemarks(
            _shown(report.path),
            tuple(
                Remark(
                    _LEVELS[p.severity],
                    p.code,
                    p.subject,
                    f"{p.message} {p.hint}".strip(),
                    p.line,
                    p.severity is Severity.ERROR or (strict and p.severity is Severity.ADVICE),
                )
                for p in report.problems
            ),
        )
        for report in reports
    ]


def of_scans(scans: Iterable[FileScan], *, strict: bool) -> list[FileRemarks]:
    """Return the matches of files without their values; with `strict`, identifiers fail too."""
    return [
        FileRemarks(
            _shown(scan.path),
            tuple(
                Remark(
                    Level.ERROR if match.match_class is MatchClass.SECRET else Level.NOTE,
                    match.rule,
                    "",
                    f"{match.match_class.value.capitalize()}: {match.title}.",
                    match.line,
                    strict or match.match_class is MatchClass.SECRET,
                )
                for match in scan.matches
            ),
        )
        for scan in scans
    ]


def _shown(path: Path) -> str:
    """Return a path relative to the current folder if it is below: pipelines find it in their clone."""
    here = Path.cwd()
    inside = path.is_absolute() and path.is_relative_to(here)
    return clean_line((path.relative_to(here) if inside else path).as_posix(), limit=1_000)


def formatted(kind: str, files: Sequence[FileRemarks], version: str) -> str:
    """Return the document in one of the formats `junit`, `github` and `sarif`."""
    if kind == "junit":
        return "\n".join(_junit(files))
    if kind == "github":
        return "\n".join(_github(files))
    return json.dumps(_sarif(files, version), indent=2)


def _junit(files: Sequence[FileRemarks]) -> Iterator[str]:
    from xml.sax.saxutils import escape, quoteattr

    cases = [max(len(file.remarks), 1) for file in files]
    failures = [sum(remark.fails for remark in file.remarks) for file in files]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="aiconform" tests="{sum(cases)}" failures="{sum(failures)}">'
    for file, number, failed in zip(files, cases, failures, strict=True):
        name = quoteattr(file.path)
        yield f'  <testsuite name={name} tests="{number}" failures="{failed}">'
        if not file.remarks:
            yield f'    <testcase name="no problem" classname={name} file={name}/>'
        for remark in file.remarks:
            title = quoteattr(clean_line(f"{remark.code} {remark.subject}".strip()))
            line = f' line="{remark.line}"' if remark.line else ""
            yield f"    <testcase name={title} classname={name} file={name}{line}>"
            text = clean(remark.text)
            if remark.fails:
                yield f'      <failure type="{remark.level}" message={quoteattr(text)}/>'
            else:
                yield f"      <system-out>{escape(f'{remark.level}: {text}')}</system-out>"
            yield "    </testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _github(files: Sequence[FileRemarks]) -> Iterator[str]:
    for file in files:
        for remark in file.remarks:
            line = f",line={remark.line}" if remark.line else ""
            title = _property(f"{remark.code} {remark.subject}".strip())
            level = _COMMANDS[Level.ERROR if remark.fails else remark.level]
            yield f"::{level} file={_property(file.path)}{line},title={title}::{_data(remark.text)}"
        failed = any(remark.fails for remark in file.remarks)
        yield f"{file.path}: {'fail' if failed else 'pass'}"


def _data(text: str) -> str:
    """Escape a message of a workflow command."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return _data(clean_line(text)).replace(":", "%3A").replace(",", "%2C")


def _sarif(files: Sequence[FileRemarks], version: str) -> dict[str, Any]:
    codes = list(dict.fromkeys(remark.code for file in files for remark in file.remarks))
    driver = {"name": "aiconform", "version": version, "rules": [{"id": code, "name": _name(code)} for code in codes]}
    results = [
        {
            "ruleId": remark.code,
            "ruleIndex": codes.index(remark.code),
            "level": (Level.ERROR if remark.fails else remark.level).value,
            "message": {"text": clean(f"{remark.subject}: {remark.text}" if remark.subject else remark.text)},
            "locations": [{"physicalLocation": _location(file.path, remark.line)}],
        }
        for file in files
        for remark in file.remarks
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _location(path: str, line: int | None) -> dict[str, object]:
    uri = quote(path) if not path.startswith("/") else f"file://{quote(path)}"
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": line or 1}}


def _name(code: str) -> str:
    """Return a rule's name in SARIF's form, such as `LinkToBranch`."""
    return "".join(part.capitalize() for part in code.split("-"))
