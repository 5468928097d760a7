"""Typed and pasted evidence: one value per line, and which values name a file on this machine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from textual.content import Content

from checklists.drafts.evidence_intake import FILE_LIMIT, LIMITS
from checklists.drafts.evidence_sources import SourceState
from checklists.files.typed_file import find_typed
from checklists.model.evidence import is_test_name, is_url, locate_evidence, named_test, names_artifact
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.run import find_result_files
from checklists.text import as_typed, count, line_as_typed
from tui.state.links.link_state import LinkState
from tui.text.link_text import LinkMood, link_text
from tui.text.sizes import format_size

_BULLET = re.compile(r"(?:[-*•]|[0-9]{1,3}[.)])\s+(?=\S)")
_QUOTES = {('"', '"'), ("'", "'"), ("`", "`"), ("<", ">")}
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
_NO_SCHEME = "file not found: begin a link with https://"
_BREAKS = re.compile(r"[/?&#=\-_.]")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class LocalFile:
    """File on this machine, named as evidence."""

    path: Path
    fragment: str = ""


@dataclass(frozen=True)
class ValueInfo:
    """Short description of an evidence value."""

    text: str
    wrong: bool = False
    """The file is missing from the submission, or the link check failed."""
    right: bool = False
    """The link check passed today."""
    short: str = ""
    """Shorter text for narrow terminals."""
    results: bool = False
    """Whether it is a file of test results in the draft."""
    source: SourceState = SourceState.NONE
    """The source of the file in the draft, compared with the time of the copy."""

    @property
    def outdated(self) -> bool:
        """Whether the source of the file changed or is missing."""
        return self.source in (SourceState.CHANGED, SourceState.MISSING)


def split(pasted: str) -> tuple[str, ...]:
    """Split text into different values: one per line, without list marks and quotes; links may share a line."""
    return tuple(dict.fromkeys(all_values(pasted)))


def all_values(pasted: str) -> list[str]:
    """Split text into values like `split`, with repeated values."""
    values: list[str] = []
    for row in as_typed(pasted).split("\n"):
        value = _bare(_BULLET.sub("", line_as_typed(row), count=1))
        words = [word.strip(",;") for word in value.split()]
        values += words if len(words) > 1 and all(map(is_url, words)) else [value]
    return list(filter(None, values))


def _bare(value: str) -> str:
    quoted = len(value) > 2 and (value[0], value[-1]) in _QUOTES
    return value[1:-1].strip() if quoted else value


def local_file(value: str, folder: str, draft_files: Mapping[str, Path]) -> LocalFile | None:
    """Return the file on this machine that a value names; None for links, files in the draft and missing files.

    Args:
        value: As it was entered.
        folder: The submission's folder, for example `v1.36/nebula`.
        draft_files: The draft's own evidence files by name.
    """
    if is_url(value) or _draft_files(locate_evidence(value, folder).relative, draft_files):
        return None
    named = value.removeprefix("file://")
    base, _, fragment = named.partition("#")
    for text, rest in ((named, ""), (base, fragment)):
        for candidate in dict.fromkeys((text, unquote(text) if named != value else text, _ESCAPED.sub(r"\1", text))):
            path = find_typed(candidate)
            if path is not None:
                return LocalFile(path, rest)
    return None


def _draft_files(relative: str, draft_files: Mapping[str, Path]) -> tuple[str, ...]:
    """Return the draft's files with that name, or in the folder of that name."""
    return tuple(name for name in draft_files if relative and (name == relative or name.startswith(f"{relative}/")))


def with_source(info: ValueInfo, value: str, folder: str, sources: Mapping[str, SourceState]) -> ValueInfo:
    """Return the description of a value with the state of its file's source."""
    source = SourceState.NONE if is_url(value) else sources.get(locate_evidence(value, folder).relative)
    info = replace(info, source=source or SourceState.NONE)
    if not info.outdated or info.wrong:
        return info
    return replace(info, text=f"{info.text}, source {info.source}", short=f"source {info.source}")


