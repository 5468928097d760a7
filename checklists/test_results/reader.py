"""Reads a file of test results as the program does, by its name; again only when the file has changed."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from checklists.files.atomic_file import open_regular, os_error_reason
from checklists.test_results.outcome import ResultsUnreadable
from checklists.test_results.overflow import TooManyResults
from checklists.test_results.results import ResultsBuilder, TestResults


def read_results(path: Path) -> TestResults:
    """What is in a file that is called `junit.xml`, `results.json` or `e2e.log`, in any case.

    Raises:
        ArtifactUnreadable: it holds no results that the program could read.
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _unopened(error) from None
    results = _read(path, found.st_size, found.st_mtime_ns, found.st_ino)
    if isinstance(results, ResultsUnreadable):
        raise ResultsUnreadable(results.message, results.hint, ginkgo=results.ginkgo)
    return results


@lru_cache(maxsize=32)
def _read(path: Path, size: int, changed: int, number: int) -> TestResults | ResultsUnreadable:  # noqa: ARG001
    """The last three tell a file from what it was before; a refusal is remembered too."""
    builder = ResultsBuilder()
    try:
        with open_regular(path) as file:
            _reader(path.name.lower())(file, builder)
    except ResultsUnreadable as error:
        return error
    except TooManyResults:
        return ResultsUnreadable("It holds more results than any run has.", "Attach the results of one run.")
    except OSError as error:
        return _unopened(error)
    return builder.results() or ResultsUnreadable(
        "No test result is in it.", "Save the output of the test run as it is, or name the file otherwise."
    )


def _reader(name: str) -> Callable[[BinaryIO, ResultsBuilder], None]:
    """Only what is needed is imported: few submissions have test results."""
    match name:
        case "junit.xml":
            from checklists.test_results.junit import read_junit

            return read_junit
        case "results.json":
            from checklists.test_results.gotest_json import read_events

            return read_events
    from checklists.test_results.gotest_log import read_log

    return read_log


def _unopened(error: OSError | ValueError) -> ResultsUnreadable:
    why = os_error_reason(error) if isinstance(error, OSError) else "that is no path"
    return ResultsUnreadable(f"It cannot be read: {why}.", "Check what it is, and its permissions.")
