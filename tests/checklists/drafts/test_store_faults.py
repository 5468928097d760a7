"""Damaged drafts, full and read-only disks: no data is lost, and every failure has a message."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore
from checklists.errors import DamagedDraft, DraftError, NewerDraft
from tests.checklists.drafts.drafts_on_disk import CHECKLIST, Clock, answered, content, open_elsewhere


@pytest.mark.parametrize(
    ("part", "times"),
    [(b"", 1), (b"\0", 4096), (b"schema: 1\nname: Neb", 1), (b"\xff\xfe\xfa", 1), (b"- 1\n", 1), (b"x", 5 * 2**20)],
)
def test_a_damaged_draft_is_set_aside_and_its_backup_offered(store: DraftStore, part: bytes, times: int) -> None:
    damage = part * times
    first = store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        opened.save(answered(first))
    folder = store.root / "nebula"
    (folder / "draft.yaml").write_bytes(damage)
    before = content(store.root)

    (listed,) = store.list()
    assert listed.name == "Nebula"
    assert listed.damaged
    assert listed.backup_at == first.updated_at
    with pytest.raises(DraftError):
        store.load("Nebula")
    assert content(store.root) == before

    with pytest.raises(DraftError) as caught:
        store.open("Nebula")
    assert "aiconform drafts restore-backup nebula" in caught.value.hint
    assert damage in content(folder).values()
    if isinstance(caught.value, DamagedDraft):
        (aside,) = folder.glob("draft.yaml.damaged-2026*Z")
        assert str(aside) in caught.value.message
        assert not (folder / "draft.yaml").exists()
        with pytest.raises(DamagedDraft, match=f"was set aside as {aside.name}"):
            store.open("Nebula")
    assert store.restore_backup("Nebula") == first == store.load("Nebula")
    assert damage in content(folder).values()


def test_a_damaged_draft_without_a_backup_is_kept_and_can_be_deleted(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    (store.root / "nebula/draft.yaml").write_text("schema: [")
    with pytest.raises(DamagedDraft, match=r'^The draft "nebula" is damaged: line \d') as caught:
        store.open("Nebula")
    assert caught.value.hint.startswith("No backup exists.")
    with pytest.raises(DraftError, match="has no readable backup"):
        store.restore_backup("nebula")
    assert store.delete("nebula").name == "nebula"
    assert store.list() == []


@pytest.mark.process
def test_a_damaged_draft_that_is_open_elsewhere_stays_in_its_place(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with open_elsewhere(store, "Nebula"):
        (store.root / "nebula/draft.yaml").write_text("schema: [")
        before = content(store.root)
        with pytest.raises(DamagedDraft):
            store.open("Nebula")
        assert content(store.root) == before


def test_a_draft_with_an_editing_mistake_is_not_moved(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("folder: ''", "folders: x"))
    before = content(store.root)
    with pytest.raises(DraftError) as caught:
        store.open("Nebula")
    assert caught.value.message == 'The draft "nebula" cannot be used: line 8: "folders" is not a key of a draft.'
    assert str(file) in caught.value.hint
    assert content(store.root) == before
    assert not (file.parent / "lock").exists()


def test_a_draft_of_a_newer_version_is_not_changed(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("schema: 2", "schema: 3"))
    before = content(store.root)
    for attempt in (store.open, store.load, lambda name: store.rename(name, "Comet")):
        with pytest.raises(NewerDraft, match=r"is from a later version: aiconform .* wrote it in format 3") as caught:
            attempt("nebula")
        assert caught.value.hint.startswith("Upgrade aiconform.")
    assert "format 3" in (store.list()[0].damaged or "")
    assert content(store.root) == before


@pytest.mark.process
def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    store = DraftStore(small_disk / "drafts", now=Clock())
    first = store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        opened.save(answered(first))
        filler = small_disk / "filler"
        with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        before = content(store.root)
        for attempt in (
            lambda: opened.save(answered(first, "x" * 15_000)),
            lambda: opened.save_snapshot(b"x" * 50_000),
            lambda: store.create("Comet", CHECKLIST),
            lambda: store.duplicate("Nebula", "Comet"),
        ):
            with pytest.raises(DraftError, match=r"the disk is full\.$") as caught:
                attempt()
            assert caught.value.hint
            assert content(store.root) == before
            assert [path.name for path in store.root.iterdir()] == ["nebula"]
        with store.open("Nebula") as second:
            assert second.read_only
        filler.unlink()
        opened.save(answered(first, "x" * 15_000))
    assert store.load("Nebula") == answered(first, "x" * 15_000)


def test_a_write_that_fails_half_way_loses_nothing(store: DraftStore) -> None:
    resource = pytest.importorskip("resource")
    first = store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        opened.save(answered(first))
        before = content(store.root)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
        try:
            with pytest.raises(DraftError, match=r"could not be saved in .*: file too large\.$"):
                opened.save(answered(first, "x" * 15_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert content(store.root).keys() == before.keys()
        assert content(store.root)["nebula/draft.yaml"] == before["nebula/draft.yaml"]
        opened.save(answered(first, "x" * 15_000))


@pytest.mark.process
def test_a_disk_that_cannot_be_written_opens_read_only(small_disk: Path) -> None:
    store = DraftStore(small_disk / "drafts", now=Clock())
    store.create("Nebula", CHECKLIST)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with store.open("Nebula") as opened:
        assert opened.read_only
        assert opened.obstacle is not None
        assert opened.obstacle.message.endswith("the disk is read-only.")
        assert opened.draft.name == "Nebula"
    for attempt in (
        lambda: store.create("Comet", CHECKLIST),
        lambda: store.rename("Nebula", "Comet"),
        lambda: store.delete("Nebula"),
        lambda: store.duplicate("Nebula", "Comet"),
    ):
        with pytest.raises(DraftError, match="the disk is read-only"):
            attempt()


@pytest.mark.parametrize("closed", ["", "drafts", "drafts/nebula", "drafts/nebula/draft.yaml", "drafts/.trash"])
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o500])
def test_a_folder_without_permission_is_reported(powerless: Path, closed: str, mode: int) -> None:
    store = DraftStore(powerless / "drafts", now=Clock())
    store.create("Comet", CHECKLIST)
    trashed = store.delete("Comet")
    store.create("Nebula", CHECKLIST)
    path = powerless / closed
    path.chmod(mode)
    attempts: tuple[Callable[[], object], ...] = (
        store.list,
        store.trash,
        lambda: store.create("Nova", CHECKLIST),
        lambda: store.load("Nebula"),
        lambda: store.open("Nebula").close(),
        lambda: store.duplicate("Nebula", "Copy"),
        lambda: store.restore(trashed.id),
        lambda: store.restore_backup("Nebula"),
        lambda: store.rename("Nebula", "Renamed"),
        lambda: store.delete("Nebula"),
    )
    refusals = []
    for attempt in attempts:
        try:
            attempt()
        except DraftError as error:
            refusals.append(error.message)
    if path.is_dir():
        path.chmod(0o700)
    assert refusals
    assert all(message.endswith((".", '"')) for message in refusals)


def test_a_folder_below_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = DraftStore(tmp_path / "file" / "drafts")
    assert store.list() == []
    with pytest.raises(DraftError, match=r"could not be written in .*: not a directory\.$") as caught:
        store.create("Nebula", CHECKLIST)
    assert "aiconform locate" in caught.value.hint


def test_a_draft_file_that_is_not_a_file_is_reported(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(DraftError, match="is not a regular file"):
        store.open("Nebula")
    assert store.list()[0].damaged


def test_an_unreadable_snapshot_is_reported(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        assert opened.load_snapshot() is None
        (opened.folder / "snapshot.json").mkdir()
        with pytest.raises(DraftError, match=r"The snapshot .* cannot be read"):
            opened.load_snapshot()
