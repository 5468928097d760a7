"""What several detectors ask of the same look."""

import msgspec

from auto_detect import areas
from auto_detect.detectors.once import once
from auto_detect.snapshot import Listing, Permission, ReadOutcome, Snapshot
from tests.auto_detect.detectors.cluster import Cluster


def test_the_answer_is_worked_out_anew_only_for_another_look() -> None:
    asked: list[Snapshot] = []

    @once(areas.NODES)
    def count(snapshot: Snapshot) -> int:
        asked.append(snapshot)
        return len(snapshot.of(areas.NODES).items)

    first = Cluster().snapshot()
    same = msgspec.structs.replace(first, context="the same lists")
    for snapshot, times in (
        (first, 1),
        (same, 1),
        (msgspec.structs.replace(first, denied=(Permission("list", "", "nodes"),)), 2),
        (msgspec.structs.replace(first, listings={areas.NODES.key: Listing(ReadOutcome.READ)}), 3),
        (first, 4),
    ):
        assert count(snapshot) == 0
        assert len(asked) == times
