"""File names that users enter."""

import unicodedata
from pathlib import Path

import pytest

from checklists.files.typed_file import find_typed

ON_DISK = unicodedata.normalize("NFD", "Nachweis  für é.md")


@pytest.mark.parametrize(
    "typed",
    [
        ON_DISK,
        unicodedata.normalize("NFC", ON_DISK),
        "Nachweis für é.md",
        unicodedata.normalize("NFD", "Nachweis für é.md"),
    ],
)
def test_a_name_is_found_in_any_form(tmp_path: Path, typed: str) -> None:
    (tmp_path / ON_DISK).write_text("x")
    assert find_typed(str(tmp_path / typed)) == tmp_path / (ON_DISK if typed != ON_DISK else typed)


@pytest.mark.parametrize("typed", ["", "other.md", "a\0b", "Nachweisfür é.md", "~nobody-of-that-name/x"])
def test_other_names_are_not_found(tmp_path: Path, typed: str) -> None:
    (tmp_path / ON_DISK).write_text("x")
    assert find_typed(str(tmp_path / typed) if typed else "") is None


def test_two_names_that_look_alike_are_not_mixed_up(tmp_path: Path) -> None:
    (tmp_path / "a  b.md").write_text("1")
    (tmp_path / "a   b.md").write_text("2")
    assert find_typed(str(tmp_path / "a b.md")) is None
    assert find_typed(str(tmp_path / "a  b.md")) == tmp_path / "a  b.md"
