"""From sending a key to its frame, in a real pseudo-terminal, while each fsync of the draft takes 200 ms longer."""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.keystroke import complete
from benchmarks.timing import Figure
from tests.terminal.wizard_process import REQUIREMENT, WizardProcess

FSYNC = 0.2
"""Seconds that each fsync takes longer."""
BUDGET = 0.060
"""Seconds that a key may take to its frame."""
PAUSE = 0.12
"""Seconds between two keys, as people type."""
FIRST = 0x4E00
"""The first of the characters, each of which appears once on the screen."""


def measure(keys: int = 80) -> list[Figure]:
    """The median and the slowest of many keys in the notes of a complete draft, with several saves meanwhile."""
    with tempfile.TemporaryDirectory() as home:
        complete(Path(home)).abandon()
        command = (sys.executable, "-m", "tests.torture.slow_wizard", str(FSYNC))
        wizard = WizardProcess(
            "--draft", "nebula", at=f"{REQUIREMENT}.notes", command=command, env={**os.environ, "AICONFORM_HOME": home}
        )
        try:
            wizard.wait_for_focus("Notes")
            took = [_key(wizard, chr(FIRST + number)) for number in range(keys)]
        finally:
            wizard.close()
    slow = f"fsync + {FSYNC * 1000:.0f} ms"
    return [
        Figure(f"a key to its frame, {slow}", statistics.median(took), BUDGET, "what it may take", 1),
        Figure(f"the slowest of {keys} keys, {slow}", max(took), BUDGET, "what it may take", 1),
    ]


def _key(wizard: WizardProcess, character: str) -> float:
    start = time.perf_counter()
    wizard.press(character)
    wizard.wait_until(lambda: character in wizard.text)
    took = time.perf_counter() - start
    until = start + PAUSE
    while (left := until - time.perf_counter()) > 0:
        wizard.read(left)
    return took
