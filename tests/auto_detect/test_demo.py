"""The demo cluster: what the script makes is what is bundled, and it shows every outcome."""

import importlib.util
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auto_detect import areas
from auto_detect.area import Area
from auto_detect.demo import demo_snapshot
from auto_detect.detect import DETECTORS, detect
from auto_detect.snapshot import Listing, ReadOutcome
from checklists.catalog import MINORS, checklist
from checklists.finding import Finding, Outcome

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_demo_snapshot.py"


def script() -> Any:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("make_demo_snapshot", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def findings() -> dict[str, Finding]:
    return {requirement: detector(demo_snapshot()) for requirement, detector in DETECTORS.items()}


def test_the_bundled_file_is_what_the_script_makes() -> None:
    made = script()
    assert made.TARGET.read_bytes() == made.document(), "run: python scripts/make_demo_snapshot.py"
    assert demo_snapshot() == made.demo()


def test_it_shows_every_outcome_in_the_newest_checklist() -> None:
    newest = detect(demo_snapshot(), checklist(MINORS[-1], None))
    assert {finding.outcome for finding in newest} == set(Outcome)


@pytest.mark.parametrize(
    ("requirement", "outcome"),
    [
        ("dra_support", Outcome.DETECTED),
        ("ai_inference", Outcome.DETECTED),
        ("robust_controller", Outcome.DETECTED),
        ("gang_scheduling", Outcome.PARTLY),
        ("accelerator_metrics", Outcome.NOT_DETECTED),
    ],
)
def test_what_it_shows(requirement: str, outcome: Outcome) -> None:
    finding = findings()[requirement]
    assert finding.outcome is outcome
    assert any(not observation.doubtful for observation in finding.observations)


def test_a_class_that_nobody_accepted_and_a_missing_permission() -> None:
    assert any(o.name == "nebula-legacy" and o.doubtful for o in findings()["ai_inference"].observations)
    snapshot = demo_snapshot()
    assert [str(permission) for permission in snapshot.denied] == [
        "list resourceclaims.resource.k8s.io",
        "list inferencepools.inference.networking.k8s.io",
    ]
    assert not snapshot.complete


@pytest.mark.parametrize("area", areas.AREAS, ids=lambda area: area.key)
def test_nothing_denied_in_it_becomes_absent(area: Area[Any]) -> None:
    snapshot = demo_snapshot()
    denied = msgspec.structs.replace(snapshot, listings={**snapshot.listings, area.key: Listing(ReadOutcome.DENIED)})
    for requirement, before in findings().items():
        after = DETECTORS[requirement](denied).outcome
        assert after in (before.outcome, Outcome.COULD_NOT_CHECK), requirement
