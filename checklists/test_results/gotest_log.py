"""Parser for `e2e.log`, the output of `go test -v`."""

import re
from typing import BinaryIO

from checklists.test_results.chunks import line_blocks
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.results import ResultsBuilder

_RESULT = re.compile(rb"--- (PASS|FAIL|SKIP): ([^\t\n\f\r ]+)")
_BLANK = b"\t\f\r "
_OUTCOMES = {b"PASS": CaseOutcome.PASSED, b"FAIL": CaseOutcome.FAILED, b"SKIP": CaseOutcome.SKIPPED}
_HINT = "Save the output of `go test -v` unchanged, or rename the file."
_GINKGO = re.compile(rb"^(?:Running Suite: |Ginkgo ran |Ran \d+ of \d+ Specs\b)", re.MULTILINE)


def read_log(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Add the result of every `---` line, indented or not, to the builder.

    Raises:
        ResultsUnreadable: The file is output of Ginkgo, its results do not begin lines, or a line is too long.
    """
    head = b""
    for block in line_blocks(file):
        head = head or block
        _read_block(block, builder)
    if builder.empty and _GINKGO.search(head):
        raise ResultsUnreadable(
            "It is output of Ginkgo; under this name the check expects output of `go test -v`.",
            "Rename the file: it stays evidence, and the check no longer parses it as results.",
            ginkgo=True,
        )

    if builder.empty:
        _require_plain_lines(head)


def _require_plain_lines(head: bytes) -> None:
    """Raise ResultsUnreadable if results are there, but not in the form that the program's check reads."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ResultsUnreadable("It is written in UTF-16; the check reads UTF-8.", "Save the file as UTF-8.")
    if found := _RESULT.search(head):
        line = head.count(b"\n", 0, found.start()) + 1
        message = f"On line {line}, other text precedes the result, for example a color code or a time."
        raise ResultsUnreadable(message, _HINT)


def _read_block(block: bytes, builder: ResultsBuilder) -> None:
    """Add results that begin a line; scans each byte between two matches only once."""
    done = 0
    for match in _RESULT.finditer(block):
        line = block.rfind(b"\n", done, match.start()) + 1
        if (line or not done) and not block[line : match.start()].strip(_BLANK):
            builder.add(match[2].decode("utf-8", "surrogateescape"), _OUTCOMES[match[1]])
        done = match.end()
