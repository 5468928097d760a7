"""Synchronization of the official checklists and the member list with the cache; files are replaced atomically."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from auto_detect.parallel import run_all
from auto_detect.web.client import BrokenBody, download, without_credentials
from checklists.catalog import catalog
from checklists.errors import ProgramDataError, WebError
from checklists.files.atomic_file import os_error_reason, write_atomically
from checklists.program.locations import REQUEST_TEMPLATE
from checklists.program.program_data import LANDSCAPE, checklist_file
from checklists.program.stamp import NAME as STAMP
from checklists.program.stamp import encode_stamp, read_stamp
from checklists.program.verify import check, size_limit

PROGRAM_URL = "https://raw.githubusercontent.com/cncf/k8s-ai-conformance/main"
LANDSCAPE_URL = "https://raw.githubusercontent.com/cncf/landscape/master/landscape.yml"

PARALLEL = 8
MAX_NEW_MINORS = 10
_GRACE = 0.3
_SOURCE = "the download"

Download = bytes | WebError


class SyncOutcome(StrEnum):
    """Result for one file."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The download is not a valid file of the program, or incomplete."""
    FAILED = "failed"
    """The download failed, or the file could not be stored."""


@dataclass(frozen=True)
class FileResult:
    """Result of a sync for one file of the program."""

    file: str
    """Path relative to the program folder."""
    outcome: SyncOutcome
    reason: str = ""
    """Sentence for a file that was not refreshed."""
    hint: str = ""

    @property
    def refreshed(self) -> bool:
        """Whether the cached file is up to date."""
        return self.outcome in (SyncOutcome.NEW, SyncOutcome.UPDATED, SyncOutcome.UNCHANGED)


@dataclass(frozen=True)
class SyncReport:
    """Results for all files; they are independent of each other."""

    source: str
    """Address that files were downloaded from, without credentials."""
    files: tuple[FileResult, ...]

    @property
    def refreshed(self) -> tuple[FileResult, ...]:
        """Files that are up to date."""
        return tuple(result for result in self.files if result.refreshed)

    @property
    def not_refreshed(self) -> tuple[FileResult, ...]:
        """Files that were not changed."""
        return tuple(result for result in self.files if not result.refreshed)


def sync(
    cache: Path,
    *,
    base_url: str | None,
    timeout: float,
    now: datetime,
    report: Callable[[FileResult], None] | None = None,
) -> SyncReport:
    """Download all checklists, known or newer, and the member list into the cache.

    Args:
        cache: folder with the program repository's layout; created if needed.
        base_url: mirror with the same layout; None for the program's own repositories.
        timeout: seconds in total.
        now: recorded as the time of verification.
        report: called with each result as soon as it is known.
    """
    base = (base_url or PROGRAM_URL).rstrip("/")
    deadline = time.monotonic() + timeout
    urls = {name: f"{base}/{name}" for name in (LANDSCAPE, *map(checklist_file, reversed(catalog.MINORS)))}
    if not base_url:
        urls[LANDSCAPE] = LANDSCAPE_URL
    results: dict[str, FileResult] = {}

    def settle(_: str, answers: dict[str, Download]) -> None:
        for name, answer in answers.items():
            results[name] = _store(cache, name, answer)
            if report:
                report(results[name])

    def job(name: str) -> Callable[[Callable[[None], None]], dict[str, Download]]:
        return lambda _: {name: _fetch(name, urls[name], deadline)}

    run_all(
        {
            **{name: job(name) for name in urls},
            "newer": lambda _: dict(_newer(base, deadline)),
            "form": lambda _: dict(_request_template(base, deadline)),
        },
        threads=PARALLEL,
        on_notice=lambda _: None,
        on_done=settle,
        cancelled=lambda: time.monotonic() > deadline,
        grace=_GRACE,
    )
    for name in urls.keys() - results.keys():
        settle(name, {name: WebError(f"{without_credentials(urls[name])} did not arrive in time.")})
    found = SyncReport(without_credentials(base), tuple(sorted(results.values(), key=lambda result: result.file)))
    if found.refreshed:
        _write_stamp(cache, found, now)
    return found


def _newer(base: str, deadline: float) -> Iterator[tuple[str, Download]]:
    """Yield the checklists after the last known one, up to the first missing one."""
    for minor in islice(_minors_after(catalog.MINORS[-1]), MAX_NEW_MINORS):
        name = checklist_file(minor)
        answer = _fetch(name, f"{base}/{name}", deadline)
        if isinstance(answer, WebError) and not isinstance(answer, BrokenBody):
            return
        yield name, answer
        if isinstance(answer, WebError) or _fault(name, answer, None):
            return


def _request_template(base: str, deadline: float) -> Iterator[tuple[str, Download]]:
    """Yield the form for pull requests, if the program has one."""
    folder, _, name = REQUEST_TEMPLATE.rpartition("/")
    for spelled in (name.upper().replace(".MD", ".md"), name):
        answer = _fetch(REQUEST_TEMPLATE, f"{base}/{folder}/{spelled}", deadline)
        if not isinstance(answer, WebError) and _fault(REQUEST_TEMPLATE, answer, None) is None:
            yield REQUEST_TEMPLATE, answer
        if not isinstance(answer, WebError) or time.monotonic() > deadline:
            return


def _minors_after(minor: str) -> Iterator[str]:
    major, _, number = minor.partition(".")
    following = int(number)
    while True:
        following += 1
        yield f"{major}.{following}"


def _fetch(name: str, url: str, deadline: float) -> Download:
    try:
        return download(url, limit=size_limit(name), timeout=max(0.0, deadline - time.monotonic()))
    except WebError as error:
        return error


def _store(cache: Path, name: str, answer: Download) -> FileResult:
    if isinstance(answer, WebError):
        outcome = SyncOutcome.REFUSED if isinstance(answer, BrokenBody) else SyncOutcome.FAILED
        return FileResult(name, outcome, answer.message, answer.hint)
    target = cache / name
    current = _read(target)
    if fault := _fault(name, answer, current):
        return FileResult(name, SyncOutcome.REFUSED, fault.message, fault.hint)
    if answer == current:
        return FileResult(name, SyncOutcome.UNCHANGED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, answer)
    except OSError as error:
        hint = "Check the rights and the free space there; AICONFORM_HOME names another folder."
        return FileResult(name, SyncOutcome.FAILED, f"{target} cannot be written: {os_error_reason(error)}.", hint)
    return FileResult(name, SyncOutcome.NEW if current is None else SyncOutcome.UPDATED)


def _fault(name: str, data: bytes, current: bytes | None) -> ProgramDataError | None:
    try:
        check(name, data, current, _SOURCE)
    except ProgramDataError as error:
        return error
    return None


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _write_stamp(cache: Path, found: SyncReport, now: datetime) -> None:
    times = {**read_stamp(cache), **{result.file: now for result in found.refreshed}}
    with suppress(OSError):  # Without the stamp, the age of files on disk counts.
        write_atomically(cache / STAMP, encode_stamp(times))
