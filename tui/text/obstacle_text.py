"""Texts for a draft that cannot be changed or saved."""

from checklists.drafts.obstacle import Obstacle, ObstacleKind
from checklists.errors import AiconformError, ChangedOnDisk, NotWritten
from tui.text.key_hints import with_keys

_LABELS = {
    ObstacleKind.HELD: "open in another session, waiting",
    ObstacleKind.UNCERTAIN: "may be open in another session",
    ObstacleKind.TAKEN_OVER: "taken over by another session",
}
_OUTLOOKS = {
    ObstacleKind.HELD: "You can edit it here once that session ends; {f7:wizard.take_over} takes it over.",
    ObstacleKind.UNCERTAIN: "You can edit it here once that session ends; {f7:wizard.take_over} takes it over.",
    ObstacleKind.TAKEN_OVER: "Quit to keep unsaved answers as a copy.",
    ObstacleKind.UNWRITABLE: "It becomes editable once that works; the wizard tries again every few seconds.",
    ObstacleKind.UNREADABLE: "It becomes editable once that works; the wizard tries again every few seconds.",
}


def read_only_label(obstacle: Obstacle) -> str:
    """Return the label of the header."""
    if obstacle.short:
        return f"read-only: {obstacle.short}, trying again"
    return f"read-only: {_LABELS.get(obstacle.kind, obstacle.kind.value)}"


def read_only_notice(obstacle: Obstacle) -> str:
    """Return why the draft is read-only, and how that ends."""
    return f"{obstacle.message} {with_keys(_OUTLOOKS.get(obstacle.kind, ''))}".rstrip()


def unsaved_label(error: AiconformError) -> str:
    """Return the label of the header after a save that failed."""
    if isinstance(error, NotWritten):
        return f"not saved: {error.short}, trying again"
    return (
        f"not saved: {error.message}"
        if isinstance(error, ChangedOnDisk)
        else f"not saved, trying again: {error.message}"
    )
