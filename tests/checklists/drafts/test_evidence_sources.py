"""Sources of evidence files, and whether they changed since."""

import hashlib
import os
from pathlib import Path

import pytest

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_sources import FILE, SourceState
from checklists.drafts.store import DraftStore
from checklists.errors import DraftError
from tests.checklists.importing.submissions import CATALOG


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "draft/evidence")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "draft").mkdir()
    path = tmp_path / "proof  1.md"
    path.write_text("seen")
    return path


def state(folder: EvidenceFolder, name: str = "proof-1.md") -> SourceState:
    return folder.source_states()[name]


def test_source_time_and_digest_are_recorded(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    record = folder.sources.records()["proof-1.md"]
    assert record.source == str(source)
    assert record.sha256 == hashlib.sha256(b"seen").hexdigest()
    assert record.at.endswith("+00:00")
    assert folder.sources.path.stat().st_mode & 0o777 == 0o600


def test_a_source_that_changes_or_disappears_is_noticed(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    assert state(folder) is SourceState.SAME
    os.utime(source, (1, 1))
    assert state(folder) is SourceState.SAME, "same content, other modification time"
    source.write_text("changed")
    assert state(folder) is SourceState.CHANGED
    source.unlink()
    assert state(folder) is SourceState.MISSING


def test_an_update_copies_the_source_again(folder: EvidenceFolder, source: Path, tmp_path: Path) -> None:
    folder.attach(source)
    source.write_text("changed")
    assert folder.update("proof-1.md") == str(source)
    assert folder.files()["proof-1.md"].read_text() == "changed"
    assert state(folder) is SourceState.SAME
    source.unlink()
    with pytest.raises(DraftError, match="does not exist"):
        folder.update("proof-1.md")
    (tmp_path / "other.md").write_text("other")
    folder.update("proof-1.md", tmp_path / "other.md")
    assert folder.files()["proof-1.md"].read_text() == "other"
    assert state(folder) is SourceState.SAME


def test_an_update_refuses_what_an_attachment_refuses(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    source.write_bytes(b"PK\x03\x04")
    with pytest.raises(DraftError, match="zip archive"):
        folder.update("proof-1.md")
    assert folder.files()["proof-1.md"].read_text() == "seen"


def test_a_forgotten_source_is_no_longer_compared(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    source.unlink()
    folder.forget_source("proof-1.md")
    assert state(folder) is SourceState.NONE
    with pytest.raises(DraftError, match="not known"):
        folder.update("proof-1.md")


def test_generated_files_and_copies_of_own_files(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    folder.put("dra_support.md", b"generated")
    folder.attach(folder.files()["proof-1.md"], "renamed.md")
    assert state(folder, "dra_support.md") is SourceState.NONE
    assert folder.sources.records()["renamed.md"].source == str(source)


def test_a_copy_that_was_edited_in_the_draft(folder: EvidenceFolder, source: Path) -> None:
    folder.attach(source)
    assert not folder.edited("proof-1.md")
    folder.files()["proof-1.md"].write_text("without the name of a node")
    assert folder.edited("proof-1.md")
    assert not folder.edited("none.md")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": []}', '{"files": {"a": 1}}', '{"files": {"a": {"at": 1}}}'])
def test_a_damaged_record_is_ignored(folder: EvidenceFolder, source: Path, text: str) -> None:
    folder.attach(source)
    folder.sources.path.write_text(text)
    assert state(folder) is SourceState.NONE
    assert folder.attach(source) == "proof-1.md"
    assert state(folder) is SourceState.SAME


def test_copies_of_a_draft_keep_the_record(store: DraftStore, source: Path) -> None:
    store.create("A", CATALOG.checklist("1.37"))
    with store.open("A") as opened:
        opened.evidence.attach(source)
        copy = store.view(opened.save_as_copy(opened.draft))
    store.duplicate("A", "B")
    assert (store.view("B").folder / FILE).is_file()
    assert state(copy.evidence) is SourceState.SAME
