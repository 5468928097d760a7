"""Foreign text inside Markdown: it stays text, whatever it holds."""

import re
from urllib.parse import quote

from checklists.text import clean_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#$!@])")
_URL = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_URL_SAFE = "!#$%&'()*+,/:;=?@-._~"


def escape(value: str) -> str:
    """One line that opens no emphasis, code, link, image, mention, table cell or HTML."""
    return _SPECIAL.sub(r"\\\1", clean_line(value))


def code(value: str) -> str:
    """A code span for names of ours: ids, paths, fields."""
    return "`" + clean_line(value).replace("`", "'").replace("|", "\\|") + "`"


def link(value: str) -> str:
    """A link to a URL; plain text if it is none."""
    line = clean_line(value)
    return f"<{quote(line, safe=_URL_SAFE)}>" if _URL.fullmatch(line) else escape(line)


def file_link(path: str) -> str:
    """A link to a file beside the document."""
    return f"[{escape(path)}]({quote(path, safe='/')})"


def block(command: str) -> str:
    """A fenced block with one shell command."""
    return f"```sh\n{clean_line(command).replace('```', '')}\n```"
