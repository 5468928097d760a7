"""Queries to Prometheus, and their results as counts: names of metrics and numbers of targets only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from auto_detect.api.reader import ReadFailure, ResponseBody
from auto_detect.collector.metrics.summary import MAX_SERIES, accelerator_or_ai_name, ai_server_name
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import limit_values
from auto_detect.known.measures import is_known, is_server_metric, measure_of
from auto_detect.known.metrics import DEVICE_KEYS, HOST_KEYS, MEASURES, SERVERS, Measure
from auto_detect.limits import MAX_VALUES
from auto_detect.objects.metrics import QueryResult, ScrapeTarget, Series
from checklists.decoders import decode

ACCEPT = "application/json"
_SECONDS = "20s"
_ACCELERATORS = ("dcgm_fi_", "gpu_", "hami_", "xpum_", "habanalabs_", "neuron", "npu_", "hw_gpu_", "nv_gpu_")
_SERVING = r".*(vllm|sglang|text-generation|tgi|triton|dynamo|llm|inference|(^|[^a-z])(nim|ray)([^a-z]|$)).*"


class PrometheusError(Exception):
    """Response that is not a query result; the text is a sentence."""


@dataclass(frozen=True)
class _Row:
    labels: dict[str, str]
    value: int


class _Result(msgspec.Struct, frozen=True):
    metric: dict[str, str] = msgspec.field(default_factory=dict)
    value: tuple[float, str] = (0.0, "")


class _Data(msgspec.Struct, frozen=True):
    result: tuple[_Result, ...] = ()


class _Response(msgspec.Struct):
    status: str = ""
    error: str = ""
    data: _Data = _Data()


SendQuery = Callable[[dict[str, str]], ResponseBody]
"""Function that sends a query and returns the response."""


def query_prometheus(target: ScrapeTarget, query: SendQuery) -> QueryResult:
    """Query a Prometheus.

    Raises:
        PrometheusError: it does not answer queries.
    """

    def rows(text: str) -> list[_Row]:
        return _rows(query({"query": text, "timeout": _SECONDS}))

    if [row.value for row in rows("vector(1)")] != [1]:
        raise PrometheusError("It does not answer as Prometheus does.")
    names = {row.labels.get("__name__", ""): row.value for row in rows(_names())}
    up = {(row.labels.get("of", ""), row.labels.get("value", "")): row.value for row in rows(_up())}
    devices = sum(row.value for row in rows(_devices())) if any(measure_of(name) for name in names) else 0
    return QueryResult(
        target,
        series=[Series(name, names[name]) for name in sorted(filter(_is_relevant, names), key=_rank)[:MAX_SERIES]],
        devices=devices,
        up=up.get(("all", "1"), 0),
        down=up.get(("all", "0"), 0),
        servers_down=up.get(("servers", "0"), 0),
    )


def _is_relevant(name: str) -> bool:
    valid = len(name) <= 200 and name.isascii() and name.replace(":", "_").isidentifier()
    return valid and (ai_server_name(name) or accelerator_or_ai_name(name))


def _rank(name: str) -> tuple[bool, bool, str]:
    """Return the sort key that puts known names first, so that the limit cuts off less relevant names."""
    return not (is_known(name) or is_server_metric(name)), measure_of(name) is None and not is_server_metric(name), name


def _names() -> str:
    starts = (*_ACCELERATORS, *(start for server in SERVERS for start in server.series))
    exact = (_pattern(text) for patterns in MEASURES.values() for text in patterns)
    return f"count by (__name__) ({_name_matcher((*(f'{start}.+' for start in starts), *exact))})"


def _devices() -> str:
    """Return the query for devices with utilization and memory; shares of a device have the device's name."""
    keys = ", ".join((*DEVICE_KEYS, *(key for key in HOST_KEYS if key != "instance")))
    busy, used = (
        f"count by ({keys}) ({_name_matcher(map(_pattern, MEASURES[kind]))})"
        for kind in (Measure.UTILIZATION, Measure.MEMORY)
    )
    return f"count({busy} and {used})"


def _up() -> str:
    """Return the query for targets up and down: of all targets, and of targets with labels of an AI server."""
    labels = ("job", "pod", "service", "container")
    servers = " or ".join(f'up{{{label}=~"(?i){_SERVING}"}}' for label in labels)
    return " or ".join(
        f'label_replace(count_values("value", {targets}), "of", "{whose}", "", "")'
        for whose, targets in (("all", "up"), ("servers", servers))
    )


def _name_matcher(patterns: Iterable[str]) -> str:
    return f'{{__name__=~"(?i)({"|".join(patterns)})"}}'


def _pattern(text: str) -> str:
    return f"{text.replace('?', '.').replace('*', '.*')}(_total)?"


def _rows(body: ResponseBody) -> list[_Row]:
    try:
        answer = decode(limit_values(body, MAX_VALUES), _Response)
        if answer.status == "success":
            return [_Row(result.metric, _count(result.value[1])) for result in answer.data.result]
    except (*JSON_ERRORS, ReadFailure):
        raise PrometheusError("It does not answer as Prometheus does.") from None
    if "agent" in answer.error.lower():
        raise PrometheusError("It runs as an agent, which only forwards metrics and answers no queries.")
    raise PrometheusError("It refuses the query." if answer.error else "It does not answer as Prometheus does.")


def _count(text: str) -> int:
    number = float(text)
    return int(number) if 0 <= number < 10**12 else 0
