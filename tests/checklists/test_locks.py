"""One writer for a draft, across real processes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checklists.locks import ELSEWHERE_LIMIT, SILENT_LIMIT, Lock, Owner, acquire, holder

ROOT = Path(__file__).resolve().parents[2]
HOLD = "import sys, pathlib; from checklists.locks import acquire; lock = acquire(pathlib.Path(sys.argv[1]))\n"
HOLD += "print(type(lock).__name__, flush=True); sys.stdin.read(); lock.release()"


@contextmanager
def another_process(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that tries to take the lock, says what it got, and lets go when its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=20)


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def written(path: Path, **changes: object) -> None:
    """A lock file as this process would have written it, with changes."""
    taken = acquire(path)
    assert isinstance(taken, Lock)
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_lock_is_free_again_after_its_release(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = acquire(path)
    assert isinstance(first, Lock)
    assert path.stat().st_mode & 0o777 == 0o600
    second = acquire(path)
    assert isinstance(second, Owner)
    assert second.pid == os.getpid()
    first.release()
    assert not path.exists()
    assert isinstance(acquire(path), Lock)


def test_the_owner_is_named_for_people(tmp_path: Path) -> None:
    with another_process(tmp_path / "lock") as process:
        assert said(process) == "Lock"
        owner = acquire(tmp_path / "lock")
        assert isinstance(owner, Owner)
        assert str(owner).startswith(f"{owner.user} on {socket.gethostname()}, process {process.pid}, since 20")
        assert holder(tmp_path / "lock") == owner


def test_the_lock_of_a_killed_process_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as process:
        assert said(process) == "Lock"
        process.kill()
        process.wait(timeout=20)
    assert path.exists()
    assert holder(path) is None
    assert isinstance(acquire(path), Lock)
    assert [p.name for p in tmp_path.iterdir()] == ["lock"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="process start times are read from /proc")
def test_the_lock_of_a_reused_process_number_is_stale(tmp_path: Path) -> None:
    written(tmp_path / "lock", mark="another boot:1")
    assert isinstance(acquire(tmp_path / "lock"), Lock)


@pytest.mark.parametrize(("age", "stale"), [(0, False), (ELSEWHERE_LIMIT - 60, False), (ELSEWHERE_LIMIT + 60, True)])
def test_a_lock_of_another_host_is_stale_after_a_day_without_a_save(tmp_path: Path, age: float, stale: bool) -> None:
    written(tmp_path / "lock", host="elsewhere", pid=1)
    aged(tmp_path / "lock", age)
    assert (holder(tmp_path / "lock") is None) is stale
    assert isinstance(acquire(tmp_path / "lock"), Lock) is stale


@pytest.mark.parametrize("content", ["", "garbage", "[]", "{}", '{"user": 1}', "[" * 5000, "\x00" * 20_000])
def test_a_lock_that_names_nobody_is_stale_after_a_minute(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lock"
    path.write_text(content)
    owner = acquire(path)
    assert isinstance(owner, Owner)
    assert str(owner) == "a process that is just opening it"
    aged(path, SILENT_LIMIT + 1)
    assert isinstance(acquire(path), Lock)


def test_a_refreshed_lock_is_young_again(tmp_path: Path) -> None:
    lock = acquire(tmp_path / "lock")
    assert isinstance(lock, Lock)
    aged(tmp_path / "lock", ELSEWHERE_LIMIT)
    assert lock.refresh() is None
    assert time.time() - (tmp_path / "lock").stat().st_mtime < 3600


def test_a_deleted_lock_is_taken_again(tmp_path: Path) -> None:
    lock = acquire(tmp_path / "lock")
    assert isinstance(lock, Lock)
    (tmp_path / "lock").unlink()
    assert lock.refresh() is None
    lock.release()
    assert not (tmp_path / "lock").exists()


def test_a_lock_that_was_taken_over_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = acquire(path)
    assert isinstance(lock, Lock)
    path.unlink()
    with another_process(path) as process:
        assert said(process) == "Lock"
        owner = lock.refresh()
        assert owner is not None
        assert owner.pid == process.pid
        lock.release()
        assert path.exists()


def test_text_of_a_foreign_lock_is_cleaned(tmp_path: Path) -> None:
    written(tmp_path / "lock", user="\x1b[31mroot\u202e", host="elsewhere")
    owner = holder(tmp_path / "lock")
    assert owner is not None
    assert owner.user == "root"


def test_one_of_many_processes_takes_a_stale_lock_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    written(path, pid=2**22 + 1)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    try:
        assert sorted(said(p) for p in processes) == ["Lock", "Owner", "Owner", "Owner"]
    finally:
        for process in processes:
            process.kill()
            process.communicate(timeout=20)
