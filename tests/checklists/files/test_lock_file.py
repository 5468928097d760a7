"""A draft has one writer across real processes."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checklists.files import lock_file
from checklists.files.lock_file import DraftLock, Taken, acquire, lock_holder, take_over
from checklists.files.lock_state import ELSEWHERE_LIMIT, SILENT_LIMIT
from checklists.files.os_lock import try_lock
from checklists.files.processes import boot_id, process_start

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import sys, pathlib; from checklists.files.lock_file import DraftLock, acquire; lock = "
    "acquire(pathlib.Path(sys.argv[1]))\n"
)
HOLD += "print(type(lock).__name__, flush=True); sys.stdin.read(); isinstance(lock, DraftLock) and lock.release()"
ENDLESS_PID = '{"user": "", "host": "", "pid": Infinity, "mark": "", "since": "", "token": ""}'


@contextmanager
def another_process(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that tries to take the lock, reports the result, and exits when its stdin closes."""
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


@pytest.fixture(params=[True, False], ids=["system locks", "lock files only"])
def system_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether `flock` works; on some network disks it fails."""
    if not request.param:
        monkeypatch.setattr(lock_file, "try_lock", lambda *_, **__: None)
    return bool(request.param)


def held(path: Path) -> DraftLock:
    lock = acquire(path)
    assert isinstance(lock, DraftLock)
    return lock


def written(path: Path, **changes: object) -> None:
    """Write this process's lock file in the format of versions without system locks, with changes."""
    lock = held(path)
    record = json.loads(path.read_text()) | {"os_lock": False} | changes
    lock.release()
    path.write_text(json.dumps(record))


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_lock_is_free_again_after_its_release(tmp_path: Path, system_locks: bool) -> None:
    path = tmp_path / "lock"
    first = held(path)
    assert path.stat().st_mode & 0o777 == 0o600
    second = acquire(path)
    assert isinstance(second, Taken)
    assert second.certain
    assert second.owner.pid == os.getpid()
    first.release()
    assert not path.exists()
    held(path).release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_the_owner_is_named_for_people(tmp_path: Path) -> None:
    with another_process(tmp_path / "lock") as process:
        assert said(process) == "DraftLock"
        taken = acquire(tmp_path / "lock")
        assert isinstance(taken, Taken)
        owner = taken.owner
        assert str(owner).startswith(f"{owner.user} on {socket.gethostname()}, process {process.pid}, since 20")
        assert lock_holder(tmp_path / "lock") == owner


@pytest.mark.process
def test_the_lock_of_a_killed_process_is_free(tmp_path: Path, system_locks: bool) -> None:
    path = tmp_path / "lock"
    with another_process(path) as process:
        assert said(process) == "DraftLock"
        process.kill()
        process.wait(timeout=20)
    assert path.exists()
    assert lock_holder(path) is None
    held(path)
    assert [p.name for p in tmp_path.iterdir()] == ["lock"]


