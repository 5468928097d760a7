"""Evidence values: links, and paths of files in the submission's folder."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.model.evidence import EvidenceLocation, is_url, locate_evidence, names_artifact
from checklists.submission.submission_files import SubmissionFiles

FOLDER = "v1.36/nebula"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://nebula.example", True),
        ("http://nebula.example", True),
        ("https://", True),
        ("HTTPS://nebula.example", False),
        (" https://nebula.example", False),
        ("httpsnebula", False),
        ("https:/nebula", False),
        ("ftp://nebula.example", False),
        ("gang.md", False),
    ],
)
def test_what_counts_as_a_link(value: str, url: bool) -> None:
    assert is_url(value) is url


EMPTY, OTHER, ESCAPES = "evidence-empty-path", "evidence-other-product", "evidence-escapes-directory"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("gang.md", "gang.md"),
        (" \tgang.md\u2003", "gang.md"),
        ("./gang.md", "gang.md"),
        ("sub/../gang.md", "gang.md"),
        ("sub//gang.md", "sub/gang.md"),
        ("sub/", "sub"),
        ("/gang.md", "gang.md"),
        ("//gang.md", "gang.md"),
        ("file://gang.md", "gang.md"),
        ("file:///gang.md", "gang.md"),
        ("file:// gang.md", "gang.md"),
        ("gang.md#TestGangScheduling", "gang.md"),
        ("gang.md #a#b", "gang.md"),
        ("v1.36/nebula/gang.md", "gang.md"),
        ("/v1.36/nebula/gang.md", "gang.md"),
        ("file://v1.36/nebula/gang.md#x", "gang.md"),
        ("v1.36/nebula", "v1.36/nebula"),
        ("./v1.36/other/gang.md", "v1.36/other/gang.md"),
        ("docs/v1.36/other/gang.md", "docs/v1.36/other/gang.md"),
        ("../nebula/gang.md", "gang.md"),
        ("../../v1.36/nebula/gang.md", "gang.md"),
        ("sub\\gang.md", "sub\\gang.md"),
        ("see gang.md", "see gang.md"),
        ("http:gang.md", "http:gang.md"),
        ("…", "…"),
        ("..md", "..md"),
        ("#only", EMPTY),
        ("file://", EMPTY),
        ("file://#x", EMPTY),
        ("/", EMPTY),
        (" / ", EMPTY),
        ("   ", EMPTY),
        ("\u00a0", EMPTY),
        ("v1.36/other/gang.md", OTHER),
        ("v1.35/nebula/gang.md", OTHER),
        ("v9.99/x/", OTHER),
        ("v1.36/Nebula/gang.md", OTHER),
        ("v1.36/nebula-2/gang.md", OTHER),
        ("v1.36/nebula/", ESCAPES),
        ("v1.36/nebula/.", ESCAPES),
        (".", ESCAPES),
        ("..", ESCAPES),
        ("sub/..", ESCAPES),
        ("../other/gang.md", ESCAPES),
        ("../nebula", ESCAPES),
        ("../nebula-2/gang.md", ESCAPES),
        ("../../../../../etc/passwd", ESCAPES),
        ("v1.36/nebula/../other/gang.md", ESCAPES),
    ],
)
def test_paths_of_evidence_values(value: str, expected: str) -> None:
    fault = expected if expected.startswith("evidence-") else None
    assert locate_evidence(value, FOLDER) == EvidenceLocation("" if fault else expected, fault)


@given(st.text(alphabet="./v136nebula #file: \\", max_size=30))
def test_a_located_path_stays_inside_the_folder(value: str) -> None:
    located = locate_evidence(value, FOLDER)
    assert bool(located.relative) is (located.fault is None)
    assert not located.relative.startswith(("/", "../"))
    assert ".." not in located.relative.split("/")


@pytest.mark.parametrize(
    ("value", "artifact"),
    [
        ("e2e.log", True),
        ("results/JUnit.xml#TestX", True),
        ("file://results.json", True),
        (" E2E.LOG ", True),
        ("sub/../junit.xml/", True),
        ("file:// junit.xml #TestX", True),
        ("junit.xml/..", False),
        ("../other/junit.xml", False),
        ("junit_01.xml", False),
        ("my-e2e.log", False),
        ("e2e.log.txt", False),
        ("https://nebula.example/junit.xml", False),
        ("#junit.xml", False),
    ],
)
def test_test_results_are_recognized_by_name(value: str, artifact: bool) -> None:
    assert names_artifact(value, FOLDER) is artifact


@pytest.fixture
def files(tmp_path: Path) -> SubmissionFiles:
    folder = tmp_path / "clone" / "v1.36" / "nebula"
    (folder / "sub").mkdir(parents=True)
    (folder / "gang.md").write_text("x")
    (folder / "sub" / "Log.txt").write_text("x")
    (tmp_path / "clone" / "shared.md").write_text("x")
    (tmp_path / "outside.md").write_text("x")
    (folder / "to-the-clone.md").symlink_to("../../shared.md")
    (folder / "to-the-outside.md").symlink_to(tmp_path / "outside.md")
    (folder / "to-nothing.md").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "up").symlink_to("../..")
    return SubmissionFiles(folder)


@pytest.mark.parametrize(
    ("relative", "there"),
    [
        ("gang.md", True),
        ("sub", True),
        ("sub/Log.txt", True),
        ("to-the-clone.md", True),
        ("GANG.md", False),
        ("Sub/Log.txt", False),
        ("sub/log.txt", False),
        ("gang.md/x", False),
        ("absent.md", False),
        ("to-the-outside.md", False),
        ("to-nothing.md", False),
        ("loop", False),
        ("up/v1.36/nebula/gang.md", True),
        ("up/../outside.md", False),
        ("a\x00b", False),
        ("x" * 5000, False),
        ("", False),
    ],
)
def test_which_paths_exist(files: SubmissionFiles, relative: str, there: bool) -> None:
    assert files.exists(relative) is there


def test_a_folder_that_is_reached_by_a_link(files: SubmissionFiles, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "nebula").symlink_to(tmp_path / "clone" / "v1.36" / "nebula")
    assert SubmissionFiles(tmp_path / "elsewhere" / "nebula").exists("gang.md")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that may not be read")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "v1.36" / "nebula"
    folder.mkdir(parents=True)
    (folder / "gang.md").write_text("x")
    folder.chmod(0)
    try:
        assert not SubmissionFiles(folder).exists("gang.md")
    finally:
        folder.chmod(0o700)
