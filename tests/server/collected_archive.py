"""The collection script, run by a real shell with the real kubectl."""

import os
import subprocess
from pathlib import Path

import pytest

from auto_detect.collector.script import script
from tests.server.assets import current


def collected(folder: Path, kubeconfig: Path) -> Path:
    """Return the archive that the printed script writes; skip the test without kubectl.

    Args:
        folder: where the script runs; it has to hold nothing but the kubeconfig, which may be elsewhere.
        kubeconfig: how to reach the cluster.
    """
    programs = current()
    if not (programs / "kubectl").is_file():
        pytest.skip(f"{programs} lacks kubectl")
    (folder / "collect.sh").write_text(script())
    env = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "KUBECONFIG": str(kubeconfig)}
    done = subprocess.run(
        ["sh", "collect.sh", "test", "out.tar"], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} - {kubeconfig.name} == {"collect.sh", "out.tar"}
    return folder / "out.tar"
