"""Summary of a page of metrics: names, label keys and counts. Values are counted and never kept."""

import math
from collections import Counter, defaultdict

from auto_detect.api.reader import ResponseBody
from auto_detect.collector.metrics.exposition import Exposition, Sample
from auto_detect.known.measures import is_known, is_server_metric, measure_of, misleading_reason
from auto_detect.known.metric_names import names_ai
from auto_detect.known.metrics import BLANK_VALUES, CORE_MEASURES, DEVICE_KEYS, GPU_COUNT, HOST_KEYS, Measure
from auto_detect.objects.metrics import EXPORTER, ScrapeResult, ScrapeTarget, Series
from auto_detect.privacy.identifying import is_identifying
from auto_detect.read_outcome import ReadOutcome

MAX_SERIES = 40
"""Names that are kept per endpoint, most relevant first."""
MAX_DEVICES = 50_000
"""Devices that are distinguished in one page; more than any cluster has."""

_LONGEST = 256
"""Characters of a label value that distinguish devices."""

_Devices = dict[Measure, dict[str, set[tuple[str, str]]]]
"""Host and label value by measure and label key."""


def summarize(target: ScrapeTarget, body: ResponseBody, content_type: str) -> ScrapeResult:
    """Count the metrics of accelerators or of AI servers in a body, depending on the target's role."""
    counts = _Counts()
    exposition = Exposition(body, content_type, accelerator_or_ai_name if target.role == EXPORTER else ai_server_name)
    for sample in exposition:
        counts.add(sample)
    if exposition.not_metrics:
        return ScrapeResult(target, ReadOutcome.FAILED, "Its response is not in a metrics text format.")
    with_core, by_measure = counts.devices()
    return ScrapeResult(
        target,
        series=counts.series(),
        others=exposition.other_names,
        keys=counts.keys(),
        devices=with_core,
        measured=by_measure,
        counted=counts.counted,
        cut=exposition.truncated or counts.overflowed,
    )


def accelerator_or_ai_name(name: str) -> bool:
    """Return whether detectors read metrics of that name."""
    measures = measure_of(name) or misleading_reason(name)
    return (bool(measures) or names_ai(name) or name == GPU_COUNT) and not _is_identifying(name)


def ai_server_name(name: str) -> bool:
    """Return whether a metric's name belongs to an AI server or resembles one of its names."""
    return (is_server_metric(name) or names_ai(name)) and not _is_identifying(name)


def _is_identifying(name: str) -> bool:
    return is_identifying(name.replace("_", "-"))


class _Counts:
    """Counts of one page."""

    def __init__(self) -> None:
        self.counted: int | None = None
        self._samples: Counter[str] = Counter()
        self._keys: set[str] = set()
        self._devices: _Devices = defaultdict(lambda: defaultdict(set))
        self._observed = 0

    @property
    def overflowed(self) -> bool:
        """Whether the page has more devices than plausible."""
        return self._observed >= MAX_DEVICES

    def add(self, sample: Sample) -> None:
        """Count a sample; ignore NaN and placeholder values."""
        if math.isnan(sample.value) or sample.value in BLANK_VALUES:
            return
        if sample.name == GPU_COUNT and 0 <= sample.value < 10_000:
            self.counted = int(sample.value)
        self._samples[sample.name] += 1
        kind = measure_of(sample.name)
        if kind is None or self.overflowed:
            return
        host = next((value for key in HOST_KEYS if (value := sample.labels.get(key))), "")[:_LONGEST]
        for key in DEVICE_KEYS:
            value = sample.labels.get(key)
            if value:
                self._keys.add(key)
                self._devices[kind][key].add((host, value[:_LONGEST]))
                self._observed += 1

    def series(self) -> list[Series]:
        """Return the metrics: known measures first, then apparent measures, then the rest."""

        def rank(name: str) -> tuple[bool, bool, bool, str]:
            return (
                not is_known(name),
                measure_of(name) is None,
                not (misleading_reason(name) or is_server_metric(name)),
                name,
            )

        return [Series(name, self._samples[name]) for name in sorted(self._samples, key=rank)[:MAX_SERIES]]

    def keys(self) -> list[str]:
        """Return the labels that distinguish devices, best first."""
        return [key for key in DEVICE_KEYS if key in self._keys]

    def devices(self) -> tuple[int, dict[Measure, int]]:
        """Return the number of devices with both core measures, and the number of devices by measure.

        The best common label distinguishes devices; shares of a device have the device's name.
        """
        first, second = (self._devices.get(kind, {}) for kind in CORE_MEASURES)
        common = next((key for key in DEVICE_KEYS if key in first and key in second), None)
        together = len(first[common] & second[common]) if common else 0
        best = {kind: next(key for key in DEVICE_KEYS if key in by_key) for kind, by_key in self._devices.items()}
        return together, {kind: len(self._devices[kind][best[kind]]) for kind in Measure if kind in best}
