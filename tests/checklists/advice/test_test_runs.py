"""A test run that one requirement cites is compared with the status of the others."""

from pathlib import Path

import pytest

from tests.checklists.advice.advice_on import Folder, advice, codes
from tests.checklists.good_submission import entry_of, good

LOG = """\
--- PASS: TestGangScheduling (31.00s)
--- PASS: TestSecureAcceleratorAccess (8.00s)
--- SKIP: TestAcceleratorClusterAutoscaling (0.00s)
"""
CODE = "run-contradicts-status"
REASON = "Each cluster is a sealed appliance of four machines, which software can neither add nor remove."


@pytest.mark.parametrize(
    ("requirement", "status", "evidence", "said"),
    [
        ("cluster_autoscaling", "Implemented", [], "skipped TestAcceleratorClusterAutoscaling"),
        ("cluster_autoscaling", "N/A", [], ""),
        ("cluster_autoscaling", "Implemented", ["run/e2e.log"], ""),
        ("secure_accelerator_access", "Implemented", [], ""),
        ("secure_accelerator_access", "Not Implemented", [], "passed TestSecureAcceleratorAccess"),
        ("pod_autoscaling", "Implemented", [], ""),
    ],
)
def test_a_run_against_a_status(requirement: str, status: str, evidence: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "e2e.log").write_text(LOG)
    document = good()
    for entries in document["spec"].values():
        for entry in entries:
            entry["evidence"] = ["https://nebula.example"]
    entry_of(document, "gang_scheduling")["evidence"] = ["run/e2e.log"]
    entry_of(document, requirement).update(status=status, notes=REASON, evidence=["https://nebula.example", *evidence])
    problems = [
        problem
        for problem in advice(document, files=Folder(tmp_path))
        if (problem.code, problem.subject) == (CODE, requirement)
    ]
    assert codes(problems) == ([(CODE, requirement)] if said else [])
    if said:
        assert said in problems[0].message and "gang_scheduling" in problems[0].message
        assert ("-autoscaler-node-pool-label" in problems[0].hint) == (requirement == "cluster_autoscaling")


def test_without_a_run_no_advice() -> None:
    assert advice(good()) == []


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("gang.log", "--- FAIL: TestGangScheduling (3.1s)\n", "failed"),
        ("gang.md", "```\n    --- SKIP: TestGangScheduling/kueue (0.00s)\n```\n", "skipped"),
        ("run.xml", '<testcase classname="c" name="TestGangScheduling"><failure message="x"/></testcase>', "failed"),
        ("run.xml", '<testcase name="TestGangScheduling">\n  <skipped/></testcase>', "skipped"),
        ("run.xml", '<testcase name="TestGangScheduling"/><testcase name="TestOther"><failure/></testcase>', ""),
        ("gang.log", "--- PASS: TestGangScheduling (3.1s)\n", ""),
        ("gang.log", "--- PASS: TestGangScheduling/a (1s)\n--- SKIP: TestGangScheduling/b (0s)\n", ""),
        ("gang.log", "--- FAIL: TestGangSchedulingOfOthers (3.1s)\n", ""),
        ("gang.log", "--- FAIL: TestSecureAcceleratorAccess (3.1s)\n", ""),
    ],
)
def test_a_run_in_a_file_that_the_check_does_not_parse(file: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = [file]
    problems = [problem for problem in advice(document, files=Folder(tmp_path)) if problem.code == CODE]
    assert codes(problems) == ([(CODE, "gang_scheduling")] if said else [])
    assert all(f"TestGangScheduling {said}" in p.message and "Do not add" not in p.hint for p in problems)
    entry_of(document, "gang_scheduling")["status"] = "Partially Implemented"
    assert CODE not in {code for code, _ in codes(advice(document, files=Folder(tmp_path)))}


@pytest.mark.parametrize(
    ("requirement", "evidence", "found"),
    [
        ("gang_scheduling", ["e2e.log#TestSecureAcceleratorAccess"], True),
        ("gang_scheduling", ["e2e.log#TestSecureAcceleratorAccess/gpu"], True),
        ("gang_scheduling", ["e2e.log#TestGangScheduling", "e2e.log#TestSecureAcceleratorAccess"], False),
        ("gang_scheduling", ["e2e.log#TestGangScheduling/kueue"], False),
        ("gang_scheduling", ["e2e.log#TestOfTheVendor"], False),
        ("gang_scheduling", ["e2e.log"], False),
        ("pod_autoscaling", ["e2e.log#TestGangScheduling"], False),
    ],
)
def test_the_test_of_another_requirement(requirement: str, evidence: list[str], *, found: bool, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text(LOG)
    document = good()
    entry_of(document, requirement)["evidence"] = evidence
    found_codes = codes(advice(document, files=Folder(tmp_path)))
    assert (("test-of-another-requirement", requirement) in found_codes) == found
