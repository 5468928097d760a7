"""Pods that serve models: those that a pool selects, and those with a part in disaggregated serving."""

from collections.abc import Iterable

from auto_detect.analysis.inference_pool_pods import asked_about
from auto_detect.collector.followups.backends import usable
from auto_detect.collector.query import Ask, Listings
from auto_detect.known.inference import DYNAMO_ROLE, LLM_D_ROLE, ROLE_LABELS
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Discovery

_FEW = 5


def roles(discovery: Discovery) -> Iterable[Ask]:
    """Pods that say which part they have, whoever made them."""
    yield Ask(PODS, selector=LLM_D_ROLE)
    if discovery.serves("nvidia.com", "dynamographdeployments"):
        yield Ask(PODS, selector=f"{DYNAMO_ROLE} in (decode,prefill,worker)")


def hidden_roles(listings: Listings) -> Iterable[Ask]:
    """Of a role that did not show among the first pods, a few: there may be many pods of the other."""
    pods = listings[PODS.key]
    if not pods.more:
        return
    for label, by_role in ROLE_LABELS.items():
        seen = {pod.metadata.labels.get(label) for pod in pods.items} - {None}
        for values in by_role.values() if seen else ():
            if not seen & values:
                yield Ask(PODS, selector=f"{label} in ({','.join(sorted(values))})", limit=_FEW)


def pool_pods(listings: Listings) -> Iterable[Ask]:
    """A few of the pods of the pools that matter most."""
    pools = (*listings[POOLS.key].items, *listings[ALPHA_POOLS.key].items)
    for pool in asked_about(pools):
        namespace = pool.metadata.namespace or ""
        if usable(namespace, "any"):
            selector = ",".join(f"{key}={value}" for key, value in sorted(pool.spec.labels.items()))
            yield Ask(PODS, namespace=namespace, selector=selector, limit=_FEW)
