"""Notes under the status Implemented that deny the feature in freer words, each next to a harmless twin."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.advice import absences, deferrals, denials, responsibility
from checklists.advice.contradictions import affirms, denies
from checklists.advice.denial_words import may_contradict
from checklists.advice.reasons import Refusal, refusal_of
from tests.checklists.advice.requirement_ids import (
    ACCESS,
    AUTOSCALING,
    CONTROLLER,
    DISAGGREGATED,
    DRA,
    DRIVERS,
    GANG,
    INFERENCE,
    INGRESS,
    METRICS,
    NETWORKING,
    POD_AUTOSCALING,
    SANDBOXING,
    SERVICE_METRICS,
    SHARING,
    VIRTUAL,
)


@pytest.mark.parametrize(
    ("requirement", "denial", "harmless"),
    [
        (CONTROLLER, "KubeRay was not tested.", "KubeRay reconciles its clusters; RayService was not tested."),
        (CONTROLLER, "Kubeflow fails to install on our nodes.", "An invalid TrainJob fails to validate, as it should."),
        (CONTROLLER, "Nobody has run an AI operator on it so far.", "Nobody has to care for the operator."),
        (CONTROLLER, "Webhooks are blocked, so operators cannot work.", "The webhook blocked an invalid RayCluster."),
        (GANG, "Kueue is incompatible with our admission.", "Kueue refuses jobs that are incompatible with a queue."),
        (GANG, "No gang scheduler has been validated yet.", "No job has been admitted yet when the quota is used up."),
        (GANG, "Work on gang scheduling has not started.", "Kueue did not start the job before its quota was free."),
        (
            GANG,
            "Users would have to write their own gang scheduler.",
            "Kueue is not bundled, users install it with Helm.",
        ),
        (
            GANG,
            "The default scheduler has no gang scheduling.",
            "The default scheduler has no gang scheduling, that is why Kueue was installed.",
        ),
        (INFERENCE, "Only the classic Ingress is offered.", "Only Envoy Gateway is offered, no classic Ingress."),
        (
            INFERENCE,
            "We decided against the Gateway API.",
            "We decided against NGINX; Envoy Gateway serves HTTPRoutes.",
        ),
        (INFERENCE, "Gateway API? Perhaps in version 8.", "Perhaps TCPRoute follows in version 8."),
        (
            INFERENCE,
            "The controller of the Gateway API has been removed from our platform.",
            "The Gateway API is served; the old Ingress controller has been removed from our platform.",
        ),
        (INGRESS, "InferencePools are not recognized by our gateway.", "The picker does not send requests to it."),
        (SHARING, "Fractions of a GPU can't be requested.", "Fractions of a GPU can't be changed while pods run."),
        (SHARING, "Sharing a GPU is forbidden.", "Sharing a GPU with MPS works. Privileged pods are forbidden."),
        (SHARING, "GPU sharing is something for the future.", "GPU sharing works; DRA is something for the future."),
        (SHARING, "We have neither MIG nor time-slicing.", "MPS is set up; we have neither vGPU nor passthrough."),
        (
            SHARING,
            "MIG is not supported by the T4.",
            "MIG is not supported by the T4, it is supported on A100 pools.",
        ),
        (VIRTUAL, "vGPU cannot be used on our nodes.", "vGPU licenses are not part of the delivery."),
        (NETWORKING, "RDMA has not been exposed to pods.", "RDMA devices do not show up in pods without a claim."),
        (NETWORKING, "RDMA hardware is missing in our regions.", "RDMA works; it is missing in one region only."),
        (
            NETWORKING,
            'The clause "if high performance is needed" does not hold for us.',
            "DRANET attaches the NICs if high performance is needed.",
        ),
        (SANDBOXING, "Kata is not yet integrated.", "gVisor isn't the default, a pod selects it by its RuntimeClass."),
        (SANDBOXING, "All containers run with runc only.", "Only trusted containers run with runc, others in gVisor."),
        (
            SANDBOXING,
            "There is no possibility to run a sandbox.",
            "There is no possibility to escape the sandbox, which gVisor provides.",
        ),
        (DISAGGREGATED, "llm-d is not certified for it.", "Dynamo with vLLM. Prefill on CPUs was out of scope."),
        (DISAGGREGATED, "Disaggregation is a topic for our next release.", "Prefill pods don't share GPUs."),
        (
            DRA,
            "The resource.k8s.io group is not served.",
            "resource.k8s.io is served, alpha parts of it are not enabled.",
        ),
        (
            DRIVERS,
            "Driver management is left entirely to the user.",
            "Drivers are baked into the image, hence the operator's driver container is disabled.",
        ),
        (
            DRIVERS,
            "Customers are expected to install the driver.",
            "Customers are not expected to install the driver.",
        ),
        (DRIVERS, "We do not manage drivers at all.", "A node whose driver does not match never joins the pool."),
        (
            SERVICE_METRICS,
            "The platform has no means to scrape workloads.",
            "Workloads without a port are not scraped.",
        ),
        (
            SERVICE_METRICS,
            "Monitoring is up to the application teams.",
            "Prometheus discovers all; alerting is up to the teams.",
        ),
        (METRICS, "The tenant sees no GPU metrics.", "The tenant sees no GPU node, metrics are public."),
        (METRICS, "The exporter is not ready.", "DCGM metrics are exported and lack only the power draw."),
        (METRICS, "Our cloud has no exporter for GPUs.", "AMD GPUs are not offered in our cloud."),
        (POD_AUTOSCALING, "HPA is deactivated for GPU pods.", "HPA works for GPU pods; VPA is deactivated."),
        (
            POD_AUTOSCALING,
            "Scaling based on GPU metrics hasn't been made available.",
            "The HPA does not scale on CPU but on the queue length of vLLM.",
        ),
        (
            ACCESS,
            "Mediation by the device plugin is not in place.",
            "Isolation does not rely on well-behaved workloads.",
        ),
        (ACCESS, "We did not verify this requirement.", "Containers cannot use GPUs they were not given."),
        (METRICS, "GPU utilization can't be measured at the moment.", "GPU utilization has not had a fault so far."),
        (GANG, "A gang scheduler has not been chosen so far.", "No error of the gang scheduler has been seen so far."),
        (INFERENCE, "Gateway API: planned Q1/2027.", "Gateway API is served; TLSRoute: planned Q1/2027."),
        (
            INFERENCE,
            "Traffic splitting has to be done by the user.",
            "Traffic splitting is done by Envoy Gateway, the weights by the user.",
        ),
        (CONTROLLER, "Ray and Kubeflow have not been installed.", "Ray and Kubeflow have not been modified."),
        (CONTROLLER, "Operators are unsupported on our nodes.", "The operator refuses unsupported versions."),
        (GANG, "Volcano is not part of our release.", "Volcano is not part of our release but certified with it."),
        (NETWORKING, "Our network is plain Ethernet, without RDMA.", "DRANET publishes NICs, without RDMA as well."),
        (DRIVERS, "Drivers: bring your own.", "Drivers: bring your own image and the operator builds them."),
        (
            SERVICE_METRICS,
            "Scraping hasn't been tried.",
            "vLLM and Triton were scraped, SGLang hasn't been tried.",
        ),
        (
            ACCESS,
            "Neither isolation nor mediation exists.",
            "Neither the device nor the library exists in a pod without a claim.",
        ),
        (AUTOSCALING, "You will find no autoscaler here.", "You will find no limit in the autoscaler."),
        (
            AUTOSCALING,
            "Karpenter support is being worked on.",
            "Karpenter scales GPU pools; a web page is being worked on.",
        ),
        (AUTOSCALING, "It is beyond the scope of the distribution.", "It scales GPU nodes beyond the quota of a team."),
        (
            AUTOSCALING,
            "GPU nodes get added by the customer's staff.",
            "Nodes are added by the autoscaler, not by staff.",
        ),
        (AUTOSCALING, "We consider it fulfilled by default.", "The autoscaler is enabled by default."),
        (
            AUTOSCALING,
            "The autoscaler will land in the second quarter.",
            "The autoscaler will add a node in 4 minutes.",
        ),
        (
            AUTOSCALING,
            "This item doesn't concern us.",
            "It doesn't matter which pool it is: the autoscaler scales any.",
        ),
        (AUTOSCALING, "Not needed in our racks.", "No manual step is needed: the autoscaler scales the pool."),
    ],
)
def test_a_denial_and_its_harmless_twin(requirement: str, denial: str, harmless: str) -> None:
    assert (bool(denies(denial, requirement)), denies(harmless, requirement)) == (True, "")


@pytest.mark.parametrize(
    ("requirement", "claim", "harmless"),
    [
        (
            AUTOSCALING,
            "The autoscaler can be enabled through the console.",
            "An autoscaler can be installed by users.",
        ),
        (AUTOSCALING, "Autoscaling of GPU pools works since 3.0.", "Autoscaling works only on other editions."),
        (SHARING, "Available through the GPU operator.", "Unavailable with the GPU operator."),
        (SHARING, "Time slicing is enabled by default.", "Time slicing is disabled by default."),
    ],
)
def test_a_claim_and_its_harmless_twin(requirement: str, claim: str, harmless: str) -> None:
    assert (affirms(claim, requirement), affirms(harmless, requirement)) == (True, False)


@pytest.mark.parametrize(
    ("refused", "accepted"),
    [
        (
            "The platform does not support any virtualization technology.",
            "The chips do not support any virtualization.",
        ),
        ("The feature is still in our backlog, as is the operator.", "Each cluster is one board in a sealed housing."),
    ],
)
def test_what_hardware_lacks_is_a_reason(refused: str, accepted: str) -> None:
    assert (refusal_of(refused), refusal_of(accepted)) == (Refusal.NOT_OFFERED, None)


PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}{name}": getattr(module, name)
    for module, names in (
        (denials, ("_DENIED", "_NOT_APPLICABLE", "_NONE_THERE")),
        (deferrals, ("_PUT_OFF", "_WILL_OFFER", "_FIXED", "_IN_OTHER_LANGUAGES")),
        (responsibility, ("_WRITTEN", "_OBLIGED")),
        (absences, ("_IS_ABSENT", "_NEGATED", "_MEANS")),
    )
    for name in names
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PATTERNS)
@given(data=st.data())
@settings(max_examples=30)
def test_every_text_that_a_pattern_matches_has_a_word_that_notes_are_searched_for(
    name: str, data: st.DataObject
) -> None:
    pattern: re.Pattern[str] = PATTERNS[name]
    text = data.draw(st.from_regex(pattern, fullmatch=True).map(str.lower).filter(pattern.fullmatch))
    assert may_contradict(text)
