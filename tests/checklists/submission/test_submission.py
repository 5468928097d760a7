"""A submission read from a file equals a submission built from the same draft."""

import functools
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.catalog.catalog import MINORS, checklist
from checklists.catalog.official_template import parse_template
from checklists.go_yaml.decoder import Value
from checklists.go_yaml.errors import YamlUnreadable
from checklists.go_yaml.scalars import ScalarKind
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.metadata import FIELDS
from checklists.submission.submission import (
    SourceText,
    Submission,
    SubmittedAnswer,
    parse_submission,
    submission_from_draft,
)
from checklists.text import clean_line
from exporters.product_yaml.product import render_product
from tests.examples import examples

FILE = """\
metadata:
  kubernetesVersion: v1.36
  platformName: "Nebula"
  website_url: https://nebula.example
  websiteUrl: https://www.nebula.example
  vendor_name: Nebula Works
  description: >
    One
    line.
  platformVersion: 1.0
  repoUrl:
spec:
  accelerators:
    - id: first
      level: MUST
      status: true
      evidence:
        - https://nebula.example/a#b
        -
        - 5
      notes: 2026-01-01
    -
    - id: second
      status: ~
      evidence:
      notes: |
        Two
        lines
    - id: first
      status: N/A
  networking:
surprise: {a: [1]}
---
metadata: none of it
"""


def test_every_part_has_its_line() -> None:
    submission = parse_submission(FILE)
    assert submission.value("platformName") == Value(ScalarKind.STRING, "Nebula", 3)
    assert submission.value("platformVersion") == Value(ScalarKind.FLOAT, "1.0", 10)
    assert submission.value("repoUrl") == Value(ScalarKind.NULL, "", 11)
    assert submission.value("contactEmailAddress") is None
    assert submission.spec == {
        "accelerators": (
            SubmittedAnswer(
                "first",
                SourceText("true", 16),
                (SourceText("https://nebula.example/a#b", 18), SourceText("5", 20)),
                SourceText("2026-01-01", 21),
                14,
                level=SourceText("MUST", 15),
            ),
            SubmittedAnswer("second", SourceText("", 24), (), SourceText("Two\nlines\n", 26), 23),
            SubmittedAnswer("first", SourceText("N/A", 30), (), SourceText("", 29), 29),
        ),
        "networking": (),
    }
    assert submission.section_lines == {
        "metadata": 1,
        "spec": 12,
        "spec.accelerators": 13,
        "spec.networking": 31,
    }


def test_the_last_answer_of_an_id_counts() -> None:
    answer = parse_submission(FILE).answer("accelerators", "first")
    assert answer is not None
    assert answer.status.text == "N/A"
    assert parse_submission(FILE).answer("networking", "first") is None
    assert parse_submission(FILE).answer("nowhere", "first") is None


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ("{websiteUrl: a}", "a"),
        ("{website_url: b}", "b"),
        ("{website_url: b, websiteUrl: a}", "a"),
        ("{website_url: b, websiteUrl: ~}", "~"),
        ("{website_url: b, websiteUrl: ''}", ""),
        ("{WebsiteUrl: c}", None),
        ("{<<: {website_url: m}}", "m"),
    ],
)
def test_camel_case_wins_over_snake_case(metadata: str, text: str | None) -> None:
    value = parse_submission(f"metadata: {metadata}\n").value("websiteUrl")
    assert (value.text if value else None) == text


@pytest.mark.parametrize("content", ["", "\n", "# only words\n", "---\n", "~", "metadata:\nspec:\n", "other: 1\n"])
def test_absent_sections_parse_without_error(content: str) -> None:
    submission = parse_submission(content)
    assert (submission.metadata, submission.spec) == (None, None)


