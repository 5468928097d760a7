"""Finding a test by name, by subtests, and among more tests than are stored; files are read once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checklists.test_results import overflow
from checklists.test_results import results as module
from checklists.test_results.outcome import CaseOutcome, ResultsUnreadable
from checklists.test_results.reader import read_results
from checklists.test_results.results import MAX_NAMES, ResultsBuilder
from tests.checklists.good_submission import RUN
from tests.checklists.test_results.result_files import written

P, F, S = CaseOutcome.PASSED, CaseOutcome.FAILED, CaseOutcome.SKIPPED
ROWS = [
    ({"A": P}, "A", P),
    ({"A": P, "A/x": F}, "A", P),
    ({"A/x": P, "A/y": S}, "A", P),
    ({"A/x": S, "A/y": S}, "A", S),
    ({"A/x": P, "A/y/z": F}, "A", F),
    ({"A/x/y": P}, "A/x", P),
    ({"A/x": P}, "A/", None),
    ({"AB/x": P}, "A", None),
    ({"a": P}, "A", None),
    ({"A/x": S, "B": P}, "A", S),
]


@pytest.mark.parametrize("kept", [100, 1, 0])
@pytest.mark.parametrize(("tests", "name", "expected"), ROWS)
def test_subtests_count_for_their_test(
    tests: dict[str, CaseOutcome], name: str, expected: CaseOutcome | None, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_NAMES", kept)
    tally = ResultsBuilder()
    for test, outcome in tests.items():
        tally.add(test, outcome)
    read = tally.results()
    assert read is not None
    assert [read.outcome(name) for _ in range(2)] == [expected, expected]
    assert read.number == {outcome: list(tests.values()).count(outcome) for outcome in tests.values()}
    assert read.failed == list(tests.values()).count(F)


def test_more_results_than_any_run_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_NAMES", 10)
    monkeypatch.setattr(overflow, "MAX_RESULTS", 20)
    log = "".join(f"--- PASS: Test{n} (0s)\n" for n in range(30))
    assert read_results(written(tmp_path, "e2e.log", log)).number == {P: 30}
    with pytest.raises(ResultsUnreadable, match="more results than any real run"):
        read_results(written(tmp_path, "e2e.log", f"{log}--- FAIL: TestLast (0s)\n"))
    monkeypatch.setattr(overflow, "MAX_PARENTS", 5)
    with pytest.raises(ResultsUnreadable, match="more results than any real run"):
        read_results(written(tmp_path, "e2e.log", log.replace(" (0s)", "/sub")))


def test_long_names_are_found_and_not_stored(tmp_path: Path) -> None:
    name = "Test" + "/x" * 5_000
    read = read_results(written(tmp_path, "e2e.log", f"--- FAIL: {name} (0s)\n"))
    assert (read.tests, read.failed, read.outcome(name), read.outcome("Test/x")) == ({}, 1, F, F)


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "e2e.log", "--- PASS: TestA (0s)")
    first = read_results(path)
    assert read_results(path) is first
    os.utime(path, ns=(1, 1))
    assert read_results(path) is not first
    written(tmp_path, "e2e.log", "--- SKIP: TestA (0s)")
    assert read_results(path).outcome("TestA") is S
    for _ in range(2):
        with pytest.raises(ResultsUnreadable, match="no test result"):
            read_results(written(tmp_path, "junit.xml", "<testsuites/>"))


@pytest.mark.parametrize("name", ["junit.xml", "results.json", "e2e.log"])
def test_the_three_files_of_a_run_agree(name: str) -> None:
    read = read_results(RUN / name)
    assert read.number == {P: 6, S: 1}
    assert [read.outcome(f"Test{test}") for test in ("GangScheduling", "WorkloadSandboxing", "Nothing")] == [P, S, None]


def test_other_paths_than_files_have_no_results(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").mkdir()
    os.mkfifo(tmp_path / "e2e.log")
    for name, says in (("junit.xml", "directory|regular"), ("e2e.log", "regular"), ("results.json", "no such file")):
        with pytest.raises(ResultsUnreadable, match=says):
            read_results(tmp_path / name)
    with pytest.raises(ResultsUnreadable, match="invalid path"):
        read_results(tmp_path / "a\x00" / "e2e.log")


MEASURED = """
import resource, sys
from pathlib import Path
from checklists.test_results.reader import read_results
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read = read_results(Path(sys.argv[1]))
print(read.outcome("TestLast"), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
LARGE = {
    "e2e.log": (
        b"    waiting for the pods of the gang to be ready, three of eight\n" * 1000,
        b"--- PASS: TestLast (0s)\n",
    ),
    "junit.xml": (
        b'<testsuite><testcase name="T"><system-out>'
        + b"some &lt;output&gt;\n" * 1000
        + b"</system-out></testcase></testsuite>",
        b'<testcase name="TestLast"/></testsuite>',
    ),
}


@pytest.mark.process
@pytest.mark.parametrize("name", LARGE)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    many, last = LARGE[name]
    with (tmp_path / name).open("wb") as file:
        file.write(b"<testsuite>" if name == "junit.xml" else b"")
        for _ in range(1500):
            file.write(many)
        file.write(last)
    done = subprocess.run([sys.executable, "-c", MEASURED, str(tmp_path / name)], capture_output=True, text=True)
    outcome, grown = done.stdout.split()
    assert outcome == "passed"
    assert int(grown) < 30, "growth in MiB, for a file of 30 or 90 MiB"


def test_many_names_are_looked_up_among_many_results() -> None:
    tally = ResultsBuilder()
    for number in range(MAX_NAMES + 20_000):
        tally.add(f"Test{number}/sub", CaseOutcome.PASSED)
    results = tally.results()
    assert results is not None
    assert {results.outcome(f"Absent{number}") for number in range(20_000)} == {None}
    assert {results.outcome(f"Test{number}") for number in (0, MAX_NAMES - 1, MAX_NAMES)} == {CaseOutcome.PASSED}
