"""detect: one finding for each requirement, and properties of all findings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings

from auto_detect.analysis.wording import observe
from auto_detect.collector.demo import demo_snapshot
from auto_detect.detectors.detect import DETECTORS, detect, finding_for
from auto_detect.detectors.evidence_ladder import Ladder, conclude, confirmed, missing, unknown
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, ServedVersion, Snapshot
from checklists.model.checklist import Checklist, Level, Requirement, TextTrust
from checklists.model.finding import Finding, Outcome
from checklists.text import clean_line
from tests.auto_detect.detectors.cluster import Cluster
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.random_snapshots import Altered, altered, snapshots
from tests.examples import examples

LIVING = Path(__file__).resolve().parents[4] / "shared" / "clusters" / "living-1.37.json"
COVERED = tuple(DETECTORS)
LIVING_HAS = ("accelerator_metrics", "ai_inference", "dra_support", "gang_scheduling", "robust_controller")
"""Requirements that the recorded cluster meets."""


def checklist(*ids: str) -> Checklist:
    requirements = tuple(Requirement(i, "category", Level.MUST, None, TextTrust.UNKNOWN, None) for i in ids)
    return Checklist("1.37", requirements, None, "test")


def find(snapshot: Snapshot) -> dict[str, Finding]:
    return {finding.requirement: finding for finding in detect(snapshot, checklist(*COVERED))}


def test_one_finding_for_each_requirement_in_checklist_order() -> None:
    ids = ("gang_scheduling", "brand_new", "dra_support")
    findings = detect(Cluster().snapshot(), checklist(*ids))
    assert tuple(finding.requirement for finding in findings) == ids
    assert [finding.reason for finding in findings] == [None, "no detector yet", None]


def test_an_empty_cluster_has_nothing_and_suggests_nothing() -> None:
    for finding in find(Cluster().snapshot()).values():
        assert finding.outcome is Outcome.NOT_DETECTED
        assert finding.suggested_status is finding.suggested_notes is finding.reason is None


@pytest.mark.parametrize("outcome", [outcome for outcome in ReadOutcome if outcome is not ReadOutcome.READ])
def test_without_discovery_nothing_is_known(outcome: ReadOutcome) -> None:
    snapshot = Snapshot("2026-11-24T12:00:00Z", None, "x", Discovery(outcome, reason="The connection was lost."))
    assert {finding.outcome for finding in find(snapshot).values()} == {Outcome.COULD_NOT_CHECK}


def test_a_finding_without_permission_needs_that_permission() -> None:
    cluster = Cluster().deny(registry.NODES)
    needed = finding_for(cluster.snapshot(), "gpu_sharing").to_detected
    assert needed == "Permission to list nodes; then read the cluster again."


def test_a_finding_names_what_every_open_check_needs() -> None:
    checks = (
        confirmed(observe("API", "x", "Served.")),
        missing("no pool exists", needed="an InferencePool"),
        unknown("not allowed to list pods", needed="a ready pod"),
    )
    ladder = Ladder("x", checks)
    finding = conclude("x", ladder, ladder.observations, when_detected=_never, partly_summary="No pool.")
    assert finding.to_detected == "An InferencePool and a ready pod."
    vague = Ladder("x", (*checks, missing("no route exists")))
    assert conclude("x", vague, (), when_detected=_never, partly_summary="No pool.").to_detected is None


def test_deciding_observations_come_first() -> None:
    ladder = Ladder(
        "x",
        (
            confirmed(observe("Node", "a", "Old.", doubtful=True), observe("Node", "b", "Offers GPUs.")),
            confirmed(observe("Pod", "c", "Ready."), observe("Pod", "d", "Ready.")),
            missing("no route", observe("Route", "e", "Accepted."), observe("Route", "f", "Rejected.", doubtful=True)),
        ),
    )
    assert [o.name for o in ladder.observations] == ["b", "c", "f", "a", "d", "e"]


def _never() -> Finding:
    raise AssertionError


# --- any snapshot ------------------------------------------------------------------------------------


LOOSE = settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LOOSE
@example(Snapshot("", None, "", Discovery(ReadOutcome.READ, taken_at=" ")))
@given(snapshots())
def test_findings_of_random_snapshots_are_valid(snapshot: Snapshot) -> None:
    assert_valid_findings(snapshot)


@LOOSE
@given(altered(demo_snapshot))
def test_findings_of_an_altered_cluster_are_valid(case: Altered) -> None:
    assert_valid_findings(case.snapshot)


def assert_valid_findings(snapshot: Snapshot) -> None:
    for requirement in DETECTORS:
        finding = finding_for(snapshot, requirement)
        assert finding.requirement == requirement
        assert len(finding.observations) <= 12
        assert (finding.suggested_status is None) == (finding.outcome is not Outcome.DETECTED)
        assert (finding.suggested_notes is None) == (finding.outcome is not Outcome.DETECTED)
        assert bool(finding.unproven) or finding.outcome is not Outcome.DETECTED
        assert (finding.outcome is Outcome.DETECTED) == (finding.to_detected is None)
        words = [
            finding.to_detected or "",
            finding.summary,
            *finding.unproven,
            finding.suggested_notes or "",
            finding.reason or "",
        ]
        words += [
            text for o in finding.observations for text in (o.kind, o.name, o.detail, o.namespace or "", o.path or "")
        ]
        for text in words:
            assert text == clean_line(text)
            assert len(text) < 2_000


# --- a recorded cluster ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def living() -> Snapshot:
    """Return what a collection would have stored of a real API server's responses."""
    if not LIVING.is_file():
        pytest.skip(f"the recorded cluster is not at {LIVING}")
    answers: dict[str, Any] = json.loads(LIVING.read_bytes())
    groups = {
        group["metadata"].get("name", ""): tuple(
            ServedVersion(
                version["version"],
                tuple(resource["resource"] for resource in version.get("resources", ())),
                version.get("freshness") == "Stale",
            )
            for version in group["versions"]
        )
        for path in ("/api (aggregated)", "/apis (aggregated)")
        for group in answers[path]["items"]
    }
    listings: dict[str, Listing[Any]] = {}
    for resource in registry.RESOURCES:
        for version in resource.versions:
            root = f"/apis/{resource.group}/{version}" if resource.group else f"/api/{version}"
            answer = answers.get(f"{root}/{resource.plural}")
            if answer is not None and resource.group_resource not in listings:
                items = tuple(msgspec.convert(item, resource.type) for item in answer["items"])
                listings[resource.group_resource] = Listing(ReadOutcome.READ, version, items)
    return Snapshot(
        "2026-11-24T12:00:00Z", "v1.37.2", "living", Discovery(ReadOutcome.READ, groups), listings, requests=42
    )


