"""Checks that stop a release before the build, and required contents of its archives."""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from scripts.check_package import check_contents
from scripts.krew import ARCHIVE, MANIFEST, repository_of, write_plugin
from scripts.release import SOURCES, changelog_fault, checksums, tag_fault, tree_fault

ROOT = Path(__file__).resolve().parents[2]


def release(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.release", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.process
def test_missing_official_texts_stop_the_release(tmp_path: Path) -> None:
    done = release("--program", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The official texts are not at {tmp_path}." in done.stderr
    assert "make release PROGRAM=DIR" in done.stderr


@pytest.mark.process
def test_a_tag_of_another_version_stops_the_release() -> None:
    done = release("--tag", "v99.0.0")
    assert done.returncode == 1
    assert "v99.0.0 does not match version" in done.stderr


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (tag_fault("v0.1.0", "0.1.0"), ""),
        (tag_fault(None, "0.1.0"), ""),
        (tag_fault("0.1.0", "0.1.0"), "does not match"),
        (changelog_fault("# Changelog\n\n## [0.1.0] - 2026-12-01\n", "0.1.0"), ""),
        (changelog_fault("# Changelog\n\n## [Unreleased]\n", "0.1.0"), "rename [Unreleased] to [0.1.0]"),
        (tree_fault(""), ""),
        (tree_fault(" M README.md\n?? new.py\n"), "README.md, new.py"),
    ],
)
def test_faults_that_stop_the_release(fault: str, words: str) -> None:
    assert words in fault
    assert bool(fault) == bool(words)


@pytest.mark.process
def test_this_version_is_in_the_changelog() -> None:
    done = release("--program", "/nowhere")
    assert "CHANGELOG" not in done.stderr


def test_an_archive_without_data_or_with_tests_stops_the_release() -> None:
    whole = [*SOURCES, "exporters/templates/readme.md", "tui/styles/app.tcss"]
    check_contents("a.tar.gz", whole, SOURCES)
    for names in (whole[1:], [*whole, "tests/conftest.py"], [*whole, "tui/__pycache__/cli.pyc"]):
        with pytest.raises(SystemExit, match=r"a\.tar\.gz: missing"):
            check_contents("a.tar.gz", names, SOURCES)


def test_checksums_are_readable_by_sha256sum(tmp_path: Path) -> None:
    file = tmp_path / "aiconform-0.1.0.tar.gz"
    file.write_bytes(b"content")
    assert checksums([file]) == f"{hashlib.sha256(b'content').hexdigest()}  aiconform-0.1.0.tar.gz\n"


@pytest.mark.parametrize(
    ("remote", "repository"),
    [
        ("https://github.com/example-org/aiconform\n", "example-org/aiconform"),
        ("https://github.com/example-org/aiconform.git\n", "example-org/aiconform"),
        ("git@github.com:example-org/aiconform.git", "example-org/aiconform"),
        ("ssh://git@github.com/example-org/aiconform/", "example-org/aiconform"),
        ("https://git.example.com/example-org/aiconform", ""),
        ("../elsewhere", ""),
        ("", ""),
    ],
)
def test_the_github_repository_is_derived_from_the_remote(remote: str, repository: str) -> None:
    assert repository_of(remote) == repository


def test_the_plugin_manifest_meets_krews_requirements(tmp_path: Path) -> None:
    write_plugin(tmp_path / "krew", "example-org/aiconform", "7.8.9", 1_764_400_000)
    archive, manifest = tmp_path / "krew" / ARCHIVE, tmp_path / "krew" / MANIFEST
    known = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    spec = known["spec"]
    (platform,) = spec["platforms"]
    assert (known["apiVersion"], known["kind"]) == ("krew.googlecontainertools.github.com/v1alpha2", "Plugin")
    assert known["metadata"]["name"] == manifest.stem
    assert spec["version"] == "v7.8.9"
    assert "\n" not in spec["shortDescription"] and 0 < len(spec["shortDescription"]) <= 50
    assert spec["description"] and spec["homepage"] == "https://github.com/example-org/aiconform"
    assert platform["uri"] == f"{spec['homepage']}/releases/download/v7.8.9/{ARCHIVE}"
    assert platform["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert {rule["key"] for rule in platform["selector"]["matchExpressions"]} <= {"os", "arch"}
    with tarfile.open(archive) as packed:
        assert [step["from"] for step in platform["files"]] == packed.getnames()
        launcher = packed.extractfile(platform["bin"])
        assert packed.getmember(platform["bin"]).mode == 0o755
        assert launcher is not None and "\nversion=7.8.9\n" in launcher.read().decode()
    assert not re.search(r"OWNER|0\.0\.0|0{64}", manifest.read_text(encoding="utf-8"))


def test_a_second_build_gives_the_same_plugin(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_plugin(tmp_path / name, "example-org/aiconform", "7.8.9", 1_764_400_000)
    assert (tmp_path / "one" / ARCHIVE).read_bytes() == (tmp_path / "two" / ARCHIVE).read_bytes()


@pytest.mark.process
@pytest.mark.skipif(shutil.which("validate-krew-manifest") is None, reason="needs krew's validate-krew-manifest")
def test_krew_accepts_the_manifest(tmp_path: Path) -> None:
    write_plugin(tmp_path / "krew", "example-org/aiconform", "7.8.9", 1_764_400_000)
    command = ["validate-krew-manifest", "--skip-install", "--manifest", str(tmp_path / "krew" / MANIFEST)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
