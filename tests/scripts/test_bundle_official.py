import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.program.program_data import LANDSCAPE, SearchPath, checklist_file, load_program_data
from checklists.program.stamp import NAME as STAMP
from scripts.bundle_official import main

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bundle_official.py"


@pytest.fixture
def source(program_dir: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    (folder / "docs").mkdir(parents=True)
    written = datetime(2026, 9, 1, tzinfo=UTC).timestamp()
    for name in (LANDSCAPE, *map(checklist_file, MINORS)):
        shutil.copyfile(program_dir / name, folder / name)
        os.utime(folder / name, (written, written))
    return folder


def bundle(source: Path, target: Path) -> int:
    return main(["--from", str(source), "--to", str(target)])


@pytest.mark.process
def test_a_release_carries_everything_with_its_date(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "official"
    command = [sys.executable, str(SCRIPT), "--from", str(source), "--to", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"6 files in {target}" in done.stdout
    for file in target.rglob("*"):
        os.utime(file, (0, 0))  # As in packaging.
    program = load_program_data(SearchPath(None, (), tmp_path / "no cache", target))
    assert {origin.where for origin in program.describe()} == {"the copy that came with aiconform"}
    assert {origin.dated for origin in program.describe()} == {datetime(2026, 9, 1, tzinfo=UTC)}
    assert {program.checklist(minor).notices for minor in program.minors()} == {()}


def test_texts_that_a_release_no_longer_has_are_removed(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "official"
    (target / "docs").mkdir(parents=True)
    (target / "docs/AIConformance-9.9.yaml").write_text("old")
    assert bundle(source, target) == 0
    assert sorted(p.relative_to(target).as_posix() for p in target.rglob("*.*")) == sorted(
        [STAMP, LANDSCAPE, *map(checklist_file, MINORS)]
    )


@pytest.mark.parametrize("fault", ["altered", "missing", "no members"])
def test_a_doubtful_text_stops_the_release(
    source: Path, tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = source / checklist_file("1.36")
    if fault == "altered":
        file.write_text(file.read_text().replace("Support the", "Ignore the"))
    elif fault == "missing":
        file.unlink()
    else:
        (source / LANDSCAPE).write_text("landscape: []\n")
    assert bundle(source, tmp_path / "official") == 1
    assert capsys.readouterr().err
    assert not (tmp_path / "official").exists()
