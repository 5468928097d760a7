"""Random input as a terminal sends it; a seed always produces the same strokes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPE, ENTER, TAB, BACKTAB = "\x1b", "\r", "\t", "\x1b[Z"
MOVES = {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F"}
PAGES = ("\x1b[5~", "\x1b[6~")
FUNCTION = ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[19~", "\x1b[20~", "\x1b[21~")
CONTROL = tuple(chr(ord(letter) - 96) for letter in "abdefgknoprstuvwxy")
"""Without ctrl+c, ctrl+q and ctrl+z, which quit or suspend, and ctrl+h to ctrl+m, which are other keys."""
STEPS = ("\x0e", "\x0e", "\x0f", "\x07", "\x10", "\x14", "\x13", "\x1b[19~", "\x1bOQ", "\x1bOR", "\x1b[20~", "[", "]")
HOME = (*"nidrcmt", "\x0c", "\x12")
EDITING = ("\x7f", "\x7f", "\x1b[3~", "\x01", "\x0b", "\x15", "\x17", "\x1b[1;2A", "\x1b[1;5D", "\x1b[1;2B")
CHARACTERS = "abcdefghijklmnoprstuvwxyz0123456789 -_/.:#[]{}?!@\"'\\<>|~éß漢👍"
PASTES = (
    "https://docs.nebula.example/a",
    "hello\nworld\n\n- x",
    "[/bold][red]x[/] \x07",
    "\u202eevil\u202c 漢字 👩\u200d👩\u200d👧 e\u0301",
    "https://a.example/1\nhttps://a.example/2\n  junit.xml#TestX \n",
    "a" * 3000,
    "line\n" * 300,
    "./kubeconfig",
    "\x00\x01\x02",
    "2026-01-02",
    "v1.37.0",
    "[" * 200,
    "x\ty\r\nz",
    "[link=https://x]l[/link]",
)
KEYS: dict[tuple[str, ...], int] = {
    tuple(CHARACTERS): 22,
    (ENTER,): 8,
    (TAB, TAB, BACKTAB): 10,
    (*MOVES.values(), MOVES["down"], *PAGES): 18,
    (" ",): 5,
    STEPS: 10,
    (ESCAPE,): 4,
    FUNCTION: 3,
    CONTROL: 4,
    HOME: 2,
    EDITING: 4,
    tuple(f"\x1b[200~{text}\x1b[201~" for text in PASTES): 2,
}
"""Relative frequency of each kind of stroke."""
SIZES = ((80, 24), (120, 40), (60, 20), (30, 10), (200, 60))
Size = tuple[int, int]


@dataclass(frozen=True)
class Stroke:
    """Input that arrives at once: bytes, or a new terminal size."""

    data: str = ""
    size: Size | None = None


def strokes(seed: int, size: Size) -> Iterator[Stroke]:
    """Yield strokes without end; one in ten combines several keys or clicks."""
    rnd = random.Random(seed)
    while True:
        if rnd.random() < 0.005:
            yield Stroke(size=rnd.choice((*SIZES, size, size)))
        elif rnd.random() < 0.1:
            yield Stroke("".join(_one(rnd, size) for _ in range(rnd.randint(2, 5))))
        else:
            yield Stroke(_one(rnd, size) * (2 if rnd.random() < 0.05 else 1))


def _one(rnd: random.Random, size: Size) -> str:
    if rnd.random() < 0.08:
        return _mouse(rnd, size)
    return rnd.choice(rnd.choices(tuple(KEYS), tuple(KEYS.values()))[0])


def _mouse(rnd: random.Random, size: Size) -> str:
    place = f"{rnd.randint(1, size[0])};{rnd.randint(1, size[1])}"
    button = rnd.choice((0, 0, 0, 0, 2, 35, 64, 65))
    pressed = f"\x1b[<{button};{place}M"
    return pressed + (f"\x1b[<{button};{place}m" if button < 35 else "")
