"""Documents written to files that the user named."""

from pathlib import Path

import pytest

from checklists.errors import ExportError
from exporters.output_file import write_output


def test_a_document_replaces_its_earlier_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_output("~/a.md", "one") == tmp_path / "a.md"
    assert write_output(tmp_path / "a.md", "two").read_text() == "two"


def test_a_new_document_replaces_nothing(tmp_path: Path) -> None:
    path = write_output(tmp_path / "folder/a.md", "one", new=True)
    with pytest.raises(ExportError, match="already exists"):
        write_output(path, "two", new=True)
    assert path.read_text() == "one"


@pytest.mark.parametrize("name", ["none/a.md", "file/a.md", "a\0b", ""])
def test_an_unwritable_file_has_an_error_message(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="cannot be written") as caught:
        write_output(f"{tmp_path}/{name}", "one")
    assert caught.value.hint
