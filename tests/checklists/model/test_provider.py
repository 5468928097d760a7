"""Providers of a layered product: when they count, what the export contains, and what a reviewer would ask."""

from collections.abc import Mapping

import pytest

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Level, Status
from checklists.model.draft import Carried, Draft, Response
from checklists.model.problem import Problem, Severity
from checklists.model.provider import SENTENCES, Provider, exported_response, provider, provider_question
from checklists.submission.submission import submission_from_draft
from checklists.validate import validate_draft
from tests.checklists.good_submission import Files

CHECKLIST = checklist("1.37", None)
GANG = "gang_scheduling"


def draft(product: str = "layered", layer: str = "base", notes: str = "Kueue 0.19.") -> Draft:
    return Draft(
        name="Nebula",
        checklist="1.37",
        eligibility={"product": product, provider_question(GANG): layer},
        responses={GANG: Response(status=Status.IMPLEMENTED, evidence=("gang.md",), notes=notes)},
    )


@pytest.mark.parametrize(
    ("of", "layer"),
    [
        (draft(), Provider.BASE),
        (draft(layer="user"), Provider.USER),
        (draft(layer=""), None),
        (draft(layer="moon"), None),
        (draft(product="own"), None),
        (Draft(name="Nebula", checklist="1.37"), None),
    ],
)
def test_only_a_layered_product_has_providers(of: Draft, layer: Provider | None) -> None:
    assert provider(of, GANG) is layer


@pytest.mark.parametrize(
    ("of", "notes"),
    [
        (draft(), "Provided by the base distribution. Kueue 0.19."),
        (draft(layer="product", notes=""), "Provided by this product."),
        (draft(layer="user", notes="Installed by the user. Kueue."), "Installed by the user. Kueue."),
        (draft(product="own"), "Kueue 0.19."),
    ],
)
def test_exported_notes_begin_with_the_provider_once(of: Draft, notes: str) -> None:
    assert exported_response(of, GANG).notes == notes
    answer = submission_from_draft(of, CHECKLIST).answer("schedulingOrchestration", GANG)
    assert answer is not None and answer.notes.text == notes, "the check reads what the export contains"
    assert of.response(GANG).notes in notes


def test_exported_notes_name_only_the_present_provider() -> None:
    imported_before = draft(layer="product", notes="Provided by the base distribution. Kueue 0.19.")
    assert exported_response(imported_before, GANG).notes == "Provided by this product. Kueue 0.19."
    other_text = draft(notes="Provided by this product and others.")
    assert (
        exported_response(other_text, GANG).notes == f"{SENTENCES[Provider.BASE]} Provided by this product and others."
    )


@pytest.mark.parametrize("status", [Status.NOT_IMPLEMENTED, Status.NOT_APPLICABLE])
def test_a_feature_that_the_product_lacks_has_no_provider_in_the_export(status: Status) -> None:
    lacking = draft().with_response(GANG, Response(status=status, notes="Provided by this product. Planned."))
    assert exported_response(lacking, GANG).notes == "Planned."


def problems(of: Draft, code: str) -> list[Problem]:
    return [problem for problem in validate_draft(of, CHECKLIST, members=None, files=Files()) if problem.code == code]


def open_providers(of: Draft) -> list[Problem]:
    return problems(of, "provider-open")


def provided_by(layers: Mapping[str, str], status: Status = Status.IMPLEMENTED) -> Draft:
    """Return a layered product's draft that answers every requirement of `layers`."""
    return Draft(
        name="Nebula",
        checklist="1.37",
        eligibility={"product": "layered"} | {provider_question(name): layer for name, layer in layers.items()},
        responses={name: Response(status=status) for name in layers},
    )


REQUIRED = [requirement.id for requirement in CHECKLIST.requirements if requirement.level is Level.MUST]


@pytest.mark.parametrize(
    ("of", "found"),
    [
        (provided_by(dict.fromkeys(REQUIRED, "base")), 1),
        (provided_by(dict.fromkeys(REQUIRED, "user")), 1),
        (provided_by(dict.fromkeys(REQUIRED, "product"), Status.NOT_IMPLEMENTED), 1),
        (provided_by(dict.fromkeys(REQUIRED, "base") | {GANG: "product"}), 0),
        (provided_by(dict.fromkeys(REQUIRED, "base") | {"gpu_sharing": "product"}), 0),
        (provided_by(dict.fromkeys(REQUIRED, "base") | {"gpu_sharing": ""}), 0),
        (provided_by(dict.fromkeys(REQUIRED[1:], "base")), 0),
        (provided_by(dict.fromkeys(REQUIRED, "base")).with_eligibility("product", "own"), 0),
    ],
)
def test_a_layered_product_without_a_feature_of_its_own_is_advice_once_providers_are_named(
    of: Draft, found: int
) -> None:
    advice = problems(of, "nothing-contributed")
    assert [(problem.severity, problem.where) for problem in advice] == [
        (Severity.ADVICE, "eligibility.product")
    ] * found


def test_every_answer_without_a_provider_is_advice_at_its_place() -> None:
    of = draft(layer="").with_response("gpu_sharing", Response(status=Status.PARTIALLY_IMPLEMENTED))
    of = of.with_response("ai_inference", Response(status=Status.NOT_APPLICABLE, notes="No inference."))
    found = open_providers(of)
    assert [(problem.subject, problem.severity) for problem in found] == [
        ("gpu_sharing", Severity.ADVICE),
        (GANG, Severity.ADVICE),
    ]
    assert found[1].where == "spec.schedulingOrchestration.gang_scheduling.provider"
    assert not open_providers(draft()) and not open_providers(draft(product="own"))


def test_white_space_alone_does_not_confirm() -> None:
    carried = Response(status=Status.IMPLEMENTED, notes="Kueue.", carried=Carried(minor="1.36"))
    before = Draft(name="Nebula", checklist="1.37", responses={GANG: carried}, metadata={"description": "A b"})
    before = before.model_copy(update={"fields_to_confirm": ("description",)})

    def typed(notes: str) -> Response:
        return before.with_response(GANG, carried.model_copy(update={"notes": notes})).response(GANG)

    assert typed("Kueue.\n").carried == carried.carried and typed("Kueue.\n").notes == "Kueue.\n"
    assert typed("Kueue 2.").carried is None
    assert before.with_metadata("description", "A b ").fields_to_confirm == ("description",)
    assert before.with_metadata("description", "A c").fields_to_confirm == ()
