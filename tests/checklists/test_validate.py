"""The verdict on a whole submission: sections, order, drafts, and arbitrary edits of the file."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.catalog.catalog import checklist
from checklists.errors import SubmissionUnreadable
from checklists.go_yaml.errors import YamlUnreadable
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from checklists.model.metadata import FIELDS
from checklists.model.problem import Severity, failed
from checklists.program.program_data import SearchPath, load_program_data
from checklists.submission.submission import parse_submission
from checklists.validate import FileReport, OpenFile, open_file, validate, validate_draft
from tests.checklists.good_submission import FOLDER, MEMBERS, Files, check, entry_of, good, one, pairs
from tests.examples import examples


def test_a_good_submission_has_no_problem() -> None:
    assert check(good()) == ()


@pytest.mark.parametrize("section", ["metadata", "spec"])
def test_a_missing_section(section: str) -> None:
    document = good()
    del document[section]
    assert one(document, "section-missing", section).line is None
    assert one({section: None, **document}, "section-missing", section).line == 1


def test_an_empty_document_lacks_both() -> None:
    assert pairs(check({})) == {("section-missing", "metadata"), ("section-missing", "spec")}


def test_a_missing_category() -> None:
    document = good()
    document["spec"]["Security"] = document["spec"].pop("security")
    assert "Rename `Security`" in one(document, "category-missing", "security").hint
    del document["spec"]["Security"]
    assert "docs/AIConformance-1.37.yaml" in one(document, "category-missing", "security").hint


def test_an_empty_category_lacks_its_requirements() -> None:
    document = good()
    document["spec"]["operator"] = None
    problem = one(document, "requirement-missing", "robust_controller")
    assert problem.where == "spec.operator.robust_controller"


def test_a_requirement_in_the_wrong_place() -> None:
    document = good()
    entry = entry_of(document, "robust_controller")
    document["spec"]["operator"] = []
    document["spec"]["security"].append(entry)
    assert "`security`" in one(document, "requirement-missing", "robust_controller").hint
    document = good()
    entry_of(document, "gpu_sharing")["id"] = "gpu-sharing"
    assert "Rename `gpu-sharing`" in one(document, "requirement-missing", "gpu_sharing").hint


def test_problems_come_in_the_order_of_the_checklist() -> None:
    document = good()
    document["metadata"].update(vendorName="x", platformName="")
    entry_of(document, "robust_controller")["status"] = ""
    entry_of(document, "gpu_sharing")["status"] = "x"
    subjects = [p.subject for p in check(document)]
    assert subjects == ["platformName", "vendorName", "gpu_sharing", "robust_controller", "robust_controller"]


def test_a_draft_gets_the_verdict_of_its_export() -> None:
    known = checklist("1.37", None)
    draft = Draft(name="Nebula", checklist="1.37", folder="nebula")
    problems = validate_draft(draft, known, members=MEMBERS, files=Files())
    assert ("metadata-empty", "vendorName") in pairs(problems)
    assert ("status-invalid", "gang_scheduling") in pairs(problems)
    assert "gpu_sharing" not in {p.subject for p in problems}
    assert all(p.line is None for p in problems)
    for known_field in FIELDS:
        draft = draft.with_metadata(known_field.key, known_field.example_in("1.37"))
    for requirement in known.requirements:
        evidence = ("v1.37/nebula/junit.xml",)
        draft = draft.with_response(requirement.id, Response(status=Status.IMPLEMENTED, evidence=evidence))
    assert validate_draft(draft, known, members=MEMBERS, files=Files()) == ()


def test_advice_comes_last_and_changes_no_verdict() -> None:
    document = good()
    document["metadata"]["repoUrl"] = "none"
    entry_of(document, "gpu_sharing")["evidence"] = []
    entry_of(document, "gang_scheduling")["evidence"] = ["https://gist.github.com/ada/1", "sub/e2e.log"]
    entry_of(document, "robust_controller")["status"] = "Not Implemented"
    submission = parse_submission(yaml.safe_dump(document, sort_keys=False))
    problems = validate(submission, checklist("1.37", None), folder=FOLDER, members=MEMBERS, files=Files())
    assert [(p.severity, p.code, p.subject) for p in problems] == [
        (Severity.ERROR, "must-not-implemented", "robust_controller"),
        (Severity.ADVICE, "evidence-none", "gpu_sharing"),
        (Severity.ADVICE, "link-personal-account", "gang_scheduling"),
        (Severity.ADVICE, "url-without-scheme", "repoUrl"),
    ]
    assert failed(problems) and not failed(problems[1:])


def lines() -> list[str]:
    return yaml.safe_dump(good(), sort_keys=False).splitlines()


def changed(line: str, change: str, value: str) -> list[str]:
    match change:
        case "retyped":
            return [line.split(":", 1)[0] + ": " + value if ":" in line else "- " + value]
        case "dropped":
            return []
        case "doubled":
            return [line, line]
        case "renamed":
            return [line.replace("e", "_", 1)]
        case "deeper":
            return ["  " + line]
        case "shallower":
            return [line.removeprefix("  ")]
        case "tab":
            return ["\t" + line]
        case "inserted":
            return [line, value]
        case _:
            return [line, "    - " + value]


CHANGES = ["retyped", "dropped", "doubled", "renamed", "deeper", "shallower", "tab", "inserted", "nested"]
VALUES = [
    "",
    "~",
    "1.0",
    "true",
    "[]",
    "{}",
    "[x]",
    "{a: b}",
    "'[x]'",
    "N/A",
    "2026-01-01",
    "*a",
    "&a x",
    "!!int x",
    "|",
    '"\\u202e"',
]


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.sampled_from(CHANGES), st.sampled_from(VALUES)),
        min_size=1,
        max_size=4,
    )
)
def test_a_randomly_changed_submission_always_gets_a_verdict(changes: list[tuple[int, str, str]]) -> None:
    written = lines()
    for place, change, value in changes:
        index = place % max(len(written), 1)
        written[index : index + 1] = changed(written[index], change, value) if written else [value]
    try:
        submission = parse_submission("\n".join(written))
    except YamlUnreadable as error:
        assert error.message and error.hint
        return
    problems = validate(submission, checklist("1.37", None), folder=FOLDER, members=MEMBERS, files=Files())
    raised = [problem for problem in problems if problem.severity is not Severity.ADVICE]
    assert len(pairs(tuple(raised))) == len(raised)
    assert len(set(problems)) == len(problems)
    assert all(p.message and p.hint and p.where and p.code and p.subject for p in problems)


def test_an_unreadable_file_gets_no_verdict(powerless: Path) -> None:
    file = powerless / "v1.37" / "nebula" / "PRODUCT.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("metadata: {}\n")
    file.chmod(0)
    program = load_program_data(SearchPath(None, (), powerless / "none", None))
    with pytest.raises(SubmissionUnreadable, match=r"PRODUCT\.yaml cannot be read: permission denied\."):
        open_file(file, program)
    file.chmod(0o600)
    assert isinstance(open_file(file, program), OpenFile)
    file.unlink()
    file.mkdir()
    report = open_file(file, program)
    assert isinstance(report, FileReport) and not report.passed, "a folder of that name is not a submission"
