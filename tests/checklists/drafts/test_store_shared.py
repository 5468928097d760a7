"""A draft that other processes change, also killed ones: no change is overwritten."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore
from checklists.errors import ChangedOnDisk, DraftError
from tests.checklists.drafts.drafts_on_disk import CHECKLIST, ROOT, SAVE, answered, content, open_elsewhere
from tests.examples import slow


@pytest.mark.process
def test_a_draft_opened_twice_is_read_only_the_second_time(store: DraftStore, tmp_path: Path) -> None:
    store.create("Nebula", CHECKLIST)
    (tmp_path / "a.md").write_text("x")
    with open_elsewhere(store, "Nebula") as process:
        before = content(store.root)
        with store.open("Nebula") as second:
            assert second.read_only
            assert second.obstacle is not None
            assert f"process {process.pid}, since 20" in second.obstacle.message
            attempts = (
                lambda: second.save(answered(second.draft)),
                lambda: second.save_snapshot(b"{}"),
                lambda: second.evidence.attach(tmp_path / "a.md"),
                lambda: store.rename("Nebula", "Comet"),
                lambda: store.delete("Nebula"),
                lambda: store.restore_backup("Nebula"),
            )
            for attempt in attempts:
                with pytest.raises(DraftError, match=f"open in another session: .* process {process.pid}"):
                    attempt()
            assert content(store.root) == before
            assert second.save_as_copy(answered(second.draft)) == "Nebula (copy 2026-09-01 12:02)"
        assert store.list()[1].open_by is not None
        process.communicate("", timeout=20)
    with store.open("Nebula") as third:
        assert not third.read_only


@pytest.mark.process
def test_a_crash_locks_nothing(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with open_elsewhere(store, "Nebula") as process:
        process.kill()
        process.wait(timeout=20)
    (store.root / "nebula/.aiconform-leftover").write_text("half a dra")
    office = store.root / "nebula/evidence/.~lock.proof.odt#"
    office.parent.mkdir()
    office.write_text("another program's")
    with store.open("Nebula") as opened:
        assert not opened.read_only
        opened.save(answered(opened.draft))
    assert sorted(content(store.root)) == [
        "nebula/draft.yaml",
        "nebula/draft.yaml.bak",
        f"nebula/evidence/{office.name}",
    ]


@pytest.mark.parametrize(("age", "kept"), [(timedelta(hours=1), True), (timedelta(days=2), False)])
def test_old_leftovers_of_a_killed_process_are_removed(store: DraftStore, age: timedelta, kept: bool) -> None:
    begun = store.root / ".new-abc"
    (begun / "draft/evidence").mkdir(parents=True)
    (begun / "draft/evidence/private.md").write_text("x")
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(begun, (then, then))
    store.create("Nebula", CHECKLIST)
    assert begun.exists() is kept


@pytest.mark.process
@pytest.mark.parametrize("saves", [1, *map(slow, (2, 3, 5, 8, 13))])
def test_a_kill_in_the_middle_of_saving_leaves_a_whole_draft(store: DraftStore, saves: int) -> None:
    store.create("Nebula", CHECKLIST)
    command = [sys.executable, "-c", SAVE, str(store.root), "Nebula"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(saves):
            process.stdout.readline()
        process.kill()
    words = store.load("Nebula").response("gang_scheduling").notes.split()
    assert len(words) == 2000
    assert len(set(words)) == 1
    assert int(words[0]) >= saves
    assert store.restore_backup("Nebula").name == "Nebula"


def test_a_closed_draft_rejects_saves(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    opened = store.open("Nebula")
    opened.close()
    opened.close()
    with pytest.raises(DraftError, match="was closed"):
        opened.save(opened.draft)


def test_a_draft_that_was_taken_over_is_not_written(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as sleeper:
        (store.root / "nebula/lock").unlink()
        with store.open("Nebula") as other:
            assert not other.read_only
            with pytest.raises(DraftError, match=r"^The draft was taken over by .* process \d+"):
                sleeper.save(answered(sleeper.draft))
            assert sleeper.read_only
            sleeper.close()
            other.save(answered(other.draft, "mine"))
    assert store.load("Nebula").responses["gang_scheduling"].notes == "mine"


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(store: DraftStore, tmp_path: Path) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    (tmp_path / "a.md").write_text("x")
    with store.open("Nebula") as opened:
        opened.save_snapshot(b"{}")
        opened.evidence.attach(tmp_path / "a.md")
        file.write_text(file.read_text().replace("name: Nebula", "name: Edited by hand"))
        before = content(store.root)
        for _ in range(2):
            with pytest.raises(ChangedOnDisk, match="Another program changed"):
                opened.save(answered(opened.draft))
        assert content(store.root) == before
        copy = opened.save_as_copy(answered(opened.draft))
    assert store.load("nebula").name == "Edited by hand"
    with store.open(copy) as opened:
        assert opened.draft.responses["gang_scheduling"].notes == "yes"
        assert opened.load_snapshot() == b"{}"
        assert list(opened.evidence.files()) == ["a.md"]


@pytest.mark.parametrize("gone", ["file", "folder"])
def test_a_draft_that_was_moved_away_meanwhile_can_be_saved_as_a_copy(
    store: DraftStore, tmp_path: Path, gone: str
) -> None:
    store.create("Nebula", CHECKLIST)
    folder = store.root / "nebula"
    with store.open("Nebula") as opened:
        (folder / "draft.yaml" if gone == "file" else folder).rename(tmp_path / "elsewhere")
        with pytest.raises(ChangedOnDisk, match="Another program moved or deleted"):
            opened.save(answered(opened.draft))
        name = opened.save_as_copy(answered(opened.draft))
    assert store.load(name).responses["gang_scheduling"].notes == "yes"


def test_copies_within_a_minute_get_numbers(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, now=lambda: datetime(2026, 9, 1, 12, 4, tzinfo=UTC))
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        assert opened.save_as_copy(opened.draft) == "Nebula (copy 2026-09-01 12:04)"
        assert opened.save_as_copy(opened.draft) == "Nebula (copy 2026-09-01 12:04, 2)"


def test_saves_from_several_threads_do_not_disturb_each_other(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    failures: list[Exception] = []

    def save(number: int) -> None:
        try:
            for turn in range(5):
                opened.save(answered(opened.draft, f"{number}.{turn}"))
        except DraftError as error:
            failures.append(error)

    with store.open("Nebula") as opened:
        threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert failures == []


def test_a_running_save_unlocks_a_closed_draft_when_it_ends(store: DraftStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create("Nebula", CHECKLIST)
    syncing, go_on, sync = threading.Event(), threading.Event(), os.fsync

    def slow(handle: int) -> None:
        syncing.set()
        assert go_on.wait(60)
        sync(handle)

    opened = store.open("Nebula")
    monkeypatch.setattr("checklists.files.atomic_file.os.fsync", slow)
    saving = threading.Thread(target=opened.save, args=(answered(opened.draft),))
    saving.start()
    assert syncing.wait(60)
    opened.close()
    with store.open("Nebula") as second:
        assert second.read_only, "the save is still running"
    go_on.set()
    saving.join(60)
    with store.open("Nebula") as third:
        assert not third.read_only
        assert third.draft.response("gang_scheduling").notes == "yes"
    with pytest.raises(DraftError, match="was closed"):
        opened.save(opened.draft)


def test_a_file_that_another_program_changed_is_read_again(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    with store.open("Nebula") as opened:
        assert not opened.reread()
        file.write_text(file.read_text().replace("metadata:", "metadata:\n  platformName: Theirs"))
        assert opened.reread()
        assert opened.draft.metadata["platformName"] == "Theirs"
        opened.save(answered(opened.draft))
        file.unlink()
        with pytest.raises(DraftError):
            opened.reread()
