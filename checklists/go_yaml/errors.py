"""What is said of a text that cannot be read as YAML: libyaml's finding, the line, and what usually helps."""

import yaml
from yaml.reader import ReaderError

from checklists.errors import AiconformError
from checklists.text import clean_line

_HINT = "Compare the lines above with the official checklist: indentation, colons and closing quotes."
_HINTS = (
    ("mapping values are not allowed", "A value that holds a colon and a space needs double quotes around it."),
    ("found unexpected end of stream", "A quote or a bracket that is opened further up is never closed."),
    ("cannot start any token", "A value that starts with a special character needs double quotes around it."),
    ("expected key", "Something on the line, or just above it, is indented differently from its neighbours."),
    ("expected '-' indicator", "Something on the line, or just above it, is indented differently from its neighbours."),
    ("expected ',' or", "A bracket or brace is not closed, or a value that starts with one needs double quotes."),
    ("unknown escape", "In double quotes a backslash is written twice."),
)


class YamlUnreadable(AiconformError):
    """Text that is no YAML, or more of it than anybody writes by hand."""

    def __init__(self, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(clean_line(message, limit=1_000), hint)
        self.line = line


def translate_error(error: Exception, content: bytes) -> YamlUnreadable:
    """The sentence for an error of PyYAML."""
    if isinstance(error, ReaderError):
        line = content.count(b"\n", 0, error.position) + 1
        return YamlUnreadable(
            f"The file is not text: {error.reason}.", "Save it as UTF-8 without control characters.", line
        )
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    problem = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it cannot be parsed"
    place = mark.line + 1 if mark else None
    return YamlUnreadable(f"The file is not YAML: {problem}.", _hint(problem, content, place), place)


def _hint(problem: str, content: bytes, line: int | None) -> str:
    written = b"".join(content.split(b"\n")[line - 1 : line]) if line else b""
    if b"\t" in written[: len(written) - len(written.lstrip())]:
        return "Indent with spaces: YAML takes no tabs there."
    return next((hint for part, hint in _HINTS if part in problem), _HINT)
