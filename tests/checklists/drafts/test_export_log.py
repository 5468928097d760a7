"""The log of a draft's exports: its entries, and a damaged log."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.drafts.export_log import ExportLog, ExportRecord

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def record(**files: str) -> ExportRecord:
    return ExportRecord(at=NOW, to="/clone", folder="v1.36/nebula", files=files)


def test_all_exported_contents_are_recorded(tmp_path: Path) -> None:
    log = ExportLog(tmp_path)
    assert log.records() == () and log.last() is None and log.written() == {}
    log.add(record(a="1", b="2"))
    log.add(record(a="3"))
    assert log.written() == {"a": {"1", "3"}, "b": {"2"}}
    assert log.last() == record(a="3")
    log.remove(record(a="3"))
    assert log.last() == record(a="1", b="2")


def test_the_digest_depends_on_paths_and_contents_only() -> None:
    assert record(a="1", b="2").digest == record(b="2", a="1").digest
    assert len({record(a="1").digest, record(a="2").digest, record(b="1").digest}) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"exports": 5}', b'{"exports": [{"at": 5}]}', b"[" * 99_999])
def test_a_damaged_log_makes_all_files_foreign(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "exports.json").write_bytes(content)
    assert ExportLog(tmp_path).records() == ()
    ExportLog(tmp_path).add(record(a="1"))
    assert ExportLog(tmp_path).written() == {"a": {"1"}}


def test_old_exports_are_dropped(tmp_path: Path) -> None:
    log = ExportLog(tmp_path)
    for number in range(60):
        log.add(record(a=str(number)))
    assert len(log.records()) == 50
