"""Metrics pages: what a valid page counts, and that no page hangs, fills memory or raises."""

import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.collector.metrics.exposition import Exposition, Sample
from auto_detect.collector.metrics.summary import MAX_SERIES, summarize
from auto_detect.known.measures import is_server_metric, measure_of, misleading_reason
from auto_detect.known.metrics import Measure
from auto_detect.objects.metrics import EXPORTER, SERVER, ScrapeResult, ScrapeTarget
from auto_detect.snapshot.snapshot import ReadOutcome
from tests.auto_detect.collector.metrics.metric_pages import GO, amd, nvidia, vllm
from tests.examples import examples, slow

TEXT, OPEN = "text/plain; version=0.0.4", "application/openmetrics-text; version=1.0.0; charset=utf-8"
MIB = 1024 * 1024


def samples(body: bytes, kind: str = TEXT) -> list[Sample]:
    return list(Exposition(body, kind, lambda _: True))


def count(body: bytes, kind: str = TEXT, role: str = EXPORTER) -> ScrapeResult:
    return summarize(ScrapeTarget(role), body, kind)


# --- parsing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"a 1", Sample("a", {}, 1.0)),
        (b'a{b="c"} 2.5', Sample("a", {"b": "c"}, 2.5)),
        (b'  a{b="c",} 1e3 1700000000000  ', Sample("a", {"b": "c"}, 1000.0)),
        (b"a +Inf", Sample("a", {}, float("inf"))),
        (b'a:b_c{x="q\\"}#"} 1', Sample("a:b_c", {"x": 'q"}#'}, 1.0)),
        (b'{"a.b",c="d"} 1', Sample("a.b", {"c": "d"}, 1.0)),
    ],
)
def test_sample_lines_are_parsed(line: bytes, expected: Sample) -> None:
    assert samples(b"# HELP a x\n# TYPE a gauge\n\n" + line + b"\r\n") == [expected]


def test_open_metrics_is_recognized_by_content_type() -> None:
    body = b'# TYPE a counter\n# UNIT a seconds\na_total{b="c"} 3.0 # {trace_id="x"} 1.0 2.0\na_created 1.5\n# EOF\n'
    assert samples(body, OPEN) == [Sample("a_total", {"b": "c"}, 3.0), Sample("a_created", {}, 1.5)]


@pytest.mark.parametrize(
    ("body", "kind", "cut"),
    [
        (b"a 1\n", TEXT, False),
        (b"a 1\n# EOF\n", OPEN, False),
        (b"a 1\n", OPEN, True),
        (b"a 1\n# EOF\nb 1\n", OPEN, True),
        (b"", OPEN, False),
    ],
)
def test_open_metrics_needs_an_eof_marker(body: bytes, kind: str, cut: bool) -> None:
    exposition = Exposition(body, kind, lambda _: True)
    assert [sample.name for sample in exposition] == (["a"] if body else [])
    assert exposition.truncated is cut


def test_an_invalid_label_invalidates_only_its_line() -> None:
    exposition = Exposition(b'a{__b="c"} 1\na{b="c"} 2\n', TEXT, lambda _: True)
    assert list(exposition) == [Sample("a", {"b": "c"}, 2.0)]
    assert exposition.bad_lines == 1


@pytest.mark.parametrize(
    ("body", "foreign"),
    [(b"<html>\n<body>hello</body>\n", True), (b'{"status":"success"}', True), (b"", False), (GO.encode(), False)],
)
def test_pages_without_metrics_are_rejected(body: bytes, foreign: bool) -> None:
    exposed = count(body)
    assert (exposed.outcome is ReadOutcome.FAILED) is foreign
    assert bool(exposed.reason) is foreign


# --- counting ----------------------------------------------------------------------------------------


def test_only_names_keys_and_counts_are_stored() -> None:
    exposed = count(nvidia(8))
    assert (exposed.devices, exposed.keys, exposed.others, exposed.cut) == (8, ["UUID", "gpu", "device"], 3, False)
    assert exposed.measured == {Measure.UTILIZATION: 8, Measure.MEMORY: 8, Measure.TEMPERATURE: 8, Measure.POWER: 8}
    assert ("DCGM_FI_DEV_GPU_UTIL", 8) in [(series.name, series.samples) for series in exposed.series]
    assert "secret" not in repr(exposed)
    assert "H100" not in repr(exposed)


def test_partitions_are_one_device_and_the_exporters_own_count_is_kept() -> None:
    exposed = count(amd(8, partitions=4))
    assert (exposed.devices, exposed.counted) == (8, 8)


def test_numbered_devices_are_counted_for_each_host() -> None:
    body = "".join(
        f'{name}{{gpu="{n}",Hostname="{host}"}} 1\n'
        for name in ("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED")
        for host in "ab"
        for n in range(4)
    )
    assert count(body.encode()).devices == 8


def test_ai_server_metrics_are_read_without_label_values() -> None:
    exposed = count(vllm(), role=SERVER)
    assert [series.name for series in exposed.series] == [
        "vllm:kv_cache_usage_perc",
        "vllm:num_requests_running",
        "vllm:prompt_tokens_total",
    ]
    assert (exposed.devices, "secret" in repr(exposed)) == (0, False)


