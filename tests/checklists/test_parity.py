"""Real submissions get the same verdict as from the program's own check."""

import json
from pathlib import Path

import pytest

from checklists.model.problem import Problem, Severity
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.validate import FileReport
from tests.verdicts import validate_file

Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def program(program_dir: Path) -> ProgramData:
    return load_program_data(SearchPath(program_dir, (), Path("/nowhere"), None))


@pytest.fixture(scope="module")
def reports(program_dir: Path, program: ProgramData) -> dict[str, FileReport]:
    files = sorted(program_dir.glob("v*/*/PRODUCT.yaml"))
    return {file.relative_to(program_dir).as_posix(): validate_file(file, program) for file in files}


@pytest.fixture(scope="module")
def verdicts(program_dir: Path) -> dict[str, dict[str, object]]:
    content = (program_dir / "verdicts.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, object]] = json.loads(content)
    return found


def said(problems: tuple[Problem, ...], severity: Severity) -> Pairs:
    return {(p.code, p.subject) for p in problems if p.severity is severity}


def expected(verdict: dict[str, object], severity: str) -> Pairs:
    pairs = verdict[severity]
    assert isinstance(pairs, list)
    return {(code, subject) for code, subject in pairs}


def test_every_submission_has_a_verdict(reports: dict[str, FileReport], verdicts: dict[str, dict[str, object]]) -> None:
    assert len(reports) == 43
    assert reports.keys() == verdicts.keys()


def test_errors_and_warnings_are_the_programs(
    reports: dict[str, FileReport], verdicts: dict[str, dict[str, object]]
) -> None:
    for path, report in reports.items():
        assert said(report.problems, Severity.ERROR) == expected(verdicts[path], "errors"), path
        assert said(report.problems, Severity.WARNING) == expected(verdicts[path], "warnings"), path


def test_the_verdict_is_the_programs(reports: dict[str, FileReport], verdicts: dict[str, dict[str, object]]) -> None:
    for path, report in reports.items():
        assert report.verdict == verdicts[path]["verdict"], path


def test_every_problem_has_its_place(reports: dict[str, FileReport]) -> None:
    problems = [problem for report in reports.values() for problem in report.problems]
    assert all(problem.message and problem.hint and problem.line for problem in problems)


@pytest.mark.parametrize(
    ("path", "advised"),
    [
        ("v1.33/cks", {("sample-value", "repoUrl"), ("sample-value", "productLogoUrl")}),
        ("v1.34/rke2", {("level-changed", "dra_support"), ("link-to-branch", "ai_inference")}),
        ("v1.34/openshift", {("link-personal-account", "secure_accelerator_access")}),
        ("v1.34/gke", {("link-needs-login", "secure_accelerator_access")}),
        ("v1.33/palette", {("description-changed", "gang_scheduling")}),
        (
            "v1.35/ericsson-ccd",
            {
                ("url-without-scheme", "repoUrl"),
                ("evidence-none", "cluster_autoscaling"),
                ("notes-contradict-status", "cluster_autoscaling"),
                ("evidence-user-name", "secure_accelerator_access"),
            },
        ),
    ],
)
def test_advice_matches_reviewers_questions(
    reports: dict[str, FileReport], path: str, advised: set[tuple[str, str]]
) -> None:
    assert advised <= said(reports[f"{path}/PRODUCT.yaml"].problems, Severity.ADVICE)


def test_the_amount_of_advice_is_limited(reports: dict[str, FileReport]) -> None:
    numbers = sorted(len(said(report.problems, Severity.ADVICE)) for report in reports.values())
    assert numbers[len(numbers) // 2] <= 2, "half of the submissions have hardly any"
    assert numbers[-1] <= 12
