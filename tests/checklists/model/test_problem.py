"""The place of a problem."""

import pytest

from checklists.model.problem import Problem, Severity


@pytest.mark.parametrize(
    ("where", "requirement", "field", "index"),
    [
        ("metadata.websiteUrl", None, "websiteUrl", None),
        ("metadata.contactEmailAddress[1]", None, "contactEmailAddress", 1),
        ("spec.security.secure_accelerator_access.status", "secure_accelerator_access", "status", None),
        ("spec.security.secure_accelerator_access.evidence[12]", "secure_accelerator_access", "evidence", 12),
        ("spec.security.secure_accelerator_access.evidence[]", "secure_accelerator_access", "evidence", None),
        ("folder", None, "folder", None),
        ("7", None, "7", None),
        ("", None, "", None),
    ],
)
def test_a_place_names_requirement_field_and_position(
    where: str, requirement: str | None, field: str, index: int | None
) -> None:
    problem = Problem(Severity.ERROR, "code", "subject", where, "Message.")
    assert (problem.requirement, problem.field, problem.index) == (requirement, field, index)
