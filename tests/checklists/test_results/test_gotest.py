"""`e2e.log` and `results.json`, as `go test` writes them and as people edit them."""

import gc
import tracemalloc
from pathlib import Path

import pytest

from tests.checklists.test_results.result_files import outcomes, results

P, F, S = "passed", "failed", "skipped"
NO_RESULT = "It has no test result."
PRECEDED = "On line 1, other text precedes the result, for example a color code or a time."


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("--- PASS: TestA (0.00s)", {"TestA": P}),
        ("--- FAIL: TestA (0.00s)\n--- SKIP: TestB (0.00s)\n", {"TestA": F, "TestB": S}),
        ("--- FAIL: TestA (0.00s)\r\n    --- PASS: TestA/Sub (0.00s)\r\n", {"TestA": F, "TestA/Sub": P}),
        ("\t \f--- PASS: TestA", {"TestA": P}),
        ("\r--- PASS: TestA (0s)", {"TestA": P}),
        ("--- PASS: TestA/with\u00a0blank (0s)", {"TestA/with\u00a0blank": P}),
        ("--- PASS: TestA\v(0s)", {"TestA\v(0s)": P}),
        ("--- FAIL: TestA (0s)\n--- PASS: TestA (0s)", {"TestA": F}),
        ("--- PASS: TestA (0s)\n--- FAIL: TestA (0s)", {"TestA": F}),
        ("--- SKIP: TestA (0s)\n--- PASS: TestA (0s)", {"TestA": P}),
        ("--- PASS: TestA (0s)\n--- SKIP: TestA (0s)", {"TestA": S}),
        ("x --- PASS: TestA (0s)", PRECEDED),
        ("x --- PASS: TestA (0s) --- PASS: TestB (0s)", PRECEDED),
        ("--- PASS: TestA (0s) --- PASS: TestB (0s)", {"TestA": P}),
        ("\v--- PASS: TestA (0s)", PRECEDED),
        ("--- PASS:  TestA (0s)", NO_RESULT),
        ("--- PASS: \nTestA", NO_RESULT),
        ("--- pass: TestA (0s)", NO_RESULT),
        ("=== RUN   TestA\nPASS\nok  \tx\t0.1s\n", NO_RESULT),
        ("", NO_RESULT),
        ("\n" * 1000, NO_RESULT),
        ("\x00--- PASS: TestA", PRECEDED),
        ("\x1b[32m--- PASS: TestA (0s)\x1b[0m\n", PRECEDED),
        ("x --- PASS: TestA (0s)\n--- PASS: TestB (0s)\n", {"TestB": P}),
    ],
)
def test_a_log_has_results_at_the_beginning_of_lines(tmp_path: Path, log: str, expected: dict[str, str] | str) -> None:
    assert outcomes(tmp_path, "e2e.log", log) == expected


@pytest.mark.parametrize("name", ["e2e.log", "E2E.LOG", "E2e.Log"])
def test_a_log_that_is_not_text(tmp_path: Path, name: str) -> None:
    content = b"\xff\xfe\x00\n--- PASS: Test\xff\xfe (0s)\n"
    assert outcomes(tmp_path, name, content) == {"Test\udcff\udcfe": P}


def test_a_log_in_utf_16(tmp_path: Path) -> None:
    said = outcomes(tmp_path, "e2e.log", "--- PASS: TestA (0s)\n".encode("utf-16"))
    assert said == "It is written in UTF-16; the check reads UTF-8."


def test_ginkgo_is_distinguished_from_a_log_without_results(tmp_path: Path) -> None:
    ginkgo = "Running Suite: Extended Kubernetes e2e suite\n====\nRan 11 of 7144 Specs in 892 seconds\nPASS\n"
    said = outcomes(tmp_path, "e2e.log", ginkgo)
    assert isinstance(said, str) and "Ginkgo" in said
    assert outcomes(tmp_path, "e2e.log", f"{ginkgo}--- PASS: TestE2E (1s)\n") == {"TestE2E": P}


