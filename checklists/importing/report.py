"""What an import did, for a person and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checklists.go_yaml.errors import YamlUnreadable
from checklists.importing.changes import ChecklistChanges
from checklists.model.draft import Draft, Healed
from checklists.text import clean

MAX_REMARK = 16_000
"""Characters of one remark; a longer text becomes several."""


class ImportLog:
    """Two lists: what was read otherwise than it was written, and what has no place in a draft."""

    def __init__(self) -> None:
        self.healed: list[Healed] = []
        self.remarks: list[str] = []

    def record_fix(self, where: str, was: str, now: str, why: str) -> None:
        """Something means the same in another form, or counts in another place."""
        if len(clean(was, limit=MAX_REMARK)) == MAX_REMARK:
            self.record_remark(where, was)
            was = f"{was[:200]} …"
        self.healed.append(Healed(where=where, was=was, now=now, why=why))

    def record_remark(self, where: str, text: str) -> None:
        """Something has no place."""
        self.remarks.extend(f"{where}: {part}" for part in split_text(text))


def split_text(text: str) -> Iterator[str]:
    """A text in parts that are not too long; nothing for an empty one."""
    text = text.strip()
    yield from (text[start : start + MAX_REMARK] for start in range(0, len(text), MAX_REMARK))


@dataclass(frozen=True)
class ImportReport:
    """What became of a submission; what was healed, and what has no place, the draft holds itself."""

    draft: Draft
    changes: ChecklistChanges
    fault: YamlUnreadable | None
    """Why the program would not read the file, with the line."""
    files: tuple[str, ...]
    """Evidence files that came along."""
    refused: Mapping[str, str]
    """Files that evidence names and that did not, and why."""
    missing: tuple[str, ...]
    """Evidence that is no link, and no file beside the submission."""
    left: tuple[str, ...]
    """Files beside the submission that no evidence names."""
