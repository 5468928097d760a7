"""ai_service_metrics with collected metrics: what Prometheus and the AI servers report."""

import pytest
from msgspec.structs import replace

from auto_detect.detectors.observability.ai_service_metrics import detect_ai_service_metrics
from auto_detect.objects.metrics import PROMETHEUS, SERVER, QueryResult, Scrape, ScrapeResult, ScrapeTarget, Series
from auto_detect.resources import registry
from auto_detect.resources.monitoring import SERVICE_MONITORS
from auto_detect.snapshot.snapshot import ReadOutcome, Snapshot
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, same
from tests.auto_detect.detectors.finding_text import doubtful
from tests.auto_detect.detectors.monitored_cluster import healthy

FOUND, PARTLY, NOTHING, UNKNOWN = Outcome.DETECTED, Outcome.PARTLY, Outcome.NOT_DETECTED, Outcome.COULD_NOT_CHECK


AT = ScrapeTarget(PROMETHEUS, "monitoring", service="prometheus-operated", port="web", path="")
VLLM = Series("vllm:num_requests_running", 4)
GPU = Series("DCGM_FI_DEV_GPU_UTIL", 8)


def asked(cluster: Cluster, *queried: QueryResult, exposed: tuple[ScrapeResult, ...] = ()) -> Snapshot:
    return replace(cluster.snapshot(), scrape=Scrape(list(exposed), list(queried)))


def _bare(cluster: Cluster) -> None:
    cluster.drop(SERVICE_MONITORS).drop(registry.PODS)


QUERIES: list[tuple[str, Change, QueryResult, Outcome, str]] = [
    (
        "series of a server",
        same,
        QueryResult(AT, series=[VLLM, GPU], up=9),
        FOUND,
        "has series of AI servers: vllm:num",
    ),
    ("without a monitor that was seen", _bare, QueryResult(AT, series=[VLLM], up=9), FOUND, "has series of AI servers"),
    ("accelerators alone", same, QueryResult(AT, series=[GPU], up=9), PARTLY, "has no series of an AI server"),
    ("targets down", same, QueryResult(AT, up=9, servers_down=1), PARTLY, "1 target of AI servers is down"),
    ("nothing", same, QueryResult(AT, up=9), PARTLY, "has no series of an AI server"),
    (
        "not reached",
        same,
        QueryResult(AT, ReadOutcome.UNAVAILABLE, "The API server could not reach it."),
        FOUND,
        "reads ServiceMonitor",
    ),
    ("not allowed", same, QueryResult(AT, ReadOutcome.DENIED, "Not allowed to get services/proxy."), FOUND, "reads"),
    ("behind a login", same, QueryResult(AT, ReadOutcome.FAILED, "It requires credentials."), FOUND, "reads"),
    ("an agent", _bare, QueryResult(AT, ReadOutcome.FAILED, "It runs as an agent."), PARTLY, "no AI server was seen"),
    (
        "another one has nothing",
        same,
        QueryResult(replace(AT, namespace="other"), up=9),
        FOUND,
        "reads ServiceMonitor",
    ),
]


@pytest.mark.parametrize(
    ("change", "queried", "outcome", "words"), [q[1:] for q in QUERIES], ids=[q[0] for q in QUERIES]
)
def test_outcomes_of_queries(change: Change, queried: QueryResult, outcome: Outcome, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_ai_service_metrics(asked(cluster, queried))
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
    if outcome is FOUND and queried.reason:
        assert queried.reason in finding.unproven[0]
        assert queried.reason in doubtful(finding)


@pytest.mark.parametrize(
    ("exposed", "text"),
    [
        (
            ScrapeResult(ScrapeTarget(SERVER, "serving", "vllm-0", port="8000"), series=[VLLM]),
            "Exposes vllm:num_requests_running.",
        ),
        (ScrapeResult(ScrapeTarget(SERVER, "serving", "vllm-0", port="8000")), "Exposes no metric of an AI server."),
    ],
)
def test_a_servers_own_metrics_are_not_monitoring(exposed: ScrapeResult, text: str) -> None:
    cluster = healthy()
    cluster.unserve("monitoring.coreos.com")
    finding = detect_ai_service_metrics(asked(cluster, exposed=(exposed,)))
    assert finding.outcome is NOTHING
    assert text in doubtful(finding)
