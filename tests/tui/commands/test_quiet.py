"""`-q`: no command prints notes, warnings or advice on stderr; errors stay."""

from pathlib import Path

import pytest

from checklists.program.program_data import ProgramData
from tests.tui.commands.complete_draft import complete
from tui.cli import main


@pytest.mark.parametrize("quiet", [False, True])
def test_quiet_leaves_only_errors(
    quiet: bool,
    capsys: pytest.CaptureFixture[str],
    program_dir: Path,
    tmp_path: Path,
    program: ProgramData,
    proof: Path,
) -> None:
    complete(program, proof, "1.37")
    own = ["--program", str(program_dir), "--offline", *(["-q"] if quiet else [])]
    for command in (
        ["export", "Nebula", "--to", str(tmp_path / "out")],
        ["demo", "--export", str(tmp_path / "demo")],
        ["import", str(program_dir / "v1.35" / "cce"), "--name", "cce", "--to", "1.36"],
    ):
        assert main([*command, *own]) == 0
        out, err = capsys.readouterr()
        assert out and bool(err) != quiet, command


def test_quiet_prints_why_an_export_is_refused(
    capsys: pytest.CaptureFixture[str], program_dir: Path, tmp_path: Path
) -> None:
    assert main(["drafts", "new", "Nebula", "--checklist", "1.36"]) == 0
    command = ["export", "Nebula", "--to", str(tmp_path), "--program", str(program_dir), "--offline", "-q"]
    assert main(command) == 1
    assert "The program's check would fail" in capsys.readouterr().err
