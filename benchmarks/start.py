"""What the commands cost before they do anything."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import Figure, compare

PROGRAM = Path(__file__).resolve().parent.parent.parent / "shared" / "program"


def _run(*command: str, env: dict[str, str]) -> None:
    subprocess.run(command, env=env, check=False, capture_output=True, timeout=60)


def measure(runs: int = 9) -> list[Figure]:
    """`--help` and, where the program's data is at hand, `validate` of everything in it, against bare Python."""
    aiconform = str(Path(sys.executable).with_name("aiconform"))
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "AICONFORM_HOME": home, "AICONFORM_OFFLINE": "1"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        pairs = {"aiconform --help": ["--help"]}
        if PROGRAM.is_dir():
            pairs["aiconform validate, 43 submissions with the member list"] = [
                "validate", str(PROGRAM), "--program", str(PROGRAM), "--offline",
            ]  # fmt: skip
        figures = []
        for name, arguments in pairs.items():
            ours, floor = compare(
                lambda a=arguments: _run(aiconform, *a, env=env),  # type: ignore[misc]
                lambda: _run(sys.executable, "-c", "pass", env=env),
                runs,
            )
            figures.append(Figure(name, ours, floor, "python -c pass", None))
    return figures
