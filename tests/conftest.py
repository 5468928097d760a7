"""Isolation: no test reads the developer's drafts, kubeconfig, color settings or program clone."""

import ctypes
import functools
import gc
import gettext
import inspect
import itertools
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from checklists.program import program_data, verify
from checklists.program.landscape import parse_landscape
from tests.network import block_network

pytest_plugins = ["tests.server.fixtures", "tests.exporters.clones"]

block_network()
# `argparse` searches folders for a translation of each text of each parser, a third of a short command's time.
gettext.find = functools.cache(gettext.find)  # type: ignore[assignment]
# The program's list of members takes as long to parse as ten tests, and many tests read the same one.
program_data.parse_landscape = verify.parse_landscape = functools.lru_cache(maxsize=8)(parse_landscape)  # type: ignore[attr-defined]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # Shells start background jobs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The duration of an example depends more on the machine than on the code.
settings.register_profile("aiconform", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", settings.get_profile("aiconform"), max_examples=10)
settings.load_profile("aiconform")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LINTERS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
"""Find shellcheck and hadolint, which the lock file provides for most platforms."""


_LOCAL_SERVERS = frozenset({"stub", "web", "program_web"})
"""Fixtures that start a local HTTP server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that draw the wizard, which take as long as a hundred others, start a server, or generate examples."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("examples")
        if not _LOCAL_SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("loopback")
        pilot = inspect.iscoroutinefunction(getattr(item, "obj", None)) and "tui" in item.path.parts
        if pilot or "snap_compare" in getattr(item, "fixturenames", ()):
            item.add_marker("screen")


def pytest_collection_finish() -> None:
    """Collect garbage rarely and exempt loaded modules and tests: otherwise it takes a third of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 2)


_GROWN = 64 * 2**20
"""Bytes by which a process grows until garbage is collected, whatever the thresholds say."""
_COLLECTED_AT = pytest.StashKey[int]()
"""Size of the process after the last collection."""


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Keep a worker small: property tests and large inputs leave old garbage."""
    if _resident() > item.config.stash.get(_COLLECTED_AT, 0) + _GROWN:
        gc.collect()
        _return_memory()
        item.config.stash[_COLLECTED_AT] = _resident()


def _return_memory() -> None:
    """Return freed memory to the system, where the C library can."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError):  # Linux alone has this file.
        return 0


_LONGEST_PARAMETER = 500_000


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case with a long value by its length: pytest and its workers keep several copies of every name."""
    if not isinstance(val, str | bytes) or len(val) <= 100:
        return None
    if len(val) > _LONGEST_PARAMETER:
        raise pytest.UsageError("Build long values in the test: pytest keeps its parameters until the end.")
    return f"{len(val)} of {type(val).__name__}"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return home folders: pytest lists all folders of a run to number the next, which costs more with every test."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


_MAY_START_SERVERS = frozenset({"server", "terminal", "slow", "screen", "loopback"})
_MAY_START_PROCESSES = _MAY_START_SERVERS | {"process"}


def _refuse(what: str, marker: str) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail(f"A test that starts a {what} needs the marker `{marker}`, for `make test-fast` to leave it out.")

    return refuse


_refuse_process, _refuse_server = _refuse("process", "process"), _refuse("server", "loopback")


@pytest.fixture(autouse=True)
def isolated(request: pytest.FixtureRequest, homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test its own home folder, without the variables that change behavior."""
    marks = {mark.name for mark in request.node.iter_markers()}
    if _MAY_START_PROCESSES.isdisjoint(marks):
        monkeypatch.setattr(os, "fork", _refuse_process, raising=False)
        monkeypatch.setattr(subprocess.Popen, "__init__", _refuse_process)
    if _MAY_START_SERVERS.isdisjoint(marks):
        monkeypatch.setattr(socket.socket, "listen", _refuse_server)
    home = next(homes)
    home.mkdir()
    for name in list(os.environ):
        own = name.startswith(("AICONFORM_", "XDG_", "TEXTUAL")) and not name.startswith("TEXTUAL_SNAPSHOT")
        if own or name in ("KUBECONFIG", "NO_COLOR", "COLORTERM"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AICONFORM_HOME", str(home / "aiconform"))
    monkeypatch.setenv("AICONFORM_OFFLINE", "1")
    return home


@pytest.fixture(scope="session")
def program_dir() -> Path:
    """Create a folder in the program repository's layout, with real checklists and submissions."""
    folder = SHARED / "program"
    if not folder.is_dir():
        pytest.skip(f"the program's data is not at {folder}")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 128 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "none", folder], capture_output=True)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
