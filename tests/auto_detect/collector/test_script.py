"""The collection script, run by a real shell with the real kubectl against a real API server."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auto_detect.collector.script import script
from tests.server.api_server import ApiServer
from tests.server.collected_archive import collected
from tui.cli import main

ROLE = "aiconform-read-only"


def report(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    assert main(["detect", "--json", "--checklist", "1.37", *map(str, arguments)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.server
@pytest.mark.xdist_group("server")
@pytest.mark.parametrize("bound", [True, False], ids=["with the shipped role", "without a right"])
def test_script_and_direct_collection_give_the_same_findings(
    bound: bool, platform: ApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kubeconfig = platform.token_kubeconfig(tmp_path / "kubeconfig")
    if bound:
        with platform.bound("reader", ROLE):
            before = len(platform.audit("reader"))
            archive = collected(tmp_path, kubeconfig)
            events = platform.audit("reader")[before:]
            direct = report(capsys, "--kubeconfig", kubeconfig)
    else:
        before = len(platform.audit("reader"))
        archive = collected(tmp_path, kubeconfig)
        events = platform.audit("reader")[before:]
        direct = report(capsys, "--kubeconfig", kubeconfig)
    assert report(capsys, "--from", archive)["findings"] == direct["findings"]
    assert {event["verb"] for event in events} <= {"get", "list"}
    assert archive.stat().st_mode & 0o077 == 0


@pytest.mark.process
def test_the_script_is_short_and_only_uses_get_raw() -> None:
    text = script()
    assert len(text.splitlines()) < 250
    assert "{lists}" not in text and "{definitions}" not in text
    calls = [line for line in text.splitlines() if "kubectl " in line and not line.startswith("#")]
    assert [line for line in calls if "get --raw" not in line] == ["kubectl version --client >/dev/null || exit 1"]
    checked = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, timeout=20)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.process
def test_a_hostile_server_runs_no_command_where_the_script_runs(tmp_path: Path) -> None:
    groups = '{"groups":[{"versions":[{"groupVersion":"x.y|touch${IFS}taken;#|e;#/v1"}]}]}'
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(f"#!/bin/sh\ncase \"$*\" in *' /apis') echo '{groups}' ;; *) echo '{{}}' ;; esac\n")
    kubectl.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-s"], input=script(), env=environment, cwd=tmp_path, text=True, timeout=60, check=True)
    assert {path.name for path in tmp_path.iterdir()} == {"kubectl", "aiconform-collected.tar"}
