"""Repeats a statement in fresh processes whose threads switch as often as they can, and counts how they end.

What a program does at its first use happens once in a process. A child of a process that has imported everything and
used nothing is as fresh as a new one, and starts in a hundredth of the time.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT

_PROGRAM = """
import collections, os, sys
imports, statement, times, *arguments = sys.argv[1:]
exec(imports)
ends = collections.Counter()
for _ in range(int(times)):
    child = os.fork()
    if not child:
        sys.setswitchinterval(1e-6)
        try:
            exec(statement)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(70)
        os._exit(0)
    ends[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])] += 1
print(dict(ends), file=sys.stderr)
"""

needs_fork = pytest.mark.skipif(
    sys.platform != "linux", reason="a process that has loaded macOS's libraries cannot be forked, Windows has no fork"
)


def ends_of(imports: str, statement: str, *arguments: str | Path, times: int, env: dict[str, str] | None = None) -> str:
    """How often each exit code came: `{0: 40}`, or `{0: 37, -11: 3}` where three crashed; preceded by what they said.

    Args:
        imports: run once, before the children.
        statement: run in each child, which then ends with 0; `arguments` holds the rest.
        arguments: its arguments.
        times: how many children.
        env: more variables.
    """
    command: Sequence[str] = [sys.executable, "-c", _PROGRAM, imports, statement, str(times), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    return done.stderr.strip()
