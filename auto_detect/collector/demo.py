"""The demo cluster: invented, bundled, and read like any other snapshot."""

from importlib import resources

from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot


def demo_snapshot() -> Snapshot:
    """A look at the cluster of a vendor that does not exist; `scripts/make_demo_snapshot.py` makes it."""
    return decode_snapshot((resources.files("auto_detect") / "data" / "demo-snapshot.json").read_bytes())
