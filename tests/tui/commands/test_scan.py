"""`aiconform scan`, as a person or a script uses it."""

import json
from pathlib import Path

import pytest

from tui.cli import main

TOKEN = "glpat-" + "a1B2c3D4" * 3


def test_secrets_and_identifiers_are_named_by_line_and_never_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.md").write_text(f"x\ntoken: {TOKEN}\nInternalIP: 10.20.30.40\n")
    assert main(["scan", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f"{tmp_path}/run.md:2: secret: GitLab token (gitlab-token)",
        f"{tmp_path}/run.md:3: identifier: IP address (ipv4)",
    ]
    assert "1 secret and 1 identifier in 1 file" in printed.err
    assert TOKEN not in printed.out + printed.err


def test_json_and_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "run.md"
    file.write_text("InternalIP: 10.20.30.40\n")
    assert main(["scan", str(file), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == [{"path": str(file), "matches": [{"class": "identifier", "rule": "ipv4", "line": 1}]}]
    assert main(["scan", str(tmp_path / "absent")]) == 3
    assert "does not exist" in capsys.readouterr().err
