"""`results.json`: what `go test -json` prints, an event a line."""

import json
import re
from typing import BinaryIO, NoReturn

from checklists.test_results.chunks import line_blocks
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.results import ResultsBuilder
from checklists.text import trim

_LINE = re.compile(rb"[^\n]+")
_OUTCOMES = {"pass": CaseOutcome.PASSED, "fail": CaseOutcome.FAILED, "skip": CaseOutcome.SKIPPED}
_FIELDS = ("action", "package", "test")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, which Go does not keep."""


def read_events(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Every event that ends a test, and packages that failed.

    Raises:
        ArtifactUnreadable: a line is no JSON object, or has no end.
    """
    before = 0
    for block in line_blocks(file):
        for found in _LINE.finditer(block):
            text = trim(found[0].decode("utf-8", "replace"))
            if text:
                try:
                    action, package, test = _event(text)
                except (ValueError, RecursionError):
                    line = before + block.count(b"\n", 0, found.start()) + 1
                    raise _no_event(line) from None
                outcome = _OUTCOMES.get(action)
                if outcome is not None and test:
                    builder.add(test, outcome)
                elif outcome is CaseOutcome.FAILED:
                    builder.add_failed_package(package)
        before += block.count(b"\n") + 1


def _event(text: str) -> tuple[str, str, str]:
    """What Go reads of an object: keys in any case, of repeated ones the last, null as if it were not there."""
    if not text.startswith("{"):
        raise ValueError
    event = dict.fromkeys(_FIELDS, "")
    for key, value in _DECODER.decode(text):
        field = key.casefold()
        if field in event and value is not None:
            if not isinstance(value, str):
                raise ValueError
            event[field] = _HALF.sub("\ufffd", value)
    return event["action"], event["package"], event["test"]


def _no_event(line: int) -> ResultsUnreadable:
    return ResultsUnreadable(
        f"Line {line} of it is no JSON object.",
        "Save what `go test -json` prints to stdout, without other output between the lines.",
    )


_NUMBER = object()
"""Every number: of none is anything but its place of interest, and a line can hold millions."""


def _number(text: str) -> object:  # noqa: ARG001
    return _NUMBER


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(object_pairs_hook=list, parse_int=_number, parse_float=_number, parse_constant=_refuse)
