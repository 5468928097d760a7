"""Random text typed into every field at several paces, with resizes and a slow disk, is stored unchanged."""

import random
from dataclasses import dataclass

from tests.torture.typist import FIELDS, Typist, stored
from tests.typed_text import pieces, random_text

PACES = (0.005, 0.02, 0.05, 0.12, 0.2)
SLOW = 0.2
"""Delay of each fsync in every third run, in seconds."""
LONGEST = 8.0
"""Approximate seconds of typing in one run."""
QUIT, TAB = "\x11", "\t"


@dataclass(frozen=True)
class Text:
    """The outcome of one run."""

    seed: int
    field: str
    pace: float
    fsync: float
    typed: str
    kept: str

    @property
    def held(self) -> bool:
        """Whether stored text equals typed text."""
        return self.kept == self.typed

    def __str__(self) -> str:
        """Return one line."""
        what = f"text {self.seed}, {self.field}, {self.pace * 1000:.0f} ms a key, fsync + {self.fsync * 1000:.0f} ms: "
        return what + (f"{len(self.typed)} kept" if self.held else f"typed {self.typed!r}, kept {self.kept!r}")


def text(seed: int) -> Text:
    """Type a text, leave the wizard in one of several ways, and compare it with the draft on disk."""
    chance = random.Random(f"text {seed}")
    field, pace = list(FIELDS)[seed % len(FIELDS)], chance.choice(PACES)
    fsync = SLOW if seed % 3 == 0 else 0.0
    words = max(1, int(LONGEST / pace / 6))
    typed = random_text(chance, words=min(words, 25), gaps={"notes": " \n", "evidence": "-"}.get(field, " "))
    with Typist(field, fsync) as typist:
        if field == "evidence":
            typed = f"https://nebula.example/{typed}"
        for piece in pieces(typed, chance):
            typist.send(piece)
            typist.rest(pace)
            if chance.random() < 0.02:
                typist.terminal.resize(119 + chance.randint(0, 2), 40 - chance.randint(0, 2))
        if chance.random() < 0.5:
            typist.send(QUIT)
        else:
            typist.send(TAB)
            typist.rest(chance.uniform(0, 2))
            typist.send(QUIT)
        typist.terminal.wait_for_end()
        kept = stored(typist.draft, field)
    return Text(seed, field, pace, fsync, typed, kept)
