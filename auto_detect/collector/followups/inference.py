"""Queries for pods that serve models: pods of inference pools, and pods with a role in disaggregated serving."""

from collections.abc import Iterable

from auto_detect.analysis.inference_pool_pods import queried_pools
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.query import Listings, Query
from auto_detect.known.inference import DYNAMO_ROLE, LLM_D_ROLE, ROLE_LABELS
from auto_detect.objects.core import Object
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Discovery

_SAMPLE = 5


def role_pods(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for pods by their role label, for any operator."""
    yield Query(PODS, selector=LLM_D_ROLE)
    if discovery.serves("nvidia.com", "dynamographdeployments"):
        yield Query(PODS, selector=f"{DYNAMO_ROLE} in (decode,prefill,worker)")


def missing_roles(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for a few pods of each role that the first page of pods did not include."""
    pods = listings[PODS.group_resource]
    if not pods.more:
        return
    for label, by_role in ROLE_LABELS.items():
        seen = {pod.metadata.labels.get(label) for pod in pods.items} - {None}
        for values in by_role.values() if seen else ():
            if not seen & values:
                yield Query(PODS, selector=f"{label} in ({','.join(sorted(values))})", limit=_SAMPLE)


def pool_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for a few pods of the most relevant inference pools."""
    pools = (*listings[POOLS.group_resource].items, *listings[ALPHA_POOLS.group_resource].items)
    for pool in queried_pools(pools):
        namespace = pool.metadata.namespace or ""
        if valid_names(namespace):
            selector = ",".join(f"{key}={value}" for key, value in sorted(pool.spec.labels.items()))
            yield Query(PODS, namespace=namespace, selector=selector, limit=_SAMPLE)
