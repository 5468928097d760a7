"""First requests to an API server: its version, discovery, and the cluster's UID."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.discovery import ACCEPT, PATHS, decode_groups, decode_metrics, with_metrics
from auto_detect.collector.session import CollectionSession
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.known.autoscaling import METRICS_APIS
from auto_detect.parallel import run_all
from auto_detect.snapshot.snapshot import Discovery, Permission, ReadOutcome, ServedVersion
from checklists.decoders import decode
from checklists.text import clean_line

_VERSION = "/version"
CLUSTER = "/api/v1/namespaces/kube-system"
"""Namespace whose UID identifies the cluster for its whole lifetime."""
_LONGEST_UID = 200
_PERMISSION = Permission("get", "", "namespaces", "kube-system")


@dataclass(frozen=True)
class ClusterInfo:
    """Responses to the first requests."""

    server_version: str | None
    discovery: Discovery
    failures: Mapping[str, ReadFailure]
    """Failed requests by path."""
    cluster_uid: str | None
    """UID of the `kube-system` namespace; keys the pseudonyms and is never stored. None if it could not be read."""

    def errors(self) -> Iterator[str]:
        """Yield sentences about failures other than missing permissions."""
        version = self.failures.get(_VERSION)
        if version is not None and version.kind not in (FailureKind.FORBIDDEN, FailureKind.CANCELLED):
            yield f"The server's version is unknown. {version.public_message}"
        if self.discovery.outcome is ReadOutcome.FAILED:
            yield f"The server's API groups are unknown. {self.discovery.reason or ''}".strip()


class _Metadata(msgspec.Struct):
    uid: str = ""


class _Namespace(msgspec.Struct):
    metadata: _Metadata


class _Version(msgspec.Struct):
    git_version: str = msgspec.field(default="", name="gitVersion")


def read_cluster_info(session: CollectionSession) -> ClusterInfo:
    """Send all first requests at once.

    Raises:
        ReadFailure: all of them failed, so no other request can succeed.
    """
    responses: dict[str, Any] = {}
    paths = (_VERSION, *PATHS, CLUSTER)
    failures = {path: ReadFailure(FailureKind.CANCELLED, "Stopped.") for path in paths}

    def done(path: str, answer: Any) -> None:
        if isinstance(answer, ReadFailure):
            failures[path] = answer
        else:
            del failures[path]
            responses[path] = answer

    jobs = {path: _job(session, path) for path in failures}
    run_all(jobs, threads=len(jobs), on_notice=lambda _: None, on_done=done, cancelled=session.cancelled)
    uid_failure = failures.pop(CLUSTER, None)
    if uid_failure is not None and uid_failure.kind is FailureKind.FORBIDDEN:
        session.denied.add(_PERMISSION)
    _raise_if_nothing_can_be_read(session, failures)
    session.denied |= {Permission("get", "", p) for p, f in failures.items() if f.kind is FailureKind.FORBIDDEN}
    groups = {name: versions for path in PATHS for name, versions in responses.get(path, {}).items()}
    groups |= {name: _with_metrics(session, name, groups[name]) for name in METRICS_APIS if name in groups}
    failed = [failures[path] for path in PATHS if path in failures]
    return ClusterInfo(
        responses.get(_VERSION),
        Discovery(_outcome(failed), groups, failed[0].public_message if failed else None),
        failures,
        responses.get(CLUSTER),
    )


def _job(session: CollectionSession, path: str) -> Callable[[Callable[[object], None]], object]:
    def job(_: Callable[[object], None]) -> object:
        try:
            if path == _VERSION:
                return _git_version(session.get(path))
            if path == CLUSTER:
                return _uid(session.get(path))
            return decode_groups(session.get(path, accept=ACCEPT))
        except ReadFailure as failure:
            return failure

    return job


def _with_metrics(
    session: CollectionSession, group: str, versions: tuple[ServedVersion, ...]
) -> tuple[ServedVersion, ...]:
    """Add the metrics of a metrics API; adapters that are not full API servers list them only in their own document."""
    first, *others = versions or (ServedVersion("", stale=True),)
    if first.stale or first.resources or first.metrics or first.other_metrics:
        return versions
    try:
        names = decode_metrics(session.get(f"/apis/{group}/{first.version}"))
    except ReadFailure:
        return versions
    return (with_metrics(first, names), *others)


def _uid(body: ResponseBody) -> str | None:
    try:
        return decode(body, _Namespace).metadata.uid[:_LONGEST_UID] or None
    except JSON_ERRORS:
        return None


def _git_version(body: ResponseBody) -> str | None:
    try:
        return clean_line(decode(body, _Version).git_version, limit=60) or None
    except JSON_ERRORS:
        raise ReadFailure(
            FailureKind.UNEXPECTED, "The response to /version is not from a Kubernetes API server."
        ) from None


def _raise_if_nothing_can_be_read(session: CollectionSession, failures: Mapping[str, ReadFailure]) -> None:
    for failure in failures.values():
        if failure.kind is FailureKind.UNAUTHORIZED:
            raise failure
    kinds = {failure.kind for failure in failures.values()}
    if len(failures) <= len(PATHS) or kinds & {FailureKind.FORBIDDEN, FailureKind.CANCELLED}:
        return
    if kinds <= {FailureKind.NOT_FOUND, FailureKind.UNEXPECTED}:
        raise ReadFailure(
            FailureKind.UNEXPECTED,
            f"The server of context {session.reader.context} does not respond like a Kubernetes API server.",
            "Check the server address in the kubeconfig.",
        )
    raise failures[_VERSION]


def _outcome(failed: list[ReadFailure]) -> ReadOutcome:
    kinds = {failure.kind for failure in failed}
    if not kinds:
        return ReadOutcome.READ
    if FailureKind.FORBIDDEN in kinds:
        return ReadOutcome.DENIED
    return ReadOutcome.CANCELLED if FailureKind.CANCELLED in kinds else ReadOutcome.FAILED
