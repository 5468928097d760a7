"""Evidence that each requirement needs to be *detected*, for findings whose detector names nothing more specific."""

from dataclasses import replace

from auto_detect.analysis.wording import capitalize, join_names
from checklists.model.finding import Finding, Outcome

_NEEDED = {
    "accelerator_metrics": "an accelerator metrics exporter that runs on accelerator nodes, or metrics of accelerators "
    "in the metrics that were read",
    "advanced_inference_ingress": "an InferencePool that a gateway accepted, with an accepted HTTPRoute, a ready "
    "endpoint picker and a ready pod",
    "ai_inference": "a programmed Gateway of an accepted GatewayClass, and accepted HTTPRoutes with weighted backends "
    "and a header match",
    "ai_service_metrics": "a running AI service, and a running collector with a monitor that selects its metrics",
    "cluster_autoscaling": "a running autoscaler that can add nodes with accelerators",
    "disaggregated_inference": "ready prefill pods and ready decode pods of one model, with different owners",
    "dra_support": "an API server that serves resource.k8s.io/v1, on by default from Kubernetes 1.34",
    "driver_runtime_management": "a driver version on every usable accelerator node, in its labels or ResourceSlices",
    "gang_scheduling": "a running gang scheduler, and a group of pods that it admitted together",
    "gpu_sharing": "a usable node that offers shares or partitions of its accelerators",
    "high_performance_networking": "a usable node that offers RDMA, SR-IOV or another fast interface, or a running pod "
    "with one",
    "pod_autoscaling": "a running autoscaler that reads a custom metric and scales a workload by it",
    "robust_controller": "an AI operator that runs, has a working validating webhook and reconciled an object",
    "secure_accelerator_access": "a usable node that offers accelerators, with running pods to sample",
    "virtualized_accelerator": "a usable node that offers virtual accelerators, such as vGPU profiles",
    "workload_sandboxing": "a sandboxing RuntimeClass whose handler usable nodes report, and a ready pod that uses it",
}
"""Clauses by requirement."""
_DENIED = "not allowed to "


def with_needed_evidence(finding: Finding) -> Finding:
    """Return the finding with a sentence about what would raise it to *detected*; unchanged if it is detected."""
    if finding.outcome is Outcome.DETECTED or finding.to_detected:
        return finding
    reasons = (finding.reason or "").split("; ")
    if all(reason.startswith(_DENIED) for reason in reasons):
        verbs = join_names(f"to {reason.removeprefix(_DENIED)}" for reason in reasons)
        return replace(finding, to_detected=f"Permission {verbs}; then read the cluster again.")
    needed = _NEEDED.get(finding.requirement)
    return replace(finding, to_detected=f"{capitalize(needed)}.") if needed else finding
