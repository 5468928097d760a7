"""A replaced file has the old or the new content, whatever fails on disk or interrupts the writer."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from checklists.files.atomic_file import is_stream, short_reason, write_atomically
from tests.conftest import ROOT

OLD, NEW = b"old" * 1000, b"new" * 20_000


def replace(path: Path) -> int | None:
    """Replace the old content and check the result; return the error number of a failure."""
    path.write_bytes(OLD) if not path.exists() else None
    failure = None
    try:
        write_atomically(path, NEW)
    except OSError as error:
        failure = error.errno
    assert path.read_bytes() == (NEW if failure is None else OLD)
    assert [other.name for other in path.parent.iterdir() if other.name.startswith(".")] == []
    return failure


@pytest.mark.process
def test_a_disk_that_fills_up_after_any_number_of_bytes(small_disk: Path) -> None:
    filler, path = small_disk / "filler", small_disk / "file"
    path.write_bytes(OLD)
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    free, failures = 0, list[int | None]()
    while not failures or failures[-1] is not None:
        os.truncate(filler, filler.stat().st_size - free)
        failures.append(replace(path))
        free = 4096
    assert failures[:-1] == [errno.ENOSPC] * (len(failures) - 1)
    assert len(failures) > 10


@pytest.mark.process
def test_a_disk_without_room_for_another_file(tmp_path: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "nr_inodes=2,mode=0700", "none", str(tmp_path)]
    done = subprocess.run(command, capture_output=True)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        assert replace(tmp_path / "file") == errno.ENOSPC
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


@pytest.mark.parametrize("limit", [0, 1, 4096, len(NEW) - 1])
def test_the_file_size_limit_of_the_process(tmp_path: Path, limit: int) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "file"
    path.write_bytes(OLD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        assert replace(path) == errno.EFBIG
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_disk_that_fails_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int) -> None:
    """Simulate the failure, since no real disk fails these steps on demand."""

    def fail(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(step, fail)
    assert replace(tmp_path / "file") == error


def test_a_folder_with_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(tmp_path / "file", NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


INTERRUPTED = f"""
import pathlib, signal, sys
from checklists.files.atomic_file import write_atomically
caught = []
signal.signal(signal.SIGALRM, lambda *_: caught.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
path = pathlib.Path(sys.argv[1])
while len(caught) < 200:
    write_atomically(path, b"new" * {len(NEW) // 3})
signal.setitimer(signal.ITIMER_REAL, 0)
"""


@pytest.mark.process
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs interval timers")
def test_a_writer_that_is_interrupted_repeatedly(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    subprocess.run([sys.executable, "-c", INTERRUPTED, path], cwd=ROOT, check=True, timeout=60)
    assert path.read_bytes() == NEW
    assert [other.name for other in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, "disk full"), (errno.EROFS, "read-only disk"), (errno.EIO, "input/output error")],
)
def test_reasons_are_short(number: int, expected: str) -> None:
    assert short_reason(OSError(number, os.strerror(number))) == expected


@pytest.mark.skipif(os.name != "posix", reason="needs devices")
def test_streams_are_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert all(is_stream(Path(name)) for name in ("/dev/stdout", "/dev/null", "/dev/fd/1", tmp_path / "fifo"))
    assert not any(is_stream(path) for path in (tmp_path, tmp_path / "new", Path("/dev/shm/new"), Path("/")))
