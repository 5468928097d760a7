"""`aiconform drafts decide`: questions that lead to a status."""

import json

import pytest

from tui.cli import main

REASON = "Every cluster is a sealed appliance of four machines, which nobody can add to."


def test_questions_lead_to_a_status_and_the_reason_is_the_vendors(
    named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    decide = ["drafts", "decide", named, "cluster_autoscaling"]
    assert main(decide) == 0
    asked = capsys.readouterr().out
    assert "  fixed     No: people add and remove nodes by hand" in asked
    assert asked.endswith(f"aiconform drafts decide {named} cluster_autoscaling\n")
    assert main([*decide, "fixed", "everywhere", "--notes", REASON]) == 0
    said = capsys.readouterr().out
    assert said.startswith("cluster_autoscaling.status: N/A\n")
    assert "warning: " in said and "a reviewer will read the notes" in said
    assert main(["drafts", "show", named, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["responses"]["cluster_autoscaling"]
    assert (answer["status"], answer["notes"]) == ("N/A", REASON)
    assert main([*decide, "allows", "both", "--json"]) == 0
    decided = json.loads(capsys.readouterr().out)
    assert (decided["status"], decided["notes"], decided["problems"]) == ("Implemented", REASON, [])


def test_a_question_changes_nothing_and_is_available_as_json(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", "decide", named, "pod_autoscaling", "yes", "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)
    assert [answer["value"] for answer in asked["answers"]] == ["metric", "resource", "none"]
    assert main(["drafts", "show", named, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["responses"] == {}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gang_scheduling"], "has no questions"),
        (["unheard_of"], "cluster_autoscaling, pod_autoscaling"),
        (["cluster_autoscaling", "perhaps"], "Answers: provides, allows, fixed."),
    ],
)
def test_invalid_decisions_are_rejected(
    named: str, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drafts", "decide", named, *arguments]) == 3
    assert says in capsys.readouterr().err
