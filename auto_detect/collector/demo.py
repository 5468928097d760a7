"""Bundled snapshot of an invented cluster."""

from importlib import resources

from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot


def demo_snapshot() -> Snapshot:
    """Return the snapshot of the invented cluster, which `scripts/make_demo_snapshot.py` generates."""
    return decode_snapshot((resources.files("auto_detect") / "data" / "demo-snapshot.json").read_bytes())
