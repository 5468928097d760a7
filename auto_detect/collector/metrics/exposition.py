"""Parser of metrics in exposition format; only this module imports prometheus_client.

A body comes from a workload and is untrusted. Each line is parsed separately; too long lines and irrelevant names are
skipped, and the time is limited, so memory and time stay bounded for any input.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from auto_detect.api.reader import ResponseBody

ACCEPT = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5"
OPEN_METRICS = "application/openmetrics-text"

MAX_LINE = 8_192
MAX_NAMES = 20_000
_SECONDS = 10.0
_LINE = re.compile(rb"[^\n]+")
_NAME = re.compile(rb"[ \t]*([a-zA-Z_:][a-zA-Z0-9_:]{0,199})(?=[ \t{])")
_EOF = "# EOF"
_EXEMPLAR = " # {"
_PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""Exceptions that the parser raises for invalid lines."""


@dataclass(frozen=True)
class Sample:
    """Sample of a metric."""

    name: str
    labels: dict[str, str]
    value: float


class Exposition:
    """Relevant samples of a body; the other attributes are complete after the iteration."""

    def __init__(
        self, body: ResponseBody, content_type: str, wanted: Callable[[str], bool], *, seconds: float = _SECONDS
    ) -> None:
        """Prepare the iteration.

        Args:
            body: the response body.
            content_type: its `Content-Type`.
            wanted: returns whether samples of that name matter.
            seconds: time limit for parsing.
        """
        self._body = body
        self._open = content_type.partition(";")[0].strip().lower() == OPEN_METRICS
        self._wanted = wanted
        self._seconds = seconds
        self._names: dict[bytes, bool] = {}
        self.bad_lines = 0
        """Invalid lines."""
        self.truncated = False
        """Whether parsing stopped early, or the end marker of the format is missing."""

    @property
    def other_names(self) -> int:
        """Number of names that do not matter."""
        return sum(not wanted for wanted in self._names.values())

    @property
    def not_metrics(self) -> bool:
        """Whether the body contains no metrics."""
        return self.bad_lines > 0 and not self._names

    def __iter__(self) -> Iterator[Sample]:
        """Yield the relevant samples; usable once."""
        deadline = time.monotonic() + self._seconds
        ended = not self._open
        for match in _LINE.finditer(self._body):
            if time.monotonic() > deadline or len(self._names) >= MAX_NAMES or (ended and self._open):
                self.truncated = True
                return
            if match.end() - match.start() > MAX_LINE:
                self.bad_lines += 1
                continue
            line = match[0].strip()
            if line.startswith(b"#"):
                ended = ended or line == _EOF.encode()
            elif line:
                yield from self._samples(line)
        self.truncated = not ended and bool(self._names)

    def _samples(self, line: bytes) -> Iterator[Sample]:
        match = _NAME.match(line)
        if match is not None:
            name = match[1]
            if name not in self._names:
                self._names[name] = self._wanted(name.decode())
            if not self._names[name]:
                return
        elif not line.startswith(b"{"):
            self.bad_lines += 1
            return
        samples = self._parse(line.decode("utf-8", "replace"))
        if not samples:
            self.bad_lines += 1
        yield from (sample for sample in samples if match is not None or self._wanted(sample.name))

    def _parse(self, line: str) -> list[Sample]:
        if not self._open:
            return _parse_line(text_string_to_metric_families, line)
        # The parser accepts an exemplar only if it knows the family's type, which a single line does not contain.
        tries = dict.fromkeys((line, line.rpartition(_EXEMPLAR)[0] or line))
        attempts = (_parse_line(openmetrics.text_string_to_metric_families, f"{text}\n{_EOF}\n") for text in tries)
        return next((samples for samples in attempts if samples), [])


def _parse_line(parse: Callable[[str], Iterable[Metric]], text: str) -> list[Sample]:
    try:
        return [
            Sample(sample.name, sample.labels, float(sample.value))
            for family in parse(text)
            for sample in family.samples
        ]
    except _PARSER_ERRORS:
        return []
