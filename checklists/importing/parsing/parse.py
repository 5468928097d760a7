"""A submission's text as a tree: as YAML where it is YAML, line by line where it is none."""

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
    """What a submission's file holds."""

    text: str
    root: Tree | None
    """None where it holds nothing."""
    fault: YamlUnreadable | None
    """Why the program would not read it, with the line."""


def parse_text(data: bytes, words: Vocabulary, log: ImportLog) -> ParsedSubmission:
    """Read a submission, whatever state it is in."""
    text = _decoded(data)
    fault = _fault(data)
    documents = [part for part in _documents(text) if _says_something(part)]
    likely = max(documents, key=lambda part: len(_ENTRY.findall(part)), default="")
    for other in documents:
        if other is not likely:
            log.record_remark("Another document in the file, which is no part of the submission", other)
    return ParsedSubmission(text, _tree(likely, words), fault)


def _fault(data: bytes) -> YamlUnreadable | None:
    try:
        submission.parse_submission(data)
    except YamlUnreadable as fault:
        return fault
    return None


def _tree(text: str, words: Vocabulary) -> Tree | None:
    """As it is, else with what YAML never takes put right, else line by line."""
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
    """Whether the first document is the whole text: YAML lets one end where indentation goes wrong."""
    try:
        return sum(isinstance(event, yaml.DocumentStartEvent) for event in yaml.parse(text, Loader=LOADER)) == 1
    except yaml.YAMLError:
        return False


def _documents(text: str) -> list[str]:
    """The parts of a file between its document markers; a directive belongs to no part."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if marker:
            rest = line[marker.end() :]
            parts.append([f"   {rest}"] if rest.strip() else [])
        elif len(parts) > 1 or not _DIRECTIVE.match(line):
            parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _says_something(part: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in part.split("\n"))


def _decoded(data: bytes) -> str:
    """The text, with line feeds alone; what is no UTF-8 is taken as the most usual other encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return re.sub("\r\n?", "\n", text)
