"""The rules on status, notes and evidence, one by one."""

import pytest
import yaml

from checklists.catalog.catalog import checklist
from checklists.model.problem import Severity
from checklists.submission.submission import parse_submission
from checklists.validate import validate
from tests.checklists.good_submission import FOLDER, MEMBERS, Files, check, entry_of, good, one, pairs


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("implemented", "Implemented"),
        ("IMPLEMENTED ", "Implemented"),
        ("Implemented.", "Implemented"),
        ("not implemented", "Not Implemented"),
        ("Partially", "Partially Implemented"),
        ("Partial", "Partially Implemented"),
        ("Not Applicable", "N/A"),
        ("n/a", "N/A"),
        ("NA", "N/A"),
        (True, "Implemented"),
        ("TBD", "Choose one of"),
        ("Implemented \u202eX", "Choose one of"),
    ],
)
def test_the_intended_status_is_suggested(status: object, says: str) -> None:
    document = good()
    entry_of(document, "gpu_sharing")["status"] = status
    problem = one(document, "status-invalid", "gpu_sharing")
    assert problem.where == "spec.accelerators.gpu_sharing.status"
    assert (says if " " in says and says.startswith("Choose") else f'"{says}"') in problem.hint
    assert "\u202e" not in problem.message


@pytest.mark.parametrize(
    ("requirement", "status", "expected"),
    [
        ("gang_scheduling", "Not Implemented", {"must-not-implemented"}),
        ("gang_scheduling", "Partially Implemented", {"must-not-implemented"}),
        ("gang_scheduling", "N/A", {"must-not-implemented"}),
        ("gang_scheduling", "", {"must-not-implemented", "status-invalid"}),
        ("gang_scheduling", None, {"must-not-implemented", "status-invalid"}),
        ("gang_scheduling", "implemented", {"must-not-implemented", "status-invalid"}),
        ("cluster_autoscaling", "N/A", {"must-not-applicable"}),
        ("cluster_autoscaling", "Not Implemented", {"must-not-implemented"}),
        ("cluster_autoscaling", "n/a", {"must-not-implemented", "status-invalid"}),
        ("gpu_sharing", "Not Implemented", set()),
        ("gpu_sharing", "Partially Implemented", set()),
        ("gpu_sharing", "N/A", set()),
        ("gpu_sharing", "", {"status-invalid"}),
    ],
)
def test_status_against_level(requirement: str, status: str | None, expected: set[str]) -> None:
    document = good()
    entry_of(document, requirement).update(status=status, notes="because")
    problems = check(document)
    assert {p.code for p in problems} == expected
    assert {p.subject for p in problems} <= {requirement}
    warnings = {p.code for p in problems if p.severity is Severity.WARNING}
    assert warnings == expected & {"must-not-applicable"}


def test_a_should_without_status_and_evidence_is_left_alone() -> None:
    document = good()
    entry = entry_of(document, "gpu_sharing")
    entry.update(status="", evidence=[])
    assert check(document) == ()
    entry["evidence"] = [None]
    assert check(document) == ()
    entry["evidence"] = [""]
    assert "remove the evidence" in one(document, "status-invalid", "gpu_sharing").hint


@pytest.mark.parametrize("notes", [None, "", "  \n\t", "\u00a0\u3000"])
def test_not_applicable_needs_notes(notes: str | None) -> None:
    document = good()
    entry_of(document, "gpu_sharing").update(status="N/A", notes=notes)
    assert one(document, "notes-missing", "gpu_sharing").where.endswith(".notes")
    entry_of(document, "gpu_sharing")["notes"] = "x"
    assert check(document) == ()


def test_with_two_answers_of_one_id_the_last_counts() -> None:
    document = good()
    document["spec"]["operator"].insert(0, {"id": "robust_controller", "status": "no", "evidence": ["nothing.md"]})
    assert check(document) == ()


@pytest.mark.parametrize(
    ("value", "code", "says"),
    [
        ("#x", "evidence-empty-path", "Name a file"),
        ("v1.37/other/gang.md", "evidence-other-product", FOLDER),
        ("../gang.md", "evidence-escapes-directory", FOLDER),
        ("absent.md", "evidence-file-missing", FOLDER),
        ("GANG.md", "evidence-file-missing", 'Write "gang.md"'),
        ("see gang.md", "evidence-file-missing", 'Write "gang.md"'),
        ("(gang.md)", "evidence-file-missing", 'Write "gang.md"'),
        ("gang", "evidence-file-missing", 'Write "gang.md"'),
        (" https://nebula.example", "evidence-file-missing", "white space"),
        ("www.nebula.example", "evidence-file-missing", "https://"),
        ("docs.nebula.io/gang", "evidence-file-missing", "https://"),
        ("https://a.example https://b.example", None, ""),
        ("N/A", "evidence-file-missing", "evidence: []"),
        ("the documentation explains it", "evidence-file-missing", "notes"),
        ("TestGangScheduling", "evidence-file-missing", "`file://junit.xml#TestGangScheduling`"),
        ("x" * 3000, "evidence-file-missing", FOLDER),
    ],
)
def test_evidence_paths(value: str, code: str | None, says: str) -> None:
    document = good()
    entry_of(document, "gpu_sharing")["evidence"] = ["https://nebula.example", "", value]
    if code is None:
        assert check(document) == ()
        return
    problem = one(document, code, "gpu_sharing")
    assert problem.where == "spec.accelerators.gpu_sharing.evidence[2]"
    assert says in problem.hint
    assert len(problem.message) < 200


def test_a_test_name_is_not_called_a_missing_file() -> None:
    document = good()
    entry_of(document, "gpu_sharing")["evidence"] = ["TestSharing", "absent.md"]
    message = one(document, "evidence-file-missing", "gpu_sharing").message
    assert '"TestSharing" is a test name' in message
    assert '"absent.md" does not exist' in message


def test_a_code_occurs_once_for_each_requirement_with_all_causes() -> None:
    document = good()
    values = ["one.md", "../a", "two.md", "#", "/", "../b"]
    entry_of(document, "gpu_sharing")["evidence"] = values
    problems = check(document)
    assert [p.code for p in problems] == [
        "evidence-file-missing",
        "evidence-escapes-directory",
        "evidence-empty-path",
    ]
    assert '"one.md"' in problems[0].message and '"two.md"' in problems[0].message


@pytest.mark.parametrize(
    ("requirement", "evidence", "recommended"),
    [
        ("gang_scheduling", ["gang.md"], True),
        ("secure_accelerator_access", [], True),
        ("cluster_autoscaling", ["https://nebula.example/junit.xml"], True),
        ("gang_scheduling", ["file://junit.xml#TestGangScheduling"], False),
        ("gang_scheduling", ["sub/e2e.log"], False),
        ("pod_autoscaling", ["gang.md"], False),
    ],
)
def test_results_of_the_automated_test(requirement: str, evidence: list[str], recommended: bool) -> None:
    document = good()
    entry_of(document, requirement)["evidence"] = evidence
    if recommended:
        assert "Test" in one(document, "artifact-recommended", requirement, Severity.WARNING).message
    else:
        assert check(document) == ()
    known = checklist("1.36", None)
    text = yaml.safe_dump(document)
    problems = validate(parse_submission(text), known, folder=FOLDER, members=MEMBERS, files=Files())
    assert "artifact-recommended" not in {p.code for p in problems}


def test_missing_results_do_not_count() -> None:
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["results.json"]
    assert pairs(check(document)) == {
        ("evidence-file-missing", "gang_scheduling"),
        ("artifact-recommended", "gang_scheduling"),
    }
