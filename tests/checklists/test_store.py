"""Drafts on a real disk: nothing is lost, nothing is overwritten, everything that goes wrong is a sentence."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.draft import Draft, Response
from checklists.errors import ChangedOnDisk, DamagedDraft, DraftError, NewerDraft
from checklists.model import Checklist, Status
from checklists.store import DraftStore

ROOT = Path(__file__).resolve().parents[2]
CHECKLIST = Checklist("1.36", (), None, "nowhere")
OPEN = "import sys, pathlib; from checklists.store import DraftStore\n"
OPEN += "opened = DraftStore(pathlib.Path(sys.argv[1])).open(sys.argv[2])\n"
OPEN += "print(opened.read_only, flush=True); sys.stdin.read(); opened.close()"
SAVE = (
    "import itertools, sys, pathlib; from checklists.store import DraftStore; from checklists.draft import Response\n"
)
SAVE += "opened = DraftStore(pathlib.Path(sys.argv[1])).open(sys.argv[2])\n"
SAVE += "for turn in itertools.count(1):\n"
SAVE += "    response = Response(notes=f'{turn} ' * 2000)\n"
SAVE += "    opened.save(opened.draft.with_response('gang_scheduling', response)); print(flush=True)"


class Clock:
    """A minute passes at every look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 9, 1, 12, 0, 0, 123_456, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts", now=Clock())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "none", folder], capture_output=True)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def powerless() -> Iterator[Path]:
    """A folder of a user who is stopped by permissions, as the administrator is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


@contextmanager
def open_elsewhere(store: DraftStore, name: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the draft open."""
    command = [sys.executable, "-c", OPEN, str(store.root), name]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "False"
            yield process
        finally:
            process.kill()
            process.communicate(timeout=20)


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder, apart from locks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def answered(draft: Draft, notes: str = "yes") -> Draft:
    return draft.with_response("gang_scheduling", Response(status=Status.IMPLEMENTED, notes=notes))


def test_a_new_draft_is_there_for_its_owner_only(store: DraftStore) -> None:
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


def test_asking_creates_nothing(store: DraftStore) -> None:
    assert store.list() == []
    assert store.trash() == ()
    with pytest.raises(DraftError) as caught:
        store.open("x")
    assert caught.value.message == 'There is no draft "x".'
    assert caught.value.hint == "Begin one with: aiconform drafts new NAME"
    assert not store.root.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nebula", 'There is a draft "Nebula" already.'),
        ("NEBULA!", 'There is a draft "Nebula" already, and its folder nebula is also that of "NEBULA!".'),
        (" \t\u202e", "A draft needs a name."),
    ],
)
def test_a_name_that_cannot_be_had_is_refused(store: DraftStore, name: str, message: str) -> None:
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


def test_a_draft_not_found_is_answered_with_those_that_are(store: DraftStore) -> None:
    for name in ("Nebula 4.1", "Nebula 4.2", "Comet"):
        store.create(name, CHECKLIST)
    with pytest.raises(DraftError) as caught:
        store.load("Nebbula 4.1")
    assert caught.value.hint == "There are: Nebula 4.1, Nebula 4.2"


def test_the_list_begins_with_what_was_changed_last(store: DraftStore) -> None:
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


def test_a_save_keeps_the_one_before_as_backup(store: DraftStore) -> None:
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


def test_a_draft_opened_twice_is_read_only_the_second_time(store: DraftStore, tmp_path: Path) -> None:
    store.create("Nebula", CHECKLIST)
    (tmp_path / "a.md").write_text("x")
    with open_elsewhere(store, "Nebula") as process:
        before = content(store.root)
        with store.open("Nebula") as second:
            assert second.read_only
            assert f"process {process.pid}, since 20" in (second.read_only_reason or "")
            attempts = (
                lambda: second.save(answered(second.draft)),
                lambda: second.save_snapshot(b"{}"),
                lambda: second.evidence.attach(tmp_path / "a.md"),
                lambda: store.rename("Nebula", "Comet"),
                lambda: store.delete("Nebula"),
                lambda: store.restore_backup("Nebula"),
            )
            for attempt in attempts:
                with pytest.raises(DraftError, match=f"open already, by .* process {process.pid}"):
                    attempt()
            assert content(store.root) == before
            assert second.save_as_copy(answered(second.draft)) == "Nebula (copy 2026-09-01 12:02)"
        assert store.list()[1].open_by is not None
        process.communicate("", timeout=20)
    with store.open("Nebula") as third:
        assert not third.read_only


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
def test_what_a_killed_process_began_to_make_is_cleared_when_it_is_old(
    store: DraftStore, age: timedelta, kept: bool
) -> None:
    begun = store.root / ".new-abc"
    (begun / "draft/evidence").mkdir(parents=True)
    (begun / "draft/evidence/private.md").write_text("x")
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(begun, (then, then))
    store.create("Nebula", CHECKLIST)
    assert begun.exists() is kept


@pytest.mark.parametrize("saves", [1, 2, 3, 5, 8, 13])
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


def test_a_closed_draft_takes_nothing_more(store: DraftStore) -> None:
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
            with pytest.raises(ChangedOnDisk, match="changed by another program"):
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
        with pytest.raises(ChangedOnDisk, match="moved or deleted"):
            opened.save(answered(opened.draft))
        name = opened.save_as_copy(answered(opened.draft))
    assert store.load(name).responses["gang_scheduling"].notes == "yes"


