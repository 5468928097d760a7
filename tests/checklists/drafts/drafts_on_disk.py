"""Drafts on a real disk, and another process that has one open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checklists.drafts.store import DraftStore
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response

ROOT = Path(__file__).resolve().parents[3]
CHECKLIST = Checklist("1.36", (), None, "nowhere")
OPEN = "import sys, pathlib; from checklists.drafts.store import DraftStore\n"
OPEN += "opened = DraftStore(pathlib.Path(sys.argv[1])).open(sys.argv[2])\n"
OPEN += "print(opened.read_only, flush=True); sys.stdin.read(); opened.close()"
SAVE = (
    "import itertools, sys, pathlib; from checklists.drafts.store import DraftStore; from "
    "checklists.model.draft import Response\n"
)
SAVE += "opened = DraftStore(pathlib.Path(sys.argv[1])).open(sys.argv[2])\n"
SAVE += "for turn in itertools.count(1):\n"
SAVE += "    response = Response(notes=f'{turn} ' * 2000)\n"
SAVE += "    opened.save(opened.draft.with_response('gang_scheduling', response)); print(flush=True)"


class Clock:
    """A clock that advances one minute at every call."""

    def __init__(self) -> None:
        self.time = datetime(2026, 9, 1, 12, 0, 0, 123_456, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@contextmanager
def open_elsewhere(store: DraftStore, name: str) -> Iterator["subprocess.Popen[str]"]:
    """Open the draft in another process."""
    command = [sys.executable, "-c", OPEN, str(store.root), name]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "False"
            yield process
        finally:
            process.kill()
            process.communicate(timeout=20)


def content(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder except locks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def answered(draft: Draft, notes: str = "yes") -> Draft:
    return draft.with_response("gang_scheduling", Response(status=Status.IMPLEMENTED, notes=notes))
