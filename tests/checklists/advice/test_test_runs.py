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
