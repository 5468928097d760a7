"""Which metric names are stored: those of accelerators and AI servers."""

import pytest

from auto_detect.known.metric_names import ai_metrics, names_ai


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gpu_utilization", True),
        ("DCGM_FI_DEV_GPU_UTIL", True),
        ("vllm:num_requests_waiting", True),
        ("gpu_gfx_activity", True),
        ("neuroncore_utilization_ratio", True),
        ("npu_chip_info_utilization", True),
        ("time_to_first_token_seconds", True),
        ("http_requests_per_second", False),
        ("container_memory_usage_bytes", False),
        ("queue_length", False),
    ],
)
def test_ai_metric_names(name: str, says: bool) -> None:
    assert names_ai(name) is says


def test_only_metric_names_of_a_query_are_stored() -> None:
    query = "sum(rate(vllm:generation_tokens_total{model_name='acme-llm', pod=~\"gpu-secret.*\"}[1m])) by (pod)"
    assert ai_metrics(query) == ("vllm:generation_tokens_total",)
    assert ai_metrics(" ".join(ai_metrics(query))) == ai_metrics(query)
