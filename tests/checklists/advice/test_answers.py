"""Answers without proof, repeated, copied from another requirement, or with an insufficient reason."""

import pytest
import yaml

from checklists.advice.reasons import Refusal, refusal_of
from checklists.catalog.catalog import checklist
from checklists.catalog.official_template import parse_template
from tests.checklists.advice.advice_on import advice, codes, only
from tests.checklists.good_submission import entry_of, good

TEMPLATE = """\
metadata:
  kubernetesVersion: v1.37
spec:
  security:
    - id: secure_accelerator_access
      description: "Access is
        mediated. Two sentences."
      level: MUST
      status:
      evidence: []
      notes: ""
"""


@pytest.mark.parametrize("status", ["Implemented", "Partially Implemented"])
@pytest.mark.parametrize("evidence", [[], ["", " "], None])
def test_a_claim_needs_evidence(status: str, evidence: list[str] | None) -> None:
    document = good()
    entry_of(document, "gpu_sharing").update(status=status, evidence=evidence)
    assert "Usual evidence" in only(document, "evidence-none", "gpu_sharing").hint


@pytest.mark.parametrize("status", ["Not Implemented", "N/A", "", "implemented"])
def test_no_claim_needs_no_evidence(status: str) -> None:
    document = good()
    notes = "The nodes of the product are fixed machines without any virtual devices."
    entry_of(document, "gpu_sharing").update(status=status, evidence=[], notes=notes)
    assert advice(document) == []


def test_a_changed_level_is_advice() -> None:
    document = good()
    entry_of(document, "gang_scheduling")["level"] = "SHOULD"
    entry_of(document, "gpu_sharing")["level"] = "SHOULD"
    problem = only(document, "level-changed", "gang_scheduling")
    assert "MUST" in problem.message and problem.where.endswith(".level")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Access is mediated. Two sentences.", None),
        ("Access   is\nmediated. Two\n\nsentences.", None),
        ("Access is mediated by us. Two sentences.", '"mediated by us. Two" instead of "mediated. Two sentences."'),
        ("Access is mediated.", 'ends before "Two sentences."'),
        ("Access is mediated. Two sentences. Or three.", '"Or three." was added'),
    ],
)
def test_a_changed_description_is_advice(written: str, says: str | None) -> None:
    official = checklist("1.99", parse_template("1.99", TEMPLATE, "a test"))
    document = yaml.safe_load(TEMPLATE)
    document["spec"]["security"][0] |= {"description": written, "status": "Not Implemented"}
    found = advice(document, of=official)
    found = [problem for problem in found if problem.code != "kubernetes-version-differs"]
    assert codes(found) == ([("description-changed", "secure_accelerator_access")] if says else [])
    assert says is None or says in found[0].message


def test_without_the_official_text_no_description_is_compared() -> None:
    document = good()
    entry_of(document, "gang_scheduling")["description"] = "Anything."
    assert advice(document) == []


def test_an_id_that_is_answered_twice() -> None:
    document = good()
    document["spec"]["operator"].append({"id": "robust_controller", "status": "", "evidence": []})
    problem = only(document, "id-repeated", "robust_controller")
    assert "2 answers" in problem.message


