"""Rules on test results: the program's verdict for each outcome."""

from pathlib import Path
from typing import Any

import pytest

from checklists.model.problem import Problem
from tests.checklists.good_submission import CATEGORY, RUN, Files, check, entry_of, good, pairs

LOG = {
    "passed": "--- PASS: TestGangScheduling (1s)\n",
    "failed": "--- FAIL: TestGangScheduling (1s)\n",
    "skipped": "--- SKIP: TestGangScheduling (1s)\n",
    "other": "--- PASS: TestSecureAcceleratorAccess (1s)\n",
    "others-failure": "--- PASS: TestGangScheduling (1s)\n--- FAIL: TestOther (1s)\n",
    "subtests": "    --- PASS: TestGangScheduling/Positive (1s)\n    --- SKIP: TestGangScheduling/Negative (1s)\n",
    "subtest-failed": "    --- PASS: TestGangScheduling/A (1s)\n    --- FAIL: TestGangScheduling/B (1s)\n",
    "subtests-skipped": "    --- SKIP: TestGangScheduling/A (1s)\n    --- SKIP: TestGangScheduling/B/C (1s)\n",
    "fail-then-pass": "--- FAIL: TestGangScheduling (1s)\n--- PASS: TestGangScheduling (1s)\n",
    "nothing": "PASS\n",
}
UNREADABLE, FAILURES = "artifact-unreadable", "artifact-has-failures"
MISSING, FAILED, SKIPPED = "artifact-test-not-found", "artifact-test-failed", "artifact-test-skipped"
GANG = "gang_scheduling"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    there = {"junit.xml": RUN / "junit.xml", "E2E.log": tmp_path / "none" / "E2E.log"}
    for name, content in LOG.items():
        path = tmp_path / name / "e2e.log"
        path.parent.mkdir()
        path.write_text(content)
        there[f"{name}/e2e.log"] = path
    (tmp_path / "folder" / "junit.xml").mkdir(parents=True)
    there["folder/junit.xml"] = tmp_path / "folder" / "junit.xml"
    return Files(there)


def answered(evidence: dict[str, list[str]], status: str = "Implemented") -> dict[str, Any]:
    """Validate a submission with this evidence whose other requirements have no problems."""
    document = good()
    for entries in document["spec"].values():
        for entry in entries:
            entry["evidence"] = evidence.get(entry["id"], ["junit.xml"])
    for requirement in evidence:
        entry_of(document, requirement).update(status=status, notes="because")
    return document


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("passed/e2e.log", set()),
        ("failed/e2e.log", {FAILED, (FAILURES, "failed/e2e.log")}),
        ("skipped/e2e.log", {SKIPPED}),
        ("other/e2e.log", {MISSING}),
        ("other/e2e.log#TestSecureAcceleratorAccess", set()),
        ("other/e2e.log#", {MISSING}),
        ("passed/e2e.log#TestGangScheduling/Sub", {MISSING}),
        ("passed/e2e.log#testgangscheduling", {MISSING}),
        ("passed/e2e.log# TestGangScheduling", {MISSING}),
        ("passed/e2e.log#TestGangScheduling ", set()),
        ("passed/e2e.log#TestGangScheduling#x", {MISSING}),
        ("others-failure/e2e.log", {(FAILURES, "others-failure/e2e.log")}),
        ("subtests/e2e.log", set()),
        ("subtest-failed/e2e.log", {FAILED, (FAILURES, "subtest-failed/e2e.log")}),
        ("subtest-failed/e2e.log#TestGangScheduling/A", {(FAILURES, "subtest-failed/e2e.log")}),
        ("subtests-skipped/e2e.log", {SKIPPED}),
        ("subtests-skipped/e2e.log#TestGangScheduling/B", {SKIPPED}),
        ("fail-then-pass/e2e.log", {FAILED, (FAILURES, "fail-then-pass/e2e.log")}),
        ("nothing/e2e.log", {UNREADABLE}),
        ("nothing/e2e.log#TestGangScheduling", {UNREADABLE}),
        ("folder/junit.xml", {UNREADABLE}),
        ("E2E.log", {UNREADABLE}),
        ("file://others-failure/e2e.log#TestGangScheduling", {(FAILURES, "file://others-failure/e2e.log")}),
        (" /v1.37/nebula/others-failure/./e2e.log ", {(FAILURES, " /v1.37/nebula/others-failure/./e2e.log ")}),
        ("https://nebula.example/failed/e2e.log", {"artifact-recommended"}),
        ("absent/e2e.log", {"evidence-file-missing", "artifact-recommended"}),
    ],
)
def test_problems_of_a_single_file(files: Files, value: str, codes: set[str | tuple[str, str]]) -> None:
    problems = check(answered({GANG: [value]}), files=files)
    assert pairs(problems) == {code if isinstance(code, tuple) else (code, GANG) for code in codes}
    for problem in problems:
        assert problem.message.endswith(".") and problem.hint.endswith(".")
        assert problem.requirement == GANG


@pytest.mark.parametrize(
    ("status", "skipped", "failed"),
    [
        ("Implemented", {SKIPPED}, {FAILED}),
        ("Not Implemented", set(), {FAILED}),
        ("N/A", set(), {FAILED}),
        ("implemented", {"status-invalid"}, {FAILED, "status-invalid"}),
    ],
)
def test_a_skipped_test_contradicts_only_implemented(
    files: Files, status: str, skipped: set[str], failed: set[str]
) -> None:
    for value, codes in (("skipped/e2e.log", skipped), ("failed/e2e.log", failed | {FAILURES})):
        document = answered({"gpu_sharing": [f"{value}#TestGangScheduling"]}, status)
        assert {problem.code for problem in check(document, files=files)} == codes


