"""Metrics APIs for autoscalers: their availability, adapters and metrics."""

from dataclasses import dataclass

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import condition
from auto_detect.analysis.wording import clean_name, count, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.autoscaling import METRICS_APIS
from auto_detect.objects.core import APIService
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import ServedVersion, Snapshot
from checklists.model.finding import Observation

_NEEDED = "an available API for custom or external metrics"


@dataclass(frozen=True)
class _API:
    group: str
    answers: bool
    observation: Observation


def metrics_rung(snapshot: Snapshot) -> Rung:
    """Check that an API for custom or external metrics answers."""
    failure = read_failure(snapshot, registry.API_SERVICES)
    found = _apis(snapshot)
    observations = tuple(api.observation for api in found)
    if any(api.answers for api in found):
        return confirmed(*observations)
    if found:
        names = join_names(dict.fromkeys(api.group for api in found))
        return missing(f"the API {names} is registered, but its backend does not answer", *observations, needed=_NEEDED)
    return (
        unknown(failure) if failure else missing("no API for custom or external metrics is registered", needed=_NEEDED)
    )


def available_apis(snapshot: Snapshot) -> frozenset[str]:
    """Return the groups of the metrics APIs that answer."""
    return frozenset(api.group for api in _apis(snapshot) if api.answers)


def served_metrics(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the metrics of accelerators and AI servers that the metrics APIs list."""
    versions = (version for group in METRICS_APIS for version in snapshot.discovery.available_versions(group))
    return tuple(dict.fromkeys(name for version in versions for name in version.metrics))


def _apis(snapshot: Snapshot) -> list[_API]:
    """Return the registered metrics APIs; from discovery where APIServices could not be read."""
    failure = read_failure(snapshot, registry.API_SERVICES)
    return _registered(snapshot) or (_discovered(snapshot) if failure else [])


def _registered(snapshot: Snapshot) -> list[_API]:
    services = snapshot.listing(registry.API_SERVICES)
    return [_registration(snapshot, s, services.version) for s in services.items if s.spec.group in METRICS_APIS]


def _registration(snapshot: Snapshot, item: APIService, read: str | None) -> _API:
    available = condition(item.status.conditions, "Available")
    answers = available is not None and available.status == "True"
    owner = item.spec.service
    whose = f" by {clean_name(owner.name)}" if owner is not None else ""
    if answers:
        versions = snapshot.discovery.available_versions(item.spec.group)
        detail = f"Served{whose}{_measures(next((v for v in versions if v.version == item.spec.version), None))}."
    else:
        why = f" ({clean_name(available.reason)})" if available is not None and available.reason else ""
        registered = f"for {clean_name(owner.name)}" if owner is not None else "without a Service"
        detail = f"Not available{why}; registered {registered}."
    observation = observe_object(registry.API_SERVICES, item.metadata, detail, version=read, doubtful=not answers)
    return _API(item.spec.group, answers, observation)


def _discovered(snapshot: Snapshot) -> list[_API]:
    """Return the metrics APIs from discovery alone."""
    found = []
    for group in METRICS_APIS:
        for version in snapshot.discovery.groups.get(group, ())[:1]:
            detail = "Registered, but does not answer." if version.stale else f"Served{_measures(version)}."
            observation = observe("API", group, detail, path=f"/apis/{group}", doubtful=version.stale)
            found.append(_API(group, not version.stale, observation))
    return found


def _measures(version: ServedVersion | None) -> str:
    if version is None or not (version.metrics or version.other_metrics):
        return ""
    if not version.metrics:
        return f", with {count(version.other_metrics, 'metric')}, none named after accelerators or AI servers"
    others = f" and {count(version.other_metrics, 'other')}" if version.other_metrics else ""
    return f", with {join_names(version.metrics)}{others}"
