"""One test run in a folder: which files belong to it, and its result for each requirement."""

import shutil
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS, checklist, program_test
from checklists.test_results.outcome import CaseOutcome
from checklists.test_results.run import find_result_files, read_test_run, upstream_test
from tests.checklists.good_submission import RUN
from tests.checklists.test_results.result_files import written

P, F, S = CaseOutcome.PASSED, CaseOutcome.FAILED, CaseOutcome.SKIPPED
CHECKLIST = checklist("1.37", None)
GINKGO = "Running Suite: AI Conformance\nRan 11 of 7144 Specs in 892 seconds\n"


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_a_folder_or_any_file_of_it_stands_for_the_run(tmp_path: Path) -> None:
    run = shutil.copytree(RUN, tmp_path / "run")
    written(run, "notes.md", "x")
    for path in (run, run / "junit.xml", run / "e2e.log"):
        assert names(find_result_files(path)) == ["junit.xml", "results.json", "e2e.log"]
    for path in (tmp_path, run / "notes.md", run / "absent.xml", tmp_path / "absent" / "e2e.log", Path("\0")):
        assert find_result_files(path) == ()
    (run / "E2E.LOG").mkdir()
    (run / "junit.xml").rename(run / "JUnit.XML")
    assert names(find_result_files(run)) == ["JUnit.XML", "results.json", "e2e.log"]


def test_a_run_covers_every_requirement_with_an_upstream_test() -> None:
    tested = {
        t.requirement.id: (t.outcome, t.checked_by_program)
        for t in read_test_run(find_result_files(RUN)).tested(CHECKLIST)
    }
    assert tested == {
        "driver_runtime_management": (None, False),
        "gang_scheduling": (P, True),
        "cluster_autoscaling": (P, True),
        "accelerator_metrics": (None, False),
        "ai_service_metrics": (P, False),
        "secure_accelerator_access": (P, True),
        "workload_sandboxing": (S, False),
        "robust_controller": (None, False),
    }


@pytest.mark.parametrize("minor", MINORS)
def test_tests_of_the_check_are_upstream_tests(minor: str) -> None:
    for requirement in checklist(minor, None).requirements:
        assert program_test(requirement.id) in (None, upstream_test(requirement))


def test_files_that_disagree_are_not_of_one_run(tmp_path: Path) -> None:
    written(tmp_path, "e2e.log", "--- PASS: TestGangScheduling (0s)\n--- PASS: TestOther/Sub (0s)\n")
    written(tmp_path, "junit.xml", '<testsuite><testcase name="TestGangScheduling"><skipped/></testcase></testsuite>')
    run = read_test_run(find_result_files(tmp_path))
    assert (run.outcome("TestGangScheduling"), run.differing("TestGangScheduling")) == (P, True)
    assert (run.outcome("TestOther"), run.differing("TestOther")) == (P, False)
    assert names(run.files_with("TestOther")) == ["e2e.log"]
    assert names(run.files_with("")) == ["junit.xml", "e2e.log"]
    assert run.other_tests(CHECKLIST) == {"TestOther": P}
    alone = run.only(tmp_path / "junit.xml")
    assert (alone.outcome("TestGangScheduling"), alone.differing("TestGangScheduling")) == (S, False)


@pytest.mark.parametrize(
    ("name", "content", "other"),
    [
        ("e2e.log", GINKGO, "e2e-ginkgo.log"),
        ("E2E.Log", "PASS\n", "E2E-output.Log"),
        ("junit.xml", "<html/>", "junit-output.xml"),
    ],
)
def test_a_file_without_results_gets_another_name(tmp_path: Path, name: str, content: str, other: str) -> None:
    run = read_test_run(find_result_files(written(tmp_path, name, content)))
    assert run.readable == () and [file.other_name for file in run.unreadable] == [other]
    assert find_result_files(written(tmp_path, other, content)) == ()
