"""The pods of InferencePools: which pools are asked about, and which pods are theirs."""

from collections.abc import Iterable

from auto_detect.objects.core import kept_key
from auto_detect.objects.inference import InferencePool
from auto_detect.objects.pods import Pod

MAX_POOLS = 2


def queried_pools(pools: Iterable[InferencePool]) -> tuple[InferencePool, ...]:
    """The pools whose pods are asked for: those first that a gateway has accepted."""
    selecting = [pool for pool in pools if pool.spec.labels]
    return tuple(sorted(selecting, key=lambda pool: not _accepted(pool))[:MAX_POOLS])


def pods_of(pool: InferencePool, pods: Iterable[Pod]) -> tuple[Pod, ...]:
    """The pods that the pool selects.

    A snapshot keeps few labels, so a demand on a label that it never keeps is taken as met.
    """
    wanted = {key: value for key, value in pool.spec.labels.items() if kept_key(key)}
    return tuple(
        pod
        for pod in pods
        if pod.metadata.namespace == pool.metadata.namespace and wanted.items() <= pod.metadata.labels.items()
    )


def _accepted(pool: InferencePool) -> bool:
    return any(c.type == "Accepted" and c.status == "True" for parent in pool.parents for c in parent.conditions)
