"""No fault hides another of its kind: with two faults, every rule and every advice names both."""

import ast
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from checklists.advice.evidence.other_projects import ACCOUNTS
from checklists.advice.order import TITLES
from checklists.catalog.catalog import checklist
from checklists.catalog.official_template import parse_template
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome
from checklists.links.logo import Logo, LogoKind
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Carried, Draft, Response
from checklists.model.problem import Problem, Severity
from checklists.rules.meanings import MEANINGS
from checklists.rules.merging import merge_problems
from checklists.submission.submission import parse_submission
from checklists.submission.submission_files import SubmissionFiles
from checklists.validate import validate, validate_draft
from tests.checklists.good_submission import FOLDER, RUN, as_yaml, entry_of, good
from tests.checklists.program.test_vendor import MEMBERS
from tests.conftest import ROOT

GANG, SCALING, SHARING = "gang_scheduling", "cluster_autoscaling", "gpu_sharing"
PASSED_TWO = '<s><testcase name="TestWorkloadSandboxing"/><testcase name="TestSecureAcceleratorAccess"/></s>'
TOKEN = "password: Tr0ub4dor3x"
GITHUB = "https://github.com/nebula-works/engine"
LOGO = "https://nebula.example/logo.png"
Document = dict[str, Any]


@dataclass(frozen=True)
class Twice:
    """Two faults of one kind, and the text by which a reader recognizes each."""

    spoil: Callable[[Document], object]
    names: tuple[str, str]
    files: tuple[tuple[str, str], ...] = ()
    links: tuple[LinkCheck, ...] = ()


def cited(*values: str, **more: object) -> Callable[[Document], object]:
    """Set the evidence of one requirement."""
    return lambda document: entry_of(document, GANG).update(evidence=list(values), **more)


def answered(*requirements: str, **answer: object) -> Callable[[Document], object]:
    """Give two requirements the same answer."""
    return lambda document: [entry_of(document, requirement).update(answer) for requirement in requirements]


def fields(**values: object) -> Callable[[Document], object]:
    return lambda document: document["metadata"].update(values)


def seen(url: str, outcome: LinkOutcome = LinkOutcome.REACHABLE, **more: Any) -> LinkCheck:
    return LinkCheck(url, outcome, "answers 404", datetime(2026, 11, 24, tzinfo=UTC), **more)


def doubted(doubt: Doubt) -> Twice:
    urls = ("https://a.example/x#a", "https://b.example/y#b")
    links = tuple(seen(url, doubts=(doubt,), final_url=f"{url}-new") for url in urls)
    return Twice(cited("junit.xml", *urls), ("a.example/x", "b.example/y"), links=links)


def leaking(line: str) -> Twice:
    return Twice(cited("junit.xml", "a.md", "b.md"), ('"a.md"', '"b.md"'), (("a.md", line), ("b.md", line)))


def results(log: str, *, named: tuple[str, str] = ("one/e2e.log", "two/e2e.log")) -> Twice:
    return Twice(cited("one/e2e.log", "two/e2e.log"), named, tuple((name, log) for name in named))


def both_categories_away(document: Document) -> None:
    del document["spec"]["security"], document["spec"]["operator"]


def answered_three_times(document: Document) -> None:
    document["spec"]["schedulingOrchestration"] += [dict(entry_of(document, GANG)) for _ in range(2)]


def one_run_skips_two(document: Document) -> None:
    for entries in document["spec"].values():
        for entry in entries:
            entry["evidence"] = ["https://nebula.example"]
    entry_of(document, GANG)["evidence"] = ["one/e2e.log"]


