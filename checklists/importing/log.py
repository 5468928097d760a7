"""What an import writes down on its way, so that nothing is changed or left behind in silence."""

from collections.abc import Iterator

from checklists.model.draft import Healed
from checklists.text import clean

PIECE = 16_000
"""Characters of one remark; a longer text becomes several."""


class Notebook:
    """Two lists: what was read otherwise than it was written, and what has no place in a draft."""

    def __init__(self) -> None:
        self.healed: list[Healed] = []
        self.remarks: list[str] = []

    def heal(self, where: str, was: str, now: str, why: str) -> None:
        """Something means the same in another form, or counts in another place."""
        if len(clean(was, limit=PIECE)) == PIECE:
            self.remark(where, was)
            was = f"{was[:200]} …"
        self.healed.append(Healed(where=where, was=was, now=now, why=why))

    def remark(self, where: str, text: str) -> None:
        """Something has no place."""
        self.remarks.extend(f"{where}: {piece}" for piece in pieces(text))


def pieces(text: str) -> Iterator[str]:
    """A text in parts that are not too long; nothing for an empty one."""
    text = text.strip()
    yield from (text[start : start + PIECE] for start in range(0, len(text), PIECE))
