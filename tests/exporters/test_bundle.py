"""The bundle contains exactly a submission's files: product file, README, and the evidence that answers name."""

from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.catalog.official_template import parse_template
from checklists.errors import ExportError
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem, Severity
from exporters.bundle import Bundle, build_bundle

ROOT = "v1.36/nebula"


def draft(*evidence: str, **changes: str) -> Draft:
    response = Response(status=Status.IMPLEMENTED, evidence=evidence)
    metadata = {"platformName": "Nebula", "platformVersion": "4.2"} | changes
    return Draft(name="Nebula", checklist="1.36", metadata=metadata, responses={"gang_scheduling": response})


@pytest.fixture
def evidence(tmp_path: Path) -> dict[str, Path]:
    names = ["proof.md", "other.md", "runs/junit.xml", "runs/deep/e2e.log", "run.log"]
    files = {name: tmp_path / name for name in names}
    for name, path in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return files


def made(of: Draft, evidence: dict[str, Path], on: Checklist | None = None) -> Bundle:
    return build_bundle(of, on or checklist("1.36", None), (), evidence)


@pytest.mark.parametrize(
    ("value", "included"),
    [
        ("proof.md", ["proof.md"]),
        ("./proof.md", ["proof.md"]),
        ("/proof.md", ["proof.md"]),
        ("file://runs/junit.xml#TestGangScheduling", ["runs/junit.xml"]),
        ("v1.36/nebula/proof.md#section", ["proof.md"]),
        ("runs", ["runs/deep/e2e.log", "runs/junit.xml"]),
        ("runs/", ["runs/deep/e2e.log", "runs/junit.xml"]),
        ("run", []),
        ("PROOF.md", []),
        ("v1.35/nebula/proof.md", []),
        ("../proof.md", []),
        ("#only", []),
        ("https://docs.example/proof.md", []),
    ],
)
def test_only_named_files_are_included(evidence: dict[str, Path], value: str, included: list[str]) -> None:
    bundle = made(draft(value), evidence)
    assert list(bundle.files) == [f"{ROOT}/{name}" for name in ("PRODUCT.yaml", "README.md", *included)]
    assert all(bundle.files[f"{ROOT}/{name}"] == name.encode() for name in included)
    left_out = [name for name in evidence if name not in included]
    assert any(all(name in notice for name in left_out) for notice in bundle.notices)
    assert bundle.size == sum(map(len, bundle.files.values()))


def test_evidence_of_an_unknown_requirement_is_not_exported(evidence: dict[str, Path]) -> None:
    answered = draft().with_response("dra_support", Response(evidence=("proof.md",)))
    assert f"{ROOT}/proof.md" not in made(answered, evidence).files


def test_a_vendors_own_readme_is_kept(evidence: dict[str, Path]) -> None:
    evidence["ReadMe.md"] = evidence["proof.md"]
    bundle = made(draft("ReadMe.md"), evidence)
    assert list(bundle.files) == [f"{ROOT}/PRODUCT.yaml", f"{ROOT}/ReadMe.md"]


def test_evidence_cannot_replace_the_product_file(evidence: dict[str, Path]) -> None:
    evidence["PRODUCT.yaml"] = evidence["proof.md"]
    assert b"gang_scheduling" in made(draft("PRODUCT.yaml"), evidence).files[f"{ROOT}/PRODUCT.yaml"]


def test_a_missing_file_has_an_error_message(evidence: dict[str, Path]) -> None:
    evidence["proof.md"].unlink()
    with pytest.raises(ExportError, match=r"proof\.md cannot be read") as error:
        made(draft("proof.md"), evidence)
    assert error.value.hint


def test_a_bundle_is_ready_only_with_the_official_text(program_dir: Path, evidence: dict[str, Path]) -> None:
    text = (program_dir / "docs/AIConformance-1.36.yaml").read_text(encoding="utf-8")
    official = checklist("1.36", parse_template("1.36", text, "the test"))
    assert made(draft(), {}, official).ready
    assert made(draft(), {}, official).notices == ()
    without = made(draft(), {})
    assert not without.ready
    assert "aiconform program sync" in without.notices[0]
    assert "Not ready" in without.files[f"{ROOT}/README.md"].decode()


def test_an_unknown_field_is_reported() -> None:
    assert any("oddField" in notice for notice in made(draft(oddField="x"), {}).notices)


def test_problems_reach_the_pull_request() -> None:
    problem = Problem(Severity.ERROR, "metadata-missing", "vendorName", "metadata.vendorName", "There is no vendor.")
    bundle = build_bundle(draft(), checklist("1.36", None), (problem,), {})
    assert "There is no vendor" in bundle.pull_request.body
