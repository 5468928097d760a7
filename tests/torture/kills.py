"""SIGKILL while text is typed: the age of the first character that is not on disk."""

import random
import time
from dataclasses import dataclass

from tests.torture.typist import Typist, stored

FIELDS = ("notes", "description", "evidence")
ALLOWED = 1.2
"""Maximum age of unsaved characters in seconds."""


@dataclass(frozen=True)
class Kill:
    """The outcome of one run."""

    seed: int
    field: str
    human: bool
    """Typed with pauses between words, as people do."""
    typed: int
    """Number of typed characters."""
    lost: float
    """Age in seconds of the oldest character that is not on disk."""
    fault: str = ""
    """Any other problem."""

    @property
    def held(self) -> bool:
        """Whether everything older than allowed is on disk, undamaged, and the draft unlocked."""
        return self.lost <= ALLOWED and not self.fault

    def __str__(self) -> str:
        """Return one line."""
        pace = "human" if self.human else "continuous"
        return (
            f"kill {self.seed}, {self.field}, {pace}: {self.typed} typed, {self.lost:.2f} s lost {self.fault}".rstrip()
        )


def kill(seed: int) -> Kill:
    """Type for some seconds, kill the wizard, and compare the typed text with the draft on disk."""
    chance = random.Random(f"kill {seed}")
    field, human = FIELDS[seed % len(FIELDS)], seed % 2 == 0
    with Typist(field) as typist:
        end = time.monotonic() + chance.uniform(1, 8)
        number, word = 0, ""
        while time.monotonic() < end:
            if not word:
                number += 1
                word = f"w{number:04d}{'-' if field == 'evidence' else ' '}"
            typist.send(word[0])
            word = word[1:]
            pause = chance.uniform(0.5, 2.5) if human and not word and chance.random() < 0.25 else 0.0
            typist.rest(min(pause or chance.uniform(0.03, 0.15), max(0.0, end - time.monotonic())))
        killed = typist.kill()
        typist.terminal.wait_until_gone()
        typed = "".join(character for _, character in typist.sent)
        with typist.store.open("nebula") as opened:
            fault = "the draft is locked" if opened.read_only else ""
        kept = stored(typist.draft, field)
        if not typed.startswith(kept):
            return Kill(seed, field, human, len(typed), 0.0, f"stored {kept!r}")
        missing = len(kept) + (typed[len(kept) :].startswith(" "))  # A space at the end of a line is not stored.
        lost = killed - typist.sent[missing][0] if missing < len(typed) else 0.0
        return Kill(seed, field, human, len(typed), lost, fault)
