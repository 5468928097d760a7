"""Confirmations of a pull request, and the boxes of the program's own template."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from checklists.files.atomic_file import read_bounded

_SIZE_LIMIT = 256 * 2**10
_BOX = re.compile(r"^(?P<start>\s*[-*+]\s+)\[[ xX]\](?P<text>\s+.*)$")
_FOLDERS = (".github", "", "docs")
_NAME = "pull_request_template.md"

ONLY_A_PERSON = "Only a person can confirm this."


@dataclass(frozen=True)
class Confirmation:
    """A statement that the program requires."""

    text: str
    topic: str
    """Regular expression that finds the statement in the program's template."""
    reason: str = ""
    """Why the box stays open; empty if the statement is known to be true."""

    @property
    def done(self) -> bool:
        """Whether the statement is known to be true."""
        return not self.reason


def find_template(folders: Iterable[Path]) -> str | None:
    """Return the program's pull request template from the first folder that has it; None if no folder has it.

    Args:
        folders: Clones of the program repository.
    """
    for folder in folders:
        for name in _FOLDERS:
            for path in _matching(folder / name):
                try:
                    return read_bounded(path, _SIZE_LIMIT).decode("utf-8-sig").replace("\r\n", "\n")
                except (OSError, UnicodeDecodeError):
                    continue
    return None


def _matching(folder: Path) -> list[Path]:
    """Return the files that GitHub takes for the template: it ignores the case of the name."""
    try:
        return [path for path in sorted(folder.iterdir()) if path.name.lower() == _NAME]
    except OSError:
        return []


def fill_template(template: str, confirmations: Iterable[Confirmation]) -> str:
    """Tick the template's boxes that are known to be true; every other box stays open, with the reason.

    Args:
        template: The program's template.
        confirmations: What is known; a box without a matching confirmation stays open.
    """
    known = tuple(confirmations)
    return "\n".join(_filled(line, known) for line in template.rstrip().split("\n"))


def _filled(line: str, confirmations: tuple[Confirmation, ...]) -> str:
    box = _BOX.match(line)
    if box is None:
        return line
    matches = [c for c in confirmations if re.search(c.topic, box["text"], re.IGNORECASE)]
    reasons = [c.reason for c in matches if c.reason]
    if matches and not reasons:
        return f"{box['start']}[x]{box['text']}"
    indent = " " * len(box["start"].rstrip()) + " "
    reason = " ".join(dict.fromkeys(reasons)) or ONLY_A_PERSON
    return f"{box['start']}[ ]{box['text']}\n{indent}- Open: {reason}"