def test_copies_of_one_minute_get_numbers(tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    "damage", [b"", b"\0" * 4096, b"schema: 1\nname: Neb", b"\xff\xfe\xfa", b"- 1\n", b"x" * (5 * 2**20)]
)
def test_a_damaged_draft_is_set_aside_and_its_backup_offered(store: DraftStore, damage: bytes) -> None:
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
    assert caught.value.hint.startswith("There is no backup.")
    with pytest.raises(DraftError, match="has no backup that can be read"):
        store.restore_backup("nebula")
    assert store.delete("nebula").name == "nebula"
    assert store.list() == []


def test_a_damaged_draft_that_is_open_elsewhere_stays_in_its_place(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with open_elsewhere(store, "Nebula"):
        (store.root / "nebula/draft.yaml").write_text("schema: [")
        before = content(store.root)
        with pytest.raises(DamagedDraft):
            store.open("Nebula")
        assert content(store.root) == before


def test_a_slip_of_the_editing_hand_stays_in_its_place(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("folder: ''", "folders: x"))
    before = content(store.root)
    with pytest.raises(DraftError) as caught:
        store.open("Nebula")
    assert caught.value.message == 'The draft "nebula" cannot be used: line 8: "folders" is no key that a draft has.'
    assert str(file) in caught.value.hint
    assert content(store.root) == before
    assert not (file.parent / "lock").exists()


def test_a_draft_of_a_later_version_is_not_touched(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("schema: 1", "schema: 2"))
    before = content(store.root)
    for attempt in (store.open, store.load, lambda name: store.rename(name, "Comet")):
        with pytest.raises(NewerDraft, match=r"is from a later version: aiconform .* wrote it in format 2") as caught:
            attempt("nebula")
        assert caught.value.hint.startswith("Upgrade aiconform.")
    assert "format 2" in (store.list()[0].damaged or "")
    assert content(store.root) == before


def test_a_renamed_draft_moves_with_all_it_has(store: DraftStore, tmp_path: Path) -> None:
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


def test_a_duplicate_has_all_that_the_original_has(store: DraftStore, tmp_path: Path) -> None:
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
    with pytest.raises(DraftError, match=r'^"Nebula" cannot come back: there is a draft "nebula" now'):
        store.restore("nebula.20260901T120400Z")
    assert content(tmp_path) == before


@pytest.mark.parametrize("identifier", ["", ".", "..", "../nebula", "nebula", "nebula.20260901T120400Z/draft.yaml"])
def test_only_what_is_in_the_trash_comes_back(store: DraftStore, identifier: str) -> None:
    store.create("Nebula", CHECKLIST)
    store.create("Comet", CHECKLIST)
    trashed = store.delete("Comet")
    with pytest.raises(DraftError) as caught:
        store.restore(identifier)
    assert caught.value.message.endswith("in the trash.")
    assert trashed.id in caught.value.hint


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


def test_a_disk_that_cannot_be_written_opens_read_only(small_disk: Path) -> None:
    store = DraftStore(small_disk / "drafts", now=Clock())
    store.create("Nebula", CHECKLIST)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with store.open("Nebula") as opened:
        assert opened.read_only
        assert (opened.read_only_reason or "").endswith("it is on a read-only disk.")
        assert opened.draft.name == "Nebula"
    for attempt in (
        lambda: store.create("Comet", CHECKLIST),
        lambda: store.rename("Nebula", "Comet"),
        lambda: store.delete("Nebula"),
        lambda: store.duplicate("Nebula", "Comet"),
    ):
        with pytest.raises(DraftError, match="it is on a read-only disk"):
            attempt()


@pytest.mark.parametrize("closed", ["", "drafts", "drafts/nebula", "drafts/nebula/draft.yaml", "drafts/.trash"])
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o500])
def test_a_folder_that_one_may_not_use_is_told(powerless: Path, closed: str, mode: int) -> None:
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


def test_a_place_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = DraftStore(tmp_path / "file" / "drafts")
    assert store.list() == []
    with pytest.raises(DraftError, match=r"could not be written in .*: not a directory\.$") as caught:
        store.create("Nebula", CHECKLIST)
    assert "aiconform locate" in caught.value.hint


def test_a_draft_file_that_is_no_file_is_told(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(DraftError, match="is not a regular file"):
        store.open("Nebula")
    assert store.list()[0].damaged


def test_a_snapshot_that_cannot_be_read_is_told(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    with store.open("Nebula") as opened:
        assert opened.load_snapshot() is None
        (opened.folder / "snapshot.json").mkdir()
        with pytest.raises(DraftError, match=r"The snapshot .* cannot be read"):
            opened.load_snapshot()


def test_other_things_in_the_folder_are_no_drafts(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    (store.root / "notes.txt").write_text("x")
    (store.root / "empty").mkdir()
    (store.root / ".new-abc/draft").mkdir(parents=True)
    assert [draft.name for draft in store.list()] == ["Nebula"]


def test_a_draft_renamed_by_hand_is_found_by_both(store: DraftStore) -> None:
    store.create("Nebula", CHECKLIST)
    file = store.root / "nebula/draft.yaml"
    file.write_text(file.read_text().replace("name: Nebula", "name: Comet"))
    assert store.load("Comet") == store.load("nebula")
