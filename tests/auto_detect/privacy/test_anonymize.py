"""Anonymizing returns a snapshot without names and leaves the original unchanged."""

import msgspec

from auto_detect.collector.demo import demo_snapshot
from auto_detect.privacy.anonymize import anonymize
from auto_detect.resources.registry import NODES
from auto_detect.snapshot.snapshot import NamePolicy
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot


def test_a_copy_is_anonymized_and_reads_back() -> None:
    snapshot = msgspec.structs.replace(demo_snapshot(), names=NamePolicy(cluster="nebula", kept=True))
    before = encode_snapshot(snapshot)
    found = anonymize(snapshot)
    assert encode_snapshot(snapshot) == before
    names = [node.metadata.name for node in found.listing(NODES).items]
    assert len(set(names)) == len(snapshot.listing(NODES).items)
    assert all(name.startswith("node-") for name in names)
    assert decode_snapshot(encode_snapshot(found)) == found


def test_anonymizing_again_changes_nothing() -> None:
    snapshot = msgspec.structs.replace(demo_snapshot(), names=NamePolicy(cluster="nebula"))
    assert anonymize(snapshot) is snapshot
