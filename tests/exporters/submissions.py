"""Submissions and folders for export tests."""

from pathlib import Path, PurePosixPath

from checklists.files.digest import digest_of
from exporters.bundle import Bundle
from exporters.disk.export_plan import ExportPlan
from exporters.request.pull_request import PullRequest

ROOT = "v1.36/nebula"


def bundle(**files: bytes) -> Bundle:
    names = {"PRODUCT.yaml": b"a: 1\nb: 2\n", "README.md": b"# Nebula\n"} | files
    return Bundle(
        root=PurePosixPath(ROOT),
        files={f"{ROOT}/{name}": data for name, data in names.items()},
        pull_request=PullRequest("t", "b", "nebula-1.36", ()),
        ready=True,
        notices=(),
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def written(planned: ExportPlan) -> dict[str, set[str]]:
    return {str(entry.path): {digest_of(entry.data)} for entry in planned.entries if entry.data is not None}
