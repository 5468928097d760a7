"""What stops a release before anything is built, and what its archives have to hold."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.check_package import check_contents
from scripts.release import SOURCES, changelog_fault, checksums, tag_fault, tree_fault

ROOT = Path(__file__).resolve().parents[2]


def release(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.release", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_without_the_official_texts_it_says_so_and_stops(tmp_path: Path) -> None:
    done = release("--program", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The official texts are not at {tmp_path}." in done.stderr
    assert "make release PROGRAM=DIR" in done.stderr


def test_a_tag_of_another_version_stops_it() -> None:
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
def test_what_stops_it(fault: str, words: str) -> None:
    assert words in fault
    assert bool(fault) == bool(words)


def test_this_version_is_in_the_changelog() -> None:
    done = release("--program", "/nowhere")
    assert "CHANGELOG" not in done.stderr


def test_an_archive_without_its_data_or_with_tests_stops_it() -> None:
    whole = [*SOURCES, "exporters/templates/readme.md", "tui/styles/app.tcss"]
    check_contents("a.tar.gz", whole, SOURCES)
    for names in (whole[1:], [*whole, "tests/conftest.py"], [*whole, "tui/__pycache__/cli.pyc"]):
        with pytest.raises(SystemExit, match=r"a\.tar\.gz: missing"):
            check_contents("a.tar.gz", names, SOURCES)


def test_checksums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    file = tmp_path / "aiconform-0.1.0.tar.gz"
    file.write_bytes(b"content")
    assert checksums([file]) == f"{hashlib.sha256(b'content').hexdigest()}  aiconform-0.1.0.tar.gz\n"
