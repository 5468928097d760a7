"""Parser for `e2e.log`, the output of `go test -v`."""

import re
from typing import BinaryIO

from checklists.test_results.chunks import line_blocks
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.results import ResultsBuilder

_RESULT = re.compile(rb"--- (PASS|FAIL|SKIP): ([^\t\n\f\r ]+)")
_BLANK = b"\t\f\r "
_OUTCOMES = {b"PASS": CaseOutcome.PASSED, b"FAIL": CaseOutcome.FAILED, b"SKIP": CaseOutcome.SKIPPED}
_GINKGO = re.compile(rb"^(?:Running Suite: |Ginkgo ran |Ran \d+ of \d+ Specs\b)", re.MULTILINE)


def read_log(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Add the result of every `---` line, indented or not, to the builder.

    Raises:
        ResultsUnreadable: The file is output of Ginkgo, or a line is too long.
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


def _read_block(block: bytes, builder: ResultsBuilder) -> None:
    """Add results that begin a line; scans each byte between two matches only once."""
    done = 0
    for match in _RESULT.finditer(block):
        line = block.rfind(b"\n", done, match.start()) + 1
        if (line or not done) and not block[line : match.start()].strip(_BLANK):
            builder.add(match[2].decode("utf-8", "surrogateescape"), _OUTCOMES[match[1]])
        done = match.end()
