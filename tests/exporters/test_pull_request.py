"""The pull request's text: known boxes are checked, and problems are stated plainly."""

import re
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from checklists.catalog.catalog import checklist
from checklists.catalog.official_template import parse_template
from checklists.links.link_check import LinkCheck, LinkOutcome, Links
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem, Severity
from exporters.request.pull_request import PullRequest, pull_request

FAIL = Problem(Severity.ERROR, "vendor-not-a-member", "vendorName", "metadata.vendorName", "Not a member | <b>.")
WARNING = Problem(Severity.WARNING, "must-not-applicable", "cluster_autoscaling", "spec", "Read the notes.")


def made(
    *problems: Problem,
    minor: str = "1.37",
    files: tuple[str, ...] = (),
    vendor_checked: bool = True,
    folder: str = "nebula",
    **metadata: str,
) -> PullRequest:
    draft = Draft(
        name="Nebula",
        checklist=minor,
        metadata={"platformName": "Nebula", "platformVersion": "4.2", "vendorName": "Nebula Works"} | metadata,
        responses={"gang_scheduling": Response(status=Status.IMPLEMENTED)},
    )
    return pull_request(
        checklist(minor, None),
        draft,
        problems,
        root=PurePosixPath(f"v{minor}/{folder}"),
        files=files,
        vendor_checked=vendor_checked,
    )


def boxes(body: str) -> dict[str, bool]:
    return {text: mark == "x" for mark, text in re.findall(r"^- \[([ x])\] (.*)$", body, re.MULTILINE)}


def ticked(body: str) -> list[str]:
    return [
        word for word in ("terms", "logo", "repoUrl", "vendorName", "automated tests", "signed off") if box(body, word)
    ]


def box(body: str, word: str) -> bool:
    (found,) = (done for text, done in boxes(body).items() if word in text)
    return found


def test_only_what_is_known_is_ticked() -> None:
    assert ticked(made().body) == ["vendorName"]
    assert ticked(made(repoUrl="https://code.example/x").body) == ["repoUrl", "vendorName"]
    assert ticked(made(files=("runs/JUnit.xml",)).body) == ["vendorName", "automated tests"]
    assert ticked(made(vendor_checked=False).body) == []
    assert ticked(made(FAIL).body) == []
    assert ticked(made(repoUrl="N/A").body) == ["vendorName"]
    sample = Problem(Severity.ADVICE, "sample-value", "repoUrl", "metadata.repoUrl", "This is the sample.")
    body = made(sample, repoUrl="https://github.com/vendor/sample").body
    assert ticked(body) == ["vendorName"]
    assert "  - Open: This is the sample.\n" in body


def test_links_and_reasons_for_not_applicable_are_listed() -> None:
    draft = Draft(
        name="n",
        checklist="1.37",
        responses={
            "cluster_autoscaling": Response(status=Status.NOT_APPLICABLE, notes="No | elastic nodes."),
            "gang_scheduling": Response(status=Status.IMPLEMENTED, evidence=("https://x.example",)),
        },
    )
    root = PurePosixPath("v1.37/n")
    body = pull_request(checklist("1.37", None), draft, (), root=root, files=(), vendor_checked=True).body
    assert "- Links: 1 not checked\n" in body
    assert "## Not applicable\n\n- `cluster_autoscaling`: No \\| elastic nodes.\n" in body


def test_checked_links_and_the_validation_are_reported() -> None:
    at = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
    site, proof = "https://nebula.example/", "https://docs.nebula.example/gang"
    draft = Draft(
        name="Nebula",
        checklist="1.37",
        metadata={"websiteUrl": site},
        responses={"gang_scheduling": Response(status=Status.IMPLEMENTED, evidence=(proof,))},
    )
    links = {proof: LinkCheck(proof, LinkOutcome.DEAD, "answers 404", at, 404)}

    def body(links: Links) -> str:
        text = checklist("1.37", None)
        root = PurePosixPath("v1.37/nebula")
        return pull_request(text, draft, (FAIL, WARNING), root=root, files=(), vendor_checked=True, links=links).body

    assert ": fail, 1 error, 1 warning, advice on 0 points\n" in body(links)
    assert "- Links: 1 dead, 1 not checked\n" in body(links)
    report = body(links).partition("## Link report\n")[2]
    rows = [row for row in report.partition("\n\n##")[0].splitlines() if row.startswith("| ")][1:]
    assert rows == [
        f"| not checked | <{site}> |  | `websiteUrl` |  |",
        f"| dead | <{proof}> | answers 404 | `gang_scheduling` | 2026-11-29 10:00 UTC |",
    ]
    assert "## Link report" not in body({})


def test_test_results_are_asked_for_from_1_37_on() -> None:
    assert "automated tests" in made(minor="1.37").body
    assert "automated tests" not in made(minor="1.36").body


def test_the_body_counts_answers() -> None:
    body = made(minor="1.36").body
    assert "- MUST: 1 Implemented, 7 not answered\n" in body
    assert "- SHOULD: 6 not answered\n" in body
    assert "`v1.36/nebula/`" in body


def test_a_forced_export_is_mentioned() -> None:
    body = made(FAIL, WARNING).body
    assert body.startswith("> **Exported although the program's check would fail: 1 error, listed below.**")
    assert "- `metadata.vendorName`: Not a member \\| \\<b\\>.\n" in body
    assert "Read the notes" not in body


def test_a_missing_official_text_is_mentioned(program_dir: Path) -> None:
    assert "Not ready" in made().body
    text = (program_dir / "docs/AIConformance-1.37.yaml").read_text(encoding="utf-8")
    official = checklist("1.37", parse_template("1.37", text, "the test"))
    root = PurePosixPath("v1.37/n")
    draft = Draft(name="n", checklist="1.37")
    body = pull_request(official, draft, (), root=root, files=(), vendor_checked=False).body
    assert "Not ready" not in body
    assert "refuse" not in body


def test_title_and_branch() -> None:
    made_of = made(platformName="Nebula\x1b[31m  `x`")
    assert made_of.title == "AI conformance of Nebula `x` 4.2 for v1.37/nebula"
    assert re.fullmatch(r"(.*) (v1.[0-9]{2})[ /](.*)", made_of.title)
    assert made_of.branch == "nebula-1.37"
    assert made(folder="OKE_2.x").branch == "oke-2-x-1.37"


def test_a_layered_product_states_who_provides_what() -> None:
    assert "Who provides what" not in made().body
    draft = Draft(name="Nebula", checklist="1.37").with_eligibility("product", "layered")
    for requirement, layer in (("gang_scheduling", "base"), ("pod_autoscaling", "base"), ("ai_inference", "user")):
        draft = draft.with_eligibility(f"provider.{requirement}", layer)
    draft = draft.with_response("gpu_sharing", Response(status=Status.NOT_IMPLEMENTED))
    root = PurePosixPath("v1.37/nebula")
    body = pull_request(checklist("1.37", None), draft, (), root=root, files=(), vendor_checked=True).body
    section = body.partition("## Who provides what")[2].split("##")[0]
    assert "- Base distribution: `gang_scheduling`, `pod_autoscaling`\n" in section
    assert "- User: `ai_inference`\n" in section
    assert "- Not named: `driver_runtime_management`" in section and "gpu_sharing" not in section
