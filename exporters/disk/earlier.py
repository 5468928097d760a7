"""Finds the product's folder of an earlier Kubernetes minor in a clone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checklists.errors import AiconformError
from checklists.files.atomic_file import read_bounded
from checklists.model.checklist import minor_key
from checklists.model.draft import Draft
from checklists.submission.submission import Submission, parse_submission
from exporters.readme import is_generated

_SIZE_LIMIT = 2**20


@dataclass(frozen=True)
class EarlierFolder:
    """The product's folder of an earlier minor."""

    root: PurePosixPath
    """For example `v1.35/nebula`."""
    readme: bytes | None
    """The vendor's own README; None if it is missing or generated."""


def find_earlier(clone: Path, draft: Draft) -> EarlierFolder | None:
    """Return the folder of the newest earlier submission with the same vendor and platform name; None without one."""
    wanted = _identity(draft.metadata.get("vendorName"), draft.metadata.get("platformName"))
    if wanted is None:
        return None
    for product in _products(clone, draft.checklist):
        try:
            data = read_bounded(product, _SIZE_LIMIT)
            if wanted[0].encode() not in data.lower():
                continue
            submission = parse_submission(data)
        except (OSError, AiconformError):
            continue
        if _identity(_text(submission, "vendorName"), _text(submission, "platformName")) == wanted:
            folder = product.parent
            return EarlierFolder(PurePosixPath(folder.parent.name, folder.name), _own_readme(folder))
    return None


def _products(clone: Path, minor: str) -> Iterator[Path]:
    """Yield the submissions of earlier minors, newest minor first."""
    folders = []
    for folder in _matching(clone, "v[0-9]*.[0-9]*"):
        number = folder.name[1:]
        if number.replace(".", "", 1).isdecimal() and minor_key(number) < minor_key(minor):
            folders.append((minor_key(number), folder))
    for _, folder in sorted(folders, reverse=True):
        yield from _matching(folder, "*/PRODUCT.yaml")


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the paths that match; none if the folder cannot be read, which writing to it reports."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _text(submission: Submission, field: str) -> str | None:
    value = submission.value(field)
    return value.text if value else None


def _identity(vendor: str | None, platform: str | None) -> tuple[str, str] | None:
    if not vendor or not platform:
        return None
    return vendor.strip().lower(), platform.strip().lower()


def _own_readme(folder: Path) -> bytes | None:
    try:
        data = read_bounded(folder / "README.md", _SIZE_LIMIT)
    except OSError:
        return None
    return None if is_generated(data) else data
