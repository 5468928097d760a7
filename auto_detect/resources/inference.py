"""Resources about inference other than plain routes: inference pools and disaggregated services."""

from auto_detect.objects import inference
from auto_detect.resources.resource import Resource

POOLS = Resource(
    "inference.networking.k8s.io",
    "inferencepools",
    "InferencePool",
    inference.InferencePool,
    limit=50,
    label="Gateways",
)
ALPHA_POOLS = Resource(
    "inference.networking.x-k8s.io",
    "inferencepools",
    "InferencePool",
    inference.InferencePool,
    ("v1alpha2", "v1alpha1"),
    limit=50,
    label="Gateways",
)
LLM_SERVICES = Resource(
    "serving.kserve.io",
    "llminferenceservices",
    "LLMInferenceService",
    inference.LLMInferenceService,
    ("v1alpha2", "v1alpha1"),
    limit=20,
    label="Operators",
)
DISAGGREGATED_SETS = Resource(
    "disaggregatedset.x-k8s.io",
    "disaggregatedsets",
    "DisaggregatedSet",
    inference.DisaggregatedSet,
    ("v1", "v1alpha1"),
    limit=20,
    label="Operators",
)