SKIPPED_TWO = """\
--- PASS: TestGangScheduling (1s)
--- SKIP: TestAcceleratorClusterAutoscaling (1s)
--- SKIP: TestSecureAcceleratorAccess (1s)
"""
TWICE = {
    "section-missing": Twice(lambda document: document.clear(), ("metadata", "spec")),
    "category-missing": Twice(both_categories_away, ("security", "operator")),
    "requirement-missing": Twice(
        lambda document: document["spec"].update(accelerators=[]), ("gpu_sharing", "virtualized_accelerator")
    ),
    "metadata-missing": Twice(fields(websiteUrl=None, description=None), ("websiteUrl", "description")),
    "metadata-not-a-string": Twice(fields(platformVersion=1.0, platformName=2), ("platformVersion", "platformName")),
    "metadata-empty": Twice(fields(websiteUrl="", description=""), ("websiteUrl", "description")),
    "metadata-placeholder": Twice(fields(websiteUrl="[x]", description="[y]"), ("[x]", "[y]")),
    "url-unreachable": Twice(
        cited("junit.xml", "https://a.example", "https://b.example"),
        ("a.example", "b.example"),
        links=(seen("https://a.example", LinkOutcome.DEAD), seen("https://b.example", LinkOutcome.DEAD)),
    ),
    "status-invalid": Twice(answered(GANG, SHARING, status="yes"), (GANG, SHARING)),
    "must-not-implemented": Twice(answered(GANG, SCALING, status="Not Implemented"), (GANG, SCALING)),
    "notes-missing": Twice(answered(GANG, SHARING, status="N/A"), (GANG, SHARING)),
    "evidence-empty-path": Twice(cited("#a", "#b"), ("#a", "#b")),
    "evidence-other-product": Twice(cited("v1.37/one/x.md", "v1.37/two/x.md"), ("v1.37/one", "v1.37/two")),
    "evidence-escapes-directory": Twice(cited("../a.md", "../b.md"), ("../a.md", "../b.md")),
    "evidence-file-missing": Twice(cited("a.md", "b.md"), ('"a.md"', '"b.md"')),
    "artifact-unreadable": results("PASS\n"),
    "artifact-has-failures": results("--- FAIL: TestX (0s)\n"),
    "artifact-test-not-found": results("--- PASS: TestX (0s)\n"),
    "artifact-test-failed": results("--- FAIL: TestGangScheduling (0s)\n"),
    "artifact-test-skipped": results("--- SKIP: TestGangScheduling (0s)\n"),
    "artifact-recommended": Twice(answered(GANG, SCALING, evidence=["https://nebula.example"]), (GANG, SCALING)),
    "url-without-scheme": Twice(fields(repoUrl="a.example", websiteUrl="b.example"), ("a.example", "b.example")),
    "evidence-none": Twice(answered(GANG, SHARING, evidence=[]), (GANG, SHARING)),
    "evidence-in-notes": Twice(answered(GANG, SHARING, evidence=[], notes="https://a.example"), (GANG, SHARING)),
    "evidence-of-another-project": Twice(
        answered(GANG, SHARING, evidence=["https://kueue.sigs.k8s.io/docs/"]), (GANG, SHARING)
    ),
    "evidence-other-minor": Twice(
        cited("junit.xml", "v1/1.35/a.md", "v1/1.36/b.md"),
        ("1.35/a.md", "1.36/b.md"),
        (("v1/1.35/a.md", "x"), ("v1/1.36/b.md", "x")),
    ),
    "link-to-moving-page": Twice(
        cited("junit.xml", "https://docs.nebula.example/latest/a", "https://docs.nebula.example/next/b"),
        ("latest/a", "next/b"),
    ),
    "run-contradicts-status": Twice(
        one_run_skips_two, (SCALING, "secure_accelerator_access"), (("one/e2e.log", SKIPPED_TWO),)
    ),
    "test-of-another-requirement": Twice(
        cited("one/junit.xml#TestWorkloadSandboxing", "two/junit.xml#TestSecureAcceleratorAccess"),
        ("TestWorkloadSandboxing", "TestSecureAcceleratorAccess"),
        (("one/junit.xml", PASSED_TWO), ("two/junit.xml", PASSED_TWO)),
    ),
    "level-changed": Twice(answered(GANG, SCALING, level="SHOULD"), (GANG, SCALING)),
    "description-changed": Twice(answered(GANG, SHARING, description="Mine."), (GANG, SHARING)),
    "id-repeated": Twice(answered_three_times, ("line 67", "line 70")),
    "evidence-folder": Twice(cited("junit.xml", "a", "b"), ('"a"', '"b"'), (("a/x", "x"), ("b/x", "x"))),
    "evidence-empty": leaking(" "),
    "evidence-large": leaking(("x" * 99 + "\n") * (10 * 2**20 // 100 + 1)),
    "evidence-secret": leaking(TOKEN),
    "evidence-user-name": leaking("/home/ana/x"),
    "evidence-e-mail-address": leaking("ana@nebula-works.io"),
    "evidence-private-address": leaking("10.1.2.3"),
    "evidence-machine-name": leaking("nodeName: gpu-abcd-17"),
    "evidence-hardware-id": leaking("GPU-7b1a2f60-1111-2222-3333-444455556666"),
    "evidence-cloud-id": leaking("vol-0a1b2c3d4e5f60718"),
    "metadata-secret": Twice(
        fields(websiteUrl="https://a:hunter2x@b.example", documentationUrl="https://a:hunter2x@c.example"),
        ("websiteUrl", "documentationUrl"),
    ),
    "notes-secret": Twice(answered(GANG, SHARING, notes=f"token: {TOKEN}"), (GANG, SHARING)),
    "link-secret": Twice(
        cited("junit.xml", "https://a.example/?token=a1B2c3D4e5F6", "https://a:hunter2x@b.example"),
        ("token in a URL", "password in a URL"),
    ),
    "link-to-branch": Twice(cited("junit.xml", f"{GITHUB}/blob/main/a", f"{GITHUB}/blob/main/b"), ("main/a", "main/b")),
    "link-to-fork": Twice(cited("junit.xml", f"{GITHUB}/blob/patch-1/a", f"{GITHUB}/blob/patch-1/b"), ("1/a", "1/b")),
    "link-personal-account": Twice(
        cited("junit.xml", "https://gist.github.com/ada/1", "https://gist.github.com/ada/2"), ("ada/1", "ada/2")
    ),
    "link-shortened": Twice(cited("junit.xml", "https://bit.ly/a", "https://bit.ly/b"), ("bit.ly/a", "bit.ly/b")),
    "link-needs-login": Twice(
        cited("junit.xml", "https://docs.google.com/a", "https://docs.google.com/b"), ("google.com/a", "google.com/b")
    ),
    "link-moved": doubted(Doubt.MOVED),
    "link-login": doubted(Doubt.LOGIN),
    "link-anchor-missing": doubted(Doubt.ANCHOR),
    "link-soft-404": doubted(Doubt.SOFT_404),
    "logo-not-vector": Twice(
        fields(productLogoUrl=LOGO), (".png", "JPEG"), links=(seen(LOGO, logo=Logo(LogoKind.JPEG)),)
    ),
    "logo-is-a-page": Twice(
        fields(productLogoUrl=f"{GITHUB}/blob/main/a.svg"),
        ("raw.githubusercontent.com", "shows the logo"),
        links=(seen(f"{GITHUB}/blob/main/a.svg", logo=Logo(LogoKind.PAGE)),),
    ),
    "names-another-vendor": Twice(
        answered(GANG, notes="Built on Quasar Cloud: The Engine and Orphan Engine."), ("Quasar Cloud", "Orphan Engine")
    ),
    "na-reason-short": Twice(answered(GANG, SHARING, status="N/A", notes="It is so."), (GANG, SHARING)),
    "na-reason-not-offered": Twice(answered(GANG, SHARING, status="N/A", notes="Not supported."), (GANG, SHARING)),
    "notes-contradict-status": Twice(answered(GANG, SHARING, notes="It is not applicable."), (GANG, SHARING)),
    "sample-value": Twice(cited("https://yoyodyne.example", notes="yoyodyne"), ("yoyodyne.example", "notes")),
}
ALONE = {
    "version-not-in-path": "ends the check of a file",
    "checklist-unknown": "ends the check of a file",
    "yaml-unreadable": "ends the check of a file",
    "k8s-conformance-url-format": "one field",
    "vendor-not-a-member": "one field",
    "e-mail-form": "one field",
    "kubernetes-version-differs": "one field",
    "base-version-differs": "one field",
    "platform-version-unfinished": "one field",
    "evidence-source-changed": "of a draft; see advice/evidence/test_copied_files.py",
    "evidence-source-missing": "of a draft; see advice/evidence/test_copied_files.py",
    "evidence-limit": "of a draft; see advice/evidence/test_copied_files.py",
    "logo-broken": "one picture",
    "logo-ending": "one field",
    "logo-format": "one picture",
    "logo-unnamed": "one picture",
    "must-not-applicable": "one requirement",
    "na-reason-empty": "covered by notes-missing",
    "answer-to-confirm": "below, for a draft",
    "provider-open": "for a draft, in test_provider",
    "nothing-contributed": "for a draft, in test_provider",
    "autoscaling-cpu-only": "one requirement",
    "minor-not-certified": "of a draft; see advice/test_calendar.py",
    "level-rises-next": "of a draft; see advice/test_calendar.py",
}
NO_CODES = {"k8s-ai-conformance", "k8s-conformance", "kubernetes-sigs", "update-files", "utf-8", *ACCOUNTS}


def codes_in_the_source() -> set[str]:
    """Return every string in the rules' modules that has the form of a code."""
    room = ROOT / "checklists"
    modules = [
        *room.glob("rules/*.py"),
        *room.glob("advice/*.py"),
        room / "links" / "link_check.py",
        room / "scan" / "rule.py",
        room / "validate.py",
    ]
    found = (node for module in modules for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    texts = {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", text)} - NO_CODES


def test_every_code_has_a_row() -> None:
    assert not TWICE.keys() & ALONE.keys()
    assert codes_in_the_source() == TWICE.keys() | ALONE.keys()


def test_every_code_has_a_meaning_or_a_title() -> None:
    assert not MEANINGS.keys() & TITLES.keys()
    assert codes_in_the_source() - {"na-reason-empty"} == MEANINGS.keys() | TITLES.keys()


def with_texts() -> Checklist:
    """Return a checklist that only its official text defines, with a description for every requirement."""
    spec: dict[str, list[Document]] = {}
    for requirement in checklist("1.37", None).requirements:
        entry = {"id": requirement.id, "description": "Official.", "level": requirement.level.value}
        spec.setdefault(requirement.category, []).append({**entry, "status": None, "evidence": [], "notes": ""})
    text = yaml.safe_dump({"metadata": {"kubernetesVersion": "v1.37"}, "spec": spec}, sort_keys=False)
    return checklist("1.99", parse_template("1.99", text, "a test"))


@pytest.mark.parametrize("code", TWICE)
def test_two_faults_of_a_kind_are_both_named(code: str, tmp_path: Path) -> None:
    row = TWICE[code]
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    shutil.copy(RUN / "junit.xml", folder)
    for name, text in row.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    document = good()
    row.spoil(document)
    problems = validate(
        parse_submission(as_yaml(document)),
        with_texts() if code == "description-changed" else checklist("1.37", None),
        folder=FOLDER,
        members=MEMBERS,
        files=SubmissionFiles(folder),
        links={link.url: link for link in row.links},
    )
    said = [f"{p.subject} {p.where} line {p.line}: {p.message} {p.hint}" for p in problems if p.code == code]
    for name in row.names:
        assert any(name in text for text in said), said
    pairs = Counter((p.code, p.subject) for p in problems if p.severity is not Severity.ADVICE)
    assert not pairs or max(pairs.values()) == 1, "an error or warning occurs once for its subject"
    assert len(set(problems)) == len(problems)


def test_every_answer_of_a_draft_that_waits_is_named() -> None:
    answer = Response(status=Status.IMPLEMENTED, carried=Carried(minor="1.36"))
    draft = Draft(name="Nebula", checklist="1.37", responses={GANG: answer, SHARING: answer})
    problems = validate_draft(draft, checklist("1.37", None), members=None, files=SubmissionFiles(Path("/nowhere")))
    assert [p.subject for p in problems if p.code == "answer-to-confirm"] == [SHARING, GANG]


def test_a_great_number_of_causes_is_counted() -> None:
    def missing(number: int, severity: Severity = Severity.ERROR) -> Problem:
        return Problem(
            severity, "code", "subject", f"at[{number}]", f"{number} is not there.", f"Make {number}.", number
        )

    (problem,) = merge_problems(map(missing, range(1000)))
    assert problem.where == "at[0]" and problem.hint == "Make 0. Make 1. Make 2."
    assert problem.message.startswith("0 is not there. 1 is not there. ")
    assert problem.message.endswith("24 is not there. And 975 more.")
    (problem,) = merge_problems([missing(1)] * 3)
    assert problem == missing(1)
    advice = [missing(number, Severity.ADVICE) for number in range(3)]
    assert list(merge_problems([*advice, *advice])) == advice
