"""Obstacles: why a draft is read-only, and how to resolve that."""

from dataclasses import dataclass
from enum import Enum

from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, short_reason
from checklists.files.lock_file import Taken
from checklists.files.lock_owner import LockOwner


class ObstacleKind(Enum):
    """Kind of an obstacle."""

    HELD = "open in another session"
    UNCERTAIN = "may be open in another session"
    UNWRITABLE = "cannot be written"
    TAKEN_OVER = "taken over by another session"
    UNREADABLE = "cannot be read"
    VIEWED = "opened to be read only"
    CLOSED = "closed"


WAITING = set(ObstacleKind) - {ObstacleKind.VIEWED, ObstacleKind.CLOSED}
"""Obstacles that can resolve themselves, so a retry makes sense."""
OWNED = {ObstacleKind.HELD, ObstacleKind.UNCERTAIN, ObstacleKind.TAKEN_OVER}
"""Obstacles that end when this session takes the draft over."""


@dataclass(frozen=True)
class Obstacle:
    """The reason why a draft is read-only."""

    kind: ObstacleKind
    message: str
    hint: str = "Nothing was changed."
    short: str = ""
    """The reason in a few words, if it adds to the kind."""

    @property
    def waits(self) -> bool:
        """Whether the obstacle can resolve itself."""
        return self.kind in WAITING

    @property
    def owned(self) -> bool:
        """Whether another session has, or may have, the draft."""
        return self.kind in OWNED

    def error(self) -> DraftError:
        """Build the error for an attempt to change the draft."""
        return DraftError(self.message, self.hint)


def from_taken(taken: Taken) -> Obstacle:
    """Build the obstacle for a lock that another session holds."""
    if taken.certain:
        return Obstacle(
            ObstacleKind.HELD,
            f"The draft is open in another session: {taken.owner}.",
            "Nothing was changed. Close the draft there, or repeat the command with --take-over.",
        )
    return Obstacle(
        ObstacleKind.UNCERTAIN,
        f"The draft may still be open in another session: {taken.owner}.",
        "Nothing was changed. If that session has ended, repeat the command with --take-over.",
    )


def from_disk(error: OSError, where: object) -> Obstacle:
    """Build the obstacle for a failed write."""
    return Obstacle(
        ObstacleKind.UNWRITABLE,
        f"{where} is not writable: {os_error_reason(error)}.",
        short=short_reason(error),
    )


def taken_over(owner: LockOwner) -> Obstacle:
    """Build the obstacle for a draft that another session took over."""
    return Obstacle(ObstacleKind.TAKEN_OVER, f"The draft was taken over by {owner}.")
