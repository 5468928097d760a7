"""The demo cluster: the bundled snapshot equals the script's output and shows every outcome."""

import functools

import msgspec
import pytest

from auto_detect.collector.demo import demo_snapshot
from auto_detect.detectors.detect import DETECTORS, detect
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Listing, ReadOutcome
from checklists.catalog.catalog import MINORS, checklist
from checklists.model.finding import Finding, Outcome
from scripts import make_demo_snapshot


@functools.cache
def findings() -> dict[str, Finding]:
    return {requirement: detector(demo_snapshot()) for requirement, detector in DETECTORS.items()}


def test_the_bundled_file_is_what_the_script_makes() -> None:
    assert make_demo_snapshot.TARGET.read_bytes() == make_demo_snapshot.document(), (
        "run: python -m scripts.make_demo_snapshot"
    )
    assert demo_snapshot() == make_demo_snapshot.demo()


def test_it_shows_every_outcome_in_the_newest_checklist() -> None:
    newest = detect(demo_snapshot(), checklist(MINORS[-1], None))
    assert {finding.outcome for finding in newest} == set(Outcome)


def test_the_demo_cluster_meets_most_requirements() -> None:
    others = {
        "gang_scheduling": Outcome.PARTLY,
        "accelerator_metrics": Outcome.PARTLY,
        "virtualized_accelerator": Outcome.NOT_DETECTED,
        "high_performance_networking": Outcome.NOT_DETECTED,
        "advanced_inference_ingress": Outcome.COULD_NOT_CHECK,
    }
    assert {key: finding.outcome for key, finding in findings().items()} == {
        key: others.get(key, Outcome.DETECTED) for key in DETECTORS
    }


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("gang_scheduling", "team-red"),
        ("accelerator_metrics", "nvidia-dcgm-exporter"),
        ("secure_accelerator_access", "gpu-debug"),
    ],
)
def test_its_three_flaws_are_named(requirement: str, name: str) -> None:
    finding = findings()[requirement]
    assert any(o.name == name and o.doubtful for o in finding.observations)
    assert any(not o.doubtful for o in finding.observations)


def test_one_permission_is_missing() -> None:
    snapshot = demo_snapshot()
    assert [str(permission) for permission in snapshot.denied] == ["list inferencepools.inference.networking.k8s.io"]
    assert not snapshot.complete


@pytest.mark.slow
def test_denied_resources_are_not_reported_as_absent() -> None:
    """The same holds for the recorded cluster of the detectors' tests."""
    snapshot = demo_snapshot()
    wrong = []
    for resource in registry.RESOURCES:
        denied = msgspec.structs.replace(
            snapshot, listings={**snapshot.listings, resource.group_resource: Listing(ReadOutcome.DENIED)}
        )
        for requirement, before in findings().items():
            after = DETECTORS[requirement](denied).outcome
            if after not in (before.outcome, Outcome.COULD_NOT_CHECK):
                wrong.append((resource.group_resource, requirement, after))
    assert wrong == []
