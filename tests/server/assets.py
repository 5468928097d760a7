"""Folders of etcd and kube-apiserver: named by KUBEBUILDER_ASSETS, or unpacked for an older minor."""

import os
import subprocess
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "envtest" / "assets"
"""Script that unpacks the programs of a Kubernetes minor and prints their folder."""


def current() -> Path:
    """Return the folder for the API server that most tests use; skip the test without it."""
    named = os.environ.get("KUBEBUILDER_ASSETS")
    if not named:
        pytest.skip("KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver")
    return _complete(Path(named), f"{named} (KUBEBUILDER_ASSETS)")


def older(minor: str) -> Path:
    """Return the folder for an older API server; skip the test without it."""
    current()
    if not BESIDE.is_file():
        pytest.skip(f"an API server of {minor} comes from {BESIDE}, which does not exist")
    done = subprocess.run([BESIDE, minor], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        pytest.skip(f"{BESIDE} {minor} failed: {done.stderr.strip()[-200:]}")
    return _complete(Path(done.stdout.strip()), str(BESIDE))


def _complete(folder: Path, named: str) -> Path:
    missing = [name for name in ("etcd", "kube-apiserver") if not (folder / name).is_file()]
    if missing:
        pytest.skip(f"{named} lacks {' and '.join(missing)}")
    return folder
