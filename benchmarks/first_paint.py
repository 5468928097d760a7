"""From starting the process to the first painted frame, in a real pseudo-terminal, and that of an empty Textual app."""

import os
import sys
import tempfile
import time
from pathlib import Path

import pexpect

from benchmarks.timing import Figure, medians

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("painted")
Empty().run()
"""


def _paint(command: str, arguments: list[str], mark: str, env: dict[str, str]) -> float:
    """Seconds until the mark is on the screen; ending the program does not count."""
    start = time.perf_counter()
    child = pexpect.spawn(command, arguments, env=env, dimensions=(24, 80), timeout=30)
    child.expect_exact(mark)
    painted = time.perf_counter() - start
    child.close(force=True)
    return painted


def measure(runs: int = 9) -> list[Figure]:
    """The start page against the empty app."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "AICONFORM_HOME": home, "AICONFORM_OFFLINE": "1", "TERM": "xterm-256color"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # An installed program has its bytecode.
        aiconform = str(Path(sys.executable).with_name("aiconform"))
        ours, floor = medians(
            lambda: _paint(aiconform, [], "answers stay", env),
            lambda: _paint(sys.executable, ["-c", EMPTY], "painted", env),
            runs,
        )
    return [Figure("first painted frame", ours, floor, "an empty Textual app", 1.5)]
