"""Comments of a submission, except those of the checklist; a comment is often the only label of a link."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from checklists.go_yaml.parser import LOADER
from checklists.importing.report import ImportLog
from checklists.importing.vocabulary import normalize_key
from checklists.text import clean_line

_COMMENT = re.compile(r"#+!?[ \t]*([^\n]*)")
_LIKELY = re.compile(r"(?:^|(?<=\s))#+[ \t]*([^\n]*)")
_CONTEXT = 100
_LONG = 20
"""Minimum length that identifies a part of the checklist's comments."""


@dataclass(frozen=True)
class Comment:
    """A comment."""

    text: str
    line: int
    before: str
    """The text before it on its line."""


def log_comments(text: str, templates: Iterable[str], log: ImportLog) -> None:
    """Log the comments of a submission, except those of its checklists."""
    known = [normalize_key(comment.text) for template in templates for comment in comments(template)]
    whole = "".join(known)
    for comment in comments(text):
        text_found = normalize_key(comment.text)
        rewrapped = len(text_found) >= _LONG and text_found in whole
        if text_found and text_found not in known and not rewrapped:
            after_text = f", after {comment.before}" if comment.before else ""
            log.record_remark(f"Comment on line {comment.line}{after_text}", comment.text)


def comments(text: str) -> Iterator[Comment]:
    """Yield all comments, in file order."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for start, words in _comment_starts(text):
        line = bisect_right(starts, start)
        yield Comment(words.strip(), line, clean_line(text[starts[line - 1] : start], limit=_CONTEXT))


def _comment_starts(text: str) -> list[tuple[int, str]]:
    """Return offsets and texts of comments: between YAML tokens, or by pattern if the text is not YAML."""
    found: list[tuple[int, str]] = []
    end = 0
    try:
        for token in yaml.scan(text, Loader=LOADER):
            start = token.start_mark.index
            found += [(match.start(), match[1]) for match in _COMMENT.finditer(text, end, max(start, end))]
            end = max(end, token.end_mark.index)
    except yaml.YAMLError:
        return [(match.start(), match[1]) for match in _LIKELY.finditer(text)]
    return found