def value_info(
    value: str, folder: str, draft_files: Mapping[str, Path], links: LinkState, now: datetime, test: str = ""
) -> ValueInfo:
    """Describe a value: a link with its last check, or a file that the draft has or lacks.

    Args:
        value: The evidence value.
        folder: The submission's folder, for example `v1.36/nebula`.
        draft_files: The draft's own evidence files by name.
        links: Link check results.
        now: The time.
        test: The test to find in test results, if the value names none.
    """
    if is_url(value):
        described = link_text(value, links, now)
        return ValueInfo(
            described.long,
            wrong=described.mood is LinkMood.BAD,
            right=described.mood is LinkMood.GOOD,
            short=described.short,
        )
    located = locate_evidence(value, folder)
    names = _draft_files(located.relative, draft_files)
    if located.fault == "evidence-other-product":
        return ValueInfo("other product", wrong=True)
    if located.fault == "evidence-escapes-directory":
        return ValueInfo("outside", wrong=True)
    if not names and is_test_name(value):
        return ValueInfo("a test name: attach its results", wrong=True, short="test name")
    if not names and _HOST.match(value):
        return ValueInfo(_NO_SCHEME, wrong=True, short="file not found")
    if not names:
        return ValueInfo("file not found", wrong=True)
    if names == (located.relative,) and names_artifact(value, folder):
        return _results(draft_files[located.relative], named_test(value) or test)
    try:
        bytes_ = sum(draft_files[name].stat().st_size for name in names)
    except OSError:
        return ValueInfo("unreadable")
    of = "file" if names == (located.relative,) else f"folder, {len(names)} files"
    return ValueInfo(f"{of}, {format_size(bytes_)}")


def typed_hint(value: str, folder: str, draft_files: Mapping[str, Path]) -> str:
    """Return what enter does with the typed value."""
    if is_url(value):
        return "enter adds the link"
    file = local_file(value, folder, draft_files)
    if file is not None:
        return _file_hint(file)
    if _draft_files(locate_evidence(value, folder).relative, draft_files):
        return "enter adds this file of the draft"
    if is_test_name(value):
        return "a test name: paste the path of its results instead"
    return _NO_SCHEME if _HOST.match(value) else "file not found on this machine yet"


def _file_hint(file: LocalFile) -> str:
    try:
        folder = file.path.is_dir()
    except OSError:
        folder = False
    if not file.fragment and find_result_files(file.path):
        return f"enter shows the test results in this {'folder' if folder else 'file'}"
    if folder:
        return "a folder: attach its files one by one"
    return "enter copies this file into the draft" if _fits(file.path) else f"too large: {LIMITS}"


def _fits(path: Path) -> bool:
    try:
        return path.stat().st_size <= FILE_LIMIT
    except OSError:
        return True


def fold_link(value: Content, width: int) -> list[Content]:
    """Break a value into lines after `/`, `?`, `&`, `#`, `=`, `-`, `_` or `.`, and inside words only if none fits."""
    text, start, ends = value.plain, 0, []
    while Content(text[start:]).cell_length > width:
        least = width // 2
        fitting = Content(text[start : start + max(width, 2)]).fold(width)[0].plain
        breaks = [match.end() for match in _BREAKS.finditer(fitting) if match.end() > least]
        start += breaks[-1] if breaks else len(fitting)
        ends.append(start)
    return value.divide(ends)


def _results(path: Path, test: str) -> ValueInfo:
    """Describe the outcome of the test that the file is evidence for."""
    try:
        results = read_results(path)
    except ResultsUnreadable as error:
        return ValueInfo("Ginkgo's output" if error.ginkgo else "no test results", wrong=True, results=True)
    outcome = results.outcome(test) if test else None
    if test and outcome is not CaseOutcome.PASSED:
        wrong = outcome is not CaseOutcome.SKIPPED
        return ValueInfo(f"test {outcome}" if outcome else "test not in it", wrong=wrong, results=True)
    if results.failed:
        return ValueInfo(count(results.failed, "failure"), wrong=True, results=True)
    if test:
        return ValueInfo("test passed", right=True, results=True)
    return ValueInfo(count(results.number.total(), "test"), results=True)
