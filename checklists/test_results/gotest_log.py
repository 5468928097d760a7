"""`e2e.log`: what `go test -v` prints."""

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
    """Every result line, indented or not.

    Raises:
        ArtifactUnreadable: it is Ginkgo's, or has a line without an end.
    """
    head = b""
    for block in line_blocks(file):
        head = head or block
        _read_block(block, builder)
    if builder.empty and _GINKGO.search(head):
        raise ResultsUnreadable(
            "It is the output of Ginkgo; under this name the program looks for that of `go test -v`.",
            "Give the file another name: it stays evidence, and the program does not read it as results.",
            ginkgo=True,
        )


def _read_block(block: bytes, builder: ResultsBuilder) -> None:
    """Results stand at the beginning of a line; each stretch between two finds is looked at once."""
    done = 0
    for found in _RESULT.finditer(block):
        line = block.rfind(b"\n", done, found.start()) + 1
        if (line or not done) and not block[line : found.start()].strip(_BLANK):
            builder.add(found[2].decode("utf-8", "surrogateescape"), _OUTCOMES[found[1]])
        done = found.end()
