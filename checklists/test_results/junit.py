"""Streaming parser for `junit.xml`.

The parser never sees a declaration: the XML declaration and the DOCTYPE before the root are removed, and a DOCTYPE with
declarations is rejected. No entity can expand, and no external file is read.

Differences from Go's parser remain, in XML that no tool writes: Go accepts attributes that are repeated or not
separated by a space, and accepts declarations and invalid characters in what it skips. It keeps line feeds and tabs
within a test's name, and rejects names with two colons.
"""

import re
from typing import BinaryIO
from xml.parsers import expat

from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.results import ResultsBuilder

MAX_DEPTH = 5_000
MAX_TOKEN = 16 * 2**20
"""Maximum bytes of a tag with its attributes, or of a comment."""
MAX_PROLOG = 2**20
_CHUNK = 2**18
_PROLOG_PART = re.compile(
    rb"[^<]*(?:(?P<xml><\?xml\s(?P<declaration>.*?)\?>)|<!--.*?-->|<\?.*?\?>|(?P<type><![A-Za-z][^<>\[]*>)|(?P<declares><![A-Za-z]))",
    re.DOTALL,
)
_DECLARED = re.compile(rb"""(version|encoding)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"&#(x[0-9A-Fa-f]{4,8}|[0-9]{5,8});")
_LONGEST_REFERENCE = 12
_HINT = "Let the test tool write the file again, or attach results.json or e2e.log instead."


def read_junit(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Add every test case of every suite to the builder.

    Raises:
        ResultsUnreadable: The file is not JUnit XML, or exceeds a limit that only hostile files reach.
    """
    suites = _Suites(builder)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = suites.start
    parser.EndElementHandler = suites.end
    fed, cut = 0, b""
    chunk = b"<_>" + _without_prolog(file.read(MAX_PROLOG))
    try:
        while chunk:
            chunk, cut = _cut_reference(chunk)
            chunk = _REFERENCE.sub(_character, chunk)
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise _unreadable(f"A tag or comment is longer than {MAX_TOKEN // 2**20} MiB.")
            following = file.read(_CHUNK)
            chunk = cut + following if following else b""
        parser.Parse(cut, True)
    except _RootClosed:
        return
    except expat.ExpatError as error:
        raise _unreadable(f"Invalid XML on line {error.lineno}: {expat.ErrorString(error.code)}.") from None


def _cut_reference(chunk: bytes) -> tuple[bytes, bytes]:
    """Return a chunk and the character reference that it ends within."""
    at = chunk.rfind(b"&", -_LONGEST_REFERENCE)
    return (chunk, b"") if at < 0 or b";" in chunk[at:] else (chunk[:at], chunk[at:])


def _character(reference: re.Match[bytes]) -> bytes:
    """Return a reference that XML permits: Go reads half a surrogate pair, as some tools write emoji, as U+FFFD."""
    digits = reference[1]
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF else reference[0]


class _RootClosed(Exception):
    """Signal that the root element ended; the rest of the file does not count."""


class _Suites:
    """Handler that collects the cases of nested suites and skips all other elements with their content.

    The program reads all cases of a suite before its nested suites, so the order of a result is its suite's number.
    """

    def __init__(self, builder: ResultsBuilder) -> None:
        self._builder = builder
        self._depth = 0
        self._followed = 1
        self._opened = 0
        self._places: list[int] = []
        self._case: str | None = None
        self._outcome = CaseOutcome.PASSED

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _unreadable(f"Elements are nested deeper than {MAX_DEPTH:,} levels.")
        if self._depth != self._followed + 1:
            return
        name = tag.rpartition(":")[2]
        if self._case is not None:
            self._within_case(name)
        elif name == "testsuite" or self._depth == 2:  # The outermost element may have any name.
            self._followed = self._depth
            self._places.append(self._opened)
            self._opened += 1
        elif name == "testcase":
            self._case, self._outcome, self._followed = _name(attributes), CaseOutcome.PASSED, self._depth

    def _within_case(self, name: str) -> None:
        if name in ("failure", "error"):
            self._outcome = CaseOutcome.FAILED
        elif name == "skipped" and self._outcome is CaseOutcome.PASSED:
            self._outcome = CaseOutcome.SKIPPED

    def end(self, tag: str) -> None:  # noqa: ARG002
        if self._depth == self._followed:
            if self._case is not None:
                self._builder.add(self._case, self._outcome, self._places[-1])
                self._case = None
            else:
                self._places.pop()
            self._followed -= 1
            if self._followed == 1:
                raise _RootClosed
        self._depth -= 1


def _name(attributes: dict[str, str]) -> str:
    """Return the last attribute `name`, in any namespace, as Go does."""
    return next((text for key, text in reversed(attributes.items()) if key.rpartition(":")[2] == "name"), "")


def _without_prolog(head: bytes) -> bytes:
    """Return the beginning of the file without XML declaration and DOCTYPE; keeps line feeds for line numbers."""
    kept: list[bytes] = []
    place = 0
    while match := _PROLOG_PART.match(head, place):
        if match["declares"]:
            raise _unreadable("It has a DOCTYPE with declarations.")
        if match["xml"]:
            _require_readable(match["declaration"])
        dropped = match["xml"] or match["type"]
        kept.append(head[place : match.end() - len(dropped)] + b"\n" * dropped.count(b"\n") if dropped else match[0])
        place = match.end()
    return b"".join(kept) + head[place:]


def _require_readable(declaration: bytes) -> None:
    declared = {name: quoted or single for name, quoted, single in _DECLARED.findall(declaration)}
    if declared.get(b"encoding", b"utf-8").lower() not in (b"utf-8", b""):
        raise _unreadable("It is not written in UTF-8.")
    if declared.get(b"version", b"1.0") not in (b"1.0", b""):
        raise _unreadable("It is not XML 1.0.")


def _unreadable(message: str) -> ResultsUnreadable:
    return ResultsUnreadable(message, _HINT)
