"""Notes that contradict the status, in several wordings, each next to a harmless one."""

import pytest

from checklists.advice.contradictions import denies
from tests.checklists.advice.advice_on import advice, codes
from tests.checklists.advice.requirement_ids import AUTOSCALING
from tests.checklists.good_submission import entry_of, good

CODE = "notes-contradict-status"


@pytest.mark.parametrize(
    ("requirement", "notes"),
    [
        (AUTOSCALING, "Fixed node pools, so it is satisfied by virtue of the condition not applying."),
        (AUTOSCALING, "The requirement is conditional; the condition is never met on our appliances."),
        (AUTOSCALING, "The condition does not arise: every cluster has four machines."),
        (AUTOSCALING, "Does not apply to an edge appliance."),
        (AUTOSCALING, "This requirement doesn\u2019t apply, see the page."),
        (AUTOSCALING, "Vacuously satisfied, since the product has a fixed number of servers."),
        (AUTOSCALING, "Autoscaling is out of scope for bare metal."),
        (AUTOSCALING, "N/A"),
        (AUTOSCALING, "An autoscaler is not bundled with the platform."),
        (AUTOSCALING, "Nebula ships without a cluster autoscaler. Customers size their racks."),
        (AUTOSCALING, "The product has no autoscaler; users may install any project they like."),
        (AUTOSCALING, "We don't support it."),
        (AUTOSCALING, "The platform lacks an autoscaler."),
        (AUTOSCALING, "Cluster autoscaling isn't offered in this release."),
        (AUTOSCALING, "\u672c\u5e73\u53f0\u4e0d\u652f\u6301\u96c6\u7fa4\u81ea\u52a8\u4f38\u7f29\u3002"),
        ("gpu_sharing", "Our platform doesn't support GPU sharing yet."),
        ("gpu_sharing", "Not supported."),
        ("high_performance_networking", "We do not provide RDMA; planned for the next release."),
        ("gang_scheduling", "The feature is currently not available in our product."),
        ("ai_inference", "Not applicable, the product has no inference services."),
        (AUTOSCALING, "Since nodes are physical servers, automatic scaling of the cluster has no meaning here."),
        (AUTOSCALING, "This clause is conditional upon the platform providing an autoscaler, which ours does not."),
        (AUTOSCALING, "Cluster size is fixed at install time; the MUST is therefore not triggered."),
        (
            AUTOSCALING,
            "We leave cluster autoscaling to the customer's infrastructure provider; the product itself has none.",
        ),
        (AUTOSCALING, "Not relevant for air-gapped racks."),
        (AUTOSCALING, "There is no cluster autoscaler in this product."),
        (AUTOSCALING, "The platform neither ships nor supports a cluster autoscaler."),
        (AUTOSCALING, "No autoscaler."),
        (AUTOSCALING, "Requirement waived: bare metal."),
        (AUTOSCALING, "No support for node autoscaling at the moment."),
        (AUTOSCALING, "Autoscaling remains unsupported on bare metal."),
        (AUTOSCALING, "The cluster autoscaler is excluded from the product."),
        (AUTOSCALING, "We have not implemented this."),
        (AUTOSCALING, "The feature is absent from the current release."),
        (AUTOSCALING, "This does not concern on-premises installations."),
        ("gpu_sharing", "GPU sharing is missing from this release."),
        ("gpu_sharing", "Time-slicing and MIG have been removed from the product."),
        ("gpu_sharing", "Currently not possible with our device plugin."),
        ("virtualized_accelerator", "vGPU is not part of the product."),
        ("virtualized_accelerator", "We don't have vGPU support."),
        ("disaggregated_inference", "Nothing in the product implements this yet."),
        ("high_performance_networking", "RDMA isn't something our platform offers."),
        ("gang_scheduling", "Gang scheduling is not yet available; on the roadmap for 2027."),
        ("gang_scheduling", "No gang scheduler is shipped with the product and none can be installed."),
        ("workload_sandboxing", "Sandboxing is disabled in the product."),
        ("workload_sandboxing", "Sandboxed runtimes have been dropped."),
        ("ai_inference", "TBD, no Gateway API implementation yet."),
        ("driver_runtime_management", "Wird nicht unterstützt."),
        (AUTOSCALING, "本产品不适用该要求。"),
        (AUTOSCALING, "未实现。"),
        (AUTOSCALING, "暂不支持"),
        (AUTOSCALING, "クラスターの自動スケーリングには対応していません。"),
        (AUTOSCALING, "클러스터 오토스케일링을 지원하지 않습니다."),
        (AUTOSCALING, "Autoscaling isn't something that makes sense for an appliance."),
        (AUTOSCALING, "We do not have an autoscaler."),
        (AUTOSCALING, "The product comes without any node autoscaling."),
        (AUTOSCALING, "Nodes cannot be added automatically on this platform."),
        (AUTOSCALING, "Manual scaling only; automatic node provisioning is not offered."),
        (AUTOSCALING, "As an on-prem distribution, we are exempt from this requirement."),
        (AUTOSCALING, "This item is inapplicable to us."),
        (AUTOSCALING, "The MUST only binds platforms with elastic infrastructure, which this one is not."),
        (AUTOSCALING, "Not provided. Customers bring their own."),
        (AUTOSCALING, "Our platform never shipped an autoscaler."),
        ("gpu_sharing", "None of the sharing mechanisms is supported."),
        ("gpu_sharing", "We do not offer it."),
        ("gpu_sharing", "GPU sharing was discontinued in 4.0."),
        ("high_performance_networking", "RDMA networking is unavailable."),
        ("gang_scheduling", "Not implemented yet."),
        ("gang_scheduling", "The product doesn't come with a gang scheduler and the marketplace has none."),
        ("workload_sandboxing", "Sandboxing is turned off and unsupported."),
        ("ai_inference", "Gateway API inference routing has not been implemented."),
        ("robust_controller", "No AI operator is supported by the platform."),
    ],
)
def test_notes_that_deny_what_the_status_claims(requirement: str, notes: str) -> None:
    document = good()
    entry_of(document, requirement)["notes"] = notes
    problems = advice(document)
    assert codes(problems) == [(CODE, requirement)]
    assert ("September 2026" in problems[0].hint) == (requirement == AUTOSCALING)


