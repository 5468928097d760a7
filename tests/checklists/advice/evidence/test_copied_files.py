"""Advice on the evidence files that a draft stores as copies."""

from pathlib import Path

import pytest

from checklists.advice.evidence.copied_files import copied_files
from checklists.catalog.catalog import checklist
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_intake import FILE_LIMIT
from checklists.model.draft import Draft
from checklists.submission.submission_files import SubmissionFiles

CHECKLIST = checklist("1.37", None)


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    (tmp_path / "draft").mkdir()
    return EvidenceFolder(tmp_path / "draft/evidence", cited=lambda _: ())


def codes(folder: EvidenceFolder, *names: str) -> list[tuple[str, str]]:
    draft = Draft(name="Nebula 4", checklist="1.37").with_evidence("gang_scheduling", names)
    found = copied_files(draft.with_evidence("pod_autoscaling", names[:1]), CHECKLIST, folder)
    return [(problem.code, problem.where.rpartition(".")[2]) for problem in found]


def test_copies_of_changed_and_missing_files_are_named_once(folder: EvidenceFolder, tmp_path: Path) -> None:
    names = []
    for name in ("a.md", "b.md", "c.md", "d.md"):
        (tmp_path / name).write_text(name)
        names.append(folder.attach(tmp_path / name))
    assert codes(folder, *names) == []
    (tmp_path / "a.md").write_text("changed")
    (tmp_path / "b.md").write_text("changed too")
    (tmp_path / "c.md").unlink()
    (tmp_path / "d.md").unlink()
    assert codes(folder, *names) == [
        ("evidence-source-changed", "evidence[0]"),
        ("evidence-source-changed", "evidence[1]"),
        ("evidence-source-missing", "evidence[2]"),
        ("evidence-source-missing", "evidence[3]"),
    ]


def sized(folder: EvidenceFolder, name: str, size: int) -> str:
    folder.put(name, name.encode())
    with folder.files()[name].open("r+b") as file:
        file.truncate(size)
    return name


def test_a_draft_of_an_earlier_version_may_be_too_large(folder: EvidenceFolder) -> None:
    fitting = [sized(folder, name, FILE_LIMIT) for name in ("a.log", "b.log")]
    assert codes(folder, *fitting) == []
    assert codes(folder, *fitting, sized(folder, "c.log", FILE_LIMIT)) == [("evidence-limit", "evidence[0]")]
    large = [sized(folder, name, FILE_LIMIT + 1) for name in ("d.log", "e.log")]
    assert codes(folder, *large) == [("evidence-limit", "evidence[0]"), ("evidence-limit", "evidence[1]")]


def test_files_of_a_submission_on_disk_are_not_copies(tmp_path: Path) -> None:
    draft = Draft(name="Nebula", checklist="1.37").with_evidence("gang_scheduling", ["a.md"])
    assert list(copied_files(draft, CHECKLIST, SubmissionFiles(tmp_path))) == []
