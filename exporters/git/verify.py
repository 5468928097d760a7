"""Compares the verdict on a checkout with the verdict on the draft."""

from collections.abc import Iterable
from pathlib import Path

from checklists.errors import ExportError
from checklists.links.link_check import Links
from checklists.model.problem import Problem, Severity
from checklists.program.program_data import ProgramData
from checklists.validate import FileReport, open_file


def require_same_verdict(product: Path, problems: Iterable[Problem], program: ProgramData, links: Links) -> None:
    """Raise unless the checked-out `PRODUCT.yaml` has exactly the draft's errors and warnings.

    Raises:
        ExportError: The verdicts differ, so git changed a file.
    """
    opened = open_file(product, program)
    report = opened if isinstance(opened, FileReport) else opened.report(links)
    expected, found = _pairs(problems), _pairs(report.problems)
    if expected != found:
        code, subject = sorted(expected ^ found)[0]
        raise ExportError(
            f"A checkout of the commit does not validate like the draft: {code} {subject}".rstrip() + ".",
            "Nothing was changed. Check the clone's .gitattributes and the age of its checklists.",
        )


def _pairs(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    return {(p.code, p.subject) for p in problems if p.severity is not Severity.ADVICE}
