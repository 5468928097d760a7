"""Scraped metrics: names, label keys and counts. Values of labels and metrics are never kept."""

from urllib.parse import urlencode

from auto_detect.known.metrics import Measure
from auto_detect.objects.core import Object
from auto_detect.read_outcome import ReadOutcome
from auto_detect.text_kinds import Name, NamespaceName, NodeName, PodName, Sentence, Word

EXPORTER = "exporter"
SERVER = "server"
PROMETHEUS = "prometheus"
QUERY_PATH = "/api/v1/query"


class Series(Object, frozen=True):
    """Metric with its number of samples."""

    name: Word = ""
    samples: int = 0


class ScrapeTarget(Object, frozen=True):
    """Endpoint of metrics: a pod, or a Service, which forwards to any of its pods."""

    role: Word = EXPORTER
    """EXPORTER, SERVER or PROMETHEUS."""
    namespace: NamespaceName = ""
    pod: PodName = ""
    service: Name = ""
    scheme: Word = ""
    """`https`, or empty for HTTP."""
    port: Word = ""
    path: Word = "/metrics"
    node: NodeName = ""
    """Node of the pod."""

    @property
    def proxy_path(self) -> str:
        """API path of the endpoint, through the API server's proxy."""
        prefix = f"{self.scheme}:" if self.scheme else ""
        resource, name = ("pods", self.pod) if self.pod else ("services", self.service)
        return f"/api/v1/namespaces/{self.namespace}/{resource}/{prefix}{name}:{self.port}/proxy{self.path}"

    def query_path(self, query: str) -> str:
        """Return the API path of a query to a Prometheus."""
        return f"{self.proxy_path}{QUERY_PATH}?{urlencode({'query': query})}"

    @property
    def permission(self) -> str:
        """Resource whose `get` permission is required."""
        return "pods/proxy" if self.pod else "services/proxy"


class ScrapeResult(Object, frozen=True):
    """Result of scraping an endpoint."""

    target: ScrapeTarget = ScrapeTarget()
    outcome: ReadOutcome = ReadOutcome.READ
    reason: Sentence | None = None
    """Sentence for every outcome except READ."""
    series: list[Series] = []
    """Metrics of accelerators or of AI servers."""
    others: int = 0
    """Number of other metrics."""
    keys: list[Word] = []
    """Labels that distinguish devices."""
    devices: int = 0
    """Number of devices with utilization and used memory."""
    measured: dict[Measure, int] = {}
    """Number of devices by measure."""
    counted: int | None = None
    """Number of devices on the node, as reported by the exporter."""
    cut: bool = False
    """Whether only a part of the metrics was read."""


class QueryResult(Object, frozen=True):
    """Result of querying a Prometheus."""

    target: ScrapeTarget = ScrapeTarget()
    outcome: ReadOutcome = ReadOutcome.READ
    reason: Sentence | None = None
    series: list[Series] = []
    """Current metrics of accelerators or of AI servers."""
    devices: int = 0
    """Number of devices with utilization and used memory in the cluster."""
    up: int = 0
    down: int = 0
    servers_down: int = 0
    """Targets with labels of an AI server that are down."""


class Scrape(Object, frozen=True):
    """All metrics that were read through the API server's proxy."""

    exposed: list[ScrapeResult] = []
    queried: list[QueryResult] = []
    taken_at: Word | None = None
    """Time of the earlier snapshot that the metrics come from; None for the snapshot's own."""

    @property
    def results(self) -> "list[ScrapeResult | QueryResult]":
        """Results of all endpoints and queries."""
        return [*self.exposed, *self.queried]
