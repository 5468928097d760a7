"""Detection: one pure detector per requirement, listed explicitly."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from auto_detect.detectors.accelerators import (
    dra_support,
    driver_runtime_management,
    gpu_sharing,
    virtualized_accelerator,
)
from auto_detect.detectors.needed_evidence import with_needed_evidence
from auto_detect.detectors.networking import (
    advanced_inference_ingress,
    ai_inference,
    disaggregated_inference,
    high_performance_networking,
)
from auto_detect.detectors.observability import accelerator_metrics, ai_service_metrics
from auto_detect.detectors.operators import robust_controller
from auto_detect.detectors.recording_snapshot import RecordingSnapshot
from auto_detect.detectors.scheduling import cluster_autoscaling, gang_scheduling, pod_autoscaling
from auto_detect.detectors.security import secure_accelerator_access, workload_sandboxing
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.checklist import Checklist
from checklists.model.finding import Finding, Outcome

Detector = Callable[[Snapshot], Finding]

DETECTORS: Mapping[str, Detector] = {
    accelerator_metrics.ID: accelerator_metrics.detect_accelerator_metrics,
    ai_service_metrics.ID: ai_service_metrics.detect_ai_service_metrics,
    advanced_inference_ingress.ID: advanced_inference_ingress.detect_advanced_inference_ingress,
    cluster_autoscaling.ID: cluster_autoscaling.detect_cluster_autoscaling,
    disaggregated_inference.ID: disaggregated_inference.detect_disaggregated_inference,
    dra_support.ID: dra_support.detect_dra_support,
    driver_runtime_management.ID: driver_runtime_management.detect_driver_runtime_management,
    gang_scheduling.ID: gang_scheduling.detect_gang_scheduling,
    ai_inference.ID: ai_inference.detect_ai_inference,
    gpu_sharing.ID: gpu_sharing.detect_gpu_sharing,
    high_performance_networking.ID: high_performance_networking.detect_high_performance_networking,
    pod_autoscaling.ID: pod_autoscaling.detect_pod_autoscaling,
    robust_controller.ID: robust_controller.detect_robust_controller,
    secure_accelerator_access.ID: secure_accelerator_access.detect_secure_accelerator_access,
    virtualized_accelerator.ID: virtualized_accelerator.detect_virtualized_accelerator,
    workload_sandboxing.ID: workload_sandboxing.detect_workload_sandboxing,
}
"""Detectors by requirement id."""


def detect(snapshot: Snapshot, checklist: Checklist) -> tuple[Finding, ...]:
    """Return one finding for every requirement of the checklist, in its order."""
    return tuple(finding_for(snapshot, requirement.id) for requirement in checklist.requirements)


def finding_for(snapshot: Snapshot, requirement: str) -> Finding:
    """Return the finding for one requirement, by its id."""
    detector = DETECTORS.get(requirement)
    if detector is not None:
        recording = RecordingSnapshot.recording(snapshot)
        finding = detector(recording)
        stale = (recording.stale_note,) if recording.stale_note else ()
        return replace(
            with_needed_evidence(finding),
            sources=recording.sources,
            since=recording.since,
            unproven=(*finding.unproven, *stale),
        )
    return Finding(
        requirement,
        Outcome.COULD_NOT_CHECK,
        "No detector for this requirement yet; answer it by hand.",
        reason="no detector yet",
    )
