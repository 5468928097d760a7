"""Evidence files of hostile and careless submissions."""

import unicodedata
import zipfile
from pathlib import Path

import pytest

from checklists.drafts.evidence_intake import FILE_LIMIT
from checklists.drafts.evidence_sources import SourceState
from checklists.drafts.store import DraftStore
from checklists.importing.file_intake import take_files
from checklists.importing.import_submission import import_submission
from checklists.importing.report import ImportReport
from checklists.importing.source import SiblingFile
from tests.checklists.importing.submissions import CATALOG

TEXT = "metadata:\n  platformName: Nebula\nspec:\n  operator:\n    - id: robust_controller\n      status: Implemented\n"


def imported(store: DraftStore, folder: Path, *evidence: str) -> tuple[tuple[str, ...], ImportReport]:
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'        - "{value}"\n' for value in evidence)
    (folder / "PRODUCT.yaml").write_text(f"{TEXT}      evidence:\n{lines}")
    report = import_submission(folder, "Nebula", store, CATALOG)
    return report.draft.response("robust_controller").evidence, report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "v1.37/nebula"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("CON.md", "evidence-CON.md"),
        ("my  proof.md", "my-proof.md"),
        ("Überblick.md", "Uberblick.md"),
        (unicodedata.normalize("NFD", "Überblick.md"), "Uberblick.md"),
        ("lpt1/nul.txt", "evidence-lpt1/evidence-nul.txt"),
        ("proof.md", "proof.md"),
        ("README.md", "README.md"),
        ("tests/TestDRAWorks/output.md", "tests/TestDRAWorks/output.md"),
    ],
)
def test_names_become_portable(store: DraftStore, folder: Path, written: str, kept: str) -> None:
    (folder / written).parent.mkdir(parents=True, exist_ok=True)
    (folder / written).write_text(written)
    evidence, report = imported(store, folder, f"{written}#part")
    assert evidence == (f"{kept}#part",)
    assert report.files == (kept,)
    healed = report.draft.imported.healed if report.draft.imported else ()
    assert [entry.now for entry in healed if entry.where == "robust_controller.evidence"] == (
        [kept] if kept != written else []
    )
    viewed = store.view("Nebula")
    assert viewed.evidence.files()[kept].read_text() == written
    assert viewed.evidence.source_states() == {kept: SourceState.SAME}


def test_equal_names_get_numbers(store: DraftStore, folder: Path) -> None:
    for name in ("a b.md", "a-b.md", "A-B.md"):
        (folder / name).write_text(name)
    evidence, _ = imported(store, folder, "a-b.md", "a b.md", "A-B.md")
    assert len({value.lower() for value in evidence}) == 3
    contents = [store.view("Nebula").evidence.files()[name].read_text() for name in evidence]
    assert contents == ["a-b.md", "a b.md", "A-B.md"]


def test_equal_files_are_kept_once(store: DraftStore, folder: Path) -> None:
    for name in ("a.md", "b.md", "e2e.log"):
        (folder / name).write_text("same")
    evidence, report = imported(store, folder, "b.md#x", "a.md", "e2e.log")
    assert evidence == ("b.md#x", "b.md", "e2e.log")
    assert report.files == ("b.md", "e2e.log")


def test_a_folder_becomes_its_files(store: DraftStore, folder: Path) -> None:
    (folder / "logs").mkdir()
    for name in ("a.log", "b.log", ".hidden"):
        (folder / "logs" / name).write_text(name)
    evidence, _ = imported(store, folder, "logs/")
    assert evidence == ("logs/a.log", "logs/b.log")


def test_files_that_are_not_evidence_stay_named_and_are_reported(store: DraftStore, folder: Path) -> None:
    (folder / ".env.md").write_text("TOKEN=1")
    (folder / "tool.bin").write_bytes(b"\x7fELF\0")
    with (folder / "big.log").open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("a.md", "a")
    names = (".env.md", "all.zip", "big.log", "tool.bin")
    evidence, report = imported(store, folder, *names)
    assert evidence == names
    assert report.refused == {
        ".env.md": "it is a hidden file",
        "all.zip": "it is a zip archive",
        "big.log": "it is larger than 10 MiB",
        "tool.bin": "it is a program",
    }
    assert store.view("Nebula").evidence.files() == {}


def test_files_have_a_total_limit(tmp_path: Path) -> None:
    files = {}
    for number in range(4):
        path = tmp_path / f"{number}.log"
        path.write_text(str(number) * (FILE_LIMIT - 1))
        files[path.name] = SiblingFile(path, FILE_LIMIT - 1)
    intake = take_files(files)
    assert [*intake.taken] == ["0.log", "1.log"]
    assert intake.refused == dict.fromkeys(("2.log", "3.log"), "all files together are larger than 25 MiB")
