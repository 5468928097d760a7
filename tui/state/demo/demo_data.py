"""Answers and evidence of the demo's fictional product."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from checklists.catalog.catalog import MINORS
from checklists.model.checklist import Level, Requirement
from checklists.model.draft import Draft, Response

MINOR = MINORS[-1]
"""The checklist that the demo answers."""
_DATA = resources.files("tui") / "data" / "demo"


def demo_draft(minor: str = MINOR) -> Draft:
    """Return the draft that the wizard opens: platform filled in, findings of the demo cluster not yet accepted."""
    data = _data()
    metadata = {key: value.format(minor=minor) for key, value in data["metadata"].items()}
    responses = {key: _response(value) for key, value in data["responses"].items() if not value.get("open")}
    return Draft(
        name=metadata["platformName"],
        checklist=minor,
        eligibility=data["eligibility"],
        metadata=metadata,
        responses=responses,
    )


def demo_response(requirement: Requirement) -> Response:
    """Return the fictional answer without its file; an empty answer for an unknown SHOULD."""
    known = _data()["responses"].get(requirement.id)
    if known is None and requirement.level is Level.MUST:
        known = _data()["unknown_must"]
    return _response(known or {})


def demo_files() -> Iterator[tuple[str, str, bytes]]:
    """Yield requirement, file name and content of each evidence file."""
    for requirement, value in _data()["responses"].items():
        if "file" in value:
            yield requirement, value["file"], (_DATA / value["file"]).read_bytes()


def demo_vendor() -> str:
    """Return the placeholder vendor of the fictional product."""
    return str(_data()["metadata"]["vendorName"])


def _response(value: dict[str, Any]) -> Response:
    return Response.model_validate({key: value[key] for key in ("status", "evidence", "notes") if key in value})


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((_DATA / "draft.yaml").read_text(encoding="utf-8"))
    return data
