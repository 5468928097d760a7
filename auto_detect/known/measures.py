"""Quantity that a metric measures: by table, else by the words of its name."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.metrics import LOOK_ALIKES, MEASURES, SERVERS, Measure

_WORD = re.compile(r"[a-z0-9]+")
_OWN_PROCESS = ("go_", "process_", "promhttp_", "python_", "http_", "scrape_", "node_", "kube_", "container_", "up")
"""Prefixes of metrics about exporters themselves and about machines."""

_BUSY = {"util", "utilization", "utilisation", "busy", "activity", "usage", "duty"}
_MEMORY = {"mem", "memory", "fb", "vram", "hbm", "dram", "framebuffer"}
_USED = {"used", "usage", "inuse"}
_NOT_BUSY = _MEMORY | {
    *("copy", "enc", "dec", "encoder", "decoder", "video", "jpeg", "media", "ofa", "codec", "umc", "mma", "vcn"),
    *("bandwidth", "pcie", "nvlink", "xgmi", "link", "fabric", "cpu", "vcpu", "disk", "fan", "host", "power"),
    *("cache", "sessions", "processes", "count", "jobs", "requests", "clock", "error", "errors"),
}
_NOT_USED = {
    *("total", "free", "limit", "reserved", "allocated", "alloc", "available", "size", "capacity", "quota", "request"),
    *("util", "utilization", "utilisation", "bandwidth", "copy", "clock", "temp", "temperature", "host", "cpu", "bar1"),
    *("error", "errors", "ecc", "system", "rss", "virtual"),
}
_NOT_A_READING = {
    "limit",
    "threshold",
    "cap",
    "max",
    "min",
    "violation",
    "slowdown",
    "shutdown",
    "default",
    "management",
}
_HEAT = {"temp", "temperature", "thermal", "celsius"}
_POWER = {"power", "watt", "watts", "energy", "joules", "mw"}
_LINK = {"nvlink", "xgmi", "pcie", "pci", "fabric", "hccs", "ici", "interconnect", "link", "c2c"}
_TRAFFIC = {"tx", "rx", "bandwidth", "bytes", "throughput", "thrput", "traffic", "transmit", "receive", "read", "write"}
_NOT_TRAFFIC = {"error", "errors", "replay", "crc", "recovery", "speed", "width", "status", "state", "gen"}


@lru_cache(maxsize=4096)
def measure_of(name: str) -> Measure | None:
    """Return what an accelerator metric measures; None for any other metric and for misleading names."""
    low = _normalized(name)
    if misleading_reason(name):
        return None
    for kind, patterns in MEASURES.items():
        if any(fnmatchcase(low, pattern) for pattern in patterns):
            return kind
    return _measure_by_shape(low)


def is_known(name: str) -> bool:
    """Return whether a table lists the metric."""
    low = _normalized(name)
    return any(fnmatchcase(low, pattern) for patterns in MEASURES.values() for pattern in patterns)


def misleading_reason(name: str) -> str:
    """Return what a metric with a misleading name measures, as a clause; empty for any other metric."""
    low = _normalized(name)
    return next((what for pattern, what in LOOK_ALIKES.items() if fnmatchcase(low, pattern)), "")


@lru_cache(maxsize=4096)
def is_server_metric(name: str) -> bool:
    """Return whether a metric belongs to an AI server."""
    low = name.lower()
    return any(low.startswith(start) for server in SERVERS for start in server.series)


def _normalized(name: str) -> str:
    return name.lower().removesuffix("_total")


def _measure_by_shape(name: str) -> Measure | None:
    """Return the measure that all words of a metric's name fit."""
    words = set(_WORD.findall(name.replace("_", " ")))
    if name.startswith(_OWN_PROCESS) or is_server_metric(name) or not (names_accelerator(name) or "device" in words):
        return None
    if words & _HEAT:
        return None if words & _NOT_A_READING else Measure.TEMPERATURE
    if words & _LINK and words & _TRAFFIC:
        return None if words & _NOT_TRAFFIC else Measure.INTERCONNECT
    if words & _POWER:
        return None if words & _NOT_A_READING else Measure.POWER
    if words & _MEMORY and words & _USED:
        return None if words & _NOT_USED else Measure.MEMORY
    if words & _BUSY and not words & (_NOT_BUSY | _NOT_A_READING):
        return Measure.UTILIZATION
    return None
