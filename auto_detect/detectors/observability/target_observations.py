"""Observations about metrics endpoints: the result of reading, or why reading failed."""

from collections.abc import Sequence

from auto_detect.analysis.wording import observe
from auto_detect.objects.metrics import QueryResult, ScrapeResult, ScrapeTarget
from checklists.model.finding import Observation
from checklists.text import clean_line


def observe_target(target: ScrapeTarget, detail: str, path: str = "", *, doubtful: bool) -> Observation:
    """Build an observation about a target; `path` replaces the target's own path."""
    kind, name = ("Pod", target.pod) if target.pod else ("Service", target.service)
    shown_path = clean_line(path or target.proxy_path)
    return observe(kind, name, detail, namespace=target.namespace, path=shown_path, doubtful=doubtful)


def failure_reasons(results: Sequence[ScrapeResult | QueryResult]) -> list[str]:
    """Return the reasons of failed requests, each once, as sentences."""
    texts = (clean_line(result.reason or "", limit=200) for result in results)
    return [reason for reason in dict.fromkeys(texts) if reason]
