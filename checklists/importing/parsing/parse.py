"""Parsing of a submission to a tree: as YAML, or else line by line."""

import codecs
import re
from dataclasses import dataclass

import yaml

from checklists.go_yaml import parser
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.parser import LOADER
from checklists.importing.parsing import line_parser
from checklists.importing.parsing.tree import Tree, expand
from checklists.importing.report import ImportLog
from checklists.importing.vocabulary import Vocabulary
from checklists.submission import submission

_MARKER = re.compile(r"(?:---|\.\.\.)(?=\s|$)")
_ENTRY = re.compile(r"""^\s*(?:-\s+)?["']?(?:metadata|spec|id)["']?\s*:""", re.MULTILINE | re.IGNORECASE)
_DIRECTIVE = re.compile(r"%[A-Z]+ ")
_INDENT = re.compile(r"^[\t \u00a0]*\t[\t \u00a0]*|^ *\u00a0[\u00a0 ]*", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class ParsedSubmission:
    """A parsed submission."""

    text: str
    root: Tree | None
    """None for an empty file."""
    fault: YamlUnreadable | None
    """The reason and line where the program fails to read it."""


def parse_text(data: bytes, words: Vocabulary, log: ImportLog) -> ParsedSubmission:
    """Parse a submission in any state."""
    text = _decoded(data)
    fault = _fault(data)
    documents = [part for part in _documents(text) if _has_content(part)]
    likely = max(documents, key=lambda part: len(_ENTRY.findall(part)), default="")
    for other in documents:
        if other is not likely:
            log.record_remark("Another document in the file, outside the submission", other)
    return ParsedSubmission(text, _tree(likely, words), fault)


def _fault(data: bytes) -> YamlUnreadable | None:
    try:
        submission.parse_submission(data)
    except YamlUnreadable as fault:
        return fault
    return None


def _tree(text: str, words: Vocabulary) -> Tree | None:
    """Parse as is, then without tabs and control characters, then line by line."""
    tidy = _INDENT.sub(lambda found: found[0].replace("\t", "  ").replace("\u00a0", " "), _CONTROL.sub("", text))
    for attempt in dict.fromkeys((text, tidy)):
        try:
            root = parser.read(attempt)
        except YamlUnreadable:
            continue
        if root is None:
            return None
        if _is_single_document(attempt):
            return expand(root)
    return line_parser.parse_lines(tidy, words)


def _is_single_document(text: str) -> bool:
    """Return whether the text is a single document; wrong indentation can end one early."""
    try:
        return sum(isinstance(event, yaml.DocumentStartEvent) for event in yaml.parse(text, Loader=LOADER)) == 1
    except yaml.YAMLError:
        return False


def _documents(text: str) -> list[str]:
    """Split a file at document markers, without directives."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if marker:
            rest = line[marker.end() :]
            parts.append([f"   {rest}"] if rest.strip() else [])
        elif len(parts) > 1 or not _DIRECTIVE.match(line):
            parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _has_content(part: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in part.split("\n"))


def _decoded(data: bytes) -> str:
    """Decode the text with line feeds only: UTF-8, UTF-16 with a byte order mark, or else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return re.sub("\r\n?", "\n", text)