def test_a_second_answer_in_another_category() -> None:
    document = good()
    document["spec"]["security"].append({"id": "robust_controller"})
    problems = advice(document)
    assert codes(problems) == [("id-repeated", "robust_controller")]
    assert problems[0].where == "spec.security.robust_controller"


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("", Refusal.EMPTY),
        (" \n\u3000", Refusal.EMPTY),
        ("N/A", Refusal.SHORT),
        ("on-prem", Refusal.SHORT),
        ("because", Refusal.SHORT),
        ("not supported", Refusal.NOT_OFFERED),
        ("We don't support it.", Refusal.NOT_OFFERED),
        ("We don\u2019t support this feature at the moment, sorry.", Refusal.NOT_OFFERED),
        ("The platform does not support cluster autoscaling.", Refusal.NOT_OFFERED),
        ("Cluster autoscaling is currently not available in our product.", Refusal.NOT_OFFERED),
        ("The autoscaler is not bundled with the distribution.", Refusal.NOT_OFFERED),
        ("This is not implemented yet, it is on our roadmap for the next release.", Refusal.NOT_OFFERED),
        ("Our platform is N/A here because we do not provide an autoscaler.", Refusal.NOT_OFFERED),
        ("We do not support it as a managed service offering today.", Refusal.NOT_OFFERED),
        ("There are no plans to implement it. It is out of scope.", Refusal.NOT_OFFERED),
        ("The platform has no autoscaler since we never needed one.", Refusal.NOT_OFFERED),
        ("Users bring their own autoscaler if they want one.", Refusal.NOT_OFFERED),
        ("The feature is missing in this release.", Refusal.NOT_OFFERED),
        ("We have not tested autoscaling.", Refusal.NOT_OFFERED),
        ("Cluster autoscaling is left to the customer in our product.", Refusal.NOT_OFFERED),
        (
            "The platform provides no cluster autoscaler or equivalent mechanism, so the condition does not apply.",
            Refusal.NOT_OFFERED,
        ),
        ("This requirement is not applicable to our platform at the moment.", Refusal.NOT_OFFERED),
        ("Not applicable for on-premises deployments of our product line.", Refusal.NOT_OFFERED),
        ("Autoscaling is on our roadmap and planned for version 5.0 of the product.", Refusal.NOT_OFFERED),
        ("The customer is responsible for cluster autoscaling in all deployments.", Refusal.NOT_OFFERED),
        ("Nodes are physical servers that technicians rack and cable; no API exists to add or remove them.", None),
        ("The hardware is fixed at purchase: a rack with 8 GPU servers. Node groups do not exist.", None),
        ("Not applicable: the set of nodes is determined at the factory and cannot change at run time.", None),
        ("Not applicable. Each cluster is a sealed appliance of four machines.", None),
        (
            "Servers are owned by the customer. The platform has no control over their power or number.",
            None,
        ),
        (
            "The platform provides no autoscaler because the machines are physical servers whose number is fixed.",
            None,
        ),
        ("The product runs on machines that are racked by hand; nodes are added by our field engineers.", None),
        (
            "The platform does not provide an autoscaler because every cluster is delivered as a sealed appliance of "
            "four machines.",
            None,
        ),
        (
            "No autoscaler is included. Each installation is a fixed set of physical servers in the customer's rack, "
            "which software can neither order nor remove.",
            None,
        ),
        ("It is not supported, as each cluster is delivered as a sealed appliance of four machines.", None),
        ("\u7269\u7406\u670d\u52a1\u5668\u6570\u91cf\u56fa\u5b9a" * 4, None),
    ],
)
def test_reasons_for_not_applicable(reason: str, why: Refusal | None) -> None:
    assert refusal_of(reason) is why


@pytest.mark.parametrize(("notes", "code"), [("Not supported.", "na-reason-not-offered"), ("x", "na-reason-short")])
def test_a_weak_reason_is_advice(notes: str, code: str) -> None:
    document = good()
    entry_of(document, "cluster_autoscaling").update(status="N/A", notes=notes)
    problem = only(document, code, "cluster_autoscaling")
    assert problem.where.endswith(".notes") and "condition" in problem.hint


def test_empty_notes_are_the_programs_own_error() -> None:
    document = good()
    entry_of(document, "cluster_autoscaling").update(status="N/A", notes=" ")
    assert advice(document) == []


@pytest.mark.parametrize(
    ("requirement", "says"), [("cluster_autoscaling", "accepts N/A here"), ("pod_autoscaling", "MUST cannot be N/A")]
)
def test_implemented_and_not_applicable_at_once(requirement: str, says: str) -> None:
    document = good()
    entry_of(document, requirement)["notes"] = "The autoscaler is not applicable in our context."
    assert says in only(document, "notes-contradict-status", requirement).hint


@pytest.mark.parametrize(
    ("part", "value", "requirement"),
    [("notes", "As in the Turbo-Encabulator.", "gpu_sharing"), ("evidence", ["https://yoyo.dyne/x"], "gpu_sharing")],
)
def test_sample_values_of_the_template(part: str, value: object, requirement: str) -> None:
    document = good()
    entry_of(document, requirement)[part] = value
    assert only(document, "sample-value", requirement).where.rpartition(".")[2].startswith(part)


@pytest.mark.parametrize(
    ("notes", "says"),
    [
        ("Quasar Cloud: The Engine scales by itself.", '"Quasar Cloud: The Engine"'),
        ("Coverage on Quasar, Inc. hardware.", '"Quasar, Inc."'),
        ("Nebula Engine and NE scale.", None),
        ("quasar stands for a bright thing; Quasars are far away.", None),
        ("Comet Runtime runs on it.", None),
    ],
)
def test_another_vendors_text(notes: str, says: str | None) -> None:
    document = good()
    entry_of(document, "gang_scheduling")["notes"] = notes
    if says is None:
        assert advice(document) == []
    else:
        assert says in only(document, "names-another-vendor", "gang_scheduling").message


def test_another_vendor_in_the_description() -> None:
    document = good()
    document["metadata"]["description"] = "Quasar Cloud: The Engine is a managed service."
    only(document, "names-another-vendor", "description")


def test_notes_of_any_length_are_read_at_once() -> None:
    assert refusal_of("not " * 200_000) is None
