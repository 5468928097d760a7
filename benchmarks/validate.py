"""`validate` of real submissions with the member list, offline: all of them, one more, and the share of the advice."""

import sys
import tempfile
from pathlib import Path

from benchmarks.start import AICONFORM, PROGRAM, command
from benchmarks.timing import Figure, compare, medians, seconds
from checklists.advice.advise import advise
from checklists.advice.context import AdviceCase
from checklists.program.program_data import SearchPath, load_program_data
from checklists.submission.submission_files import SubmissionFiles
from checklists.validate import OpenFile, open_file

COMPILED = 0.110
"""Seconds that a compiled checker took for the same files, on the machine where the limit was set."""
FURTHER = 0.003
"""Seconds that one more file may take."""


def measure(runs: int = 15) -> list[Figure]:
    """The whole command, then in this process."""
    if not PROGRAM.is_dir():
        print("validate: skipped, no submissions next to this folder")
        return []
    files = sorted(PROGRAM.glob("v*/*/PRODUCT.yaml"))
    options = ("--program", str(PROGRAM), "--offline")
    with tempfile.TemporaryDirectory() as home:
        every = command(home, AICONFORM, "validate", str(PROGRAM), *options)
        half = command(home, AICONFORM, "validate", *map(str, files[: len(files) // 2]), *options)
        ours, bare = compare(every, command(home, sys.executable, "-c", "pass"), runs)
        all_of_them, first_half = compare(every, half, runs)
    more = (all_of_them - first_half) / (len(files) - len(files) // 2)
    what = f"validate, {len(files)} submissions with the member list"
    return [
        Figure(what, ours, COMPILED, "a compiled checker's on another machine", 4),
        Figure("the same", ours, bare, "python -c pass", None),
        Figure("validate, each further file", more, FURTHER, "what it may take", 1, _advice(files, runs)),
    ]


def _advice(files: list[Path], runs: int) -> str:
    """What of a file's time goes into advice, which the program's check does not know."""
    program = load_program_data(SearchPath(PROGRAM, (), Path("/nowhere")))
    opened = [found for file in files if isinstance(found := open_file(file, program), OpenFile)]

    def advised() -> None:
        for file in opened:
            folder = SubmissionFiles(file.path.parent)
            list(advise(AdviceCase(file.submission, file.checklist, file.folder, file.members, folder)))

    def judged() -> None:
        for file in files:
            found = open_file(file, program)
            if isinstance(found, OpenFile):
                found.report()

    whole, advice = medians(lambda: seconds(judged), lambda: seconds(advised), runs)
    each = whole / len(files) * 1000, advice / len(files) * 1000
    return f"in one process, caches warm: {each[0]:.1f} ms a file, {each[1]:.1f} ms for advice"
