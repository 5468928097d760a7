"""Results of `validate` and `scan` in the formats of pipelines: JUnit XML, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from checklists.text import as_typed, clean, clean_line
from tui.reports.remarks import FileRemarks, Level, Remark
from tui.reports.sarif import sarif

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def formatted(kind: str, files: Sequence[FileRemarks], version: str) -> str:
    """Return the document in one of the formats `junit`, `github` and `sarif`."""
    if kind == "junit":  # ASCII, because stdout may have another encoding than XML's default.
        return "\n".join(_junit(files)).encode("ascii", "xmlcharrefreplace").decode()
    if kind == "github":
        return "\n".join(_github(files))
    return json.dumps(sarif(files, version), indent=2)


def _junit(files: Sequence[FileRemarks]) -> Iterator[str]:
    from xml.sax.saxutils import quoteattr

    cases = [len(file.remarks) + (bool(file.note) or not file.remarks) for file in files]
    failures = [sum(remark.fails for remark in file.remarks) for file in files]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="aiconform" tests="{sum(cases)}" failures="{sum(failures)}">'
    for file, number, failed in zip(files, cases, failures, strict=True):
        name = quoteattr(_in_a_line(file.path))
        yield f'  <testsuite name={name} tests="{number}" failures="{failed}" skipped="{int(bool(file.note))}">'
        if file.note:
            yield f'    <testcase name="whole file" classname={name} file={name}>'
            yield f"      <skipped message={quoteattr(file.note)}/>"
            yield "    </testcase>"
        elif not file.remarks:
            yield f'    <testcase name="no problem" classname={name} file={name}/>'
        for remark in file.remarks:
            title = quoteattr(clean_line(remark.name))
            line = f' line="{remark.line}"' if remark.line else ""
            yield f"    <testcase name={title} classname={name} file={name}{line}>"
            yield f"      {_outcome(remark)}"
            yield "    </testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _outcome(remark: Remark) -> str:
    """Return the element with the text; a failure has it twice, because GitLab shows the content, others `message`."""
    from xml.sax.saxutils import escape, quoteattr

    text = clean(remark.text)
    if remark.fails:
        return f'<failure type="{remark.level}" message={quoteattr(text)}>{escape(text)}</failure>'
    return f"<system-out>{escape(f'{remark.level}: {text}')}</system-out>"


def _github(files: Sequence[FileRemarks]) -> Iterator[str]:
    for file in files:
        for remark in file.remarks:
            line = f",line={remark.line}" if remark.line else ""
            title = _property(clean_line(f"{remark.kind.code} {remark.subject}"))
            level = _COMMANDS[remark.shown_level]
            yield f"::{level} file={_property(file.path)}{line},title={title}::{_data(remark.text)}"
        failed = any(remark.fails for remark in file.remarks)
        note = f" ({file.note})" if file.note else ""
        yield f"{_no_command(_in_a_line(file.path))}: {'fail' if failed else 'pass'}{note}"


def _in_a_line(path: str) -> str:
    return " ".join(as_typed(path).split())


def _no_command(text: str) -> str:
    """Escape what would make a line a workflow command; a folder of a pull request can have any name."""
    return text.replace("::", "%3A%3A").replace("##[", "%23%23[")


def _data(text: str) -> str:
    """Escape a message of a workflow command."""
    return _escaped(clean(text))


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return as_typed(_escaped(text).replace(":", "%3A").replace(",", "%2C"))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
