"""Error for unreadable YAML: libyaml's message, the line and a hint."""

import yaml
from yaml.reader import ReaderError

from checklists.errors import AiconformError
from checklists.text import clean_line

_HINT = "Compare the lines above with the official checklist: indentation, colons and closing quotes."
_ENDS = "found unexpected end of stream"
_CLOSE = "Close the bracket or brace, or put a value that starts with a bracket in double quotes."
_HINTS = (
    ("mapping values are not allowed", "Put a value that contains a colon and a space in double quotes."),
    (_ENDS, "Close the quote that this line opens."),
    ("cannot start any token", "Put a value that starts with a special character in double quotes."),
    ("expected key", "Indent this line, or the line above, like its neighbors."),
    ("expected '-' indicator", "Indent this line, or the line above, like its neighbors."),
    ("expected ',' or", _CLOSE),
    ("expected node content", _CLOSE),
    ("unknown escape", "Double the backslash in a double-quoted text."),
)


class YamlUnreadable(AiconformError):
    """Text that is not YAML, or exceeds the size limits."""

    def __init__(self, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(clean_line(message, limit=1_000), hint)
        self.line = line


def translate_error(error: Exception, content: bytes) -> YamlUnreadable:
    """Translate an error of PyYAML."""
    if isinstance(error, ReaderError):
        line = content.count(b"\n", 0, error.position) + 1
        return YamlUnreadable(
            f"The file is not text: {error.reason}.", "Save it as UTF-8 without control characters.", line
        )
    marked = error if isinstance(error, yaml.MarkedYAMLError) else None
    problem = (marked and marked.problem) or "it cannot be parsed"
    place = _line(marked, content) if marked else None
    return YamlUnreadable(f"The file is not YAML: {problem}.", _hint(problem, content, place), place)


def _line(error: yaml.MarkedYAMLError, content: bytes) -> int | None:
    """Return the line of the problem, at most the last one; of an open quote, the line that opens it."""
    mark = error.context_mark if error.problem == _ENDS and error.context_mark else error.problem_mark
    return min(mark.line + 1, max(len(content.splitlines()), 1)) if mark else None


def _hint(problem: str, content: bytes, line: int | None) -> str:
    written = b"".join(content.split(b"\n")[line - 1 : line]) if line else b""
    if b"\t" in written[: len(written) - len(written.lstrip())]:
        return "Indent with spaces: YAML does not allow tabs there."
    return next((hint for part, hint in _HINTS if part in problem), _HINT)
