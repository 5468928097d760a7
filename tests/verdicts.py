"""Verdicts on single files."""

from pathlib import Path

from checklists.program.program_data import ProgramData
from checklists.validate import FileReport, open_file


def validate_file(path: Path, program: ProgramData) -> FileReport:
    """Validate a `PRODUCT.yaml` without link checks."""
    opened = open_file(path, program)
    return opened if isinstance(opened, FileReport) else opened.report()
