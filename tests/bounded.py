"""Run a command with a hard memory limit and measure its peak memory."""

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
"""The kernel resets `VmHWM` at exec; `ru_maxrss` would include the parent's memory."""


@dataclass(frozen=True)
class Bounded:
    """Exit status and peak memory of a command."""

    code: int
    out: str
    err: str
    mib: float
    """Peak resident memory; infinite if the command was killed."""


def run_bounded(folder: Path, *arguments: str | Path, address_space: int = 2048, seconds: float = 170) -> Bounded:
    """Run `aiconform` in a process whose address space is limited to `address_space` MiB."""
    peak = folder / "peak"
    command = [sys.executable, "-c", _PROGRAM, str(address_space), str(peak), *map(str, arguments)]
    done = subprocess.run(command, env={**os.environ}, capture_output=True, text=True, timeout=seconds, check=False)
    kib = float(peak.read_text()) if peak.exists() else float("inf")
    return Bounded(done.returncode, done.stdout, done.stderr, kib / 1024)
