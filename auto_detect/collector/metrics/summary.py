"""What a page of metrics comes to: names, label keys and counts. Values are looked at here and forgotten."""

import math
from collections import Counter, defaultdict

from auto_detect.api.reader import Body
from auto_detect.collector.metrics.exposition import Exposition, Sample
from auto_detect.known.measures import known, look_alike, measure, says_server
from auto_detect.known.metric_names import says_ai
from auto_detect.known.metrics import BLANKS, CORE, COUNTED, DEVICE_KEYS, HOST_KEYS, Measure
from auto_detect.objects.metrics import EXPORTER, Exposed, Series, Target
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.privacy.identifying import identifying

MAX_SERIES = 40
"""Names that are kept of one endpoint; those that count come first."""
MAX_DEVICES = 50_000
"""Devices that are told apart in one page: more than a cluster has."""

_LONGEST = 256
"""Characters of a label's value by which devices are told apart."""

_Devices = dict[Measure, dict[str, set[tuple[str, str]]]]
"""By measure, by label key: the host and the value of that label."""


def tally(target: Target, body: Body, content_type: str) -> Exposed:
    """Count what a body says of accelerators, or of AI servers, as the target's role is."""
    counts = _Counts()
    exposition = Exposition(body, content_type, matters if target.role == EXPORTER else serves)
    for sample in exposition:
        counts.add(sample)
    if exposition.foreign:
        return Exposed(target, ReadOutcome.FAILED, "What it answers is no metrics in a text format.")
    together, by_measure = counts.devices()
    return Exposed(
        target,
        series=counts.series(),
        others=exposition.others,
        keys=counts.keys(),
        devices=together,
        measured=by_measure,
        counted=counts.counted,
        cut=exposition.cut or counts.full,
    )


def matters(name: str) -> bool:
    """Whether a metric's name is one that detectors read."""
    measures = measure(name) or look_alike(name)
    return (bool(measures) or says_ai(name) or name == COUNTED) and not _private(name)


def serves(name: str) -> bool:
    """Whether a metric's name is one of an AI server, or near one."""
    return (says_server(name) or says_ai(name)) and not _private(name)


def _private(name: str) -> bool:
    return identifying(name.replace("_", "-"))


class _Counts:
    """The counts of one page in the making."""

    def __init__(self) -> None:
        self.counted: int | None = None
        self._samples: Counter[str] = Counter()
        self._keys: set[str] = set()
        self._devices: _Devices = defaultdict(lambda: defaultdict(set))
        self._told = 0

    @property
    def full(self) -> bool:
        """There are more devices than can be."""
        return self._told >= MAX_DEVICES

    def add(self, sample: Sample) -> None:
        """Count one number; a name without a number is no number."""
        if math.isnan(sample.value) or sample.value in BLANKS:
            return
        if sample.name == COUNTED and 0 <= sample.value < 10_000:
            self.counted = int(sample.value)
        self._samples[sample.name] += 1
        kind = measure(sample.name)
        if kind is None or self.full:
            return
        host = next((value for key in HOST_KEYS if (value := sample.labels.get(key))), "")[:_LONGEST]
        for key in DEVICE_KEYS:
            value = sample.labels.get(key)
            if value:
                self._keys.add(key)
                self._devices[kind][key].add((host, value[:_LONGEST]))
                self._told += 1

    def series(self) -> list[Series]:
        """The names: first what is known to measure something, then what seems to, then the rest."""

        def rank(name: str) -> tuple[bool, bool, bool, str]:
            return not known(name), measure(name) is None, not (look_alike(name) or says_server(name)), name

        return [Series(name, self._samples[name]) for name in sorted(self._samples, key=rank)[:MAX_SERIES]]

    def keys(self) -> list[str]:
        """The labels that tell devices apart, best first."""
        return [key for key in DEVICE_KEYS if key in self._keys]

    def devices(self) -> tuple[int, dict[Measure, int]]:
        """How many devices have both measures of the core, and how many have each measure.

        They are told apart by the best label that both have: shares of a device carry its name.
        """
        first, second = (self._devices.get(kind, {}) for kind in CORE)
        common = next((key for key in DEVICE_KEYS if key in first and key in second), None)
        together = len(first[common] & second[common]) if common else 0
        best = {kind: next(key for key in DEVICE_KEYS if key in by_key) for kind, by_key in self._devices.items()}
        return together, {kind: len(self._devices[kind][best[kind]]) for kind in Measure if kind in best}
