"""A look that was taken elsewhere: a snapshot file, or the archive that the script collected with kubectl."""

from contextlib import closing
from pathlib import Path

from auto_detect.collector.archive.archive import load_archive
from auto_detect.collector.archive.file import looks_like_archive
from auto_detect.collector.archive.reader import ArchiveReader
from auto_detect.collector.collect import collect
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import load_snapshot


def load_snapshot_or_archive(path: Path, *, keep_names: bool = False) -> Snapshot:
    """The snapshot in a file; an archive is read as a cluster would be.

    Args:
        path: the file.
        keep_names: leave names in an archive as they are; a snapshot has the names that it was taken with.

    Raises:
        SnapshotError: the file is neither, cannot be read, or is damaged.
        ReadFailure: the archive holds no answer to anything.
    """
    if not looks_like_archive(path):
        return load_snapshot(path)
    archive = load_archive(path)
    with closing(ArchiveReader(archive)) as reader:
        return collect(reader, keep_names=keep_names, now=lambda: archive.taken_at)
