"""Submissions written by tests, and the drafts that their import creates."""

from collections.abc import Mapping
from pathlib import Path

from checklists.importing.importer import ImportRequest, import_request
from checklists.importing.report import ImportReport
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.submission.submission_files import Location
from checklists.text import clean

CATALOG = ProgramData(())
"""Program data on a machine without official texts."""


def official(program_dir: Path) -> ProgramData:
    return load_program_data(SearchPath(program_dir, (), program_dir / "nowhere", None))


def imported(
    text: str | bytes,
    *,
    minor: str | None = "1.35",
    to: str | None = None,
    files: tuple[str, ...] = (),
    program: ProgramData = CATALOG,
) -> ImportReport:
    place = Location(minor, f"v{minor}/nebula" if minor else "downloads/x")
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return import_request(ImportRequest(data, place, "PRODUCT.yaml", files), "Nebula", program, to=to)


def with_answer(lines: str) -> str:
    """Write a submission that answers one requirement with these lines."""
    indented = "".join(f"      {line}\n" for line in lines.splitlines())
    return f"metadata:\n  platformName: Nebula\nspec:\n  operator:\n    - id: robust_controller\n{indented}"


def healed(report: ImportReport) -> set[tuple[str, str, str]]:
    assert report.draft.imported is not None
    assert all(entry.why for entry in report.draft.imported.healed)
    return {(entry.where, entry.was, entry.now) for entry in report.draft.imported.healed}


def says(report: ImportReport) -> str:
    """Return all text of the draft with whitespace collapsed."""
    return even(" ".join(_texts(report.draft.model_dump(mode="json"))))


def even(text: str) -> str:
    return " ".join(clean(text, limit=10**7).split())


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for key, inner in value.items() for text in (str(key), *_texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]
