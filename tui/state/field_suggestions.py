"""Suggested values of metadata fields. No Textual here."""

import re

from checklists.model.naming import submission_folder
from checklists.program.vendor import explain
from tui.state.session.state import State

VENDOR, VERSION, BASE_CERTIFICATE = "vendorName", "kubernetesVersion", "k8sConformanceUrl"
_BASE_ENTRIES = "https://github.com/cncf/k8s-conformance/tree/master"
_BASE_ENTRY = re.compile(r"https://github\.com/cncf/k8s-conformance/tree/\w+/v[0-9.]+/([^/]+)/?")


def suggested_value(state: State, key: str) -> str:
    """Return the suggested value of a metadata field; empty for most fields."""
    entered = state.draft.metadata.get(key, "")
    if key == VERSION:
        return f"v{state.checklist.minor}"
    if key == BASE_CERTIFICATE:
        earlier = _BASE_ENTRY.fullmatch(entered)
        place = f"v{state.checklist.minor}/{earlier[1]}" if earlier else submission_folder(state.draft)
        return f"{_BASE_ENTRIES}/{place}"
    if key == VENDOR and entered and state.members is not None:
        miss = explain(entered, state.members)
        return (miss.right or "") if miss is not None else ""
    return ""
