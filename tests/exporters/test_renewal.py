"""Every real submission, renewed: imported, completed as a person would, exported, and accepted by the program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore, OpenDraft
from checklists.importing.import_submission import import_submission
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem, Severity
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.validate import validate_draft
from exporters.bundle import build_bundle
from exporters.disk.export_plan import plan_export
from exporters.writer import apply_export
from tests.verdicts import validate_file

ANSWERS = {
    "contactEmailAddress": "conformance@vendor.example",
    "platformVersion": "9.9.0",
    "productLogoUrl": "https://vendor.example/logo.svg",
    "description": "A platform.",
    "vendorName": "Red Hat",
}


@pytest.fixture(scope="module")
def program(program_dir: Path) -> ProgramData:
    return load_program_data(SearchPath(program_dir, (), program_dir / "nowhere", None))


def submissions(program_dir: Path) -> Iterator[Path]:
    yield from sorted(program_dir.glob("v*/*/PRODUCT.yaml"))


def filled(opened: OpenDraft, checklist: Checklist, program: ProgramData) -> Draft:
    """Return the draft with everything corrected that the program rejects, all problems of a check at once."""
    draft = opened.draft
    for _ in range(60):
        problems = validate_draft(draft, checklist, members=program.members(), files=opened.evidence)
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if not errors:
            return draft
        for problem in errors:
            draft = corrected(draft, problem)
    raise AssertionError(f"what is missing grows: {errors}")


def corrected(draft: Draft, problem: Problem) -> Draft:
    response = draft.response(problem.requirement or "")
    match problem.code.partition("-")[0]:
        case "metadata" | "vendor" | "k8s":
            base = f"https://github.com/cncf/k8s-conformance/tree/master/v{draft.checklist}/vendor"
            return draft.with_metadata(problem.subject, ANSWERS.get(problem.subject, base))
        case "must" | "status":
            return draft.with_response(problem.subject, response.model_copy(update={"status": Status.IMPLEMENTED}))
        case "evidence" | "artifact":
            links = tuple(value for value in response.evidence if value.startswith("http"))
            evidence = (*links, "https://vendor.example/proof")
            assert problem.requirement is not None
            return draft.with_response(problem.requirement, response.model_copy(update={"evidence": evidence}))
        case code:
            raise AssertionError(f"no correction for {code}: {problem}")


def renew(file: Path, program: ProgramData, folder: Path, to: str | None) -> None:
    """Import a submission, complete and export it, and check that the program accepts the result."""
    store = DraftStore(folder / "drafts")
    name = f"{file.parent.name} {file.parent.parent.name}"
    report = import_submission(file, name, store, program, to=to)
    checklist = program.checklist(report.draft.checklist)
    assert {*report.changes.carried, *report.changes.new} == {r.id for r in checklist.requirements}
    assert report.refused == {}
    with store.open(name) as opened:
        draft = filled(opened, checklist, program)
        for what in draft.to_confirm:
            draft = draft.confirmed(what)
        problems = validate_draft(draft, checklist, members=program.members(), files=opened.evidence)
        bundle = build_bundle(draft, checklist, problems, opened.evidence.files())
    assert bundle.ready
    apply_export(plan_export(bundle, folder / "clone"), replace=True)
    verdict = validate_file(folder / "clone" / bundle.root / "PRODUCT.yaml", program)
    assert verdict.passed, (file, verdict.problems)
    assert str(bundle.root) == f"v{checklist.minor}/{file.parent.name}"


@pytest.mark.parametrize("to", [None, "1.37"])
def test_a_submission_of_every_minor_is_renewed(
    program_dir: Path, program: ProgramData, tmp_path: Path, to: str | None
) -> None:
    one_of_each = {file.parent.parent: file for file in submissions(program_dir)}
    assert len(one_of_each) > 1
    for file in one_of_each.values():
        renew(file, program, tmp_path, to)


@pytest.mark.slow
@pytest.mark.parametrize("to", [None, "1.37"])
def test_every_submission_is_renewed(program_dir: Path, program: ProgramData, tmp_path: Path, to: str | None) -> None:
    found = list(submissions(program_dir))
    assert len(found) == 43
    for file in found:
        renew(file, program, tmp_path, to)


@pytest.mark.parametrize(
    "notes", ["  leading", "trailing  ", "\n\nabove", "below\n\n", "\ttab", " - a list\n  of two", "a: b # c"]
)
def test_an_export_is_imported_unchanged(program: ProgramData, tmp_path: Path, notes: str) -> None:
    store = DraftStore(tmp_path / "drafts")
    draft = store.create("Nebula", program.checklist("1.37")).with_metadata("platformName", "Nebula")
    evidence = ("./a.md", "https://docs.nebula.example/a(b)?x=1,2", "a.md#part")
    with store.open("Nebula") as opened:
        (tmp_path / "a.md").write_text("proof")
        opened.evidence.attach(tmp_path / "a.md")
        draft = draft.with_response(
            "gang_scheduling", Response(status=Status.IMPLEMENTED, notes=notes, evidence=evidence)
        )
        bundle = build_bundle(draft, program.checklist("1.37"), (), opened.evidence.files())
        apply_export(plan_export(bundle, tmp_path))
    report = import_submission(tmp_path / str(bundle.root) / "PRODUCT.yaml", "Again", store, program)
    response = report.draft.responses["gang_scheduling"]
    assert (response.notes, response.evidence) == (notes, evidence)
