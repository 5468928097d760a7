"""The crash log's content: exception types and places in own code, whatever the exception carries."""

import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.text import clean, count
from tui import crash

CANARY = "canary7Q"
NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
ENTRY = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ aiconform \S+ Python \S+ \w+"
    r"|  [\w.]+|    (tui|checklists|auto_detect|exporters)[\w.]*:\d+:[\w.<>]+|    \d+ more)"
)


def raised(error: BaseException) -> BaseException:
    """Return the exception with a traceback through a frame whose local variable is a canary."""
    local = CANARY
    try:
        raise error
    except BaseException as caught:
        assert local
        return caught


def from_own_code() -> BaseException:
    try:
        clean(CANARY, limit=CANARY)  # type: ignore[arg-type]
    except TypeError as error:
        return error
    raise AssertionError


class Unprintable(Exception):
    """Raises when converted to text."""

    def __str__(self) -> str:
        raise ValueError(CANARY)


def chained() -> BaseException:
    error = ValueError(CANARY)
    error.__cause__ = KeyError(CANARY)
    error.__cause__.__context__ = OSError(2, CANARY, f"/home/{CANARY}")
    return error


def cyclic() -> BaseException:
    error, other = ValueError(CANARY), KeyError(CANARY)
    error.__context__, other.__context__ = other, error
    return error


def noted() -> BaseException:
    error = ValueError(CANARY)
    error.add_note(CANARY)
    return error


@pytest.mark.parametrize(
    ("error", "types"),
    [
        (ValueError(CANARY), ["ValueError"]),
        (noted(), ["ValueError"]),
        (Unprintable(CANARY), ["tests.tui.test_crash_log.Unprintable"]),
        (UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY), ["UnicodeDecodeError"]),
        (chained(), ["ValueError", "KeyError", "FileNotFoundError"]),
        (cyclic(), ["ValueError", "KeyError"]),
        (ExceptionGroup(CANARY, [KeyError(CANARY), ValueError(CANARY)]), ["ExceptionGroup", "KeyError", "ValueError"]),
        (type(CANARY, (KeyError,), {})(CANARY), ["KeyError"]),
        (type("KeyError", (KeyError,), {"__module__": CANARY})(CANARY), ["KeyError"]),
        (type("x", (Exception,), {"__qualname__": f"a\n{CANARY}"})(), ["Exception"]),
        (KeyboardInterrupt(CANARY), ["KeyboardInterrupt"]),
    ],
)
def test_an_entry_has_only_exception_types(error: BaseException, types: list[str]) -> None:
    entry = crash.describe(raised(error), NOW).splitlines()
    assert [line.strip() for line in entry[1:]] == types
    assert all(ENTRY.fullmatch(line) for line in entry)
    assert CANARY not in "\n".join(entry)


def test_places_in_own_code_are_named_and_no_others() -> None:
    entry = crash.describe(from_own_code(), NOW).splitlines()
    assert entry[0].startswith("2026-11-24T12:04:00Z aiconform ")
    assert entry[1] == "  TypeError"
    source = Path(clean.__code__.co_filename).read_text().splitlines()
    places = [place.strip().split(":") for place in entry[2:]]
    assert places[0][2] == "clean"
    for module, line, _ in places:
        assert module == "checklists.text"
        assert "limit" in source[int(line) - 1]


def test_a_module_with_the_same_name_is_not_own_code() -> None:
    code = compile("def f():\n    1 / 0\n", f"/tmp/{CANARY}.py", "exec")
    names: dict[str, object] = {"__name__": f"tui.{CANARY}"}
    exec(code, names)
    with pytest.raises(ZeroDivisionError) as caught:
        names["f"]()  # type: ignore[operator]
    assert CANARY not in crash.describe(caught.value, NOW)


def test_a_recursion_is_shortened() -> None:
    def deep(left: int) -> None:
        count(left, Deeper(left))  # type: ignore[arg-type]

    class Deeper:
        def __init__(self, left: int) -> None:
            self._left = left

        def __format__(self, _: str) -> str:
            if self._left:
                deep(self._left - 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        deep(100)
    entry = crash.describe(caught.value, NOW).splitlines()
    assert entry[2] == entry[-1] and entry[2].startswith("    checklists.text:")
    assert "    71 more" in entry
    assert len(entry) == 2 + 15 + 1 + 15


@given(st.text(), st.text(), st.binary())
def test_no_text_of_an_exception_gets_into_it(message: str, name: str, data: bytes) -> None:
    group = ExceptionGroup(message, [OSError(1, message, name), UnicodeDecodeError("utf-8", data, 0, 1, message)])
    group.add_note(name)
    entry = crash.describe(group, NOW)
    assert entry.split("\n")[1:] == ["  ExceptionGroup", "  PermissionError", "  UnicodeDecodeError", ""]


def test_the_log_is_private_whatever_it_was(tmp_path: Path) -> None:
    log = tmp_path / crash.LOG
    log.write_text("")
    log.chmod(0o666)
    assert crash.record(from_own_code(), tmp_path) == log
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert crash.record(from_own_code(), tmp_path / "new" / "log") is not None
    assert stat.S_IMODE((tmp_path / "new" / "log").stat().st_mode) == 0o700


def test_entries_of_earlier_versions_are_removed(tmp_path: Path) -> None:
    crash.record(from_own_code(), tmp_path)
    log = tmp_path / crash.LOG
    own = log.read_text()
    log.write_text(f"2026-01-01T00:00:00Z KeyError: {CANARY}\n  notes.py:12 {CANARY}\n{CANARY}\n{own}    {CANARY}\n")
    crash.record(from_own_code(), tmp_path)
    assert CANARY not in log.read_text()
    assert log.read_text().startswith(own)


def test_the_log_stays_small_and_keeps_the_newest(tmp_path: Path) -> None:
    log, sizes = tmp_path / crash.LOG, set[int]()
    entry = crash.describe(from_own_code(), NOW)
    for _ in range(3):
        log.write_text(entry * (crash.LIMIT // len(entry)))
        crash.record(KeyError(CANARY), tmp_path)
        sizes.add(log.stat().st_size)
    assert max(sizes) < crash.LIMIT
    lines = log.read_text().splitlines()
    assert lines[-1] == "  KeyError"
    assert all(ENTRY.fullmatch(line) for line in lines)
    log.write_bytes(b"x" * (2 * crash.LIMIT))
    crash.record(KeyError(CANARY), tmp_path)
    assert log.stat().st_size < 200


def test_a_log_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert crash.record(ValueError("x"), tmp_path / "file") is None
    (tmp_path / crash.LOG).mkdir()
    assert crash.record(ValueError("x"), tmp_path) is None
