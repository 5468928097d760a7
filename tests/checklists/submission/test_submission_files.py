"""Finding, reading and validating submissions on disk."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.errors import SubmissionError, SubmissionUnreadable
from checklists.model.metadata import FIELDS
from checklists.model.problem import Severity
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.submission.submission_files import find_submissions, location
from tests.checklists.good_submission import RUN
from tests.verdicts import validate_file


def good() -> str:
    known = checklist("1.37", None)
    lines = ["metadata:", *(f"  {field.key}: {field.example_in('1.37')}" for field in FIELDS), "spec:"]
    for category in known.categories:
        lines.append(f"  {category}:")
        ids = [requirement.id for requirement in known.in_category(category)]
        lines.extend(f"    - {{id: {key}, status: Implemented, evidence: [junit.xml]}}" for key in ids)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("path", "minor", "folder"),
    [
        ("/clone/v1.36/nebula/PRODUCT.yaml", "1.36", "v1.36/nebula"),
        ("/clone/v1.36/nebula/sub/PRODUCT.yaml", "1.36", "nebula/sub"),
        ("/clone/v1.36/v1.35/PRODUCT.yaml", "1.36", "v1.36/v1.35"),
        ("/v2.0/clone/v1.36/nebula/PRODUCT.yaml", "1.36", "v1.36/nebula"),
        ("/clone/v1.36/PRODUCT.yaml", "1.36", "clone/v1.36"),
        ("/clone/v1.36/other/../nebula/./PRODUCT.yaml", "1.36", "v1.36/nebula"),
        ("/clone/v1.36.1/nebula/PRODUCT.yaml", None, "v1.36.1/nebula"),
        ("/clone/nebula/PRODUCT.yaml", None, "clone/nebula"),
    ],
)
def test_the_minor_is_read_from_the_folder_names(path: str, minor: str | None, folder: str) -> None:
    found = location(Path(path))
    assert (found.minor, found.folder) == (minor, folder)


@pytest.fixture
def program() -> ProgramData:
    return load_program_data(SearchPath(None, (), Path("/nowhere"), None))


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("where", "content", "code", "line"),
    [
        ("nebula", "{}", "version-not-in-path", None),
        ("v9.99/nebula", "{}", "checklist-unknown", None),
        ("v1.37/nebula", "a: b: c", "yaml-unreadable", 1),
        ("v1.37/nebula", "a: b\nspec: []", "yaml-unreadable", 2),
        ("v1.37/nebula", b"\n\xff", "yaml-unreadable", 2),
    ],
)
def test_problems_that_stop_the_check(
    tmp_path: Path, program: ProgramData, where: str, content: str | bytes, code: str, line: int | None
) -> None:
    path = write(tmp_path / where / "PRODUCT.yaml", content)
    assert stopped_by(path, program) == (code, line)


def test_a_large_file_stops_the_check(tmp_path: Path, program: ProgramData) -> None:
    path = write(tmp_path / "v1.37/nebula/PRODUCT.yaml", b"#" * 5_000_000)
    assert stopped_by(path, program) == ("yaml-unreadable", None)


def stopped_by(path: Path, program: ProgramData) -> tuple[str, int | None]:
    """Return the code and the line of the report's only problem."""
    report = validate_file(path, program)
    (problem,) = report.problems
    assert (problem.severity, problem.subject) == (Severity.ERROR, "")
    assert problem.hint
    assert not report.passed
    return problem.code, problem.line


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling link"])
def test_unreadable_files_are_reported(tmp_path: Path, program: ProgramData, kind: str) -> None:
    path = tmp_path / "v1.37" / "nebula" / "PRODUCT.yaml"
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere")
    assert [p.code for p in validate_file(path, program).problems] == ["yaml-unreadable"]


def test_evidence_beside_the_file_is_found(tmp_path: Path, program: ProgramData) -> None:
    path = write(tmp_path / "v1.37" / "nebula" / "PRODUCT.yaml", good())
    report = validate_file(path, program)
    assert {p.code for p in report.problems} == {"evidence-file-missing", "artifact-recommended"}
    shutil.copy(RUN / "junit.xml", path.parent)
    report = validate_file(path, program)
    assert report.problems == ()
    assert report.passed
    assert report.unchecked[0] == "vendorName: no member list available"


def test_a_relative_path_from_inside_the_folder(
    tmp_path: Path, program: ProgramData, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "v1.37" / "nebula" / "PRODUCT.yaml", good())
    shutil.copy(RUN / "junit.xml", path.parent)
    monkeypatch.chdir(path.parent)
    assert validate_file(Path("PRODUCT.yaml"), program).passed
    assert find_submissions(Path()) == (Path("PRODUCT.yaml"),)


def test_finding_submissions(tmp_path: Path) -> None:
    for name in ("v1.37/b", "v1.37/a", "v1.36/a/deep", ".git/x", "v1.37/.hidden"):
        write(tmp_path / name / "PRODUCT.yaml", "{}")
    write(tmp_path / "v1.37" / "c" / "product.yaml", "{}")
    (tmp_path / "v1.37" / "loop").symlink_to(tmp_path)
    found = [path.relative_to(tmp_path).as_posix() for path in find_submissions(tmp_path)]
    assert found == ["v1.36/a/deep/PRODUCT.yaml", "v1.37/a/PRODUCT.yaml", "v1.37/b/PRODUCT.yaml"]
    assert find_submissions(tmp_path / "v1.37/c/product.yaml") == (tmp_path / "v1.37/c/product.yaml",)


def test_an_unreadable_folder_is_not_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("v1.37/a", "v1.37/b"):
        write(tmp_path / name / "PRODUCT.yaml", "{}")
    locked, scandir = tmp_path / "v1.37" / "b", os.scandir

    def denied(folder: str) -> Iterator[os.DirEntry[str]]:
        if Path(folder) == locked:
            raise PermissionError(errno.EACCES, "denied", folder)
        return scandir(folder)

    with monkeypatch.context() as patch, pytest.raises(SubmissionUnreadable, match="b cannot be read: permission"):
        patch.setattr(os, "scandir", denied)
        find_submissions(tmp_path)


@pytest.mark.parametrize("name", ["absent", "empty", "a\x00b", "x" * 300])
def test_without_submissions_there_is_an_error_message(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionError) as caught:
        find_submissions(tmp_path / name)
    assert caught.value.message.endswith(".") and caught.value.hint
