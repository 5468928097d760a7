"""What endpoints of metrics showed: names, label keys and counts. No value of a label or of a metric is ever kept."""

from urllib.parse import urlencode

from auto_detect.known.metrics import Measure
from auto_detect.objects.core import Object
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.text_kinds import Name, NamespaceName, NodeName, PodName, Sentence, Word

EXPORTER = "exporter"
SERVER = "server"
PROMETHEUS = "prometheus"
QUERY_PATH = "/api/v1/query"


class Series(Object, frozen=True):
    """One metric."""

    name: Word = ""
    samples: int = 0


class ScrapeTarget(Object, frozen=True):
    """Where metrics are read: a pod, or a Service, which answers from any of its pods."""

    role: Word = EXPORTER
    """EXPORTER, SERVER or PROMETHEUS."""
    namespace: NamespaceName = ""
    pod: PodName = ""
    service: Name = ""
    scheme: Word = ""
    """Empty for HTTP."""
    port: Word = ""
    path: Word = "/metrics"
    node: NodeName = ""
    """Where the pod is."""

    @property
    def proxy_path(self) -> str:
        """The API path that leads to it."""
        prefix = f"{self.scheme}:" if self.scheme else ""
        resource, name = ("pods", self.pod) if self.pod else ("services", self.service)
        return f"/api/v1/namespaces/{self.namespace}/{resource}/{prefix}{name}:{self.port}/proxy{self.path}"

    def query_path(self, query: str) -> str:
        """The API path that sends one query, where it is a Prometheus."""
        return f"{self.proxy_path}{QUERY_PATH}?{urlencode({'query': query})}"

    @property
    def permission(self) -> str:
        """The resource that it takes the right to get."""
        return "pods/proxy" if self.pod else "services/proxy"


class ScrapeResult(Object, frozen=True):
    """What one endpoint showed."""

    target: ScrapeTarget = ScrapeTarget()
    outcome: ReadOutcome = ReadOutcome.READ
    reason: Sentence | None = None
    """A sentence, for every outcome but READ."""
    series: list[Series] = []
    """Those that tell of accelerators or of AI servers."""
    others: int = 0
    """How many other metrics it has."""
    keys: list[Word] = []
    """Labels that tell devices apart."""
    devices: int = 0
    """Devices with a number for utilization and one for used memory."""
    measured: dict[Measure, int] = {}
    """Devices with a number, by what it measures."""
    counted: int | None = None
    """How many devices the exporter itself says there are on its node."""
    cut: bool = False
    """Not everything that it has was read."""


class QueryResult(Object, frozen=True):
    """What one Prometheus answered."""

    target: ScrapeTarget = ScrapeTarget()
    outcome: ReadOutcome = ReadOutcome.READ
    reason: Sentence | None = None
    series: list[Series] = []
    """Those that tell of accelerators or of AI servers, as they are now."""
    devices: int = 0
    """Devices with utilization and used memory, in the whole cluster."""
    up: int = 0
    down: int = 0
    servers_up: int = 0
    """Targets whose labels say AI server."""
    servers_down: int = 0


class Scrape(Object, frozen=True):
    """All that was read through the API server's proxy, because somebody chose so."""

    exposed: list[ScrapeResult] = []
    queried: list[QueryResult] = []
    taken_at: Word | None = None
    """When it was read, where that was in an earlier look than the snapshot's."""

    @property
    def results(self) -> "list[ScrapeResult | QueryResult]":
        """Whatever was asked, and how it ended."""
        return [*self.exposed, *self.queried]
