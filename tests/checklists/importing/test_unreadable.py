"""Invalid YAML, and YAML that the program rejects: reported with its line, and still imported."""

import pytest

from checklists.errors import SubmissionError
from checklists.model.checklist import Status
from tests.checklists.importing.submissions import imported, says
from tests.examples import slow

GOOD = """\
metadata:
  platformName: "Nebula"
  vendorName: Nebula Works
spec:
  security:
    - id: secure_accelerator_access
      level: MUST
      status: "Implemented"
      evidence:
        - "https://a.example/access"
      notes: "proved twice"
  operator:
    - id: robust_controller
      level: MUST
      status: "Implemented"
      evidence:
        - "https://a.example/operator"
      notes: ""
"""


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ('      notes: "proved twice"', '\t  notes: "proved twice"', 11),
        ('      notes: "proved twice"', '      notes: "proved twice', 16),
        ('      notes: "proved twice"', "      notes: proved: twice", 11),
        ('      notes: "proved twice"', '      notes: "proved twice"\n      notes: again', 12),
        ('      notes: "proved twice"', '     notes: "proved twice"', 11),
        ('      notes: "proved twice"', "      notes: @proved twice", 11),
        ('      notes: "proved twice"', "      notes: proved twice\n<<<<<<< HEAD", 13),
        ('      notes: "proved twice"', "      notes: proved twice\x00", 11),
        ('        - "https://a.example/access"', '        - "https://a.example/access"\n        - evidence:', 11),
        ("  security:\n", "  security: [\n", 18),
        ("  operator:\n", "    operator:\n", 12),
        (GOOD, f"{GOOD}{GOOD}", 1),
    ],
)
def test_the_line_is_reported_and_the_rest_is_imported(was: str, now: str, line: int) -> None:
    report = imported(GOOD.replace(was, now))
    assert report.fault is not None
    assert report.fault.line is not None and report.fault.message
    draft = report.draft
    assert (draft.metadata["platformName"], draft.metadata["vendorName"]) == ("Nebula", "Nebula Works")
    assert "proved" in says(report) and "twice" in says(report)
    for requirement, evidence in [("secure_accelerator_access", "access"), ("robust_controller", "operator")]:
        response = draft.responses[requirement]
        assert response.status is Status.IMPLEMENTED
        assert response.evidence == (f"https://a.example/{evidence}",)


def test_a_good_file_has_no_fault() -> None:
    report = imported(GOOD)
    assert report.fault is None
    assert report.draft.remarks == ()


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("proved twice", "prüfbar").encode("cp1252"),
        b"---\n" + GOOD.encode(),
        b"%YAML 1.2\n---\n" + GOOD.encode() + b"...\n",
        b"# only a comment\n---\n" + GOOD.encode(),
        GOOD.replace("metadata:\n", "metadata:\n---\n").encode(),
    ],
)
def test_every_encoding_and_beginning_is_read(data: bytes) -> None:
    draft = imported(data).draft
    assert set(draft.responses) == {"secure_accelerator_access", "robust_controller"}
    assert draft.metadata["platformName"] == "Nebula"


def test_a_second_document_is_kept_as_a_remark() -> None:
    report = imported(f"{GOOD}---\nsecret: plan\n")
    assert any("secret: plan" in remark for remark in report.draft.remarks)


@pytest.mark.parametrize("text", ["", "# nothing\n", "hello", "- a\n- b\n", "a: b\n", "\x00\x01", "{", "spec:\n"])
def test_other_files_than_submissions_are_rejected(text: str) -> None:
    with pytest.raises(SubmissionError, match="neither a metadata field nor an answer"):
        imported(text)


def test_a_broken_list_does_not_swallow_answers() -> None:
    report = imported(f"what:\n- a\n  notes: b\n{GOOD}")
    assert {"a", "b"} <= set(says(report).replace(":", " ").split())
    assert set(report.draft.responses) == {"secure_accelerator_access", "robust_controller"}


def test_expanded_aliases_are_bounded() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    report = imported(f"{bomb}metadata:\n  platformName: *i\n  vendorName: Nebula Works\n")
    assert report.draft.metadata["vendorName"] == "Nebula Works"
    assert report.fault is not None


LONG = "k" * 100_000


@pytest.mark.parametrize(
    "lines",
    [
        f"      notes: [&a {LONG}, {'*a, ' * 5_000}]\n",
        slow(f"      evidence: [&a {LONG}, {'*a, ' * 5_000}]\n"),
        f"      ? [&a {LONG}, {'*a, ' * 5_000}]\n      : x\n",
        f"      ? {LONG}\n      : [{'x, ' * 5_000}]\n",
        slow(f"\t[\n{LONG}:\n" + "- x\n" * 5_000),
        slow("".join(f"{' ' * (6 + depth)}{'k' * 1000}:\n" for depth in range(80)) + f"{' ' * 90}[{'x, ' * 5_000}]\n"),
    ],
    ids=["notes", "evidence", "key of many", "long key", "long key in no YAML", "deep"],
)
def test_repeated_aliases_do_not_multiply_text(lines: str) -> None:
    assert len(says(imported(f"{GOOD}{lines}"))) < 6_000_000
