"""Temporarily read-only drafts: another session has the draft open, or the disk rejects writes."""

import json
import subprocess
import threading
from pathlib import Path

import pytest

from checklists.drafts.obstacle import ObstacleKind
from checklists.drafts.store import DraftStore
from checklists.errors import DraftError, NotWritten
from tests.checklists.drafts.drafts_on_disk import CHECKLIST, Clock, answered, content, open_elsewhere


def obstacle(opened: object) -> ObstacleKind | None:
    found = getattr(opened, "obstacle", None)
    return found.kind if found else None


@pytest.mark.process
@pytest.mark.parametrize("end", ["close", "kill"])
def test_a_waiting_draft_becomes_writable_with_what_the_other_session_wrote(store: DraftStore, end: str) -> None:
    first = store.create("Nebula", CHECKLIST)
    with open_elsewhere(store, "Nebula") as process, store.open("Nebula") as second:
        assert obstacle(second) is ObstacleKind.HELD
        assert not second.retry()
        file = store.root / "nebula/draft.yaml"
        file.write_bytes(file.read_bytes().replace(b"metadata:", b"metadata:\n  platformName: Theirs"))
        process.communicate("", timeout=20) if end == "close" else process.kill()
        process.wait(timeout=20)
        assert second.retry()
        assert second.draft.metadata["platformName"] == "Theirs"
        second.save(answered(second.draft))
    assert store.load("Nebula").metadata == {**first.metadata, "platformName": "Theirs"}
    assert not (store.root / "nebula/lock").exists()


@pytest.mark.process
def test_a_waiting_draft_that_is_damaged_meanwhile_waits_on(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    good = file.read_bytes()
    with open_elsewhere(store, "Nebula") as process, store.open("Nebula") as second:
        file.write_text("schema: [")
        process.communicate("", timeout=20)
        assert not second.retry()
        assert second.obstacle is not None
        assert "is damaged" in second.obstacle.message
        assert not (store.root / "nebula/lock").exists()
        file.write_bytes(good)
        assert second.retry()


def test_a_draft_is_taken_over_on_request(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as first, store.open("Nebula") as second:
        assert second.retry(take_over=True)
        second.save(answered(second.draft, "second"))
        with pytest.raises(DraftError, match=r"^The draft was taken over by .* process \d+"):
            first.save(answered(first.draft, "first"))
        assert obstacle(first) is ObstacleKind.TAKEN_OVER
        assert not first.retry()
        second.close()
        assert first.retry()
        assert first.draft.response("gang_scheduling").notes == "second"
    with store.open("Nebula"), store.open("Nebula", take_over=True) as third:
        assert not third.read_only


def test_a_viewed_or_closed_draft_stays_as_it_is(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    viewed = store.view("Nebula")
    assert not viewed.retry(take_over=True)
    opened = store.open("Nebula")
    opened.close()
    assert not opened.retry(take_over=True)
    assert not (store.root / "nebula/lock").exists()


def test_an_uncertain_lock_is_reported_and_can_be_taken_over(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    lock = store.root / "nebula/lock"
    owner = {"user": "ana", "host": "old-name", "pid": 4242, "mark": "", "since": "2026-11-24 12:04 UTC", "token": "x"}
    lock.write_text(json.dumps(owner))
    with store.open("Nebula") as opened:
        assert obstacle(opened) is ObstacleKind.UNCERTAIN
        said = "may still be open in another session: ana on old-name, process 4242, since 2026-11-24 12:04 UTC."
        assert opened.obstacle is not None
        assert said in opened.obstacle.message
    with pytest.raises(DraftError, match="may still be open") as caught:
        store.rename("Nebula", "Comet")
    assert "--take-over" in caught.value.hint
    assert DraftStore(store.root, take_over=True).rename("Nebula", "Comet").name == "Comet"
    assert not (store.root / "comet/lock").exists()


@pytest.mark.process
def test_a_patient_store_waits_for_the_other_session(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    patient = DraftStore(store.root, patience=30)
    with open_elsewhere(store, "Nebula") as process:
        timer = threading.Timer(0.3, process.kill)
        timer.start()
        with patient.open("Nebula") as opened:
            assert not opened.read_only
        timer.join()


@pytest.mark.process
def test_a_patient_store_gives_up(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with open_elsewhere(store, "Nebula"), pytest.raises(DraftError, match="open in another session"):
        DraftStore(store.root, patience=0.1).delete("Nebula")


@pytest.mark.process
def test_a_full_disk_is_not_reported_as_another_session(small_disk: Path) -> None:
    store = DraftStore(small_disk / "drafts", now=Clock())
    store.create("Nebula", CHECKLIST)
    before = content(store.root)
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    with store.open("Nebula") as opened:
        assert opened.obstacle is not None
        assert opened.obstacle.kind is ObstacleKind.UNWRITABLE
        assert opened.obstacle.short == "disk full"
        assert not opened.retry()
        assert content(store.root) == before
        filler.unlink()
        assert opened.retry()
        opened.save(answered(opened.draft))


@pytest.mark.process
def test_a_read_only_disk_is_not_reported_as_another_session(small_disk: Path) -> None:
    store = DraftStore(small_disk / "drafts", now=Clock())
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as earlier:
        _remount(small_disk, "ro")
        with pytest.raises(NotWritten) as caught:
            earlier.save(answered(earlier.draft))
        assert caught.value.short == "read-only disk"
        earlier.close()
        assert (store.root / "nebula/lock").exists(), "the disk permits no deletion"
        with store.open("Nebula") as opened:
            assert opened.obstacle is not None
            assert opened.obstacle.kind is ObstacleKind.UNWRITABLE
            assert opened.obstacle.short == "read-only disk"
            _remount(small_disk, "rw")
            assert opened.retry()
            opened.save(answered(opened.draft))


def _remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)
