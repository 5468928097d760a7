"""What the command costs before it does anything."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Figure, compare

PROGRAM = Path(__file__).resolve().parent.parent.parent / "shared" / "program"
AICONFORM = str(Path(sys.executable).with_name("aiconform"))


def command(home: str, *arguments: str) -> Callable[[], object]:
    """Runs a command line as an installed program does: with its bytecode, and without the internet."""
    env = {**os.environ, "AICONFORM_HOME": home, "AICONFORM_OFFLINE": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return lambda: subprocess.run(arguments, env=env, check=False, capture_output=True, timeout=60)


def measure(runs: int = 9) -> list[Figure]:
    """`--help` against bare Python."""
    with tempfile.TemporaryDirectory() as home:
        ours, floor = compare(command(home, AICONFORM, "--help"), command(home, sys.executable, "-c", "pass"), runs)
    return [Figure("aiconform --help", ours, floor, "python -c pass", None)]
