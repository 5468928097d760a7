"""Importing answers in every observed form."""

import pytest

from checklists.importing.answers import LONGEST_VALUE
from checklists.model.checklist import Status
from checklists.model.draft import Carried
from checklists.model.provider import Provider, provider
from tests.checklists.importing.submissions import healed, imported, says, with_answer

PLACE = "spec.operator.robust_controller"


@pytest.mark.parametrize(
    ("written", "status", "now"),
    [
        ("Implemented", Status.IMPLEMENTED, None),
        ("N/A", Status.NOT_APPLICABLE, None),
        ("implemented", Status.IMPLEMENTED, "Implemented"),
        ("Partial", Status.PARTIALLY_IMPLEMENTED, "Partially Implemented"),
        ("Not Applicable", Status.NOT_APPLICABLE, "N/A"),
        ("not-implemented", Status.NOT_IMPLEMENTED, "Not Implemented"),
        ("yes", Status.IMPLEMENTED, "Implemented"),
        ("true", Status.IMPLEMENTED, "Implemented"),
        ("no", Status.NOT_IMPLEMENTED, "Not Implemented"),
        ("supported", None, ""),
        ("TBD", None, ""),
        ("Implemented, but only with the operator", None, ""),
    ],
)
def test_a_status_is_read_or_dropped(written: str, status: Status | None, now: str | None) -> None:
    report = imported(with_answer(f"status: {written}\nnotes: because"))
    response = report.draft.responses["robust_controller"]
    assert response.status is status
    assert response.carried == Carried(minor="1.35"), "no answer counts as met before a person confirms it"
    assert healed(report) == (set() if now is None else {(f"{PLACE}.status", written, now)})


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        ("notes: plain", "plain"),
        ("notes: |\n  Two\n  lines", "Two\nlines\n"),
        ("notes: [one, two]", "one\ntwo"),
        ("notes: {version: 1.0, by: us}", "version: 1.0\nby: us"),
        ("note: another key", "another key"),
        ("notes: 5", "5"),
        ("notes:", ""),
    ],
)
def test_notes_of_every_type_become_text(lines: str, notes: str) -> None:
    assert imported(with_answer(f"status: Implemented\n{lines}")).draft.responses["robust_controller"].notes == notes


def test_level_and_description_come_from_the_checklist() -> None:
    report = imported(with_answer("level: SHOULD\ndescription: Any operator will do.\nstatus: Implemented"))
    assert healed(report) == {
        (f"{PLACE}.level", "SHOULD", "MUST"),
        (f"{PLACE}.description", "Any operator will do.", "the official text"),
    }


def test_unknown_keys_become_remarks() -> None:
    report = imported(with_answer("status: Implemented\nowner: {team: a}\nstate: TBD"))
    assert report.draft.remarks == ("spec.operator[0].owner.team: a",)
    assert healed(report) == {(f"{PLACE}.status", "Implemented", ""), (f"{PLACE}.status", "TBD", "")}


@pytest.mark.parametrize(
    "spec",
    [
        "  operator:\n    - id: robust_controller\n      status: Implemented\n",
        "  Operator:\n    - id: robust_controller\n      status: Implemented\n",
        "  operator:\n    id: robust_controller\n    status: Implemented\n",
        "  operator:\n    - robust_controller:\n        status: Implemented\n",
        "  operator:\n    robust_controller: {status: Implemented}\n",
        "  operator:\n    robust_controller: Implemented\n",
        "  robust_controller:\n    status: Implemented\n",
        "  - id: robust_controller\n    status: Implemented\n",
        "  security:\n    - id: robust_controller\n      status: Implemented\n",
        "  operator:\n    - id: robust-controller\n      status: Implemented\n",
        "  operator:\n    - id: robustController\n      status: Implemented\n",
        "  operator:\n    - id: robust_controler\n      status: Implemented\n",
        "  security:\n    - id: x\n      status: N/A\n      operator:\n      - id: robust_controller\n"
        "        status: Implemented\n",
    ],
)
@pytest.mark.parametrize("below_spec", [True, False])
def test_an_answer_is_found_in_any_category(spec: str, below_spec: bool) -> None:
    if not below_spec and spec.startswith(("  robust", "  - ")):
        spec = f"  operator:\n{spec}" if spec.startswith("  - ") else spec
    text = f"spec:\n{spec}" if below_spec else spec
    report = imported(text)
    assert report.draft.responses["robust_controller"].status is Status.IMPLEMENTED
    assert report.changes.carried == ("robust_controller",)


