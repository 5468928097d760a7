"""Rules for evidence files: they have to be in the submission's own folder. Links have their own module."""

import re
from collections.abc import Iterator
from pathlib import Path

from checklists.model.evidence import (
    ARTIFACT_NAMES,
    EvidenceFiles,
    EvidenceLocation,
    is_test_name,
    is_url,
    locate_evidence,
)
from checklists.model.problem import Problem
from checklists.rules.cited_runs import recommendation
from checklists.rules.context import AnswerCase, quote_text
from checklists.test_results.outcome import ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.text import trim

_ALIKE = 75.0
"""Minimum similarity, in percent, of a file name that is probably a typo."""
_NO_EVIDENCE = frozenset({"n/a", "na", "none", "tbd", "-"})
_WEB = re.compile(r"(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|io|org|net|dev|cloud|ai)/)[^\s]*", re.IGNORECASE)
_MISSING = "evidence-file-missing"
_TEST_NAME = "is a test name; the program reads it as a file, which does not exist"
_MESSAGES = {
    "evidence-empty-path": "does not name a file",
    "evidence-other-product": "is in another product's folder",
    "evidence-escapes-directory": "is outside the submission's folder",
    _MISSING: "does not exist",
}


def local_evidence(case: AnswerCase) -> Iterator[Problem]:
    """Yield the four `evidence-…` codes for every value that they apply to."""
    for index, item in enumerate(case.answer.evidence):
        if item.text and not is_url(item.text):
            code = evidence_fault(locate_evidence(item.text, case.folder), case.files)
            if code:
                fault = _TEST_NAME if code == _MISSING and is_test_name(item.text) else _MESSAGES[code]
                hint = _hint(code, item.text, case)
                yield case.error(code, f"evidence[{index}]", f"{quote_text(item.text)} {fault}.", hint, item.line)


def evidence_fault(located: EvidenceLocation, files: EvidenceFiles) -> str | None:
    """Return the program's code for a file that is missing or cannot be evidence, else None."""
    if located.fault:
        return located.fault
    return None if files.exists(located.relative) else _MISSING


def _hint(code: str, value: str, case: AnswerCase) -> str:
    written, folder, files = trim(value), case.folder, case.files
    if is_url(written):
        return "Remove the white space before the link."
    if written.lower() in _NO_EVIDENCE:
        return "If you have no evidence, write `evidence: []`."
    if code == "evidence-empty-path":
        return "Name a file in the submission's folder, or remove the value."
    if code != _MISSING:
        return f"Copy the file into {folder} and name it relative to that folder."
    if (name := _similar_file(written, folder, files)) is not None:
        return f"Write {quote_text(name)}: that file exists."
    if is_test_name(written):
        return f"Replace the test name. {recommendation(case, written)}"
    if (meant := _similar_results(written, case)) is not None:
        return f"Did you mean {quote_text(meant[0])}{meant[1]}?"
    if _WEB.match(written):
        return "Begin a link with https://."
    if re.search(r"\s", written):
        return "Write one link or one file name per value; explanations belong in the notes."
    return f"Put the file into {folder}, or correct its name, which is case-sensitive."


def _similar_file(written: str, folder: str, files: EvidenceFiles) -> str | None:
    """Return an existing file that the value probably means."""
    words = [word.strip("\"'`()[]<>,;.") for word in written.split()]
    for word in [written, *words]:
        for name in (word, word.lower(), word.replace("_", "-"), word.replace("-", "_"), f"{word}.md"):
            located = locate_evidence(name, folder)
            if name != written and "." in name and not located.fault and files.exists(located.relative):
                return located.relative
    return None


def _similar_results(written: str, case: AnswerCase) -> tuple[str, str] | None:
    """Return a test result file that the value probably means, and the outcome of the test that the value names."""
    from rapidfuzz import fuzz

    path, mark, test = written.removeprefix("file://").partition("#")
    folder, _, name = path.rpartition("/")
    alike = [known for known in ARTIFACT_NAMES if fuzz.ratio(name.lower(), known) >= _ALIKE]
    for known in alike:
        for relative in dict.fromkeys((f"{folder}/{known}" if folder else known, known)):
            located = locate_evidence(relative, case.folder)
            file = case.files.path(located.relative) if not located.fault else None
            if file is not None:
                return f"{located.relative}{mark}{test}", _outcome(file, test)
    return None


def _outcome(file: Path, test: str) -> str:
    try:
        outcome = read_results(file).outcome(test) if test else None
    except ResultsUnreadable:
        return ""
    return f" ({outcome})" if outcome else ""
