"""Names of the parts in disaggregated serving, as data."""

PREFILL, DECODE = "prefill", "decode"

LLM_D_ROLE = "llm-d.ai/role"
DYNAMO_ROLE = "nvidia.com/dynamo-component-type"
OLD_DYNAMO_ROLE = "nvidia.com/dynamo-sub-component-type"

ROLE_LABELS: dict[str, dict[str, frozenset[str]]] = {
    LLM_D_ROLE: {PREFILL: frozenset({"prefill", "encode-prefill"}), DECODE: frozenset({"decode"})},
    OLD_DYNAMO_ROLE: {PREFILL: frozenset({"prefill"}), DECODE: frozenset({"decode"})},
    DYNAMO_ROLE: {PREFILL: frozenset({"prefill"}), DECODE: frozenset({"decode"})},
}
"""By label of a pod: the values that give it one part only. Values such as `both` give it the whole."""

MODEL_LABELS = (
    "llm-d.ai/model",
    "nvidia.com/dynamo-graph-deployment-name",
    "nvidia.com/dynamo-namespace",
    "serving.kserve.io/inferenceservice",
)
"""Labels that tell which pods serve the same model."""

CACHE_FLAG = "--kv-transfer-config"
"""Passes the key-value cache on; it does not say in which direction."""

ROLE_FLAGS = {
    "--is-prefill-worker": PREFILL,
    "--is-decode-worker": DECODE,
    "kv_producer": PREFILL,
    "kv_consumer": DECODE,
    "--disaggregation-mode prefill": PREFILL,
    "--disaggregation-mode decode": DECODE,
}
"""What a model server's command line says about its part."""
