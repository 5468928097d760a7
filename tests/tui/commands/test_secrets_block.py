"""Secrets block every export of a draft until a person decides, and identifiers are replaced on request."""

import json
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Response
from tui.cli import main
from tui.state.paths import paths

TOKEN = "glpat-" + "a1B2c3D4" * 3
PEM = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
RUN = f"nodeName: gpu-abcd-17\npassword: Hunter2!x\n{PEM}\nfrom 10.1.2.3 to gpu-abcd-17\n"


@pytest.fixture(autouse=True)
def draft(tmp_path: Path) -> None:
    store = DraftStore(paths().drafts)
    store.create("Nebula", checklist("1.36", None))
    (tmp_path / "run.md").write_text(RUN)
    with store.open("Nebula") as opened:
        evidence = (opened.evidence.attach(tmp_path / "run.md"),)
        answer = Response(status=Status.IMPLEMENTED, evidence=evidence, notes=f"Seen on 10.1.2.3.\n{TOKEN}")
        opened.save(opened.draft.with_response("gang_scheduling", answer).with_metadata("platformName", "Nebula"))


def export(to: Path, *options: str) -> int:
    return main(["export", "Nebula", "--to", str(to), "--force", "--offline", *options])


@pytest.mark.parametrize("mode", ["--json", "--zip", "--commit"])
def test_secrets_block_the_export_in_every_mode(tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: str) -> None:
    to = tmp_path / "to"
    assert export(to, mode) == 1
    printed = capsys.readouterr()
    assert not to.exists()
    for named in (
        "gang_scheduling.notes line 2 (GitLab token)",
        "run.md line 2 (password)",
        "run.md line 3 (private key)",
    ):
        assert named in printed.err
    assert "aiconform drafts allow Nebula gang_scheduling.notes:2:1" in printed.err
    assert "--force exports anyway" not in printed.err
    assert TOKEN not in printed.out + printed.err
    if mode == "--json":
        assert json.loads(printed.out)["secrets"] == [
            {"path": "PRODUCT.yaml", "place": "gang_scheduling.notes", "rule": "gitlab-token", "line": 2},
            {"path": "run.md", "place": "run.md", "rule": "password", "line": 2},
            {"path": "run.md", "place": "run.md", "rule": "private-key", "line": 3},
        ]


def test_decisions_unblock_the_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--draft", "Nebula"]) == 1
    assert "run.md:2:11: secret: password (password): blocks the export" in capsys.readouterr().out
    assert main(["drafts", "allow", "Nebula", "run.md:3", "gang_scheduling.notes:2"]) == 0
    assert main(["drafts", "replace", "Nebula", "run.md:2:11", "identifiers"]) == 0
    capsys.readouterr()
    assert main(["scan", "--draft", "Nebula", "--json", "--diff"]) == 0
    report = json.loads(capsys.readouterr().out)
    places = {file["path"]: [match["decision"] for match in file["matches"]] for file in report["files"]}
    assert places == {
        "gang_scheduling.notes": ["replace", "allow"],
        "run.md": ["replace", "replace", "allow", "replace", "replace"],
    }
    assert "-password: [secret]\n" in report["diff"] and "+password: REDACTED\n" in report["diff"]
    assert not any(secret in json.dumps(report) for secret in (TOKEN, "Hunter2!x", "AAAA"))
    assert export(tmp_path / "to") == 1, "the verdict is still fail"
    folder = tmp_path / "to/v1.36/nebula"
    assert (folder / "run.md").read_text() == f"nodeName: node-1\npassword: REDACTED\n{PEM}\nfrom 192.0.2.1 to node-1\n"
    assert f'notes: "Seen on 192.0.2.1.\\n{TOKEN}"' in (folder / "PRODUCT.yaml").read_text()
    assert (tmp_path / "run.md").read_text() == RUN
    assert main(["drafts", "undecide", "Nebula", "run.md:3"]) == 0
    assert export(tmp_path / "again") == 1
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["drafts", "allow", "Nebula", "run.md:9"], 3, "run.md:9 is neither the place of a match nor a kind"),
        (["scan", "--draft", "Nebula", "run.md"], 2, "not with PATH"),
        (["scan", "--diff", "run.md"], 2, "only with --draft"),
        (["scan"], 2, "required"),
    ],
)
def test_wrong_usage_has_an_error_message(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    try:
        done = main(arguments)
    except SystemExit as stop:
        done = int(str(stop.code))
    assert done == code
    assert message in capsys.readouterr().err


def test_the_html_report_shows_what_an_export_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    report = ["drafts", "report", "Nebula", "--html", str(page), "--offline"]
    assert main(report) == 3
    printed = capsys.readouterr()
    assert "gang_scheduling.notes line 2 (GitLab token). Nothing was written." in printed.err
    assert TOKEN not in printed.err
    assert not page.exists()
    assert main(["drafts", "replace", "Nebula", "gang_scheduling.notes:2", "identifiers"]) == 0
    assert main(report) == 0
    assert "Seen on 192.0.2.1.\nREDACTED" in page.read_text()
    assert TOKEN not in page.read_text()
