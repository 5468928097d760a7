"""Parser for `results.json`, the output of `go test -json`: one event per line."""

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
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Unpaired surrogates, which Go replaces with U+FFFD."""


def read_events(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Add every event that ends a test, and every failed package, to the builder.

    Raises:
        ResultsUnreadable: A line is not a JSON object, or is too long.
    """
    before = 0
    for block in line_blocks(file):
        for match in _LINE.finditer(block):
            text = trim(match[0].decode("utf-8", "replace"))
            if text:
                try:
                    action, package, test = _event(text)
                except (ValueError, RecursionError):
                    line = before + block.count(b"\n", 0, match.start()) + 1
                    raise _not_an_object(line) from None
                outcome = _OUTCOMES.get(action)
                if outcome is not None and test:
                    builder.add(test, outcome)
                elif outcome is CaseOutcome.FAILED:
                    builder.add_failed_package(package)
        before += block.count(b"\n") + 1


def _event(text: str) -> tuple[str, str, str]:
    """Decode action, package and test as Go does: keys in any case, the last of repeated keys, null as absent."""
    if not text.startswith("{"):
        raise ValueError
    event = dict.fromkeys(_FIELDS, "")
    for key, value in _DECODER.decode(text):
        field = key.casefold()
        if field in event and value is not None:
            if not isinstance(value, str):
                raise ValueError
            event[field] = _SURROGATE.sub("\ufffd", value)
    return event["action"], event["package"], event["test"]


def _not_an_object(line: int) -> ResultsUnreadable:
    return ResultsUnreadable(
        f"Line {line} is not a JSON object.",
        "Save only the stdout of `go test -json`, without other output between its lines.",
    )


_NUMBER = object()
"""Placeholder for every number: no number is used, and a line can hold millions."""


def _number(text: str) -> object:  # noqa: ARG001
    return _NUMBER


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(object_pairs_hook=list, parse_int=_number, parse_float=_number, parse_constant=_refuse)
