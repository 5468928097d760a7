"""Loading of a collection from a file: a snapshot, or an archive of the kubectl script."""

from contextlib import closing
from pathlib import Path

from auto_detect.collector.archive.archive import load_archive
from auto_detect.collector.archive.file import looks_like_archive
from auto_detect.collector.archive.reader import ArchiveReader
from auto_detect.collector.collect import collect
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import load_snapshot


def load_snapshot_or_archive(path: Path, *, keep_names: bool = False) -> Snapshot:
    """Load a snapshot from a file; an archive is collected like a cluster.

    Args:
        path: a snapshot file or an archive.
        keep_names: keep original names in an archive; a snapshot keeps the names that it was saved with.

    Raises:
        SnapshotError: the file is neither a snapshot nor an archive, cannot be read, or is damaged.
        ReadFailure: the archive contains no usable response.
    """
    if not looks_like_archive(path):
        return load_snapshot(path)
    archive = load_archive(path)
    with closing(ArchiveReader(archive)) as reader:
        return collect(reader, keep_names=keep_names, now=lambda: archive.taken_at)
