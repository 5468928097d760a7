"""`aiconform import` and `aiconform drafts confirm`, as a person or a script uses them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui.cli import main
from tui.state.paths import paths

Run = Callable[..., tuple[int, str, str]]

TEXT = """\
metadata:
  kubernetesVersion: v1.36
  platformName: Nebula
  platform_version: 4.1
  websiteUrl: https://nebula.example
spec:
  schedulingOrchestration:
    - id: gang_scheduling
      status: "yes"
      evidence: see gang.md
      owner: us
    - id: pod_autoscaling
      status: Implemented
      evidence: [https://nebula.example/hpa, gone.md]
  accelerators:
    - id: dra_support
      status: Implemented
      notes: about DRA
  observability:
    - id: accelerator_metrics
      status: Partial
"""


@pytest.fixture
def aiconform(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform …`; return the exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "v1.36/nebula"
    folder.mkdir(parents=True)
    (folder / "PRODUCT.yaml").write_text(TEXT)
    (folder / "gang.md").write_text("# Gang\n")
    (folder / "README.md").write_text("# Nebula\n")
    return folder


def shown(aiconform: Run, name: str) -> dict[str, Any]:
    value = json.loads(aiconform("drafts", "show", name, "--json")[1])
    assert isinstance(value, dict)
    return value


def test_json_output_has_the_documented_form(aiconform: Run, folder: Path) -> None:
    code, out, err = aiconform(
        *("import", str(folder), "--name", "Nebula 4.2", "--to", "1.37", "--merged", "2026-03-14", "--json")
    )
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["draft"], report["checklist"]) == ("Nebula 4.2", "1.37")
    assert report["carried"] == ["gang_scheduling", "pod_autoscaling", "accelerator_metrics"]
    assert (report["dropped"], report["changed"]) == (["dra_support"], ["accelerator_metrics"])
    assert "workload_sandboxing" in report["new"] and len(report["new"]) == 12
    healed = {entry["where"]: (entry["was"], entry["now"]) for entry in report["healed"]}
    assert all(entry.keys() == {"where", "was", "now", "why"} and entry["why"] for entry in report["healed"])
    assert healed["spec.schedulingOrchestration.gang_scheduling.status"] == ("yes", "Implemented")
    assert healed["spec.schedulingOrchestration.gang_scheduling.evidence"] == ("see gang.md", "gang.md")
    assert healed["metadata.platform_version"] == ("platform_version", "metadata.platformVersion")
    assert report["unreadable"]["line"] == 10
    assert (report["files"], report["missing"], report["left"]) == (["gang.md"], ["gone.md"], ["README.md"])
    assert report["renew_before"] == "2027-03-14"
    assert report["to_confirm"] == [
        *("metadata.platformVersion", "metadata.websiteUrl"),
        *("gang_scheduling", "pod_autoscaling", "accelerator_metrics"),
    ]
    draft = shown(aiconform, "Nebula 4.2")
    assert draft["to_confirm"] == report["to_confirm"]
    assert draft["remarks"] == report["remarks"]
    assert any("about DRA" in remark for remark in draft["remarks"])
    assert draft["responses"]["gang_scheduling"]["carried"] == {
        "minor": "1.36",
        "merged": "2026-03-14",
        "changed": "",
    }
    assert draft["responses"]["accelerator_metrics"]["carried"]["changed"] == "wording"
    assert draft["metadata"]["kubernetesVersion"] == "v1.37"
    assert {problem["code"] for problem in draft["problems"] if problem["severity"] == "error"}


def test_the_text_report_has_the_same_content(aiconform: Run, folder: Path) -> None:
    code, out, err = aiconform("import", str(folder / "PRODUCT.yaml"), "--name", "Nebula", "--to", "v1.37")
    assert code == 0
    for words in (
        'Draft "Nebula" created for checklist 1.37.',
        "/v1.36/nebula/PRODUCT.yaml, for 1.36",
        "line 10: ",
        "Dropped      1  dra_support",
        "Changed      1  accelerator_metrics (wording)",
        '"yes" -> "Implemented"',
        "Remarks      2",
        "spec.schedulingOrchestration[0].owner: us",
        "cited as evidence but missing: gone.md",
        "To confirm   3 answers and 2 fields carried over",
    ):
        assert words in out
    assert "aiconform drafts confirm Nebula" in err


def test_the_submissions_own_checklist_is_the_default(aiconform: Run, folder: Path) -> None:
    code, out, _ = aiconform("import", str(folder), "--name", "Nebula", "--json")
    report = json.loads(out)
    assert (code, report["checklist"], report["changed"]) == (0, "1.36", [])
    assert report["to_confirm"] == ["gang_scheduling", "pod_autoscaling", "accelerator_metrics"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("import", "nowhere", "--name", "x"), 3, "nowhere cannot be read"),
        (("import", "{folder}/gang.md", "--name", "x"), 3, "neither a metadata field nor an answer"),
        (("import", "{folder}", "--name", " "), 3, "The draft's name is empty."),
        (("import", "{folder}", "--name", "x", "--to", "1.99"), 3, "No checklist for Kubernetes 1.99 is known."),
        (("import", "{folder}"), 2, "--name"),
        (("import", "{folder}", "--name", "x", "--merged", "soon"), 2, "'soon' is not a date; write it as 2026-03-14"),
    ],
)
def test_errors_have_a_message(aiconform: Run, folder: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    ended, out, err = aiconform(*(argument.format(folder=folder) for argument in arguments))
    assert (ended, out) == (code, "")
    assert says in err
    assert not paths().drafts.exists() or not list(paths().drafts.glob("[!.]*"))


def test_a_draft_with_the_same_name_is_not_changed(aiconform: Run, folder: Path) -> None:
    assert aiconform("drafts", "new", "Nebula")[0] == 0
    code, _, err = aiconform("import", str(folder), "--name", "Nebula")
    assert code == 3
    assert 'The draft "Nebula" already exists.' in err
    assert shown(aiconform, "Nebula")["imported"] is None


def test_answers_are_confirmed_one_at_a_time_or_all(aiconform: Run, folder: Path) -> None:
    aiconform("import", str(folder), "--name", "Nebula", "--to", "1.37")
    assert (
        "gang_scheduling.status: Implemented   (carried over, to confirm)" in aiconform("drafts", "show", "Nebula")[1]
    )
    assert aiconform("drafts", "confirm", "Nebula", "gang_scheduling")[:2] == (
        0,
        "Confirmed: gang_scheduling. To confirm: metadata.platformVersion, metadata.websiteUrl, pod_autoscaling, "
        "accelerator_metrics.\n",
    )
    code, _, err = aiconform("drafts", "confirm", "Nebula", "gang_scheduling")
    assert code == 3
    assert '"gang_scheduling" is not waiting for confirmation.' in err
    assert aiconform("drafts", "set", "Nebula", "pod_autoscaling.notes", "now with KEDA")[0] == 0
    assert "pod_autoscaling" not in shown(aiconform, "Nebula")["to_confirm"]
    assert aiconform("drafts", "confirm", "Nebula")[1].startswith("To confirm: metadata.platformVersion")
    code, out, _ = aiconform("drafts", "confirm", "Nebula", "--all", "--json")
    assert (code, json.loads(out)["to_confirm"]) == (0, [])
    assert aiconform("drafts", "confirm", "Nebula", "--all")[1] == "Nothing is left to confirm.\n"
    assert "to confirm" not in aiconform("drafts", "show", "Nebula")[1]


def test_the_renewal_date_follows_the_merge_date(aiconform: Run, folder: Path) -> None:
    aiconform("import", str(folder), "--name", "Nebula", "--to", "1.37", "--merged", "2025-12-01")
    assert "renew before 1 December 2026" in aiconform("drafts")[1]
    assert aiconform("drafts", "set", "Nebula", "merged", "2026-11-20")[:2] == (0, "merged: 2026-11-20\n")
    assert "submitted, renew before 20 November 2027" in aiconform("drafts")[1]
    assert "renew before 20 November 2027" in aiconform("drafts", "show", "Nebula")[1]
    assert aiconform("drafts", "set", "Nebula", "merged", "soon")[0] == 3
    assert aiconform("drafts", "set", "Nebula", "merged", "")[0] == 0
    assert json.loads(aiconform("drafts", "--json")[1])["drafts"][0]["renew_before"] == "2026-12-01"


def flooded(folder: Path, answers: int) -> Path:
    """Write a submission full of content that no checklist has."""
    head = TEXT.partition("spec:\n")[0]
    lines = (f'    - id: unknown_{n}\n      status: "Implemented"\n' for n in range(answers))
    (folder / "PRODUCT.yaml").write_text(f"{head}spec:\n  accelerators:\n{''.join(lines)}")
    return folder


def test_many_remarks_are_shown_in_part_and_stored_completely(aiconform: Run, folder: Path) -> None:
    code, out, _ = aiconform("import", str(flooded(folder, 400)), "--name", "Nebula")
    file = paths().drafts / "nebula" / "draft.yaml"
    assert code == 0
    rows = [line for line in out.splitlines() if line.startswith("  ")]
    assert len(rows) == 200
    assert f" more lines: see {file}." in out
    assert len(out) < 40_000
    text = file.read_text()
    assert all(f"unknown_{n}" in text for n in range(400))
    cut = int(re.search(r"Not shown +(\d+) more lines", out)[1])  # type: ignore[index]
    report = json.loads(aiconform("import", str(folder), "--name", "Nebula again", "--json")[1])
    left = 1
    assert cut + 200 == len(report["healed"]) + len(report["remarks"]) + left


def test_a_draft_shows_no_more_of_its_import_than_fits(aiconform: Run, folder: Path) -> None:
    (folder / "PRODUCT.yaml").write_text(f"{TEXT}# {'long ' * 3000}\n" + "".join(f"# note {n}\n\n" for n in range(500)))
    assert aiconform("import", str(folder), "--name", "Nebula")[0] == 0
    out = aiconform("drafts", "show", "nebula")[1]
    below = out.split("Imported: ")[1].split("verdict: ")[0]
    assert " more lines: " in below
    assert len(below.splitlines()) < 215
    assert max(map(len, below.splitlines())) < 600


def test_few_remarks_are_shown_completely(aiconform: Run, folder: Path) -> None:
    out = aiconform("import", str(flooded(folder, 50)), "--name", "Nebula")[1]
    assert "more lines" not in out
    assert "unknown_49" in out
