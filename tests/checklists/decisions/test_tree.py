"""Each path through the decision questions leads to a status, judged by the program's own rules."""

from collections.abc import Iterator

import pytest

from checklists.catalog.catalog import MINORS, checklist
from checklists.decisions.questions import decision_question
from checklists.decisions.tree import Conclusion, Question, follow, problems_of
from checklists.errors import DraftError
from checklists.model.checklist import Level, Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Severity

KNOWN = checklist("1.37", None)
DRAFT = Draft(name="Nebula", checklist="1.37")
REASON = "Every cluster is a sealed appliance of four machines, which nobody can add to."


def paths(at: Question | Conclusion, so_far: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Conclusion]]:
    if isinstance(at, Conclusion):
        yield so_far, at
        return
    for option in at.options:
        yield from paths(option.next, (*so_far, option.value))


def start(requirement: str) -> Question:
    found = decision_question(requirement)
    assert found is not None
    return found


@pytest.mark.parametrize("minor", MINORS)
def test_the_musts_with_a_condition_have_questions(minor: str) -> None:
    asked = [r for r in checklist(minor, None).requirements if r.level is Level.MUST]
    assert [r.id for r in asked if decision_question(r.id)] == [
        r.id for r in asked if r.guidance and r.guidance.conditional
    ]
    assert decision_question("unheard_of") is None


@pytest.mark.parametrize("requirement", ["cluster_autoscaling", "pod_autoscaling"])
def test_every_path_is_short_and_ends_in_a_status(requirement: str) -> None:
    found = list(paths(start(requirement)))
    assert all(1 <= len(answers) <= 3 for answers, _ in found)
    assert {conclusion.status for _, conclusion in found} == set(Status)
    for answers, conclusion in found:
        assert follow(start(requirement), answers) is conclusion
        assert conclusion.why.endswith(".") and conclusion.notes_hint.endswith(".")


@pytest.mark.parametrize(
    ("requirement", "answers", "notes", "said"),
    [
        ("cluster_autoscaling", "provides both", "", []),
        ("cluster_autoscaling", "allows up", "", ["must-not-implemented"]),
        ("cluster_autoscaling", "fixed some none", "", ["must-not-implemented"]),
        ("cluster_autoscaling", "fixed everywhere", REASON, ["must-not-applicable"]),
        ("cluster_autoscaling", "fixed everywhere", " ", ["must-not-applicable", "notes-missing"]),
        ("cluster_autoscaling", "fixed everywhere", "No.", ["must-not-applicable", "na-reason-short"]),
        (
            "cluster_autoscaling",
            "fixed everywhere",
            "We do not support it.",
            ["must-not-applicable", "na-reason-not-offered"],
        ),
        ("pod_autoscaling", "yes metric", "", []),
        ("pod_autoscaling", "yes resource", "", ["must-not-implemented"]),
        ("pod_autoscaling", "no", REASON, ["must-not-implemented"]),
    ],
)
def test_verdict_on_each_conclusion(requirement: str, answers: str, notes: str, said: list[str]) -> None:
    conclusion = follow(start(requirement), answers.split())
    assert isinstance(conclusion, Conclusion)
    problems = problems_of(DRAFT, KNOWN, requirement, Response(status=conclusion.status, notes=notes))
    assert [problem.code for problem in problems] == said
    warned = [problem.code for problem in problems if problem.severity is Severity.WARNING]
    assert warned == [code for code in said if code == "must-not-applicable"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (["maybe"], "does not answer: Can software"),
        (["fixed", "both"], "does not answer: Does this hold"),
        (["provides", "both", "x"], "one answer too many"),
        (["\x1b[31m"], "does not answer"),
    ],
)
def test_invalid_answers_are_rejected(answers: list[str], says: str) -> None:
    with pytest.raises(DraftError) as caught:
        follow(start("cluster_autoscaling"), answers)
    assert says in caught.value.message and "\x1b" not in caught.value.message