def test_a_requirement_without_a_test_of_its_own_is_not_looked_up(files: Files) -> None:
    assert (
        check(answered({"gpu_sharing": ["other/e2e.log"], "robust_controller": ["other/e2e.log"]}), files=files) == ()
    )


def test_a_should_that_is_left_open_reads_nothing(files: Files) -> None:
    document = answered({"gpu_sharing": ["failed/e2e.log"]})
    assert pairs(check(document, files=files)) == {(FAILURES, "failed/e2e.log")}
    entry_of(document, "gpu_sharing").update(status="", evidence=[])
    assert check(document, files=files) == ()


def test_a_problem_of_a_whole_file_is_reported_once(files: Files) -> None:
    broken = {name: ["nothing/e2e.log#TestGangScheduling"] for name in (GANG, "cluster_autoscaling")}
    assert pairs(check(answered(broken), files=files)) == {(UNREADABLE, GANG)}
    broken["robust_controller"] = ["./nothing/e2e.log", "nothing/e2e.log"]
    assert pairs(check(answered(broken), files=files)) == {(UNREADABLE, "robust_controller")}
    failing = {
        GANG: ["others-failure/e2e.log"],
        "robust_controller": ["file://others-failure/e2e.log#TestGangScheduling"],
    }
    assert pairs(check(answered(failing), files=files)) == {(FAILURES, "file://others-failure/e2e.log")}


def test_one_problem_for_each_code_names_all_files(files: Files) -> None:
    values = ["skipped/e2e.log", "other/e2e.log", "subtests-skipped/e2e.log", "failed/e2e.log#Test\u202eX"]
    problems = check(answered({GANG: values}), files=files)
    assert [(p.code, p.where.rpartition(".")[2]) for p in problems] == [
        (SKIPPED, "evidence[0]"),
        (MISSING, "evidence[1]"),
        (FAILURES, "evidence[3]"),
    ]
    assert '"skipped/e2e.log"' in problems[0].message and '"subtests-skipped/e2e.log"' in problems[0].message
    assert '"other/e2e.log"' in problems[1].message and '"failed/e2e.log"' in problems[1].message
    assert "\u202e" not in problems[1].message


def test_many_failures_are_counted(files: Files, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text("".join(f"--- FAIL: Test{n} (0s)\n" for n in range(9)))
    files.there["e2e.log"] = tmp_path / "e2e.log"
    problem: Problem
    problem, *_ = check(answered({"gpu_sharing": ["e2e.log"]}), files=files)
    assert "9 failures" in problem.message and problem.message.endswith('"Test4" and 4 more.')


@pytest.mark.parametrize(
    ("cited", "hint"),
    [
        ("junit.xml", "Add `file://junit.xml#TestGangScheduling`: it passed"),
        ("skipped/e2e.log#TestOther", "was skipped in `skipped/e2e.log`"),
        ("failed/e2e.log#TestOther", "did not pass in `failed/e2e.log`"),
        ("others-failure/e2e.log#TestOther", "passed in `others-failure/e2e.log`"),
        ("other/e2e.log", "lacks it"),
        ("https://nebula.example", "of a run in which it passed"),
    ],
)
def test_a_run_cited_elsewhere_decides_the_recommendation(files: Files, cited: str, hint: str) -> None:
    document = answered({GANG: ["https://nebula.example"]})
    for requirement in CATEGORY:
        if requirement != GANG:
            entry_of(document, requirement)["evidence"] = [cited]
    problem = next(p for p in check(document, files=files) if (p.code, p.subject) == ("artifact-recommended", GANG))
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("requirement", "value", "advises"),
    [
        (GANG, "skipped/e2e.log", "remove the value"),
        ("gpu_sharing", "skipped/e2e.log#TestGangScheduling", "change the status"),
    ],
)
def test_only_a_should_may_change_its_status(files: Files, requirement: str, value: str, advises: str) -> None:
    problem = next(p for p in check(answered({requirement: [value]}), files=files) if p.code == SKIPPED)
    assert advises in problem.hint


def test_following_the_recommendation_keeps_the_verdict(files: Files) -> None:
    document = answered({GANG: ["https://nebula.example"]})
    hint = next(p.hint for p in check(document, files=files) if p.code == "artifact-recommended")
    entry_of(document, GANG)["evidence"].append(hint.split("`")[1])
    assert check(document, files=files) == ()


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("junit.xml#TestGangscheduling", 'Did you mean "TestGangScheduling" (passed)?'),
        ("junit.xml#TestGangScheduling/PositivGang", 'Did you mean "TestGangScheduling/PositiveGang" (passed)?'),
        ("skipped/e2e.log#TestGangSchedulin", 'Did you mean "TestGangScheduling" (skipped)?'),
        ("junti.xml#TestGangScheduling", 'Did you mean "junit.xml#TestGangScheduling" (passed)?'),
        ("results/junit.xml", 'Did you mean "junit.xml"?'),
        ("junit.xml#Quite/Different", ""),
        ("notes.md", ""),
    ],
)
def test_similar_test_names_are_suggested(files: Files, value: str, meant: str) -> None:
    hints = [problem.hint for problem in check(answered({GANG: [value]}), files=files) if problem.line]
    assert any(meant in hint for hint in hints) if meant else not any("Did you mean" in hint for hint in hints)
