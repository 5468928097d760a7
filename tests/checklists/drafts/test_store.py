"""Drafts on a real disk: created, listed, renamed, copied, deleted and restored."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.store import DraftStore
from checklists.errors import DraftError
from checklists.model.checklist import Status
from checklists.model.draft import Draft
from tests.checklists.drafts.drafts_on_disk import CHECKLIST, answered, content


def test_a_new_draft_is_readable_for_its_owner_only(store: DraftStore) -> None:
    draft = store.create("  Nebula   Kubernetes 4.2 ", CHECKLIST)
    assert (draft.name, draft.checklist, draft.metadata) == (
        "Nebula Kubernetes 4.2",
        "1.36",
        {"kubernetesVersion": "v1.36"},
    )
    assert store.load("Nebula Kubernetes 4.2") == store.load("nebula-kubernetes-4-2") == draft
    folder = store.root / "nebula-kubernetes-4-2"
    assert [path.name for path in folder.iterdir()] == ["draft.yaml"]
    modes = [store.root.stat().st_mode & 0o777, folder.stat().st_mode & 0o777]
    assert modes == [0o700, 0o700]
    assert (folder / "draft.yaml").stat().st_mode & 0o777 == 0o600
    assert list(store.root.iterdir()) == [folder]


def test_reading_creates_no_files(store: DraftStore) -> None:
    assert store.list() == []
    assert store.trash() == ()
    with pytest.raises(DraftError) as caught:
        store.open("x")
    assert caught.value.message == 'No draft is named "x".'
    assert caught.value.hint == "Create a draft with: aiconform drafts new NAME"
    assert not store.root.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nebula", 'The draft "Nebula" already exists.'),
        ("NEBULA!", 'The draft "Nebula" already exists in the folder nebula, which "NEBULA!" needs too.'),
        (" \t\u202e", "The draft's name is empty."),
    ],
)
def test_an_unavailable_name_is_rejected(store: DraftStore, name: str, message: str) -> None:
    store.create("Nebula", CHECKLIST)
    store.create("Other", CHECKLIST)
    before = content(store.root)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: store.create(name, CHECKLIST),
        lambda: store.duplicate("Nebula", name),
        lambda: store.rename("Other", name),
    )
    for attempt in attempts:
        with pytest.raises(DraftError) as caught:
            attempt()
        assert caught.value.message == message
        assert content(store.root) == before


def test_any_product_name_makes_a_draft(store: DraftStore) -> None:
    names = ["星雲", "月光", "../../etc/passwd", "CON", "a" * 300, "a" * 300 + "b", "[/bold]", ".trash", "x\x1b[31my"]
    for name in names:
        store.create(name, CHECKLIST)
    assert len(store.list()) == len(names)
    assert store.load("../../etc/passwd").name == "../../etc/passwd"
    assert {path.parent for path in store.root.rglob("draft.yaml")} == {store.root / d.slug for d in store.list()}
    assert store.trash() == ()


def test_a_missing_draft_lists_the_existing_ones(store: DraftStore) -> None:
    for name in ("Nebula 4.1", "Nebula 4.2", "Comet"):
        store.create(name, CHECKLIST)
    with pytest.raises(DraftError) as caught:
        store.load("Nebbula 4.1")
    assert caught.value.hint == "Drafts: Nebula 4.1, Nebula 4.2"


def test_the_list_begins_with_the_latest_change(store: DraftStore) -> None:
    for name in ("One", "Two", "Three"):
        store.create(name, CHECKLIST)
    with store.open("One") as opened:
        opened.save(answered(opened.draft).model_copy(update={"updated_at": datetime(2027, 1, 1, tzinfo=UTC)}))
        listed = store.list()
        assert [draft.name for draft in listed] == ["One", "Three", "Two"]
        assert [draft.answered for draft in listed] == [1, 0, 0]
        assert [draft.checklist for draft in listed] == ["1.36"] * 3
        owners = [draft.open_by.pid if draft.open_by else None for draft in listed]
        assert owners == [os.getpid(), None, None]
    assert [draft.open_by for draft in store.list()] == [None] * 3


def test_a_save_keeps_the_previous_draft_as_backup(store: DraftStore) -> None:
    first = store.create("Nebula", CHECKLIST)
    folder = store.root / "nebula"
    with store.open("Nebula") as opened:
        opened.save(answered(first, "one"))
        opened.save(answered(first, "two"))
        opened.save(answered(first, "two"))
    assert store.load("Nebula") == answered(first, "two")
    assert sorted(path.name for path in folder.iterdir()) == ["draft.yaml", "draft.yaml.bak"]
    assert (folder / "draft.yaml.bak").stat().st_mode & 0o777 == 0o600
    assert store.restore_backup("Nebula") == answered(first, "one") == store.load("Nebula")
    assert len(list(folder.glob("draft.yaml.damaged-*"))) == 1


def test_a_renamed_draft_keeps_all_files(store: DraftStore, tmp_path: Path) -> None:
    store.create("Nebula", CHECKLIST)
    (tmp_path / "a.md").write_text("x")
    with store.open("Nebula") as opened:
        opened.save_snapshot(b"{}")
        opened.evidence.attach(tmp_path / "a.md")
    assert store.rename("Nebula", "Comet 1").name == "Comet 1"
    assert store.rename("comet-1", "CO\u00adMET 1").name == "COMET 1"
    assert [path.name for path in store.root.iterdir()] == ["comet-1"]
    with store.open("COMET 1") as opened:
        assert not opened.read_only
        assert opened.draft.name == "COMET 1"
        assert opened.load_snapshot() == b"{}"
        assert list(opened.evidence.files()) == ["a.md"]


def test_a_renamed_draft_keeps_its_name_when_its_file_is_lost(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        opened.save(answered(opened.draft))
    store.rename("Nebula", "Comet")
    (store.root / "comet/draft.yaml").write_text("")
    assert [draft.name for draft in store.list()] == ["Comet"]
    assert store.restore_backup("Comet").name == store.load("comet").name == "Comet"
    assert store.load("comet").response("gang_scheduling").status is Status.IMPLEMENTED


def test_a_duplicate_has_all_files(store: DraftStore, tmp_path: Path) -> None:
    store.create("Nebula", CHECKLIST)
    (tmp_path / "junit.xml").write_text("one")
    with store.open("Nebula") as opened:
        opened.save(answered(opened.draft))
        opened.save_snapshot(b"{}")
        opened.evidence.attach(tmp_path / "junit.xml")
        (tmp_path / "junit.xml").write_text("two")
        opened.evidence.attach(tmp_path / "junit.xml")
        store.duplicate("Nebula", "Comet")
        assert not (store.root / "comet/lock").exists()
    with store.open("Comet") as opened:
        assert opened.draft.responses == store.load("Nebula").responses
        assert opened.load_snapshot() == b"{}"
        assert [path.read_text() for path in opened.evidence.files().values()] == ["one", "two"]
        opened.evidence.remove("junit.xml")
    with store.open("Nebula") as opened:
        assert len(opened.evidence.files()) == 2
    private = {path.stat().st_mode & 0o077 for path in store.root.rglob("*")}
    assert private == {0}


def test_a_deleted_draft_comes_back_as_it_was(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        opened.save(answered(opened.draft))
    before = content(store.root)
    trashed = store.delete("Nebula")
    assert store.list() == []
    assert store.trash() == (trashed,)
    assert store.restore(trashed.id) == "Nebula"
    assert content(store.root) == before
    with store.open("Nebula") as opened:
        assert not opened.read_only


def test_the_trash_keeps_every_draft_of_a_name(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, now=lambda: datetime(2026, 9, 1, 12, 4, tzinfo=UTC))
    for turn in ("one", "two", "three"):
        store.create("Nebula", CHECKLIST)
        with store.open("Nebula") as opened:
            opened.save(answered(opened.draft, turn))
        store.delete("Nebula")
    ids = {trashed.id for trashed in store.trash()}
    assert ids == {f"nebula.20260901T120400Z{suffix}" for suffix in ("", "-2", "-3")}
    store.restore("nebula.20260901T120400Z-2")
    assert store.load("Nebula").responses["gang_scheduling"].notes == "two"
    before = content(tmp_path)
    with pytest.raises(DraftError, match=r'^"Nebula" cannot be restored: another draft "nebula" exists'):
        store.restore("nebula.20260901T120400Z")
    assert content(tmp_path) == before


@pytest.mark.parametrize("identifier", ["", ".", "..", "../nebula", "nebula", "nebula.20260901T120400Z/draft.yaml"])
def test_only_drafts_in_the_trash_are_restored(store: DraftStore, identifier: str) -> None:
    store.create("Nebula", CHECKLIST)
    store.create("Comet", CHECKLIST)
    trashed = store.delete("Comet")
    with pytest.raises(DraftError) as caught:
        store.restore(identifier)
    assert caught.value.message.startswith("The trash has no draft")
    assert trashed.id in caught.value.hint


def test_other_files_in_the_folder_are_not_drafts(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    (store.root / "notes.txt").write_text("x")
    (store.root / "empty").mkdir()
    (store.root / ".new-abc/draft").mkdir(parents=True)
    assert [draft.name for draft in store.list()] == ["Nebula"]


def test_a_draft_renamed_by_hand_is_found_by_both_names(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("name: Nebula", "name: Comet"))
    assert store.load("Comet") == store.load("nebula")


def test_backups_are_not_read_for_a_list_of_readable_drafts(store: DraftStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    backup = DraftFolder.read_backup

    def read_backup(place: DraftFolder) -> Draft | None:
        read.append(place.slug)
        return backup(place)

    monkeypatch.setattr(DraftFolder, "read_backup", read_backup)
    store.create("Nebula", CHECKLIST)
    store.create("Comet", CHECKLIST)
    (store.root / "comet" / "draft.yaml").write_text("schema: 2\n")
    listed = {draft.slug: draft for draft in store.list()}
    assert read == ["comet"]
    assert (listed["nebula"].backup_at, listed["nebula"].damaged) == (None, None)
    assert listed["comet"].damaged
