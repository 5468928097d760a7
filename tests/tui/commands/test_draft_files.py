"""`aiconform drafts files` and `update-files`, and evidence with unusual names."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from checklists.drafts.store import DraftStore
from tui.cli import main
from tui.state.paths import paths

Run = Callable[..., tuple[int, str, str]]
FIELD = "gang_scheduling.evidence"


@pytest.fixture
def drafts(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform drafts …` on a draft named N; return the exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["drafts", *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    assert run("new", "N", "--checklist", "1.36")[0] == 0
    return run


def files(drafts: Run) -> list[dict[str, Any]]:
    return list(json.loads(drafts("files", "N", "--json")[1])["files"])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_files_with_any_name_are_attached(drafts: Run, tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Nachweis  für K8s.md")
    path.write_text("seen")
    assert drafts("set", "N", FIELD, unicodedata.normalize(form, str(path)) + "#a")[1] == (
        f"{FIELD}: Nachweis-fur-K8s.md#a\n"
    )
    [file] = files(drafts)
    assert (file["state"], file["type"], file["cited"]) == ("same", "text", True)


def test_a_refused_file_leaves_the_answer_as_it_was(drafts: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    drafts("set", "N", FIELD, str(tmp_path / "a.md"))
    code, _, err = drafts("set", "N", FIELD, str(tmp_path / "a.zip"))
    assert code == 3
    assert "a.zip cannot be evidence: it is a zip archive." in err
    assert json.loads(drafts("show", "N", "--json")[1])["responses"]["gang_scheduling"]["evidence"] == ["a.md"]


def test_changed_sources_are_copied_again(drafts: Run, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(name)
        drafts("set", "N", FIELD, f"+{tmp_path / name}")
    assert "0 of 3 files differ from their sources" in drafts("update-files", "N")[1]
    (tmp_path / "a.md").write_text("changed")
    (tmp_path / "b.md").unlink()
    assert [file["state"] for file in files(drafts)] == ["changed", "missing", "same"]
    code, out, err = drafts("update-files", "N")
    assert (code, out) == (0, f"a.md: copied from {tmp_path / 'a.md'}\n")
    assert "b.md: its source is missing." in err
    assert drafts("update-files", "N", "b.md", "--keep")[1] == "b.md: kept as it is\n"
    assert [file["state"] for file in files(drafts)] == ["same", "none", "same"]
    assert drafts("update-files", "N", "b.md", "--from", str(tmp_path / "a.md"))[0] == 0
    assert drafts("update-files", "N", "--from", str(tmp_path / "a.md"))[0] == 2
    assert drafts("update-files", "N", "none.md")[0] == 3


def test_an_edited_copy_is_replaced_only_by_name(drafts: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("node-17 passed")
    drafts("set", "N", FIELD, str(source))
    copy = DraftStore(paths().drafts).view("N").evidence.files()["a.md"]
    copy.write_text("a node passed")
    source.write_text("node-18 passed")
    assert "the copy was edited in the draft" in drafts("update-files", "N")[2]
    assert copy.read_text() == "a node passed"
    drafts("update-files", "N", "a.md")
    assert copy.read_text() == "node-18 passed"
