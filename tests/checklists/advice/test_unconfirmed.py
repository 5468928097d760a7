"""Carried-over answers cause advice until a person confirms them, and never change the verdict."""

from datetime import date

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Draft, Imported, Response
from checklists.model.problem import Problem, Severity
from checklists.validate import validate_draft
from tests.checklists.good_submission import Files

CHECKLIST = checklist("1.37", None)
CARRIED = Carried(minor="1.35", merged=date(2025, 11, 12))
DRAFT = Draft(
    name="Nebula",
    checklist="1.37",
    metadata={"platformVersion": "4.1.0", "websiteUrl": "https://nebula.example"},
    responses={
        "robust_controller": Response(status=Status.IMPLEMENTED, evidence=("gang.md",), carried=CARRIED),
        "gang_scheduling": Response(status=Status.IMPLEMENTED, evidence=("gang.md",), carried=CARRIED),
        "pod_autoscaling": Response(status=Status.IMPLEMENTED, evidence=("gang.md",)),
        "dra_support": Response(status=Status.IMPLEMENTED, carried=CARRIED),
    },
    fields_to_confirm=("platformVersion", "websiteUrl"),
    imported=Imported(source="v1.35/nebula/PRODUCT.yaml", minor="1.35"),
)


def to_confirm(draft: Draft) -> list[Problem]:
    problems = validate_draft(draft, CHECKLIST, members=None, files=Files())
    return [problem for problem in problems if problem.code == "answer-to-confirm"]


def test_each_carried_answer_and_field_is_advice_at_its_place() -> None:
    found = to_confirm(DRAFT)
    assert [(problem.severity, problem.subject, problem.where) for problem in found] == [
        (Severity.ADVICE, "platformVersion", "metadata.platformVersion"),
        (Severity.ADVICE, "websiteUrl", "metadata.websiteUrl"),
        (Severity.ADVICE, "gang_scheduling", "spec.schedulingOrchestration.gang_scheduling.status"),
        (Severity.ADVICE, "robust_controller", "spec.operator.robust_controller.status"),
    ]
    assert "from the submission for 1.35, merged on 12 November 2025 and unconfirmed" in found[2].message
    assert "product version" in found[0].hint


def test_confirming_changes_nothing_but_the_advice() -> None:
    draft = DRAFT
    for what in draft.to_confirm:
        draft = draft.confirmed(what)
    assert to_confirm(draft) == []
    before, after = (validate_draft(d, CHECKLIST, members=None, files=Files()) for d in (DRAFT, draft))
    assert [problem for problem in before if problem.code != "answer-to-confirm"] == list(after)
    assert {r: a.model_copy(update={"carried": None}) for r, a in DRAFT.responses.items()} == draft.responses


def test_only_a_changed_value_confirms() -> None:
    response = DRAFT.response("gang_scheduling")
    assert DRAFT.with_response("gang_scheduling", response) == DRAFT
    changed = DRAFT.with_response("gang_scheduling", response.model_copy(update={"notes": "since 4.2"}))
    assert changed.response("gang_scheduling").carried is None
    assert changed.response("robust_controller").carried == CARRIED
    assert DRAFT.confirmed("nothing") == DRAFT
