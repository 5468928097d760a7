"""`aiconform artifacts`: results of the upstream tests, read and attached without screens."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Draft, Response
from tests.checklists.good_submission import RUN
from tui.cli import main
from tui.state.paths import paths

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def artifacts(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform artifacts …`; return the exit code, stdout and stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = main(["artifacts", *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def nebula(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["drafts", "new", "Nebula", "--checklist", "1.37"]) == 0
    capsys.readouterr()
    return "nebula"


def kept() -> Draft:
    return DraftStore(paths().drafts).load("nebula")


def test_a_run_is_reported_by_file_and_requirement(artifacts: Run) -> None:
    code, out, err = artifacts(RUN)
    assert (code, err) == (0, "")
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert f"{RUN}/e2e.log: 7 tests: 6 passed, 1 skipped" in rows
    assert "gang_scheduling TestGangScheduling passed" in rows
    assert "ai_service_metrics TestAIServiceMetrics passed advice:" in " | ".join(rows)
    assert "accelerator_metrics TestAcceleratorPerformanceMetrics missing advice:" in " | ".join(rows)


def test_a_single_file_is_read(artifacts: Run) -> None:
    code, out, _ = artifacts(RUN / "junit.xml", "--checklist", "v1.36", "--json")
    value = json.loads(out)
    assert (code, value["checklist"], len(value["files"])) == (0, "1.36", 1)
    assert value["files"][0] | {"path": ""} == {
        "path": "",
        "passed": 6,
        "failed": 0,
        "skipped": 1,
        "failures": [],
        "unreadable": None,
        "ginkgo": False,
        "other_name": None,
    }
    assert value["requirements"][0] | {"files": []} == {
        "requirement": "driver_runtime_management",
        "test": "TestAcceleratorDriverRuntimeManagement",
        "looked_up": False,
        "outcome": None,
        "files": [],
    }
    assert "workload_sandboxing" not in {row["requirement"] for row in value["requirements"]}
    assert value["attached"] == {}


def test_hostile_names_do_not_reach_the_terminal(artifacts: Run, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_bytes(b"--- FAIL: Test\x1b]0;x\x07[/red]\xff (0s)\n--- PASS: Test\xe2\x80\xaeX (0s)\n")
    code, out, _ = artifacts(tmp_path)
    assert code == 0 and "Test[/red]" in out and "The program rejects e2e.log" in out
    assert not set(out) & set("\x1b\x07\u202e\udcff")
    assert json.loads(artifacts(tmp_path, "--json")[1])["files"][0]["failed"] == 1


def test_a_ginkgo_log_has_no_results_and_gets_another_name(artifacts: Run, nebula: str, tmp_path: Path) -> None:
    log = tmp_path / "e2e.log"
    log.write_text("Running Suite: Extended Kubernetes e2e suite\n")
    code, out, _ = artifacts(log)
    assert code == 3 and "Ginkgo" in out
    assert json.loads(artifacts(log, "--json")[1])["files"][0]["other_name"] == "e2e-ginkgo.log"
    assert artifacts(log, "--draft", nebula)[0] == 3
    code, out, _ = artifacts(log, "--draft", nebula, "--for", "gang_scheduling")
    assert code == 0 and "gang_scheduling: e2e-ginkgo.log" in out
    assert kept().response("gang_scheduling").evidence == ("e2e-ginkgo.log",)


def test_results_become_evidence_if_the_test_passed(artifacts: Run, nebula: str, tmp_path: Path) -> None:
    run = shutil.copytree(RUN, tmp_path / "run")
    code, out, err = artifacts(run, "--draft", nebula, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["attached"].keys() == {
        "gang_scheduling",
        "cluster_autoscaling",
        "ai_service_metrics",
        "secure_accelerator_access",
    }
    shutil.rmtree(run)
    assert kept().response("gang_scheduling").evidence == (
        "junit.xml#TestGangScheduling",
        "results.json#TestGangScheduling",
        "e2e.log#TestGangScheduling",
    )
    assert kept().response("gang_scheduling").status is None
    assert kept().response("workload_sandboxing").empty


def test_a_result_that_contradicts_the_status_is_asked_about(artifacts: Run, nebula: str) -> None:
    code, _, err = artifacts(RUN / "e2e.log", "--draft", nebula, "--for", "workload_sandboxing", "--for", "gpu_sharing")
    assert code == 0
    assert "TestWorkloadSandboxing was skipped, which proves nothing. The status is open." in err
    assert "drafts set Nebula workload_sandboxing.status" in err
    assert kept().response("workload_sandboxing").status is None
    assert kept().response("gpu_sharing").evidence == ("e2e.log",)
    again = artifacts(RUN / "e2e.log", "--draft", nebula, "--for", "gpu_sharing")
    assert again[0] == 0 and "nothing was attached" in again[1]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["absent"], 3, "is not a test result file"),
        ([str(Path(__file__))], 3, "is not a test result file"),
        ([str(RUN), "--for", "gpu_sharing"], 2, "--for needs --draft"),
        ([str(RUN), "--draft", "absent"], 3, "absent"),
        ([str(RUN), "--draft", "nebula", "--for", "gpu"], 3, "has no requirement 'gpu'"),
        ([str(RUN), "--checklist", "9.9"], 3, "9.9"),
    ],
)
def test_errors(artifacts: Run, nebula: str, arguments: list[str], code: int, says: str) -> None:
    found, _, err = artifacts(*arguments)
    assert found == code and says in err
    assert kept().responses == {}


def test_a_file_that_the_program_refuses_is_not_attached_to_all(artifacts: Run, nebula: str, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text("--- PASS: TestGangScheduling\n--- FAIL: TestSomethingElse\n")
    code, out, err = artifacts(tmp_path, "--draft", nebula)
    assert (code, kept().response("gang_scheduling").empty) == (3, True)
    assert "nothing was attached" in out
    assert "The program rejects e2e.log as evidence: a test in it failed" in err and "--for REQUIREMENT" in err
    assert artifacts(tmp_path, "--draft", nebula, "--for", "gang_scheduling")[0] == 0
    assert kept().response("gang_scheduling").evidence == ("e2e.log#TestGangScheduling",)


def test_attaching_results_confirms_no_answer(artifacts: Run, nebula: str, tmp_path: Path) -> None:
    (tmp_path / "e2e.log").write_text("--- PASS: TestGangScheduling\n")
    with DraftStore(paths().drafts).open(nebula) as draft:
        carried = Response(status=Status.IMPLEMENTED, carried=Carried(minor="1.36"))
        draft.save(draft.draft.model_copy(update={"responses": {"gang_scheduling": carried}}))
    assert artifacts(tmp_path, "--draft", nebula)[0] == 0
    assert kept().response("gang_scheduling").evidence == ("e2e.log#TestGangScheduling",)
    assert kept().to_confirm == ("gang_scheduling",)
