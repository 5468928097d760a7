"""Roles in disaggregated serving, as data."""

PREFILL, DECODE = "prefill", "decode"

LLM_D_ROLE = "llm-d.ai/role"
DYNAMO_ROLE = "nvidia.com/dynamo-component-type"
OLD_DYNAMO_ROLE = "nvidia.com/dynamo-sub-component-type"

ROLE_LABELS: dict[str, dict[str, frozenset[str]]] = {
    LLM_D_ROLE: {PREFILL: frozenset({"prefill", "encode-prefill"}), DECODE: frozenset({"decode"})},
    OLD_DYNAMO_ROLE: {PREFILL: frozenset({"prefill"}), DECODE: frozenset({"decode"})},
    DYNAMO_ROLE: {PREFILL: frozenset({"prefill"}), DECODE: frozenset({"decode"})},
}
"""By pod label: the values of each role. Values such as `both` are no role."""

MODEL_LABELS = (
    "llm-d.ai/model",
    "nvidia.com/dynamo-graph-deployment-name",
    "nvidia.com/dynamo-namespace",
    "serving.kserve.io/inferenceservice",
)
"""Labels that pods of the same model share."""

CACHE_FLAG = "--kv-transfer-config"
"""Transfers the key-value cache; the direction is not known."""

ROLE_FLAGS = {
    "--is-prefill-worker": PREFILL,
    "--is-decode-worker": DECODE,
    "kv_producer": PREFILL,
    "kv_consumer": DECODE,
    "--disaggregation-mode prefill": PREFILL,
    "--disaggregation-mode decode": DECODE,
}
"""Flags of model servers that set the role."""
