"""`junit.xml`: test suites in XML, read as a stream.

Nothing is ever declared: an XML declaration or a DOCTYPE before the root does not reach the parser, and a DOCTYPE that
holds declarations is refused. So there is no entity to be expanded, and nothing outside the file to be read.

Compared with the program's own reading on thousands of damaged files. What is left is written by no tool: Go also takes
attributes that stand twice or without a space between them, and keeps line feeds and tabs within a test's name.
"""

import re
from typing import BinaryIO
from xml.parsers import expat

from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.results import ResultsBuilder

MAX_DEPTH = 5_000
MAX_TOKEN = 16 * 2**20
"""Bytes of a single tag, attributes included, or comment."""
MAX_PROLOG = 2**20
_CHUNK = 2**18
_PIECE = re.compile(
    rb"[^<]*(?:(?P<xml><\?xml\s(?P<says>.*?)\?>)|<!--.*?-->|<\?.*?\?>|(?P<type><![A-Za-z][^<>\[]*>)|(?P<declares><![A-Za-z]))",
    re.DOTALL,
)
_DECLARED = re.compile(rb"""(version|encoding)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HINT = "Let the test tool write the file anew, or take one of the other two forms of results."


def read_junit(file: BinaryIO, builder: ResultsBuilder) -> None:
    """Every test case of every suite.

    Raises:
        ArtifactUnreadable: it is no JUnit file, or one that only somebody with bad intent writes.
    """
    suites = _Suites(builder)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = suites.start
    parser.EndElementHandler = suites.end
    fed = 0
    chunk = b"<_>" + _without_prolog(file.read(MAX_PROLOG))
    try:
        while chunk:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise _unreadable(f"It holds a tag or a comment of more than {MAX_TOKEN // 2**20} MiB.")
            chunk = file.read(_CHUNK)
        parser.Parse(b"", True)
    except _RootClosed:
        return
    except expat.ExpatError as error:
        raise _unreadable(f"It is no XML on line {error.lineno}: {expat.ErrorString(error.code)}.") from None


class _RootClosed(Exception):
    """What comes behind does not count."""


class _Suites:
    """Follows nested suites down to their cases; elements that are neither are passed over with all that they hold.

    The program looks at all cases of a suite before it looks into the suites within: their place is the suite's number.
    """

    def __init__(self, builder: ResultsBuilder) -> None:
        self._tally = builder
        self._depth = 0
        self._followed = 1
        self._opened = 0
        self._places: list[int] = []
        self._case: str | None = None
        self._outcome = CaseOutcome.PASSED

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _unreadable(f"It is nested deeper than {MAX_DEPTH:,} levels.")
        if self._depth != self._followed + 1:
            return
        name = tag.rpartition(":")[2]
        if self._case is not None:
            self._within_case(name)
        elif name == "testcase" and self._depth > 2:
            self._case, self._outcome, self._followed = attributes.get("name", ""), CaseOutcome.PASSED, self._depth
        elif name == "testsuite" or (name == "testsuites" and self._depth == 2):
            self._followed = self._depth
            self._places.append(self._opened)
            self._opened += 1
        elif self._depth == 2:
            raise _unreadable("Its outermost element is neither `testsuites` nor `testsuite`.")

    def _within_case(self, name: str) -> None:
        if name in ("failure", "error"):
            self._outcome = CaseOutcome.FAILED
        elif name == "skipped" and self._outcome is CaseOutcome.PASSED:
            self._outcome = CaseOutcome.SKIPPED

    def end(self, tag: str) -> None:  # noqa: ARG002
        if self._depth == self._followed:
            if self._case is not None:
                self._tally.add(self._case, self._outcome, self._places[-1])
                self._case = None
            else:
                self._places.pop()
            self._followed -= 1
            if self._followed == 1:
                raise _RootClosed
        self._depth -= 1


def _without_prolog(head: bytes) -> bytes:
    """The beginning of the file without XML declaration and DOCTYPE, its line feeds kept."""
    kept: list[bytes] = []
    place = 0
    while match := _PIECE.match(head, place):
        if match["declares"]:
            raise _unreadable("It has a DOCTYPE with declarations.")
        if match["xml"]:
            _require_readable(match["says"])
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
