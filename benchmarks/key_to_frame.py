"""From a key to its painted frame, in a real pseudo-terminal, against a key in an empty Textual app in the same run."""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from auto_detect.collector.demo import demo_snapshot
from benchmarks.keystroke import complete
from benchmarks.pty_program import AICONFORM, PtyProgram
from benchmarks.start import PROGRAM
from benchmarks.timing import Figure
from tui.state.session.file_work import keep_snapshot

FSYNC = 0.2
"""Seconds that each fsync takes longer while the disk is slow."""
MEDIAN, SLOWEST = 0.030, 0.060
"""Seconds that a key may take longer than in the empty app: the median, and 95 of 100 keys."""
PAUSE = 0.12
"""Seconds between two keys, as people type."""
FIRST = 0x4E00
"""The first of the characters, each of which appears once on the screen."""
SORTS = "ssssssSSSSSSmmpp"
"""Keys that sort the rows of the matrix, or select some of them and all again."""
NEXT, BACK, TAB, BACKTAB, DOWN, ESCAPE = "\x0e", "\x0f", "\t", "\x1b[Z", "\x1b[B", "\x1b"


def measure(keys: int = 80) -> Iterator[Figure]:
    """Keys in notes, between fields, in lists and dialogs, and from requirement to requirement."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        session = complete(home)
        session.run(keep_snapshot(demo_snapshot(), merge=False))
        ids = [requirement.id for requirement in session.state.checklist.requirements]
        session.close()
        options = ["--draft", "nebula", *(["--program", str(PROGRAM)] if PROGRAM.is_dir() else [])]
        with PtyProgram.empty(home) as empty:
            empty.painted("painted")
            empty.rest(0.5)
            floor = statistics.median(_typed(empty, keys))
        yield from _figures("a key in the notes", _notes([AICONFORM, *options], home, ids[0], keys), floor)
        slow = [sys.executable, "-m", "tests.torture.slow_wizard", str(FSYNC), *options]
        yield from _figures(
            f"a key in the notes, fsync + {FSYNC * 1000:.0f} ms", _notes(slow, home, ids[0], keys), floor
        )
        with PtyProgram([AICONFORM, *options, "--at", ids[0]], home) as program:
            program.painted("What it means")
            program.rest(1)
            yield from _figures("the next requirement, first visits", _visits(program, ids[1:], NEXT), floor)
            back = [*reversed(ids[:-1])]
            again = [*_visits(program, back, BACK), *_visits(program, ids[1:], NEXT), *_visits(program, back, BACK)]
            yield from _figures("another requirement, later visits", again, floor)
            moves = [_pressed(program, key) for _ in range(keys // 8) for key in (TAB, TAB, TAB, BACKTAB)]
            yield from _figures("from field to field", moves, floor)
            program.press(ESCAPE)
            program.press(ESCAPE)
            rows = [_pressed(program, DOWN) for _ in range(12)]
            yield from _figures("a row of the rail", rows, floor)
            yield from _figures("opening the matrix", [_opened(program, "m") for _ in range(keys // 8)], floor)
            program.press("m")
            program.rest(1)
            rows = [_pressed(program, key) for key in "jjjjjjkkkkkk"]
            yield from _figures("a row of the matrix", rows, floor)
            yield from _figures(
                "sorting and selecting rows of the matrix", [_pressed(program, k) for k in SORTS], floor
            )


def _figures(what: str, took: list[float], floor: float) -> Iterator[Figure]:
    above = sorted(seconds - floor for seconds in took)
    ninety_fifth = above[min(round(len(above) * 0.95), len(above) - 1)]
    name = f"what it may take above the empty app's {floor * 1000:.0f} ms"
    yield Figure(f"{what}, median of {len(took)}", statistics.median(above), MEDIAN, name, 1)
    yield Figure(f"{what}, 95th percentile", ninety_fifth, SLOWEST, name, 1)


def _notes(command: list[str], home: Path, requirement: str, keys: int) -> list[float]:
    with PtyProgram([*command, "--at", f"{requirement}.notes"], home) as program:
        program.painted("What it means")
        program.rest(1)
        return _typed(program, keys)


def _typed(program: PtyProgram, keys: int) -> list[float]:
    return [_pressed(program, chr(FIRST + number), chr(FIRST + number)) for number in range(keys)]


def _visits(program: PtyProgram, ids: list[str], key: str) -> list[float]:
    return [_pressed(program, key, requirement) for requirement in ids]


def _opened(program: PtyProgram, key: str) -> float:
    """Open a dialog and close it again; Textual waits a tenth of a second after escape, for a longer key."""
    took = _pressed(program, key)
    program.press(ESCAPE)
    program.rest(4 * PAUSE)
    return took


def _pressed(program: PtyProgram, key: str, mark: str = "") -> float:
    took = program.press(key, mark)
    program.rest(PAUSE)
    return took
