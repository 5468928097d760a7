"""The command that opens the wizard: where it refuses, and what is left of a fault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tui import crash
from tui.cli import main


@pytest.mark.parametrize("arguments", [[], ["demo"], ["--draft", "x"]])
def test_without_a_terminal_it_names_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 3
    said = capsys.readouterr().err
    assert "needs a terminal" in said
    assert "detect, validate, drafts and export" in said


def test_a_fault_is_kept_without_what_it_quotes(tmp_path: Path) -> None:
    def deep(token: str) -> None:
        raise ValueError(f"cannot use '{token}' from https://10.0.0.1:6443 for ana@nebula.example")

    try:
        deep("eyJhbGciOiJSUzI1NiIsImtpZCI6InNlY3JldCJ9")
    except ValueError as error:
        path = crash.record(error, tmp_path / "log")
        crash.record(error, tmp_path / "log")
    assert path is not None
    written = path.read_text()
    assert written.count("ValueError: cannot use") == 2
    assert "deep" in written
    for secret in ("eyJ", "10.0.0.1", "ana@"):
        assert secret not in written
    assert path.stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert crash.record(ValueError("x"), tmp_path / "file") is None


def test_the_start_page_loads_nothing_heavy() -> None:
    heavy = ["kubernetes", "httpx", "cryptography", "jinja2", "pydantic", "rapidfuzz", "yaml"]
    code = f"import sys, tui.app, tui.workspace; print([m for m in {heavy!r} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
