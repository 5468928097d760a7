"""First frames and memory of the wizard in a real pseudo-terminal, against an empty Textual app in the same run."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.keystroke import MINOR, complete
from benchmarks.pty_program import AICONFORM, PtyProgram
from benchmarks.start import PROGRAM
from benchmarks.timing import Figure, medians
from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.program.program_data import SearchPath, load_program_data

DRAFTS = 200
FLOOR = "an empty Textual app"


def measure(runs: int = 9) -> list[Figure]:
    """The start page without drafts and with many, and the memory of the start page and of an open draft.

    Memory comes first: these runs last until the start page remembers its list, as in daily use.
    """
    with tempfile.TemporaryDirectory() as name:
        home, many, open_home = Path(name, "none"), Path(name, "many"), Path(name, "open")
        _fill(many)
        complete(open_home).abandon()
        options = ("--program", str(PROGRAM)) if PROGRAM.is_dir() else ()
        draft = [AICONFORM, "--draft", "nebula", *options]
        first = medians(_first([AICONFORM, *options], home, "answers stay"), _empty(home), runs)
        start = medians(_memory([AICONFORM, *options], many, f"Nebula {DRAFTS}"), _empty_memory(many), 3)
        listed = medians(_first([AICONFORM, *options], many, f"Nebula {DRAFTS}"), _empty(many), runs)
        opened = medians(_memory(draft, open_home, "Eligibility"), _empty_memory(open_home), 3)
    return [
        Figure("first painted frame", *first, FLOOR, 1.25),
        Figure(f"start page with {DRAFTS} drafts", *listed, FLOOR, 1.5),
        Figure(f"memory, start page with {DRAFTS} drafts", *start, FLOOR, 1.5, unit="MiB"),
        Figure("memory, complete draft before a cluster is read", *opened, FLOOR, 1.5, unit="MiB"),
    ]


def _fill(home: Path) -> None:
    """Create drafts with some answers; the last one is the first of the list."""
    checklist = load_program_data(SearchPath(PROGRAM if PROGRAM.is_dir() else None, (), home)).checklist(MINOR)
    store = DraftStore(home / "drafts")
    for number in range(1, DRAFTS + 1):
        draft = store.create(f"Nebula {number}", checklist)
        for requirement in checklist.requirements[: number % len(checklist.requirements)]:
            draft = draft.with_response(requirement.id, Response(status=Status.IMPLEMENTED, notes="As documented."))
        with store.open(draft.name) as opened:
            opened.save(draft)


def _first(command: Sequence[str], home: Path, mark: str) -> Callable[[], float]:
    def run() -> float:
        with PtyProgram(command, home) as program:
            return program.painted(mark)

    return run


def _empty(home: Path) -> Callable[[], float]:
    def run() -> float:
        with PtyProgram.empty(home) as program:
            return program.painted("painted")

    return run


def _memory(command: Sequence[str], home: Path, mark: str) -> Callable[[], float]:
    def run() -> float:
        with PtyProgram(command, home) as program:
            program.painted(mark)
            program.rest(3)
            return program.mebibytes()

    return run


def _empty_memory(home: Path) -> Callable[[], float]:
    def run() -> float:
        with PtyProgram.empty(home) as program:
            program.painted("painted")
            program.rest(1)
            return program.mebibytes()

    return run
