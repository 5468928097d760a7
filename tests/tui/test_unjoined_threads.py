"""The process ends although a thread waits for a server that never responds."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

WAITING = """
import asyncio, sys, threading
from tui.faults import end_process
from tui.terminal.unjoined import UnjoinedThreads

async def wizard() -> None:
    asyncio.get_running_loop().set_default_executor(UnjoinedThreads())
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    print("left")

asyncio.run(wizard())
end_process(3)
"""


def test_a_waiting_thread_does_not_keep_the_process() -> None:
    ended = subprocess.run([sys.executable, "-c", WAITING], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (3, "left\n")


def test_the_process_ends_after_its_exit_functions_and_with_all_its_output() -> None:
    code = (
        "import atexit\nfrom tui.faults import end_process\natexit.register(print, 'exit function')\n"
        "print('result')\nend_process(3)\nprint('on')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (3, "result\nexit function\n")


def test_an_interrupt_while_the_command_line_is_imported_prints_nothing() -> None:
    code = (
        "import builtins, os, signal\nfrom tui.start import main\nplain = builtins.__import__\n"
        "def slow(name, *rest):\n    if name == 'argparse':\n        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return plain(name, *rest)\nbuiltins.__import__ = slow\nmain()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_an_interrupt_in_a_finalizer_still_ends_the_command() -> None:
    code = (
        "import signal, time\nfrom tui import faults\nfaults.install_hooks()\n"
        "class Closed:\n    def __del__(self):\n        signal.raise_signal(signal.SIGINT)\n"
        "try:\n    Closed()\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=False)
    assert (ended.stdout, ended.stderr) == ("interrupted\n", "")


def test_an_interrupt_that_comes_again_too_early_still_ends_the_command() -> None:
    code = (
        "import signal, threading, time\nfrom tui import faults\nfaults.install_hooks()\n"
        "plain, early = threading.Timer.start, [2]\n"
        "def start(self):\n    plain(self)\n    while early and self.daemon:\n"
        "        early.pop()\n        signal.raise_signal(signal.SIGINT)\n"
        "threading.Timer.start = start\n"
        "class Closed:\n    def __del__(self):\n        signal.raise_signal(signal.SIGINT)\n"
        "try:\n    Closed()\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')\n"
        "time.sleep(0.2)\nprint('once')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=False)
    assert (ended.stdout, ended.stderr) == ("interrupted\nonce\n", "")