SELF, GONE = os.getpid(), 2**22 + 1
FREE, UNCERTAIN, HELD = "free", "uncertain", "held"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try twice instead of ten times: no other process is about to finish or remove the lock file of the test."""
    monkeypatch.setattr(lock_file, "_PATIENCE", 0.04)


def state(path: Path) -> str:
    """Return how this process judges the lock file at a path."""
    listed = lock_holder(path)
    taken = acquire(path)
    assert (listed is None) is isinstance(taken, DraftLock)
    return FREE if isinstance(taken, DraftLock) else HELD if taken.certain else UNCERTAIN


@pytest.mark.usefixtures("impatient")
@pytest.mark.skipif(not boot_id(), reason="process start times are read from /proc")
@pytest.mark.parametrize(
    ("changes", "age", "expected"),
    [
        ({}, 0, HELD),
        ({}, -10 * ELSEWHERE_LIMIT, HELD),
        ({"pid": GONE}, 0, FREE),
        ({"pid": GONE}, -10 * ELSEWHERE_LIMIT, FREE),
        ({"mark": f"{boot_id()}:1"}, 0, FREE),
        ({"mark": "another boot:1"}, 0, FREE),
        ({"mark": ""}, 0, UNCERTAIN),
        ({"host": "old name"}, 0, HELD),
        ({"host": "old name", "pid": GONE}, 0, UNCERTAIN),
        ({"host": "old name", "pid": GONE, "os_lock": True}, 0, FREE),
        ({"host": "elsewhere", "mark": "another boot:1"}, 0, UNCERTAIN),
        ({"host": "elsewhere", "mark": "another boot:1", "os_lock": True}, 0, UNCERTAIN),
        ({"host": "elsewhere", "mark": ""}, ELSEWHERE_LIMIT - 60, UNCERTAIN),
        ({"host": "elsewhere", "mark": ""}, ELSEWHERE_LIMIT + 60, FREE),
        ({"host": "elsewhere", "mark": ""}, -10 * ELSEWHERE_LIMIT, UNCERTAIN),
    ],
)
def test_what_a_lock_file_means(tmp_path: Path, changes: dict[str, object], age: float, expected: str) -> None:
    written(tmp_path / "lock", **changes)
    aged(tmp_path / "lock", age)
    assert state(tmp_path / "lock") == expected


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("age", [0, -10 * ELSEWHERE_LIMIT, 10 * ELSEWHERE_LIMIT])
@pytest.mark.parametrize(
    "content", ["", "garbage", "[]", "{}", '{"user": 1}', ENDLESS_PID, "[" * 5000, "\x00" * 20_000]
)
def test_an_empty_or_torn_lock_file_locks_nothing(tmp_path: Path, content: str, age: float) -> None:
    path = tmp_path / "lock"
    path.write_text(content)
    aged(path, age)
    assert state(path) == FREE
    assert json.loads(path.read_text())["pid"] == SELF


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("age", "expected"), [(0, UNCERTAIN), (-10 * ELSEWHERE_LIMIT, UNCERTAIN), (SILENT_LIMIT + 1, FREE)]
)
def test_without_system_locks_a_torn_lock_file_is_uncertain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float, expected: str
) -> None:
    monkeypatch.setattr(lock_file, "try_lock", lambda *_, **__: None)
    (tmp_path / "lock").write_text("")
    aged(tmp_path / "lock", age)
    assert state(tmp_path / "lock") == expected


def test_other_files_than_lock_files_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "folder", "pipe"):
        assert state(tmp_path / name) == UNCERTAIN
    for name in ("link", "pipe"):
        assert isinstance(take_over(tmp_path / name), DraftLock)
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.process
@pytest.mark.parametrize(
    "content", ["", '{"user": "ana", "host": "old", "pid": 1, "mark": "", "since": "", "token": "x"}']
)
def test_a_lock_is_taken_over_and_its_owner_finds_out(tmp_path: Path, content: str, system_locks: bool) -> None:
    path = tmp_path / "lock"
    with another_process(path) as process:
        assert said(process) == "DraftLock"
        mine = take_over(path)
        assert isinstance(mine, DraftLock)
        process.communicate("", timeout=20)
    assert mine.refresh() is None
    assert json.loads(path.read_text())["token"] == mine.owner.token

    later = take_over(path)
    assert isinstance(later, DraftLock)
    assert mine.refresh() == later.owner
    mine.release()
    assert path.exists()
    later.release()
    path.write_text(content)
    assert isinstance(take_over(path), DraftLock)


@pytest.mark.process
def test_versions_without_system_locks_see_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as process:
        assert said(process) == "DraftLock"
        record = json.loads(path.read_text())
        assert record["host"] == socket.gethostname()
        assert record["mark"] == process_start(process.pid)
        assert {"user", "since", "token"} <= record.keys()


def test_a_refreshed_lock_has_a_new_time(tmp_path: Path) -> None:
    lock = held(tmp_path / "lock")
    aged(tmp_path / "lock", ELSEWHERE_LIMIT)
    assert lock.refresh() is None
    assert time.time() - (tmp_path / "lock").stat().st_mtime < 3600


@pytest.mark.process
@pytest.mark.parametrize("damage", ["deleted", "torn"])
def test_a_damaged_lock_file_is_written_again(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "lock"
    lock = held(path)
    path.write_text("") if damage == "torn" else path.unlink()
    assert lock.refresh() is None
    with another_process(path) as process:
        assert said(process) == "Taken"
    lock.release()
    assert not path.exists()


@pytest.mark.process
def test_a_lock_that_was_taken_over_is_reported_and_not_released(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = held(path)
    path.unlink()
    with another_process(path) as process:
        assert said(process) == "DraftLock"
        owner = lock.refresh()
        assert owner is not None
        assert owner.pid == process.pid
        lock.release()
        assert path.exists()


def test_text_of_a_foreign_lock_is_cleaned(tmp_path: Path) -> None:
    written(tmp_path / "lock", user="\x1b[31mroot\u202e", host="elsewhere", mark="")
    owner = lock_holder(tmp_path / "lock")
    assert owner is not None
    assert owner.user == "root"


@pytest.mark.process
@pytest.mark.parametrize(
    "content", ["", '{"user": "ana", "host": "%s", "pid": 4194305, "mark": "", "since": "", "token": "x"}']
)
def test_one_of_many_processes_takes_a_stale_lock(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lock"
    path.write_text(content.replace("%s", socket.gethostname()))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    try:
        assert sorted(said(p) for p in processes) == ["DraftLock", "Taken", "Taken", "Taken"]
    finally:
        for process in processes:
            process.kill()
            process.communicate(timeout=20)


def test_reading_a_lock_never_blocks_taking_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("")
    with path.open("rb") as looking:
        assert try_lock(looking.fileno(), shared=True)
        timer = threading.Timer(0.05, looking.close)
        timer.start()
        held(path).release()
        timer.join()
