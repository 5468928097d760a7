"""Suggested values of metadata fields."""

from dataclasses import replace

import pytest

from checklists.program.members import Members
from tui.state.drafts_service import DraftsService
from tui.state.field_suggestions import suggested_value
from tui.state.session.session import Session

ENTRIES = "https://github.com/cncf/k8s-conformance/tree"
MEMBERS = Members(frozenset({"Nebula Systems, Inc."}), "test", None)


@pytest.fixture
def session(drafts_service: DraftsService) -> Session:
    drafts_service.create("Nebula", "1.37")
    return drafts_service.open("Nebula")


@pytest.mark.parametrize(
    ("key", "entered", "expected"),
    [
        ("kubernetesVersion", "v1.36", "v1.37"),
        ("k8sConformanceUrl", "", f"{ENTRIES}/master/v1.37/nebula"),
        ("k8sConformanceUrl", f"{ENTRIES}/main/v1.36/nebula-k8s/", f"{ENTRIES}/master/v1.37/nebula-k8s"),
        (
            "k8sConformanceUrl",
            "https://github.com/cncf/k8s-conformance/blob/master/v1.36/nebula-k8s/PRODUCT.yaml",
            f"{ENTRIES}/master/v1.37/nebula-k8s",
        ),
        ("k8sConformanceUrl", "https://nebula.example", f"{ENTRIES}/master/v1.37/nebula"),
        ("vendorName", "", ""),
        ("vendorName", "Nebula Systems, Inc.", ""),
        ("vendorName", "nebula systems inc", "Nebula Systems, Inc."),
        ("vendorName", "Somebody Else", ""),
        ("platformName", "Nebula", ""),
    ],
)
def test_suggested_values(session: Session, key: str, entered: str, expected: str) -> None:
    state = replace(session.type_metadata(key, entered), members=MEMBERS)
    assert suggested_value(state, key) == expected


def test_no_vendor_is_suggested_without_a_member_list(session: Session) -> None:
    state = replace(session.type_metadata("vendorName", "nebula systems inc"), members=None)
    assert suggested_value(state, "vendorName") == ""
