"""Run a function repeatedly in fresh processes with frequent thread switches, and count the exit codes.

Initialization at first use happens once per process. A child of a process that has imported everything and
used nothing is as fresh as a new one, and starts in a hundredth of the time.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

_PROGRAM = """
import collections, importlib, os, sys
module, name, times, *arguments = sys.argv[1:]
function = getattr(importlib.import_module(module), name)
ends = collections.Counter()
for _ in range(int(times)):
    child = os.fork()
    if not child:
        sys.setswitchinterval(1e-6)
        try:
            function(*arguments)
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


def ends_of(function: Callable[..., None], *arguments: str | Path, times: int) -> str:
    """Return what the children wrote to stderr, then how often each exit code came: `{0: 37, -11: 3}`.

    Args:
        function: of a module, which is imported before the children start; gets the arguments as text.
        arguments: its arguments.
        times: how many children.
    """
    name = (function.__module__, function.__qualname__)
    command = [sys.executable, "-c", _PROGRAM, *name, str(times), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return done.stderr.strip()
