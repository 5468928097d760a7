"""Why a draft cannot be changed at the moment, and how that ends."""

from dataclasses import dataclass
from enum import Enum

from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, short_reason
from checklists.files.lock_file import Taken
from checklists.files.lock_owner import LockOwner


class ObstacleKind(Enum):
    """What is in the way."""

    HELD = "open in another session"
    UNCERTAIN = "may be open in another session"
    UNWRITABLE = "cannot be written"
    TAKEN_OVER = "taken over by another session"
    UNREADABLE = "cannot be read"
    VIEWED = "opened to be read only"
    CLOSED = "closed"


WAITING = set(ObstacleKind) - {ObstacleKind.VIEWED, ObstacleKind.CLOSED}
"""Obstacles that can end by themselves: trying again makes sense."""
OWNED = {ObstacleKind.HELD, ObstacleKind.UNCERTAIN, ObstacleKind.TAKEN_OVER}
"""Obstacles that end when this session takes the draft over."""


@dataclass(frozen=True)
class Obstacle:
    """What keeps a draft from being changed."""

    kind: ObstacleKind
    message: str
    hint: str = "Nothing was changed."
    short: str = ""
    """The reason in a few words, where the kind does not say it."""

    @property
    def waits(self) -> bool:
        """It can end by itself."""
        return self.kind in WAITING

    @property
    def owned(self) -> bool:
        """Another session has the draft, or may have it."""
        return self.kind in OWNED

    def error(self) -> DraftError:
        """Return the error for an attempt to change the draft."""
        return DraftError(self.message, self.hint)


def from_taken(taken: Taken) -> Obstacle:
    """Return the obstacle of a lock that could not be taken."""
    if taken.certain:
        return Obstacle(
            ObstacleKind.HELD,
            f"The draft is open in another session: {taken.owner}.",
            "Nothing was changed. Close the draft there first; a command with --take-over takes it over.",
        )
    return Obstacle(
        ObstacleKind.UNCERTAIN,
        f"The draft may still be open in another session: {taken.owner}.",
        "Nothing was changed. If that session has ended, a command with --take-over takes it over.",
    )


def from_disk(error: OSError, where: object) -> Obstacle:
    """Return the obstacle of a disk that refuses."""
    return Obstacle(
        ObstacleKind.UNWRITABLE,
        f"Nothing can be written in {where}: {os_error_reason(error)}.",
        short=short_reason(error),
    )


def taken_over(owner: LockOwner) -> Obstacle:
    """Return the obstacle of a draft that another session took over."""
    return Obstacle(ObstacleKind.TAKEN_OVER, f"The draft was taken over by {owner}.")
