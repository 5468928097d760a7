"""InferencePools whose pods are queried, and the pods that belong to a pool."""

from collections.abc import Iterable

from auto_detect.objects.core import kept_key
from auto_detect.objects.inference import InferencePool
from auto_detect.objects.pods import Pod

MAX_POOLS = 2


def queried_pools(pools: Iterable[InferencePool]) -> tuple[InferencePool, ...]:
    """Return the pools whose pods are queried, those accepted by a gateway first."""
    selecting = [pool for pool in pools if pool.spec.labels]
    return tuple(sorted(selecting, key=lambda pool: not _accepted(pool))[:MAX_POOLS])


def pods_of(pool: InferencePool, pods: Iterable[Pod]) -> tuple[Pod, ...]:
    """Return the pods that the pool selects.

    A snapshot keeps few labels, so a selector term on a label that it never keeps counts as met.
    """
    wanted = {key: value for key, value in pool.spec.labels.items() if kept_key(key)}
    return tuple(
        pod
        for pod in pods
        if pod.metadata.namespace == pool.metadata.namespace and wanted.items() <= pod.metadata.labels.items()
    )


def _accepted(pool: InferencePool) -> bool:
    return any(c.type == "Accepted" and c.status == "True" for parent in pool.parents for c in parent.conditions)
