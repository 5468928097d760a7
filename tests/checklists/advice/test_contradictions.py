"""Notes against the status: kinds in several wordings, each with a healthy twin."""

import pytest

from checklists.advice.contradictions import denies
from tests.checklists.advice.advice_on import advice, codes
from tests.checklists.good_submission import entry_of, good

CODE = "notes-contradict-status"
AUTOSCALING = "cluster_autoscaling"


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