def event(action: str, test: str = "TestA", package: str = "p") -> str:
    return f'{{"Action":"{action}","Package":"{package}","Test":"{test}"}}'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([event("pass")], {"TestA": P}),
        ([event("start"), "", "  \t", event("skip", "TestB"), event("output")], {"TestB": S}),
        ([event("fail"), event("pass")], {"TestA": F}),
        ([event("pass"), event("fail")], {"TestA": F}),
        ([event("bench"), event("cont")], NO_RESULT),
        ([event("PASS")], NO_RESULT),
        (['{"action":"pass","TEST":"TestA"}'], {"TestA": P}),
        (['{"Action":"fail","Action":"pass","Test":"TestA"}'], {"TestA": P}),
        (['{"Action":"pass","Test":null}', '{"Action":null,"Test":"TestA"}'], NO_RESULT),
        (['{"Action":"pass","Test":"TestA","Elapsed":1e999,"X":-0}'], {"TestA": P}),
        (['{"Action":"pass","Test":"TestA","Output":{"deep":[{}]}}'], {"TestA": P}),
        (['{"Action":"pass","Test":"T\\u0065stA\\ud800"}'], {"TestA\ufffd": P}),
        (["\u00a0" + event("pass") + "\u2003\r"], {"TestA": P}),
        ([event("pass"), "ok  \tp\t0.1s"], "Line 2 is not a JSON object."),
        (["", "", event("pass"), "[]"], "Line 4 is not a JSON object."),
        (["null"], "Line 1 is not a JSON object."),
        (['"x"'], "Line 1 is not a JSON object."),
        ([event("pass") + event("pass")], "Line 1 is not a JSON object."),
        (['{"Action":"pass","Test":5}'], "Line 1 is not a JSON object."),
        (['{"Action":"pass","Test":"TestA","Elapsed":NaN}'], "Line 1 is not a JSON object."),
        (['{"Action":"pass",}'], "Line 1 is not a JSON object."),
        (["\ufeff" + event("pass")], "Line 1 is not a JSON object."),
        (['{"Action":"output","Output":"\x1b"}'], "Line 1 is not a JSON object."),
        (["<testsuites/>"], "Line 1 is not a JSON object."),
        ([], NO_RESULT),
    ],
)
def test_events_of_go_test(tmp_path: Path, lines: list[str], expected: dict[str, str] | str) -> None:
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    assert outcomes(tmp_path, "results.json", content) == expected


def test_events_that_are_hard_to_read(tmp_path: Path) -> None:
    long = '{"Action":"pass","Test":"TestA","Elapsed":' + "9" * 5000 + "}"
    assert outcomes(tmp_path, "results.json", long) == {"TestA": P}
    deep = '{"Action":' * 100_000
    assert outcomes(tmp_path, "results.json", deep) == "Line 1 is not a JSON object."


def test_a_package_that_failed_counts_where_no_test_did(tmp_path: Path) -> None:
    crashed = '{"Action":"fail","Package":"p"}'
    read = results(tmp_path, "results.json", crashed)
    assert (read.tests, read.failures, read.failed) == ({}, ("package p",), 1)
    assert read.outcome("package p") is None
    read = results(tmp_path, "results.json", f"{event('pass')}\n{crashed}")
    assert (read.failures, read.failed) == (("package p",), 1)
    read = results(tmp_path, "results.json", f"{crashed}\n{event('fail', package='q')}")
    assert (read.failures, read.failed) == (("TestA",), 1)
    assert outcomes(tmp_path, "results.json", '{"Action":"pass","Package":"p"}') == NO_RESULT


@pytest.mark.parametrize("name", ["e2e.log", "results.json"])
def test_a_line_has_a_size_limit(tmp_path: Path, name: str) -> None:
    line = f"--- PASS: TestA{' ' * 2**24}" if name == "e2e.log" else event("pass") + " " * 2**24
    assert outcomes(tmp_path, name, line[: 2**24 - 1]) == {"TestA": P}
    for content in (line[: 2**24], f"{line[: 2**24]}\n", f"\n\n{line}\n\n"):
        said = outcomes(tmp_path, name, content)
        assert said == "A line is longer than 16 MiB."


def test_an_unreadable_file_is_released_from_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        said = outcomes(tmp_path, "e2e.log", "\n\n" + " " * 2**24 + "\n\n")
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said == "A line is longer than 16 MiB."
    assert kept < 2**20
