"""Random text as people type it, and the input that a terminal sends for it."""

import random
from collections.abc import Iterator

LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789.,;:-_()/=+äöüßéñøλЖ漢字かなカ한글"
COMBINING = ("e\u0301", "n\u0303", "a\u030a", "o\u0302\u0323")
"""Letters that consist of several code points."""


def random_text(chance: random.Random, *, words: int = 5, gaps: str = " ") -> str:
    """Return up to `words` words of ordinary, wide and combining characters, separated by random `gaps`."""

    def letter() -> str:
        return chance.choice(COMBINING if chance.random() < 0.1 else LETTERS)

    made = ["".join(letter() for _ in range(chance.randint(1, 8))) for _ in range(chance.randint(1, words))]
    return "".join(f"{word}{chance.choice(gaps)}" for word in made[:-1]) + made[-1]


def pieces(text: str, chance: random.Random) -> Iterator[str]:
    """Yield a terminal's input for a text: most code points one by one, some runs as a paste."""
    at = 0
    while at < len(text):
        size = chance.randint(2, 9) if chance.random() < 0.05 else 1
        piece, at = text[at : at + size], at + size
        yield piece.replace("\n", "\r") if len(piece) == 1 else f"\x1b[200~{piece}\x1b[201~"