@pytest.fixture(scope="module")
def found(living: Snapshot) -> dict[str, Finding]:
    """Return the findings of the recorded cluster."""
    return find(living)


FACTS: list[tuple[str, Callable[[Finding], object]]] = [
    ("dra_support", lambda f: "24 usable devices, of type gpu, on 3 nodes" in counted(f)),
    ("ai_inference", lambda f: "splits traffic 90:10 between 2 backends and matches the header x-model" in counted(f)),
    ("ai_inference", lambda f: "GatewayClass orphan: Not yet accepted" in doubtful(f)),
    ("gang_scheduling", lambda f: "ClusterQueue cq: Active, with a quota of nvidia.com/gpu." in counted(f)),
    ("gang_scheduling", lambda f: "4 pods admitted together, ready, finished." in counted(f)),
    ("accelerator_metrics", lambda f: "Ready on 3 of 3 nodes." in counted(f)),
    ("accelerator_metrics", lambda f: "nvidia-driver-daemonset" not in str(f)),
    ("robust_controller", lambda f: "1 ready endpoint behind" in counted(f)),
]


@pytest.mark.parametrize(("requirement", "fact"), FACTS)
def test_true_facts_of_a_recorded_cluster(
    found: dict[str, Finding], requirement: str, fact: Callable[[Finding], object]
) -> None:
    finding = found[requirement]
    assert finding.outcome is Outcome.DETECTED
    assert fact(finding), finding


def test_denied_resources_are_not_reported_as_absent(living: Snapshot, found: dict[str, Finding]) -> None:
    wrong = []
    for resource in registry.RESOURCES:
        denied = msgspec.structs.replace(
            living, listings={**living.listings, resource.group_resource: Listing(ReadOutcome.DENIED)}
        )
        for requirement, finding in find(denied).items():
            other = Outcome.DETECTED if requirement in LIVING_HAS else found[requirement].outcome
            if finding.outcome not in (other, Outcome.COULD_NOT_CHECK):
                wrong.append((resource.group_resource, requirement, finding.outcome))
    assert wrong == []


def test_suggested_notes_contain_no_private_names(found: dict[str, Finding]) -> None:
    notes = " ".join(finding.suggested_notes or "" for finding in found.values())
    for private in ("gpu-0", "cpu-0", "kueue-system", "gpu-operator", "10.0.0.49"):
        assert private not in notes
