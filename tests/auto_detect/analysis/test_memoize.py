"""Analyses that several detectors share are computed once for each snapshot."""

import msgspec

from auto_detect.analysis.memoize import memoize_by_resources, memoize_last
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Listing, Permission, ReadOutcome, Snapshot
from tests.auto_detect.detectors.cluster import Cluster


def test_a_result_is_recomputed_only_for_another_snapshot() -> None:
    asked: list[Snapshot] = []

    @memoize_by_resources(registry.NODES)
    def count(snapshot: Snapshot) -> int:
        asked.append(snapshot)
        return len(snapshot.listing(registry.NODES).items)

    first = Cluster().snapshot()
    same = msgspec.structs.replace(first, context="the same lists")
    for snapshot, times in (
        (first, 1),
        (same, 1),
        (msgspec.structs.replace(first, denied=(Permission("list", "", "nodes"),)), 2),
        (msgspec.structs.replace(first, listings={registry.NODES.group_resource: Listing(ReadOutcome.READ)}), 3),
        (first, 4),
    ):
        assert count(snapshot) == 0
        assert len(asked) == times


def test_only_the_identical_argument_reuses_a_result() -> None:
    asked: list[list[int]] = []

    @memoize_last
    def total(numbers: list[int]) -> int:
        asked.append(numbers)
        return sum(numbers)

    numbers = [1, 2]
    assert (total(numbers), total(numbers), total([1, 2])) == (3, 3, 3)
    assert asked == [[1, 2], [1, 2]]
