"""Test result files, written and read back."""

from pathlib import Path

from checklists.test_results.outcome import ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import TestResults


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def outcomes(folder: Path, name: str, content: bytes | str) -> dict[str, str] | str:
    """Return the file's tests, or why they cannot be read."""
    try:
        return {test: str(outcome) for test, outcome in read_results(written(folder, name, content)).tests.items()}
    except ResultsUnreadable as error:
        assert error.message.endswith(".") and error.hint.endswith(".")
        return error.message


def results(folder: Path, name: str, content: bytes | str) -> TestResults:
    return read_results(written(folder, name, content))
