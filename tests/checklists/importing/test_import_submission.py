"""The complete import: a local path becomes a draft with its evidence files."""

import os
from datetime import date
from pathlib import Path

import pytest

from checklists.drafts.evidence_intake import FILE_LIMIT
from checklists.drafts.store import DraftStore
from checklists.errors import AiconformError, DraftError, SubmissionError
from checklists.importing.import_submission import import_submission, inspect_submission
from checklists.importing.importer import SubmissionSummary
from checklists.model.renewal import renew_before
from tests.checklists.importing.submissions import CATALOG

TEXT = """\
metadata:
  platformName: Nebula
  platformVersion: 4.1.0
spec:
  operator:
    - id: robust_controller
      status: Implemented
      evidence:
        - see proof.md
        - runs
        - big.log
        - secret.md
        - gone.md
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a submission whose folder holds files of every kind."""
    folder = tmp_path / "clone/v1.35/Nebula"
    (folder / "runs/deep").mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_text(TEXT)
    (folder / "proof.md").write_text("# Proof\n")
    (folder / "runs/a.log").write_text("a")
    (folder / "runs/deep/b.log").write_text("b")
    (folder / ".hidden.md").write_text("h")
    (folder / "README.md").write_text("r")
    with (folder / "big.log").open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    (tmp_path / "secret.md").write_text("password")
    (folder / "secret.md").symlink_to(tmp_path / "secret.md")
    (folder / "loop.md").symlink_to("loop.md")
    return folder


@pytest.mark.parametrize("named", ["PRODUCT.yaml", ""])
def test_the_draft_has_answers_and_files(store: DraftStore, folder: Path, named: str) -> None:
    merged = date(2025, 11, 12)
    report = import_submission(folder / named, "Nebula 4.2", store, CATALOG, to="1.37", merged=merged)
    assert report.files == ("proof.md", "runs/a.log", "runs/deep/b.log")
    assert report.refused == {
        "big.log": "it is larger than 10 MiB",
        "secret.md": "it is a link that leaves the submission's folder",
    }
    assert report.missing == ("gone.md",)
    assert report.left == ("README.md",)
    with store.open("Nebula 4.2") as opened:
        assert opened.draft == report.draft
        assert set(opened.evidence.files()) == set(report.files)
        assert opened.evidence.files()["proof.md"].read_text() == "# Proof\n"
        assert all(path.stat().st_mode & 0o077 == 0 for path in opened.folder.rglob("*"))
        response = opened.draft.responses["robust_controller"]
    assert response.evidence == ("proof.md", "runs/a.log", "runs/deep/b.log", "big.log", "secret.md", "gone.md")
    assert response.carried is not None
    assert (response.carried.minor, response.carried.merged) == ("1.35", merged)
    assert (report.draft.checklist, report.draft.folder) == ("1.37", "Nebula")
    assert renew_before(report.draft) == date(2026, 11, 12)


def test_name_and_minor_come_from_the_submission(folder: Path) -> None:
    assert inspect_submission(folder) == SubmissionSummary("1.35", "Nebula", "4.1.0")


def test_a_file_outside_the_program_is_imported_too(store: DraftStore, tmp_path: Path) -> None:
    file = tmp_path / "Downloads/submission (3).txt"
    file.parent.mkdir()
    file.write_text(TEXT.replace("platformVersion: 4.1.0", "kubernetesVersion: v1.36"))
    (file.parent / "holiday.jpg").write_text("x")
    report = import_submission(file, "Nebula", store, CATALOG)
    assert (report.draft.checklist, report.draft.folder) == ("1.36", "")
    assert report.left == ()


def test_a_folder_with_a_single_submission_is_imported(store: DraftStore, folder: Path) -> None:
    assert import_submission(folder.parents[1], "Nebula", store, CATALOG).draft.checklist == "1.35"


@pytest.mark.parametrize("name", ["product.yaml", "Product.yml"])
def test_another_spelling_of_the_file_name_is_accepted(store: DraftStore, folder: Path, name: str) -> None:
    (folder / "PRODUCT.yaml").rename(folder / name)
    assert import_submission(folder, "Nebula", store, CATALOG).files


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("nothing/PRODUCT.yaml", "cannot be read"),
        ("", "Found 2 submissions"),
        ("v1.34", "Found no PRODUCT.yaml"),
        ("v1.35/Nebula/README.md", "neither a metadata field nor an answer"),
        ("v1.35/Nebula/big.log", "it is larger than 4 MiB"),
        ("v1.35/Nebula/secret.md/x", "cannot be read"),
        ("a\0b", "not a valid path"),
    ],
)
def test_a_failed_import_leaves_no_draft(store: DraftStore, folder: Path, named: str, says: str) -> None:
    clone = folder.parents[1]
    (clone / "v1.36/other").mkdir(parents=True)
    (clone / "v1.36/other/PRODUCT.yaml").write_text(TEXT)
    (clone / "v1.34").mkdir()
    with pytest.raises(SubmissionError) as caught:
        import_submission(f"{clone}/{named}", "Nebula", store, CATALOG)
    assert says in caught.value.message
    assert caught.value.hint
    assert store.list() == []


def test_a_name_that_is_taken_is_refused(store: DraftStore, folder: Path) -> None:
    import_submission(folder, "Nebula", store, CATALOG)
    with pytest.raises(DraftError, match='The draft "Nebula" already exists'):
        import_submission(folder, "nebula", store, CATALOG)
    assert len(store.list()) == 1


def test_an_unknown_checklist_is_rejected(store: DraftStore, folder: Path) -> None:
    with pytest.raises(AiconformError, match=r"No checklist for Kubernetes 1\.99"):
        import_submission(folder, "Nebula", store, CATALOG, to="1.99")


def test_an_unreadable_file_is_not_imported(store: DraftStore, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    (folder / "proof.md").chmod(0)
    report = import_submission(folder, "Nebula", store, CATALOG)
    assert report.refused["proof.md"] == "you lack the permission to read it"
