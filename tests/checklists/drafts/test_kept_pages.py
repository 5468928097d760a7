"""Copies of linked pages in a draft's folder: record, limits and changed copies."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.drafts.kept_pages import PAGE_LIMIT, TOTAL_LIMIT, KeptPages
from checklists.errors import DraftError

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
URL = "https://docs.nebula.example/proof?x=1"
SHA256 = "36a9e7f1c95b82ffb99743e0c5c4ce95d83c9a430aac59f84ef3cbfab6145068"


@pytest.fixture
def pages(tmp_path: Path) -> KeptPages:
    return KeptPages(tmp_path)


def test_a_copy_has_its_source_time_and_digest(pages: KeptPages, tmp_path: Path) -> None:
    record = pages.keep(URL, b" ", NOW, html=True)
    assert (record.at, record.sha256, record.size) == ("2026-11-29T10:00:00+00:00", SHA256, 1)
    assert record.file.startswith("docs-nebula-example-proof-x-1-") and record.file.endswith(".html")
    assert pages.records() == {URL: record}
    assert pages.read(record) == b" "
    assert (pages.folder / record.file).stat().st_mode & 0o77 == 0
    (tmp_path / "copy").mkdir()
    pages.copy_to(tmp_path / "copy")
    assert KeptPages(tmp_path / "copy").read(record) == b" "
    pages.forget_others([])
    assert pages.records() == {}
    assert [path.name for path in pages.folder.iterdir()] == ["pages.json"]


@pytest.mark.parametrize(
    ("data", "html", "ending"),
    [(b"x", False, ".txt"), (b"%PDF-1.7 x", True, ".pdf"), (b"\x89PNG\r\n\x1a\nx", False, ".png")],
)
def test_the_extension_follows_the_content(pages: KeptPages, data: bytes, html: bool, ending: str) -> None:
    assert pages.keep(URL, data, NOW, html=html).file.endswith(ending)


def test_archives_and_large_pages_are_refused(pages: KeptPages) -> None:
    with pytest.raises(DraftError, match="is a zip archive"):
        pages.keep(URL, b"PK\x03\x04", NOW, html=False)
    with pytest.raises(DraftError, match="exceeds the limits of 2 MiB per page and 25 MiB in total"):
        pages.keep(URL, b"x" * (PAGE_LIMIT + 1), NOW, html=False)
    full = TOTAL_LIMIT // PAGE_LIMIT
    for number in range(full):
        pages.keep(f"{URL}{number}", b"x" * PAGE_LIMIT, NOW, html=False)
    pages.keep(f"{URL}0", b"y" * PAGE_LIMIT, NOW, html=False)
    with pytest.raises(DraftError, match="exceeds"):
        pages.keep(URL, b"x" * PAGE_LIMIT, NOW, html=False)
    assert len(pages.records()) == full


def test_a_changed_copy_is_not_exported(pages: KeptPages) -> None:
    record = pages.keep(URL, b"x", NOW, html=False)
    (pages.folder / record.file).write_bytes(b"y")
    with pytest.raises(DraftError, match="differs from what was downloaded"):
        pages.read(record)
    (pages.folder / record.file).unlink()
    with pytest.raises(DraftError, match="cannot be read"):
        pages.read(record)


@pytest.mark.parametrize("file", ["../draft.yaml", "/etc/passwd", ".hidden", ""])
def test_a_record_cannot_name_files_elsewhere(pages: KeptPages, file: str) -> None:
    record = pages.keep(URL, b"x", NOW, html=False)
    path = pages.folder / "pages.json"
    path.write_text(path.read_text().replace(record.file, file))
    assert pages.records() == {}