def test_empty_sections_are_not_absent() -> None:
    assert parse_submission("metadata: {}\nspec: {}\n") == Submission({}, {}, {"metadata": 1, "spec": 2})


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("hello", "The file"),
        ("- a", "The file"),
        ("metadata: x", "`metadata`"),
        ("metadata: []", "`metadata`"),
        ("spec: []", "`spec`"),
        ("spec: {a: x}", "`spec.a`"),
        ("spec: {a: {id: x}}", "`spec.a`"),
        ("spec: {a: [x]}", "`spec.a[0]`"),
        ("spec: {a: [~, [x]]}", "`spec.a[1]`"),
        ("spec: {a: [{evidence: N/A}]}", "`spec.a[0].evidence`"),
        ("spec: {a: [{evidence: {}}]}", "`spec.a[0].evidence`"),
        ("spec: {a: [{evidence: [{a: b}]}]}", "`spec.a[0].evidence[0]`"),
        ("spec: {a: [{evidence: [b, [c]]}]}", "`spec.a[0].evidence[1]`"),
        ("spec: {a: [{id: []}]}", "`spec.a[0].id`"),
        ("spec: {a: [{status: {}}]}", "`spec.a[0].status`"),
        ("spec: {a: [{notes: [x]}]}", "`spec.a[0].notes`"),
        ("spec: {a: [{level: [x]}]}", "`spec.a[0].level`"),
        ("spec: {a: [{description: {}}]}", "`spec.a[0].description`"),
        ("spec: {unknown: x}", "`spec.unknown`"),
    ],
)
def test_the_wrong_shape_is_named(content: str, where: str) -> None:
    with pytest.raises(YamlUnreadable) as caught:
        parse_submission(content)
    assert where in caught.value.message
    assert caught.value.hint
    assert caught.value.line == 1


def test_one_reading_names_every_fault() -> None:
    entries = "".join(f"    - id: r{n}\n      evidence: N/A\n" for n in range(9))
    with pytest.raises(YamlUnreadable) as caught:
        parse_submission(f"spec:\n  a:\n{entries}")
    assert caught.value.line == 4
    assert "Line 6: `spec.a[1].evidence`" in caught.value.message
    assert "3 more faults follow." in caught.value.message


def test_unknown_keys_may_have_any_value() -> None:
    content = "spec:\n  a:\n    - {id: x, reviewer: {a: 1, a: 2}, evidence: []}\nmore: {b: 1, b: 2}\n"
    assert parse_submission(content).answer("a", "x") is not None


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
        ["yes", "1.0", "~", "a: b", "[x]", "# c"]
    )


def drafts() -> st.SearchStrategy[Draft]:
    ids = sorted({r.id for minor in MINORS for r in checklist(minor, None).requirements})
    responses = st.builds(
        Response, status=st.none() | st.sampled_from(Status), evidence=st.lists(texts(), max_size=3), notes=texts()
    )
    return st.builds(
        Draft,
        name=st.just("nebula"),
        checklist=st.sampled_from(MINORS),
        metadata=st.dictionaries(st.sampled_from([f.key for f in FIELDS] + ["newField"]), texts(), max_size=8),
        responses=st.dictionaries(st.sampled_from(ids), responses, max_size=6),
    )


def without_lines(submission: Submission) -> Submission:
    metadata = {key: msgspec.structs.replace(value, line=None) for key, value in (submission.metadata or {}).items()}
    spec = {
        category: tuple(
            SubmittedAnswer(
                a.id, SourceText(a.status.text), tuple(SourceText(e.text) for e in a.evidence), SourceText(a.notes.text)
            )
            for a in answers
        )
        for category, answers in (submission.spec or {}).items()
    }
    return Submission(metadata, spec)


@functools.cache
def official(program_dir: Path, minor: str) -> Checklist:
    text = (program_dir / "docs" / f"AIConformance-{minor}.yaml").read_text(encoding="utf-8")
    return checklist(minor, parse_template(minor, text, "the clone"))


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=drafts())
def test_a_draft_equals_its_parsed_export(program_dir: Path, draft: Draft) -> None:
    for known in (official(program_dir, draft.checklist), checklist(draft.checklist, None)):
        assert without_lines(parse_submission(render_product(known, draft))) == submission_from_draft(draft, known)


def test_unanswered_requirements_stay_as_in_the_checklist(program_dir: Path) -> None:
    submission = submission_from_draft(Draft(name="nebula", checklist="1.36"), official(program_dir, "1.36"))
    for key, text in {"kubernetesVersion": "v1.36", "platformName": "[Platform Name]", "repoUrl": ""}.items():
        assert submission.value(key) == Value(ScalarKind.STRING, text, None)
    assert submission.value("k8sConformanceUrl") is None
    assert submission.answer("security", "secure_accelerator_access") == SubmittedAnswer(
        "secure_accelerator_access", SourceText(""), (), SourceText("")
    )


@pytest.mark.parametrize(
    "content", ['spec:\n  "\\e[31mred\\u202e": [1]\n', '"a\\e]0;x": 1\nspec: *\u202ex\n', '"\\e[2J": {}\n? [a]\n: b\n']
)
def test_error_messages_contain_no_control_characters(content: str) -> None:
    with pytest.raises(YamlUnreadable) as failed:
        parse_submission(content.encode())
    assert failed.value.message == clean_line(failed.value.message)
