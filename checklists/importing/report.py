"""What an import did, for a person and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.go_yaml.errors import YamlUnreadable
from checklists.importing.changes import Course
from checklists.model.draft import Draft


@dataclass(frozen=True)
class ImportReport:
    """What became of a submission; what was healed, and what has no place, the draft holds itself."""

    draft: Draft
    course: Course
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
