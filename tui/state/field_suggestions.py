"""Suggested values of metadata fields."""

from checklists.model.base_certificate import certified, link_to
from checklists.model.naming import product_folder
from checklists.program.vendor import explain
from tui.state.session.state import State

VENDOR, VERSION, BASE_CERTIFICATE = "vendorName", "kubernetesVersion", "k8sConformanceUrl"


def suggested_value(state: State, key: str) -> str:
    """Return the suggested value of a metadata field; empty for most fields."""
    entered = state.draft.metadata.get(key, "")
    if key == VERSION:
        return f"v{state.checklist.minor}"
    if key == BASE_CERTIFICATE:
        earlier = certified(entered)
        return link_to(state.checklist.minor, earlier[1] if earlier else product_folder(state.draft))
    if key == VENDOR and entered and state.members is not None:
        miss = explain(entered, state.members)
        return (miss.right or "") if miss is not None else ""
    return ""