@pytest.mark.parametrize(
    ("requirement", "notes"),
    [
        (AUTOSCALING, "We do not bundle an autoscaler by default, but autoscaling is fully supported with Karpenter."),
        (AUTOSCALING, "The platform does not provide an autoscaler. It is tested to work with the cluster autoscaler."),
        (AUTOSCALING, "Upstream's cluster-autoscaler deploys onto Nebula without modification and scales GPU groups."),
        (AUTOSCALING, "Not applicable on bare metal; on clouds, the autoscaler scales GPU node groups from 1 to 3."),
        (AUTOSCALING, "The scale-up limit does not apply to GPU node groups."),
        (AUTOSCALING, "Scales up and down, no node restart required."),
        ("gpu_sharing", "Time-slicing is demonstrated on T4 (MIG is not supported on T4 hardware)."),
        ("gang_scheduling", "Kueue is not bundled. It can be installed from the catalog."),
        ("gang_scheduling", "An oversized gang is refused; no pod is started."),
        ("secure_accelerator_access", "Pods without a request have no access to devices and cannot see them."),
        ("robust_controller", "KubeRay is installed with Helm; invalid resources are not admitted."),
        ("driver_runtime_management", "Drivers are not installed by hand: the GPU operator installs them."),
        (AUTOSCALING, "Cluster autoscaling is provided by Karpenter; spot pools are not supported."),
        (AUTOSCALING, "Nodes are added within three minutes, and no workload is interrupted."),
        (AUTOSCALING, "The autoscaler does not remove nodes that run pods without a controller."),
        (AUTOSCALING, "Nothing has to be configured: the autoscaler is enabled for every GPU pool."),
        (
            AUTOSCALING,
            "Customers that do not want autoscaling can switch it off; it is enabled by default and scales GPU pools.",
        ),
        (AUTOSCALING, "The cluster autoscaler is not only included but tested nightly."),
        (AUTOSCALING, "GPU pools scale from zero; there are no manual steps."),
        (AUTOSCALING, "If no GPU node is left, the autoscaler adds one within 4 minutes (tested)."),
        ("gpu_sharing", "MPS and time-slicing are supported. MIG is not available on T4."),
        ("gpu_sharing", "Sharing is off by default and enabled per node pool with a label."),
        ("virtualized_accelerator", "vGPU is supported through KubeVirt. No license server is bundled."),
        ("gang_scheduling", "Volcano can be installed from the marketplace; it is not installed by default."),
        ("gang_scheduling", "Without enough GPUs none of the pods starts, as the log shows."),
        ("secure_accelerator_access", "A container without a claim cannot open /dev/nvidia0."),
        ("secure_accelerator_access", "Unauthorized containers never see the device."),
        ("pod_autoscaling", "HPA with the Prometheus adapter; scale to zero is not part of this test."),
        ("ai_inference", "Envoy Gateway is supported; other implementations are out of scope of this document."),
        ("robust_controller", "The operator never crashed in 24 hours, and invalid objects were not admitted."),
        ("accelerator_metrics", "DCGM exporter metrics are scraped; no additional agent is needed."),
        ("driver_runtime_management", "Drivers are not part of the node image; the GPU operator installs them."),
        ("high_performance_networking", "RoCE is available on H100 pools, not on T4 pools."),
        ("workload_sandboxing", "Kata Containers is available as a RuntimeClass. gVisor is not offered."),
        ("disaggregated_inference", "llm-d can be deployed; a prefill pool without GPUs is not supported."),
        (AUTOSCALING, "The autoscaler never removes the last node of a pool."),
        (AUTOSCALING, "Karpenter provisions nodes; we do not limit instance types."),
        (AUTOSCALING, "Missing capacity is added by the autoscaler within 5 minutes."),
        (AUTOSCALING, "The scale-down was triggered after 10 minutes without load, and the node was removed."),
        (AUTOSCALING, "When there is no pending pod, the autoscaler removes the node."),
        (AUTOSCALING, "It doesn't matter which instance type is used: the autoscaler supports all of them."),
        ("gang_scheduling", "If the gang does not fit, none of its pods is admitted by Kueue."),
        ("gang_scheduling", "The job was not admitted until all 4 GPUs were free, as the log shows."),
        ("gang_scheduling", "Kueue is provided as an add-on; it is disabled by default and enabled with one flag."),
        ("gpu_sharing", "Two pods share a GPU with MPS; memory isn't isolated between them."),
        ("gpu_sharing", "MIG is supported on A100 and H100. Consumer cards do not support MIG."),
        ("secure_accelerator_access", "The pod that has no claim gets no device, as the test shows."),
        ("secure_accelerator_access", "Access is not possible without a ResourceClaim."),
        ("pod_autoscaling", "The HPA scales on queue length; no CPU metric is used."),
        (
            "accelerator_metrics",
            "The exporter is included. There is no authentication on the metrics port inside the cluster.",
        ),
        ("driver_runtime_management", "There is no driver in the image; the operator installs it."),
        ("ai_inference", "Gateway API v1.3 is supported by Envoy Gateway, TCPRoute is not."),
        ("robust_controller", "An invalid RayCluster is not accepted by the webhook."),
        (
            "high_performance_networking",
            "InfiniBand is supported; Ethernet without RDMA is not covered by this answer.",
        ),
        (
            "disaggregated_inference",
            "llm-d runs prefill and decode separately; there is no shared storage between them.",
        ),
    ],
)
def test_notes_that_describe_an_implementation(requirement: str, notes: str) -> None:
    document = good()
    entry_of(document, requirement)["notes"] = notes
    assert advice(document) == []


