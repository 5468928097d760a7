"""Attempts to export, and the decisions of a person that they may need."""

from dataclasses import dataclass, replace

from checklists.errors import AiconformError, ExportError
from exporters.blocking_secrets import SecretsFound
from exporters.export import Way
from exporters.git.commit import BranchExists
from exporters.review_archive import ArchiveExists
from exporters.writer import ExportConflict


class NotAccepted(ExportError):
    """The program's check would fail."""


@dataclass(frozen=True)
class Attempt:
    """One export as requested, with the decisions made so far."""

    way: Way
    force: bool = False
    replace: bool = False
    update: bool = False

    def after(self, refusal: AiconformError) -> "Attempt | None":
        """Return the attempt after the decision that a refusal needs; None if no decision helps."""
        match refusal:
            case NotAccepted():
                return replace(self, force=True)
            case ExportConflict() | ArchiveExists():
                return replace(self, replace=True)
            case BranchExists():
                return replace(self, update=True)
        return None


_LABELS: dict[type[ExportError], str] = {
    NotAccepted: "Export anyway",
    BranchExists: "Update the branch",
    SecretsFound: "Decide about the secret",
}


def decision_label(refusal: AiconformError) -> str:
    """Return the label of the decision that a refusal needs."""
    return next((label for kind, label in _LABELS.items() if isinstance(refusal, kind)), "Replace the files")
