"""`aiconform explain` as a user runs it."""

import json
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from tui.cli import main


@pytest.mark.parametrize("requirement", [requirement.id for requirement in checklist("1.37", None).requirements])
def test_every_requirement_is_explained(
    requirement: str, program_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", requirement, "--checklist", "1.37", "--program", str(program_dir), "--offline"]) == 0
    out = capsys.readouterr().out
    assert f"({requirement})" in out and "Official text" in out and "What counts:\n- " in out
    assert max(map(len, out.splitlines())) <= 130


def test_the_explanation_as_json(program_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "dra_support", "--checklist", "v1.33", "--json", "--program", str(program_dir)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["checklist"], document["level"]) == ("1.33", "SHOULD")
    assert document["guidance"]["counts"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("gang-schedulin", "Did you mean gang_scheduling?"),
        ("gang", "Did you mean gang_scheduling?"),
        ("autoscaling", "Did you mean cluster_autoscaling or pod_autoscaling?"),
        ("Kueue", "Did you mean gang_scheduling?"),
        ("zzz", "It has "),
        ("dra_support", "It is in the checklists 1.33, 1.34, 1.35: add --checklist 1.35."),
    ],
)
def test_an_unknown_requirement(name: str, hint: str, program_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name, "--checklist", "1.37", "--program", str(program_dir)]) == 3
    assert hint in capsys.readouterr().err