@pytest.mark.parametrize(
    ("status", "notes", "found"),
    [
        ("N/A", "The autoscaler scales GPU node groups up and down, as shown on the page.", True),
        ("Not Implemented", "Cluster autoscaling is fully supported through Karpenter on all clouds.", True),
        ("N/A", "Each cluster is a sealed appliance of four machines that software can neither add nor remove.", False),
        ("Not Implemented", "Cluster autoscaling is planned for the next release, through Karpenter.", False),
        ("Not Implemented", "Users can install an autoscaler; the product ships none.", False),
        ("Partially Implemented", "We don't support scale-down. The autoscaler scales up.", False),
    ],
)
def test_notes_that_refute_a_denial(status: str, notes: str, found: bool) -> None:
    document = good()
    entry_of(document, AUTOSCALING).update(status=status, notes=notes)
    assert (CODE in {problem.code for problem in advice(document)}) == found


def test_notes_of_any_length_are_read_at_once() -> None:
    assert denies("not not-" * 10_000, AUTOSCALING) == ""


@pytest.mark.parametrize(
    ("status", "notes", "found"),
    [
        ("Not Implemented", "MIG and time-slicing are both available in every GPU pool.", True),
        ("N/A", "GPU sharing works out of the box with time-slicing.", True),
        ("Not Implemented", "GPU sharing has been available since version 3.2.", True),
        ("N/A", "We provide GPU sharing through HAMi, see the page of the add-on.", True),
        ("Not Implemented", "Verified with MPS: two pods share one GPU.", True),
        ("Not Implemented", "GPU sharing is on the roadmap.", False),
        ("N/A", "Our accelerators are ASICs that a single process owns by design.", False),
        ("Not Implemented", "Only whole GPUs are assigned.", False),
        ("Not Implemented", "Customers could share GPUs with HAMi.", False),
        ("N/A", "The product targets single-GPU edge boxes that run one workload.", False),
    ],
)
def test_notes_that_refute_a_denial_of_sharing(status: str, notes: str, found: bool) -> None:
    document = good()
    entry_of(document, "gpu_sharing").update(status=status, notes=notes)
    assert (CODE in {problem.code for problem in advice(document)}) == found
