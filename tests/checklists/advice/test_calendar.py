"""The program's calendar appears as dated advice on drafts, never as an error."""

from datetime import date
from typing import Any

import pytest

from checklists.advice.calendar import dated_advice, old_minor
from checklists.catalog.calendar import calendar
from checklists.catalog.catalog import MINORS, checklist
from checklists.model.checklist import Level, Status, minor_key
from checklists.model.draft import Draft, Imported, Response
from checklists.model.problem import Severity
from checklists.model.renewal import REVIEW_DAYS
from checklists.rules.status import CONDITIONAL
from checklists.test_results.run import upstream_test

DRIVERS = "driver_runtime_management"


def test_calendar_data_agrees_with_the_rules() -> None:
    data = calendar()
    newest = [r for minor in MINORS for r in checklist(minor, None).requirements]
    assert {entry.requirement for entry in data.conditional} == CONDITIONAL
    assert data.review.business_days == REVIEW_DAYS
    assert {test for r in newest if (test := upstream_test(r))} <= set(data.tests.names)
    dated: tuple[Any, ...] = (data.certified, *data.upcoming, *data.conditional, data.review, data.tests)
    assert all(date(2026, 1, 1) < entry.as_of and entry.source.startswith("https://") for entry in dated)


@pytest.mark.parametrize("minor", [*MINORS, "1.38", "2.0"])
def test_an_old_minor_is_named_with_its_date(minor: str) -> None:
    about = old_minor(minor)
    assert (about is not None) == (minor_key(minor) < (1, 35))
    assert about is None or about[0].startswith("As of 26 August 2026, base conformance certifies 1.37, 1.36, 1.35")


@pytest.mark.parametrize(
    ("minor", "status", "renewal", "codes"),
    [
        ("1.37", Status.NOT_IMPLEMENTED, True, ["level-rises-next"]),
        ("1.37", Status.NOT_APPLICABLE, True, ["level-rises-next"]),
        ("1.37", Status.IMPLEMENTED, True, []),
        ("1.37", None, True, []),
        ("1.37", Status.NOT_IMPLEMENTED, False, []),
        ("1.34", None, False, ["minor-not-certified"]),
        ("1.33", None, True, ["minor-not-certified"]),
    ],
)
def test_drafts_get_dated_advice(minor: str, status: Status | None, renewal: bool, codes: list[str]) -> None:
    imported = Imported(source="PRODUCT.yaml", minor="1.36") if renewal else None
    responses = {DRIVERS: Response(status=status)} if minor == "1.37" else {}
    draft = Draft(name="Nebula", checklist=minor, folder="nebula", imported=imported, responses=responses)
    found = list(dated_advice(draft, checklist(minor, None)))
    assert [problem.code for problem in found] == codes
    for problem in found:
        assert problem.severity is Severity.ADVICE and problem.message.startswith("As of ") and problem.hint


def test_the_upcoming_must_is_a_should_in_the_current_minor() -> None:
    (change,) = calendar().upcoming
    known = checklist("1.37", None).get(change.requirement)
    assert known is not None and known.level is Level.SHOULD and change.minor == "1.38"
