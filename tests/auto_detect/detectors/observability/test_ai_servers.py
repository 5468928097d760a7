"""ai_service_metrics: AI servers are recognized by labels, images and names."""

import pytest

from auto_detect.detectors.observability.ai_service_metrics import detect_ai_service_metrics
from auto_detect.resources import registry
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.monitored_cluster import healthy, pod, service

FOUND, PARTLY, NOTHING, UNKNOWN = Outcome.DETECTED, Outcome.PARTLY, Outcome.NOT_DETECTED, Outcome.COULD_NOT_CHECK


@pytest.mark.parametrize(
    ("labels", "image", "kind"),
    [
        ({}, "vllm/vllm-openai:v1", "vLLM"),
        ({"llm-d.ai/engine-type": "vllm"}, "llm-d/llm-d-cuda:v1", "vLLM"),
        ({}, "lmsysorg/sglang:v1", "SGLang"),
        ({}, "huggingface/text-generation-inference:3", "TGI"),
        ({}, "nvidia/tritonserver:25.10", "Triton"),
        ({"app.kubernetes.io/managed-by": "k8s-nim-operator"}, "meta/llama:1", "NVIDIA NIM"),
        ({"nvidia.com/metrics-enabled": "true"}, "nvidia/ai-dynamo/vllm-runtime:1", "NVIDIA Dynamo"),
        ({"ray.io/node-type": "head"}, "x/y:1", "KubeRay"),
        ({"serving.kserve.io/inferenceservice": "m"}, "x/y:1", "KServe"),
        ({"app.kubernetes.io/name": "ollama"}, "x/y:1", ""),
    ],
)
def test_ai_servers_of_every_kind(labels: dict[str, str], image: str, kind: str) -> None:
    cluster = (
        healthy()
        .drop(registry.PODS)
        .add(registry.PODS, pod(image=image, labels={**labels, "app": "vllm-x", "team": "a"}))
    )
    cluster.drop(registry.SERVICES).add(registry.SERVICES, service(team="a"))
    summary = detect_ai_service_metrics(cluster.snapshot()).summary
    assert summary.endswith(f"selects an AI server ({kind})." if kind else "selects an AI server.")