def test_identifying_metric_names_are_not_stored() -> None:
    body = nvidia(1) + b'gpu_123456789012_util{gpu="0"} 1\ngpu_util_192_0_2_10{gpu="0"} 1\n'
    assert not [series for series in count(body).series if "123456789012" in series.name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DCGM_FI_DEV_GPU_UTIL", Measure.UTILIZATION),
        ("DCGM_FI_PROF_SM_ACTIVE", Measure.UTILIZATION),
        ("DCGM_FI_DEV_FB_USED", Measure.MEMORY),
        ("DCGM_FI_DEV_FB_RESERVED", None),
        ("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION_total", Measure.POWER),
        ("DCGM_FI_PROF_PCIE_TX_BYTES", Measure.INTERCONNECT),
        ("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", None),
        ("DCGM_FI_DEV_POWER_VIOLATION", None),
        ("GPU_GFX_ACTIVITY", Measure.UTILIZATION),
        ("gpu_xgmi_nbr_3_tx_thrput", Measure.INTERCONNECT),
        ("gpu_power_limit", None),
        ("HostCoreUtilization", Measure.UTILIZATION),
        ("hami_vgpu_memory_limit_bytes", None),
        ("xpum_engine_ratio", Measure.UTILIZATION),
        ("habanalabs_temperature_threshold_gpu", None),
        ("neuroncore_memory_usage_model_code", Measure.MEMORY),
        ("npu_chip_info_hbm_used_memory", Measure.MEMORY),
        ("npu_chip_info_hbm_total_memory", None),
        ("hw_gpu_utilization", Measure.UTILIZATION),
        ("RBLN_DEVICE_STATUS:UTILIZATION", Measure.UTILIZATION),
        ("RBLN_DEVICE_STATUS:DRAM_USED", Measure.MEMORY),
        ("acme_mlu_board_temperature", Measure.TEMPERATURE),
        ("acme_mlu_temperature_limit", None),
        ("acme_gpu_memory_utilization", None),
        ("node_memory_used_bytes", None),
        ("vllm:gpu_cache_usage_perc", None),
        ("gpu_sessions_busy_count", None),
        ("process_cpu_utilization", None),
    ],
)
def test_metric_names_map_to_measures(name: str, expected: Measure | None) -> None:
    assert measure_of(name) is expected


@pytest.mark.parametrize("name", ["DCGM_FI_DEV_MEM_COPY_UTIL", "gpu_umc_activity", "DCGM_FI_DEV_PCIE_REPLAY_COUNTER"])
def test_misleading_metric_names_map_to_no_measure(name: str) -> None:
    assert misleading_reason(name)
    assert measure_of(name) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("vllm:e2e_request_latency_seconds_bucket", True), ("ray_serve_num_requests", True), ("gpu_used_vram", False)],
)
def test_ai_servers_are_recognized_by_metric_names(name: str, expected: bool) -> None:
    assert is_server_metric(name) is expected


# --- hostile pages -----------------------------------------------------------------------------------

HOSTILE: dict[str, Callable[[], bytes]] = {
    "one long line": lambda: b"x" * (10 * MIB),
    "quotes": lambda: b'gpu_x{a="' + b'\\"' * (3 * MIB) + b'"} 1\n',
    "labels": lambda: b"gpu_x{" + b'a="b",' * MIB + b"} 1\n",
    "names": lambda: b"".join(b"gpu_%d 1\n" % n for n in range(600_000)),
    "devices": lambda: b"".join(b'DCGM_FI_DEV_GPU_UTIL{gpu="%d"} 1\n' % n for n in range(70_000)),
    "nothing": lambda: b"\n" * (10 * MIB),
    "zeros": lambda: b"\0" * (10 * MIB),
    "digits": lambda: b"gpu_x " + b"9" * 8_000 + b"\n",
    "braces": lambda: b"{{{{{{{{\n" * MIB,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", [TEXT, slow(OPEN)])
def test_no_page_hangs_or_fills_memory(make: Callable[[], bytes], kind: str) -> None:
    exposition = Exposition(make(), kind, lambda _: True, seconds=0.2)
    tracemalloc.start()
    start = time.process_time()
    try:
        held = sum(1 for _ in exposition)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - start < 10
    assert peak < 40 * MIB
    assert held >= 0


def test_stored_series_are_bounded() -> None:
    exposed = count(b"".join(b'gpu_%d_utilization{gpu="%d"} 1\n' % (n, n) for n in range(3_000)))
    assert len(exposed.series) == MAX_SERIES


@settings(max_examples=examples(150), deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode), st.sampled_from([TEXT, OPEN, "", "text/html"]))
def test_arbitrary_pages_never_raise(body: bytes, kind: str) -> None:
    for exposed in (count(body, kind), count(nvidia(1) + body, kind), count(body, kind, SERVER)):
        assert exposed.devices <= 1
        assert len(exposed.series) <= MAX_SERIES


# Names that begin with two underscores are reserved for Prometheus: no page has them.
_LABELS = st.dictionaries(st.from_regex(r"(?!__)[a-z_][a-z0-9_]{0,8}", fullmatch=True), st.text(max_size=8), max_size=4)


def _written(sample: Sample) -> str:
    def escaped(text: str) -> str:
        return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")

    labels = ",".join(f'{key}="{escaped(value)}"' for key, value in sample.labels.items())
    return f"{sample.name}{{{labels}}} {sample.value!r}"


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.builds(
            Sample,
            st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,10}", fullmatch=True),
            _LABELS,
            st.floats(allow_nan=False),
        ),
        max_size=5,
    )
)
def test_written_samples_are_read_back(written: list[Sample]) -> None:
    usual = [
        s
        for s in written
        if not any(c in v for v in s.labels.values() for c in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    ]
    assert samples("\n".join(map(_written, usual)).encode()) == usual
