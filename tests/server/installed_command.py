"""Runs the installed command as users do."""

import os
import subprocess
import sys
from pathlib import Path


def aiconform(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `aiconform` and capture its output."""
    command = Path(sys.executable).with_name("aiconform")
    return subprocess.run(
        [command, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ,
        stdin=subprocess.DEVNULL,
    )
