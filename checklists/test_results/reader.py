"""Read files of test results as the program's check does: by file name, cached until the file changes."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from checklists.files.atomic_file import open_regular, os_error_reason
from checklists.test_results.outcome import ResultsUnreadable
from checklists.test_results.overflow import TooManyResults
from checklists.test_results.results import ResultsBuilder, TestResults


def read_results(path: Path) -> TestResults:
    """Read a file named `junit.xml`, `results.json` or `e2e.log`, in any case.

    Raises:
        ResultsUnreadable: The file holds no results that the program's check could read.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unopened(error) from None
    results = _read(path, status.st_size, status.st_mtime_ns, status.st_ino)
    if isinstance(results, ResultsUnreadable):
        raise ResultsUnreadable(results.message, results.hint, ginkgo=results.ginkgo)
    return results


@lru_cache(maxsize=32)
def _read(path: Path, size: int, changed: int, number: int) -> TestResults | ResultsUnreadable:  # noqa: ARG001
    """Parse the file; the last three arguments invalidate the cache when the file changes. Caches errors too."""
    builder = ResultsBuilder()
    try:
        with open_regular(path) as file:
            _reader(path.name.lower())(file, builder)
    except ResultsUnreadable as error:
        return ResultsUnreadable(error.message, error.hint, ginkgo=error.ginkgo)  # Its traceback holds what was read.
    except TooManyResults:
        return ResultsUnreadable("It has more results than any real run.", "Attach the results of a single run.")
    except OSError as error:
        return _unopened(error)
    return builder.results() or ResultsUnreadable(
        "It has no test result.", "Save the output of the test run unchanged, or rename the file."
    )


def _reader(name: str) -> Callable[[BinaryIO, ResultsBuilder], None]:
    """Return the parser for a file name; imports lazily because few submissions have test results."""
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
    why = os_error_reason(error) if isinstance(error, OSError) else "invalid path"
    return ResultsUnreadable(f"The file cannot be read: {why}.", "Check the path and its permissions.")
