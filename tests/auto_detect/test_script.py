"""The script for where only kubectl is, run by a real shell with the real kubectl against a real API server."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auto_detect.script import script
from tests.server.api_server import ApiServer
from tests.server.assets import current
from tui.cli import main

ROLE = "aiconform-read-only"


@pytest.fixture
def kubectl() -> Path:
    """The folder with kubectl."""
    folder = current()
    if not (folder / "kubectl").is_file():
        pytest.skip(f"{folder} lacks kubectl")
    return folder


def collected(folder: Path, kubectl: Path, kubeconfig: Path) -> Path:
    """The archive that the printed script writes."""
    (folder / "collect.sh").write_text(script())
    env = {**os.environ, "PATH": f"{kubectl}{os.pathsep}{os.environ['PATH']}", "KUBECONFIG": str(kubeconfig)}
    done = subprocess.run(
        ["sh", "collect.sh", "test", "out.tar"], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["collect.sh", "kubeconfig", "out.tar"]
    return folder / "out.tar"


def report(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    assert main(["detect", "--json", "--checklist", "1.37", *map(str, arguments)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.server
@pytest.mark.xdist_group("server")
@pytest.mark.parametrize("bound", [True, False], ids=["with the shipped role", "without a right"])
def test_the_findings_are_those_of_a_direct_look(
    bound: bool, platform: ApiServer, kubectl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kubeconfig = platform.token_kubeconfig(tmp_path / "kubeconfig")
    if bound:
        with platform.bound("reader", ROLE):
            before = len(platform.audit("reader"))
            archive = collected(tmp_path, kubectl, kubeconfig)
            events = platform.audit("reader")[before:]
            direct = report(capsys, "--kubeconfig", kubeconfig)
    else:
        before = len(platform.audit("reader"))
        archive = collected(tmp_path, kubectl, kubeconfig)
        events = platform.audit("reader")[before:]
        direct = report(capsys, "--kubeconfig", kubeconfig)
    assert report(capsys, "--from", archive)["findings"] == direct["findings"]
    assert {event["verb"] for event in events} <= {"get", "list"}
    assert archive.stat().st_mode & 0o077 == 0


def test_the_script_is_short_and_asks_for_nothing_but_get_raw() -> None:
    text = script()
    assert len(text.splitlines()) < 250
    assert "{lists}" not in text and "{definitions}" not in text
    calls = [line for line in text.splitlines() if "kubectl " in line and not line.startswith("#")]
    assert [line for line in calls if "get --raw" not in line] == ["kubectl version --client >/dev/null || exit 1"]
    checked = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, timeout=20)
    assert (checked.returncode, checked.stderr) == (0, "")
