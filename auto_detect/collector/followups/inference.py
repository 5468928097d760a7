"""Queries for pods that serve models: pods of inference pools, and pods with a role in disaggregated serving."""

from collections.abc import Iterable

from auto_detect.analysis.inference_pool_pods import queried_pools
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.query import Listings, Query
from auto_detect.known.inference import DECODE, DYNAMO_ROLE, LLM_D_ROLE, PREFILL, ROLE_LABELS, role_named
from auto_detect.objects.core import Object
from auto_detect.resources.inference import ALPHA_POOLS, DISAGGREGATED_SETS, LLM_SERVICES, POOLS
from auto_detect.resources.registry import LEADER_WORKER_SETS, PODS
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome

_SAMPLE = 5


_USES_LLM_D_ROLES = (POOLS, ALPHA_POOLS, LLM_SERVICES, DISAGGREGATED_SETS, LEADER_WORKER_SETS)
"""Resources of which llm-d and KServe use at least one for pods with roles."""


def role_pods(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for pods by role label, if the resources that use the label are served."""
    unknown = discovery.outcome is not ReadOutcome.READ
    if unknown or any(discovery.serves(resource.group, resource.plural) for resource in _USES_LLM_D_ROLES):
        yield Query(PODS, selector=LLM_D_ROLE)
    if discovery.serves("nvidia.com", "dynamographdeployments"):
        yield Query(PODS, selector=f"{DYNAMO_ROLE} in (decode,prefill,worker)")
    for by in ROLE_LABELS:
        if by.served is not None and discovery.serves(*by.served):
            yield Query(PODS, selector=f"{by.group},{by.key}")


def role_pods_like_seen(listings: Listings) -> Iterable[Query[Object]]:
    """Yield the query for pods by llm-d's role label, if a pod of the sample has the label."""
    if any(LLM_D_ROLE in pod.metadata.labels for pod in listings[PODS.group_resource].items):
        yield Query(PODS, selector=LLM_D_ROLE)


def missing_roles(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for a few pods of each role that the first page of pods did not include."""
    pods = listings[PODS.group_resource]
    if not pods.more:
        return
    for by in ROLE_LABELS:
        seen = {role_named(pod.metadata.labels[by.key]) for pod in pods.items if by.key in pod.metadata.labels}
        for role in (PREFILL, DECODE) if seen else ():
            if role not in seen:
                values = sorted((role, *(by.more_prefill if role == PREFILL else ())))
                yield Query(PODS, selector=f"{by.key} in ({','.join(values)})", limit=_SAMPLE)


def pool_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for a few pods of the most relevant inference pools."""
    pools = (*listings[POOLS.group_resource].items, *listings[ALPHA_POOLS.group_resource].items)
    for pool in queried_pools(pools):
        namespace = pool.metadata.namespace or ""
        if valid_names(namespace):
            selector = ",".join(f"{key}={value}" for key, value in sorted(pool.spec.labels.items()))
            yield Query(PODS, namespace=namespace, selector=selector, limit=_SAMPLE)