def test_the_last_nonempty_answer_counts_and_others_are_reported() -> None:
    entries = "".join(
        f"    - id: robust_controller\n      status: {status}\n      notes: {notes}\n"
        for status, notes in [("Implemented", "first"), ("Implemented", "second"), ("Implemented", "second"), ("", "")]
    )
    report = imported(f"spec:\n  operator:\n{entries}")
    assert report.draft.responses["robust_controller"].notes == "second"
    assert any("first" in remark for remark in report.draft.remarks)
    assert len([entry for entry in healed(report) if entry[0] == PLACE]) == 1


def test_an_answer_in_its_own_category_wins() -> None:
    text = (
        "spec:\n  operator:\n    - {id: robust_controller, status: Implemented, notes: right}\n"
        "  security:\n    - {id: robust_controller, status: N/A, notes: wrong}\n"
    )
    report = imported(text)
    assert report.draft.responses["robust_controller"].notes == "right"
    assert {"spec.security.robust_controller.notes: wrong", "spec.security.robust_controller.status: N/A"} <= set(
        report.draft.remarks
    )


def test_an_answer_to_an_unknown_requirement_is_a_remark() -> None:
    report = imported(
        "spec:\n  operator:\n    - {id: warp_drive, status: Implemented, evidence: [https://a.example]}\n"
    )
    assert report.draft.responses == {}
    assert report.draft.remarks == (
        "spec.operator[0].id: warp_drive",
        "spec.operator[0].status: Implemented",
        "spec.operator[0].evidence[0]: https://a.example",
    )


def test_merge_keys_and_aliases_are_resolved() -> None:
    text = (
        "base: &base {status: Implemented, evidence: [https://a.example]}\n"
        "spec:\n  operator:\n    - <<: *base\n      id: robust_controller\n      notes: mine\n"
        "  security:\n    - {<<: *base, id: secure_accelerator_access}\n"
    )
    draft = imported(text).draft
    for requirement, notes in [("robust_controller", "mine"), ("secure_accelerator_access", "")]:
        response = draft.responses[requirement]
        assert (response.status, response.evidence, response.notes) == ("Implemented", ("https://a.example",), notes)


def test_too_long_notes_continue_in_the_remarks() -> None:
    report = imported(with_answer(f"status: Implemented\nnotes: {'n' * 40_000}"))
    parts = [report.draft.responses["robust_controller"].notes, *report.draft.remarks]
    assert sum(part.count("n" * 100) for part in parts) >= 399


@pytest.mark.parametrize(
    ("written", "layer", "notes"),
    [
        ("Provided by the base distribution. KubeRay 1.6.", "base", "KubeRay 1.6."),
        ("Provided by this product.", "product", ""),
        ("Provided by this product and KubeRay.", None, "Provided by this product and KubeRay."),
        ("Installed by the user. KubeRay 1.6.", None, "Installed by the user. KubeRay 1.6."),
    ],
)
def test_notes_that_begin_with_a_layer_make_the_product_layered(written: str, layer: str | None, notes: str) -> None:
    draft = imported(with_answer(f"status: Implemented\nnotes: {written}")).draft
    assert draft.responses["robust_controller"].notes == notes
    answered = {"product": "layered", "provider.robust_controller": layer}
    assert draft.eligibility == (answered if layer else {})


def test_an_installation_by_users_is_a_provider_of_a_layered_product() -> None:
    other = "  scheduling:\n    - {id: gang_scheduling, notes: Provided by this product.}\n"
    draft = imported(with_answer("status: Implemented\nnotes: Installed by the user. KubeRay 1.6.") + other).draft
    assert provider(draft, "robust_controller") is Provider.USER
    assert draft.responses["robust_controller"].notes == "KubeRay 1.6."


def test_a_link_that_is_too_long_moves_to_the_remarks_for_that_reason() -> None:
    link = f"https://nebula.example/{'x' * LONGEST_VALUE}"
    report = imported(with_answer(f"status: Implemented\nevidence: [{link}]"))
    assert report.draft.responses["robust_controller"].evidence == ()
    assert report.draft.imported is not None
    assert [entry.why for entry in report.draft.imported.healed] == [
        "Longer than 2,000 characters; moved to the remarks."
    ]
    assert link in says(report)
