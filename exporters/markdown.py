"""Escapes untrusted text for Markdown."""

import re
from urllib.parse import quote

from checklists.text import clean_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#$!@])")
_URL = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_URL_SAFE = "!#$%&'()*+,/:;=?@-._~"


def escape(value: str) -> str:
    """Escape a text to one line without emphasis, code, links, images, mentions, table cells or HTML."""
    return _SPECIAL.sub(r"\\\1", clean_line(value))


def code(value: str) -> str:
    """Format an id, path or field as a code span."""
    return "`" + clean_line(value).replace("`", "'").replace("|", "\\|") + "`"


def link(value: str) -> str:
    """Format a URL as a link; other text is escaped."""
    line = clean_line(value)
    return f"<{quote(line, safe=_URL_SAFE)}>" if _URL.fullmatch(line) else escape(line)


def file_link(path: str) -> str:
    """Format a link to a file in the document's folder."""
    return f"[{escape(path)}]({quote(path, safe='/')})"


def block(command: str) -> str:
    """Format a shell command as a fenced block."""
    return f"```sh\n{clean_line(command).replace('```', '')}\n```"
