"""Runs the whole command with a hard limit on its memory, and measures what it took."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) * 2**20,) * 2)
from tui.cli import main
code = main(sys.argv[3:])
with open("/proc/self/status") as status, open(sys.argv[2], "w") as peak:
    peak.write(next(line.split()[1] for line in status if line.startswith("VmHWM:")))
sys.exit(code)
"""
"""`VmHWM` starts anew with a program; `ru_maxrss` would count the tests that it was started from."""


@dataclass(frozen=True)
class Bounded:
    """How a command ended."""

    code: int
    out: str
    err: str
    mib: float
    """Its resident memory at the peak; infinite where it did not end by itself."""


def run_bounded(folder: Path, *arguments: str | Path, address_space: int = 2048, seconds: float = 170) -> Bounded:
    """Run `aiconform` in a process that may reserve no more than `address_space` MiB."""
    peak = folder / "peak"
    command = [sys.executable, "-c", _PROGRAM, str(address_space), str(peak), *map(str, arguments)]
    done = subprocess.run(command, env={**os.environ}, capture_output=True, text=True, timeout=seconds, check=False)
    kib = float(peak.read_text()) if peak.exists() else float("inf")
    return Bounded(done.returncode, done.stdout, done.stderr, kib / 1024)
