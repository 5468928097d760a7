"""The evidence files of a draft."""

import os
import socket
from pathlib import Path

import pytest

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_intake import FILE_LIMIT, TOTAL_LIMIT, refused_content
from checklists.errors import DraftError


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def made(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_an_attached_file_is_a_copy_for_the_owner_only(folder: EvidenceFolder, tmp_path: Path) -> None:
    original = made(tmp_path / "dra support.md", "seen")
    assert folder.attach(original) == "dra-support.md"
    original.unlink()
    copy = folder.files()["dra-support.md"]
    assert copy.read_text() == "seen"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_equal_files_are_stored_once_and_others_get_a_number(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert folder.attach(made(tmp_path / "a/log.md", "one")) == "log.md"
    assert folder.attach(made(tmp_path / "b/log.md", "one")) == "log.md"
    assert folder.attach(made(tmp_path / "c/log.md", "two")) == "log-2.md"
    assert folder.attach(made(tmp_path / "d/LOG.md", "three")) == "LOG-3.md"
    assert folder.attach(made(tmp_path / "e/log.md", "two")) == "log-2.md"
    assert folder.attach(folder.files()["log-2.md"]) == "log-2.md"
    assert list(folder.files()) == ["LOG-3.md", "log-2.md", "log.md"]


def test_a_second_test_artifact_keeps_the_name_that_the_check_requires(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert folder.attach(made(tmp_path / "a/junit.xml", "one")) == "junit.xml"
    assert folder.attach(made(tmp_path / "b/junit.xml", "two")) == "run-2/junit.xml"
    assert folder.attach(made(tmp_path / "c/junit.xml", "two")) == "run-2/junit.xml"
    assert folder.attach(made(tmp_path / "d/junit.xml", "three")) == "run-3/junit.xml"
    folder.remove("run-2/junit.xml")
    assert list(folder.files()) == ["junit.xml", "run-3/junit.xml"]
    assert not folder.exists("run-2")


def test_the_files_of_a_run_are_stored_together(folder: EvidenceFolder, tmp_path: Path) -> None:
    first = [made(tmp_path / "a" / name, "one") for name in ("junit.xml", "e2e.log")]
    other = [made(tmp_path / "b" / name, "two") for name in ("results.json", "e2e.log")]
    assert folder.attach_run(first) == ("junit.xml", "e2e.log")
    assert folder.attach_run(other) == ("run-2/results.json", "run-2/e2e.log")
    assert folder.attach_run(first[1:]) == ("e2e.log",)
    assert folder.attach_run(other[1:]) == ("run-2/e2e.log",)
    assert folder.attach_run([]) == ()
    made(tmp_path / "c" / "junit.xml", "three")
    with pytest.raises(DraftError, match="does not exist"):
        folder.attach_run([tmp_path / "c" / "junit.xml", tmp_path / "c" / "e2e.log"])
    assert len(folder.files()) == 4, "a run is attached completely or not at all"


def test_a_file_can_be_attached_under_another_name(folder: EvidenceFolder, tmp_path: Path) -> None:
    log = made(tmp_path / "e2e.log", "one")
    assert folder.attach(log, "e2e-ginkgo.log") == "e2e-ginkgo.log"
    assert folder.attach(made(tmp_path / "b/e2e.log", "two"), "e2e-ginkgo.log") == "e2e-ginkgo-2.log"


def test_only_exact_names_inside_the_folder_are_found(folder: EvidenceFolder, tmp_path: Path) -> None:
    made(tmp_path / "outside.md")
    made(tmp_path / "evidence/Sub/a.md")
    made(tmp_path / "evidence/.DS_Store")
    (tmp_path / "evidence/link.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "evidence/up").symlink_to(tmp_path)
    there = {"Sub", "Sub/a.md", "./Sub/a.md", "Sub//a.md", "Sub/"}
    not_there = {"sub/a.md", "Sub/A.md", "", ".", "..", "../outside.md", "Sub/../Sub/a.md", "link.md", "up/outside.md"}
    not_there |= {".DS_Store", str(tmp_path / "evidence/Sub/a.md"), "a\0b", "Sub\\a.md", "x" * 5000, "Sub/a.md/b"}
    assert {name for name in there | not_there if folder.exists(name)} == there
    assert list(folder.files()) == ["Sub/a.md"]


def test_names_in_any_unicode_form_are_found(folder: EvidenceFolder, tmp_path: Path) -> None:
    made(tmp_path / "evidence/e\u0301vidence.md")
    assert folder.exists("\u00e9vidence.md")


def test_a_missing_folder_has_no_files(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert folder.files() == {}
    assert not folder.exists("a.md")
    assert not (tmp_path / "evidence").exists()


def test_a_link_within_its_own_folder_is_followed(folder: EvidenceFolder, tmp_path: Path) -> None:
    made(tmp_path / "run/today.md", "seen")
    (tmp_path / "run/latest.md").symlink_to("today.md")
    assert folder.attach(tmp_path / "run/latest.md") == "latest.md"
    assert folder.files()["latest.md"].read_text() == "seen"


def test_other_paths_than_files_are_rejected_with_a_reason(
    folder: EvidenceFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.md").symlink_to("/etc/hostname")
    (tmp_path / "loop.md").symlink_to("loop.md")
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        refused = {
            "link.md": "is a link to /etc/hostname.",
            "pipe.md": "is not a regular file.",
            "socket.md": "is not a regular file.",
            "/dev/zero": "is not a regular file.",
            ".": "is a folder.",
            "none.md": "does not exist",
            "loop.md": "cannot be read",
            "a\0b": "cannot be read",
            "~nobody-of-that-name/x": "does not exist",
        }
        for name, why in refused.items():
            with pytest.raises(DraftError) as caught:
                folder.attach(Path(name))
            assert why in caught.value.message
            assert caught.value.hint
    assert folder.files() == {}


def large(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_large_file_is_refused(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert refused_content(b"x" * FILE_LIMIT) is None
    big = large(tmp_path / "big.log", FILE_LIMIT + 1)
    with pytest.raises(DraftError, match=r"is larger than 10 MiB\.$") as caught:
        folder.attach(big)
    assert "use its link" in caught.value.hint
    with pytest.raises(DraftError, match=r"is larger than 10 MiB\.$") as caught:
        folder.attach_run([big.rename(tmp_path / "e2e.log")])
    assert "Attach a smaller artifact" in caught.value.hint


def test_cited_files_have_a_total_limit(tmp_path: Path) -> None:
    cited = ["a.log", "b.log"]
    folder = EvidenceFolder(tmp_path / "evidence", cited=lambda names: [name for name in names if name in cited])
    for name in ("a.log", "b.log", "not-cited.log"):
        large(tmp_path / "evidence" / name, (TOTAL_LIMIT - 1) // 2)
    assert folder.attach(made(tmp_path / "c.md", "x")) == "c.md"
    with pytest.raises(DraftError, match=r"have 25\.0 MiB together; the limit is 25 MiB"):
        folder.attach(made(tmp_path / "d.md", "xxx"))
    with pytest.raises(DraftError, match="together"):
        folder.attach_run([made(tmp_path / "e2e.log"), made(tmp_path / "junit.xml", "yy")])
    assert list(folder.files()) == ["a.log", "b.log", "c.md", "not-cited.log"]


def test_equal_content_is_stored_once(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert folder.attach(made(tmp_path / "a.md", "same")) == "a.md"
    assert folder.attach(made(tmp_path / "b.md", "same")) == "a.md"
    assert folder.attach(made(tmp_path / "c.md", "other")) == "c.md"
    assert folder.attach(made(tmp_path / "e2e.log", "same")) == "e2e.log", "the program expects this file name"
    assert folder.attach(made(tmp_path / "d.md", "same")) == "a.md"
    assert folder.attach(tmp_path / "b.md", "renamed.md") == "renamed.md"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.md", b"PK\x03\x04rest", "is a zip archive."),
        ("a.log", b"\x7fELF\x02\x01", "is a program."),
        ("a.txt", b"a\0b", "is a file of binary data."),
    ],
)
def test_archives_and_programs_are_refused(
    folder: EvidenceFolder, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DraftError) as caught:
        folder.attach(tmp_path / name)
    assert caught.value.message.endswith(says)
    assert caught.value.hint
    assert folder.files() == {}


def test_nothing_changes_while_the_draft_is_read_only(tmp_path: Path) -> None:
    def refuse() -> None:
        raise DraftError("It is open elsewhere.")

    made(tmp_path / "evidence/a.md")
    folder = EvidenceFolder(tmp_path / "evidence", refuse)
    with pytest.raises(DraftError, match="open elsewhere"):
        folder.attach(made(tmp_path / "b.md"))
    with pytest.raises(DraftError, match="open elsewhere"):
        folder.remove("a.md")
    assert list(folder.files()) == ["a.md"]


@pytest.mark.parametrize("name", ["none.md", "..", "../b.md", "sub"])
def test_only_files_inside_the_folder_are_removed(folder: EvidenceFolder, tmp_path: Path, name: str) -> None:
    made(tmp_path / "b.md")
    made(tmp_path / "evidence/sub/a.md")
    with pytest.raises(DraftError, match="has no evidence file"):
        folder.remove(name)
    assert (tmp_path / "b.md").exists()
    assert list(folder.files()) == ["sub/a.md"]


def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    blocked = EvidenceFolder(made(tmp_path / "file") / "evidence")
    with pytest.raises(DraftError, match=r"could not be copied to .*: not a directory\.$"):
        blocked.attach(made(tmp_path / "b.md"))
