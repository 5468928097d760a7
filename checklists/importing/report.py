"""The record of an import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checklists.go_yaml.errors import YamlUnreadable
from checklists.importing.changes import ChecklistChanges
from checklists.model.draft import Draft, Healed
from checklists.text import clean

MAX_REMARK = 16_000
"""Maximum length of a remark; a longer text becomes several."""


class ImportLog:
    """The repairs of an import, and the texts that have no place in a draft."""

    def __init__(self) -> None:
        self.healed: list[Healed] = []
        self.remarks: list[str] = []

    def record_fix(self, where: str, was: str, now: str, why: str) -> None:
        """Record a repair: the same meaning in another form or place."""
        if len(clean(was, limit=MAX_REMARK)) == MAX_REMARK:
            self.record_remark(where, was)
            was = f"{was[:200]} …"
        self.healed.append(Healed(where=where, was=was, now=now, why=why))

    def record_remark(self, where: str, text: str) -> None:
        """Record a text that has no place in the draft."""
        self.remarks.extend(f"{where}: {part}" for part in split_text(text))


def split_text(text: str) -> Iterator[str]:
    """Split a text into parts of at most `MAX_REMARK` characters; yield nothing for a blank text."""
    text = text.strip()
    yield from (text[start : start + MAX_REMARK] for start in range(0, len(text), MAX_REMARK))


@dataclass(frozen=True)
class ImportReport:
    """The result of an import; the draft itself holds repairs and remarks."""

    draft: Draft
    changes: ChecklistChanges
    fault: YamlUnreadable | None
    """The reason and line where the program fails to read the file."""
    files: tuple[str, ...]
    """Imported evidence files."""
    refused: Mapping[str, str]
    """Evidence files that were not imported, with reasons."""
    missing: tuple[str, ...]
    """Evidence values that are neither a link nor an existing file."""
    left: tuple[str, ...]
    """Files of the submission that no evidence value names."""
