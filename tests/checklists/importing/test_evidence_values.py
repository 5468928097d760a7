"""Evidence as people write it: links and files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.importing.evidence_matching import EvidenceMatcher
from checklists.importing.evidence_values import read_values
from checklists.model.evidence import is_url
from tests.checklists.importing.submissions import healed, imported, with_answer

SHELF = EvidenceMatcher(["gang_scheduling.md", "dra.md", "runs/e2e.log", "runs/junit.xml", "README.md"])
A, B = "https://a.example/x", "https://b.example/y"


@pytest.mark.parametrize(
    ("written", "kept", "words"),
    [
        (A, [A], ""),
        (f"{A}?q=1,2&r=(a)#:~:text=NVIDIA%20GPU,-The", [f"{A}?q=1,2&r=(a)#:~:text=NVIDIA%20GPU,-The"], ""),
        (
            "https://web.archive.example/2020/https://a.example",
            ["https://web.archive.example/2020/https://a.example"],
            "",
        ),
        (f"{A},{B}", [A, B], ""),
        (f"{A}, {B}", [A, B], ""),
        (f"{A} {B}", [A, B], ""),
        (f"{A}; {B} and https://c.example", [A, B, "https://c.example"], ""),
        (f"{A}\n{B}", [A, B], ""),
        (f"[guide]({A})", [A], "guide"),
        (f"[{A}]({A})", [A], ""),
        (f"[wiki](https://a.example/x_(y)) and <{B}>.", ["https://a.example/x_(y)", B], "wiki"),
        (f"<{A}>", [A], ""),
        (f"{A}]", [f"{A}]"], ""),
        (f"{A})", [f"{A})"], ""),
        (f"{A}>", [f"{A}>"], ""),
        (f"({A})", [A], ""),
        (f"see {A})", [A], ""),
        (f'"{A}",', [A], ""),
        (f"See the guide: {A}.", [A], "See the guide"),
        (f"{A}.", [f"{A}."], ""),
        (f"{A},", [f"{A},"], ""),
        (f"{A},b;c", [f"{A},b;c"], ""),
        (f"{A}?to={B}/,", [f"{A}?to={B}/,"], ""),
        (f"{A}'", [f"{A}'"], ""),
        (f"HTTPS{A[5:]}", [A], ""),
        ("https:/a.example/x", [A], ""),
        ("www.a.example/x", ["https://www.a.example/x"], ""),
        ("docs.nebula.io/x", ["https://docs.nebula.io/x"], ""),
        ("gang_scheduling.md", ["gang_scheduling.md"], ""),
        ("gang_scheduling.md#how", ["gang_scheduling.md#how"], ""),
        ("x#y.md", ["x#y.md"], ""),
        ("#y.md", ["#y.md"], ""),
        ("file://runs/junit.xml#TestX", ["runs/junit.xml#TestX"], ""),
        ("./gang_scheduling.md", ["./gang_scheduling.md"], ""),
        ("/gang_scheduling.md", ["gang_scheduling.md"], ""),
        ("runs", ["runs"], ""),
        ("see gang_scheduling.md", ["gang_scheduling.md"], ""),
        ("Refer to `gang_scheduling.md` for the two runs.", ["gang_scheduling.md"], "Refer to for the two runs"),
        ("dra.md, gang_scheduling.md", ["dra.md", "gang_scheduling.md"], ""),
        ("Gang-Scheduling.MD", ["gang_scheduling.md"], ""),
        ("gang_scheduling", ["gang_scheduling.md"], ""),
        ("gang_scheduling_tests.md", ["gang_scheduling.md"], ""),
        ("gang_scheduling.yaml", ["gang_scheduling.md"], ""),
        ("v1.34/other/gang_scheduling.md", ["gang_scheduling.md"], ""),
        ("v1.34/other/evidence/dra.md", ["dra.md"], ""),
        ("../other/dra.md", ["dra.md"], ""),
        ("e2e.log", ["e2e.log"], ""),
        ("missing.md", ["missing.md"], ""),
        ("see missing.md#x for it", ["missing.md#x"], "see for it"),
        ("N/A", [], ""),
        ("none", [], ""),
        ("tbd.", [], ""),
        ("since v1.35, e.g. with Kueue", [], "since v1.35, e.g. with Kueue"),
    ],
)
def test_links_and_files_are_distinguished_from_words(written: str, kept: list[str], words: str) -> None:
    values = read_values(written, SHELF)
    assert list(values.kept) == kept
    assert values.words.replace(",", "") == words.replace(",", "")


@given(st.text(max_size=80) | st.text(alphabet="htps:/.axy ,;<>[]()#-v1\"'md", max_size=60))
def test_kept_values_are_links_or_have_no_spaces(text: str) -> None:
    for value in read_values(text, SHELF).kept:
        assert is_url(value) or not any(character.isspace() for character in value)


@pytest.mark.parametrize("written", ["[](" + "a" * 200_000, f"{A}/" + ")" * 200_000, f"{A}/" + "]., " * 50_000])
def test_a_text_of_any_length_is_read_at_once(written: str) -> None:
    assert read_values(written, SHELF)


@pytest.mark.parametrize(
    ("lines", "evidence", "said"),
    [
        (f"evidence: {A}", (A,), {("spec.operator.robust_controller.evidence", A, A)}),
        ('evidence: "N/A"', (), {("spec.operator.robust_controller.evidence", "N/A", "")}),
        ("evidence:", (), set()),
        ('evidence: [""]', (), set()),
        (f"evidence: [[{A}], {B}]", (A, B), {("spec.operator.robust_controller.evidence[0][0]", A, A)}),
        (f"evidence:\n  - url: {A}", (A,), {("spec.operator.robust_controller.evidence[0].url", A, A)}),
        (f"evidence:\n  - {A}\n  - {A}", (A,), {("spec.operator.robust_controller.evidence[1]", A, "")}),
        (f"evidence: [{A}]\nevidences: [{B}]", (A, B), set()),
    ],
)
def test_evidence_of_every_type_becomes_a_list(
    lines: str, evidence: tuple[str, ...], said: set[tuple[str, str, str]]
) -> None:
    report = imported(with_answer(f"status: Implemented\n{lines}"))
    assert report.draft.responses["robust_controller"].evidence == evidence
    assert healed(report) == said


def test_copied_and_missing_files_are_reported() -> None:
    lines = "status: Implemented\nevidence:\n  - see gang_scheduling.md\n  - runs\n  - missing.md"
    files = ("gang_scheduling.md", "runs/a.log", "runs/b.log", "README.md")
    report = imported(with_answer(lines), files=files)
    assert report.files == ("gang_scheduling.md", "runs/a.log", "runs/b.log")
    assert (report.missing, report.left) == (("missing.md",), ("README.md",))
